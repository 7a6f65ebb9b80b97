"""Drift of columns as effect sizes: population stability index and shift of the mean.

Neither is a test: with many rows any difference is "significant".  A column drifted if the
effect is large enough to matter *and* larger than chance brings.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from reportgen.aggregates.block import Floats
from reportgen.results import Column, Drift, Estimate, Report

FEWEST = 100
"""Values in either run below which nothing is said of drift."""
LARGE = 0.1
"""Population stability index, beyond what chance brings, from which on it counts as a
shift (0.1 to 0.25: moderate, a convention of credit scoring; see Yurdakul 2018)."""
FAR = 0.1
"""Standardised difference of means that is not negligible (Austin 2009)."""
GAPS = 0.02
"""Change of the share of missing values that matters."""
CHANCE = 0.05
STEPS = tuple(range(5, 50, 5))
"""Every fifth knot: the deciles."""


def drifts(now: Report, before: Report, nights: int) -> tuple[Drift, ...]:
    """Return how each column moved that both reports describe alike.

    Parameters
    ----------
    now, before : Report
        In this order.
    nights : int
        Chance is kept to 5 % for all columns of so many runs.
    """
    old = {column.name: column for column in before.data.columns}
    pairs = [
        (old[column.name], column)
        for column in now.data.columns
        if column.name in old and _alike(old[column.name], column)
    ]
    level = CHANCE / (nights * max(len(pairs), 1) * 3)
    return tuple(_drift(a, b, before.data.rows, now.data.rows, level) for a, b in pairs)


def _alike(before: Column, now: Column) -> bool:
    return (before.kind, before.unit) == (now.kind, now.unit)


def _drift(before: Column, now: Column, rows_before: int, rows: int, level: float) -> Drift:
    n_before, n = rows_before - before.missing, rows - now.missing
    gaps = before.missing / rows_before, now.missing / rows
    shares = shared_bins(before, now, n_before, n) if min(n_before, n) >= FEWEST else None
    psi = expected = limit = shift = None
    bins, drifted = 0, False
    errors = float(special.ndtri(1 - level / 2))
    if shares is not None:
        bins = len(shares[0])
        psi = stability_index(*shares, n_before, n)
        expected = (bins - 1) * (1 / n_before + 1 / n)
        limit = psi_limit(bins, n_before, n, level)
        shift = standardised(before, now, n_before, n)
        drifted = psi > limit or _shifted(shift, errors)
    return Drift(
        name=now.name,
        label=now.label,
        n_before=n_before,
        n=n,
        bins=bins,
        psi=psi,
        expected=expected,
        limit=limit,
        shift=shift,
        missing_before=gaps[0],
        missing=gaps[1],
        drifted=drifted,
        emptied=_emptied(gaps, rows_before, rows, errors),
    )


def psi_limit(bins: int, n_before: int, n: int, level: float) -> float:
    """What the index has to pass: a moderate shift beyond its bias, and beyond chance.

    For two samples of one distribution the index is about (1/n₁ + 1/n₂) times a
    chi-squared variable with bins − 1 degrees of freedom, of mean bins − 1 (Yurdakul 2018,
    *Statistical properties of population stability index*).
    """
    scale = 1 / n_before + 1 / n
    chance = scale * float(special.chdtri(bins - 1, level)) if bins > 1 else 0.0
    return max(LARGE + (bins - 1) * scale, chance)


def stability_index(before: Floats, now: Floats, n_before: int, n: int) -> float:
    """Population stability index Σ (q − p) ln(q / p) of two sets of shares, shape (bins,).

    Half a row is added to each bin, so that an empty one has a logarithm.
    """
    k = len(before)
    p = (before * n_before + 0.5) / (n_before + 0.5 * k)
    q = (now * n + 0.5) / (n + 0.5 * k)
    return float(((q - p) * np.log(q / p)).sum())


def shared_bins(before: Column, now: Column, n_before: int, n: int) -> tuple[Floats, Floats] | None:
    """Shares of the values of two columns in the same bins, each of shape (bins,).

    Numbers are cut at the deciles of the earlier run, categories by their levels; levels
    whose number is not known in both runs are taken together.
    """
    if before.knots and now.knots:
        edges = np.unique([before.knots[i - 1] for i in STEPS])
        return _cut(before, edges), _cut(now, edges)
    if before.levels and now.levels:
        return _levels(before, now, n_before, n)
    return None


def _cut(column: Column, edges: Floats) -> Floats:
    reached = np.array([share_up_to(column, float(edge)) for edge in edges])
    return np.diff(np.concatenate([[0.0], reached, [1.0]]))


def share_up_to(column: Column, value: float) -> float:
    """Share of a column's values up to ``value``, from its knots: off by less than 0.02.

    Between two knots it is taken to be linear; a value that several knots have is reached
    by the last of them.
    """
    assert column.minimum is not None and column.maximum is not None  # noqa: S101, PT018  knots are there
    if value < column.minimum:
        return 0.0
    if value >= column.maximum:
        return 1.0
    xs = (column.minimum, *column.knots, column.maximum)
    last = int(np.searchsorted(xs, value, side="right")) - 1
    step = 1 / (len(column.knots) + 1)
    if xs[last] == value:
        return last * step
    return (last + (value - xs[last]) / (xs[last + 1] - xs[last])) * step


def _levels(before: Column, now: Column, n_before: int, n: int) -> tuple[Floats, Floats]:
    old, new = _counts(before), _counts(now)
    whole_old, whole_new = sum(old.values()) == n_before, sum(new.values()) == n
    names = [
        name
        for name in dict.fromkeys((*old, *new))
        if (name in old or whole_old) and (name in new or whole_new)
    ]
    shares = []
    for counts, total in ((old, n_before), (new, n)):
        known = [counts.get(name, 0) / total for name in names]
        rest = max(1 - sum(known), 0.0)
        shares.append(known if whole_old and whole_new else [*known, rest])
    return np.array(shares[0]), np.array(shares[1])


def _counts(column: Column) -> dict[str, int]:
    return {level.name: level.n for level in column.levels}


def standardised(before: Column, now: Column, n_before: int, n: int) -> Estimate | None:
    """Difference of means (now − before) in pooled standard deviations, with its interval.

    The standard error is that of Hedges & Olkin (1985): √(1/n₁ + 1/n₂ + d² / 2(n₁ + n₂)).
    """
    if before.mean is None or now.mean is None or before.sd is None or now.sd is None:
        return None
    pooled = math.sqrt((before.sd**2 + now.sd**2) / 2)
    if not pooled > 0:
        return None
    d = (now.mean - before.mean) / pooled
    margin = 1.959964 * math.sqrt(1 / n_before + 1 / n + d * d / (2 * (n_before + n)))
    return Estimate(value=d, low=d - margin, high=d + margin)


def _shifted(shift: Estimate | None, errors: float) -> bool:
    if shift is None or shift.low is None:
        return False
    error = (shift.value - shift.low) / 1.959964
    return abs(shift.value) >= max(FAR, errors * error)


def _emptied(gaps: tuple[float, float], rows_before: int, rows: int, errors: float) -> bool:
    """Say whether gaps became more (or fewer) by enough, and by more than chance."""
    p = (gaps[0] * rows_before + gaps[1] * rows) / (rows_before + rows)
    error = math.sqrt(p * (1 - p) * (1 / rows_before + 1 / rows))
    return abs(gaps[1] - gaps[0]) >= max(GAPS, errors * error)
