"""Columns made from the target, found by how much one column tells all by itself.

On real catalogues a single musical attribute explains a few per cent of popularity at most,
and all of them together little more.  A column that explains half of it alone is a copy or
a consequence of the target, whatever its name says.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from reportgen.aggregates.block import Floats
from reportgen.aggregates.fold_bins import BinnedColumn, FoldBinSums
from reportgen.aggregates.moments import Moments
from reportgen.analysis.distribution import quantiles
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.errors import DataError
from reportgen.results import Data, Handling, Note, Role, ScreenedColumn
from reportgen.text import translate

MADE_FROM_TARGET = 0.5
DOUBTFUL = 0.25
BINS = 20
REASON = "tells too much of the target by itself to be anything but made from it"


def without_leaks(
    rows: Rows, asked_for: Collection[str], where: str
) -> tuple[Rows, tuple[ScreenedColumn, ...]]:
    """Leave out columns that nearly determine the target by themselves.

    Parameters
    ----------
    asked_for : collection of str
        Columns, as they are called in the table, that the settings ask for: they stay.
    where : str
        Name of the table, for messages.

    Returns
    -------
    Rows
        The same rows with the columns that are left.
    tuple of ScreenedColumn
        The screen of all columns, highest score first.

    Raises
    ------
    DataError
        If no numeric feature is left.
    """
    if rows.target is None:
        return rows, ()
    columns = screen(rows, asked_for)
    out = {column.name: column.label for column in columns if column.handling is Handling.LEFT_OUT}
    features = tuple(name for name in rows.features if name not in out)
    if not features:
        raise DataError(
            f"No feature is left: each column {REASON} ({', '.join(out.values())})",
            where=where,
            hint="Name columns under [columns] features in the settings to use them all the same.",
        )
    factors = tuple(factor for factor in rows.factors if factor.name not in out)
    return replace(rows, features=features, factors=factors), columns


def leak_notes(columns: Sequence[ScreenedColumn]) -> tuple[Note, ...]:
    """Say of each column left out why it was."""
    return tuple(
        Note(code=column.name, text=f"{column.label}: {translate(REASON)}")
        for column in columns
        if column.handling is Handling.LEFT_OUT
    )


def marked(data: Data, columns: Sequence[ScreenedColumn]) -> Data:
    """Return the description of the table with the columns left out marked as such."""
    out = {column.name for column in columns if column.handling is Handling.LEFT_OUT}
    return replace(
        data,
        columns=tuple(
            replace(column, role=Role.EXCLUDED, excluded=translate(REASON))
            if column.name in out
            else column
            for column in data.columns
        ),
    )


def screen(rows: Rows, asked_for: Collection[str]) -> tuple[ScreenedColumn, ...]:
    """Score each column alone on artists never seen, highest first.

    A number is cut into twenty bins of about equal size, so that any shape of relation
    counts, and each bin predicts its mean target among the training folds.  Genre may tell
    more than a sound can, and is never left out.
    """
    binned = _binned(rows)
    (moments,) = rows.engine.run(Moments((str(rows.target),)))
    sums = FoldBinSums(binned, str(rows.target), ARTISTS, rows.folds, float(moments.mean[0]))
    (totals,) = rows.engine.run(sums)
    scores = cross_fitted_r2(totals)
    genre = None if rows.genre is None else rows.genre.name
    found = [
        ScreenedColumn(
            name=column.name,
            label=rows.fields[column.name].label,
            r2=float(score) if np.isfinite(score) else None,
            handling=_handling(
                score,
                doubtful=MADE_FROM_TARGET if column.name == genre else DOUBTFUL,
                may_leave=column.name != genre,
                asked_for=rows.fields[column.name].source in asked_for,
            ),
        )
        for column, score in zip(binned, scores, strict=True)
    ]
    return tuple(sorted(found, key=lambda c: (-np.inf if c.r2 is None else -c.r2, c.name)))


def _binned(rows: Rows) -> tuple[BinnedColumn, ...]:
    inner = tuple(np.linspace(0, 1, BINS + 1)[1:-1].tolist())
    edges = quantiles(rows.engine, rows.features, rows.moments(), inner)
    numbers = (
        BinnedColumn(name, np.unique(edges[i]), len(np.unique(edges[i])) + 1)
        for i, name in enumerate(rows.features)
    )
    factors = (*rows.factors, *(() if rows.genre is None else (rows.genre,)))
    return (*numbers, *(BinnedColumn(f.name, None, len(f.levels)) for f in factors))


def _handling(score: float, *, doubtful: float, may_leave: bool, asked_for: bool) -> Handling:
    if not score >= doubtful:
        return Handling.KEPT
    if asked_for:
        return Handling.ASKED_FOR
    return Handling.LEFT_OUT if score >= MADE_FROM_TARGET and may_leave else Handling.DOUBTED


def cross_fitted_r2(totals: Floats) -> Floats:
    """R² of bin means on the folds that they were not taken from, shape (columns,).

    A bin without training rows predicts the training mean; R² is against that mean, and NaN
    where the target does not vary.

    Parameters
    ----------
    totals : ndarray of float, shape (3, columns, folds, bins)
        Rows, sums and sums of squares from :class:`FoldBinSums`.
    """
    n, total, square = totals
    rest_n = n.sum(axis=1, keepdims=True) - n
    rest_total = total.sum(axis=1, keepdims=True) - total
    overall = rest_total.sum(axis=2, keepdims=True) / np.maximum(
        rest_n.sum(axis=2, keepdims=True), 1
    )
    mean = np.where(rest_n > 0, rest_total / np.maximum(rest_n, 1), overall)
    error = square - 2 * mean * total + mean**2 * n
    baseline = square - 2 * overall * total + overall**2 * n
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1.0 - error.sum(axis=(1, 2)) / baseline.sum(axis=(1, 2)))
