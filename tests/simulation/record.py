"""Run all experiments and write ``docs/proof.md``: ``python -m tests.simulation.record [JOBS]``."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from tests.simulation import certified, experiments
from tests.simulation.coverage import MANY_ARTISTS, REPLICATES, SEED, Coverage
from tests.simulation.detection import Found
from tests.simulation.frames import ARTISTS, TRACKS
from tests.simulation.sizes import Size

TARGET = Path(__file__).parents[2] / "docs" / "proof.md"
LIBRARIES = ("numpy", "scipy", "scikit-learn")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Markdown table; all columns but the first are set to the right."""
    rule = ["---", *["---:"] * (len(header) - 1)]
    lines = [header, rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def percent(share: float) -> str:
    """One digit after the point."""
    return f"{100 * share:.1f} %"


def numerics() -> str:
    """Digits of certified regressions."""
    rows = [
        (
            found.name,
            f"{found.condition:.1e}",
            f"{found.coefficients:.1f}",
            "exact fit" if found.in_errors is None else f"{found.in_errors:.1f}",
            "exact fit" if found.errors is None else f"{found.errors:.1f}",
            f"{found.residual_sd:.1f}",
            f"{found.r2:.1f}",
        )
        for found in certified.all_reached()
    ]
    header = (
        "data set",
        "condition",
        "coefficients",
        "in units of their errors",
        "standard errors",
        "residual sd",
        "R²",
    )
    return table(header, rows)


def coverages(found: Sequence[tuple[str, Sequence[Coverage]]]) -> str:
    """One row for each kind of interval, one column for each design."""
    kinds = dict.fromkeys(c.kind for _, coverage in found for c in coverage)
    by_design = [{c.kind: c for c in coverage} for _, coverage in found]
    rows = [
        (kind, *(percent(c[kind].share) if kind in c else "" for c in by_design)) for kind in kinds
    ]
    return table(("95 % interval of", *(name for name, _ in found)), rows)


def rejections(found: Sequence[tuple[str, Size]]) -> str:
    """Share of single tests and of families that reject."""
    rows = [
        (name, f"{s.tests:,}", percent(s.single / s.tests), percent(s.family / s.draws))
        for name, s in found
    ]
    return table(("tables", "tests", "p ≤ 0.05", "any adjusted p ≤ 0.05"), rows)


def grouping(found: Sequence[tuple[int, dict[int, int]]]) -> str:
    """Number of segments found by number planted."""
    rows = [
        (str(k), f"{counts.get(k, 0)} of {sum(counts.values())}", _others(counts, k))
        for k, counts in found
    ]
    return table(("kinds of track", "found", "instead"), rows)


def _others(counts: dict[int, int], k: int) -> str:
    return ", ".join(f"{other} ({n})" for other, n in counts.items() if other != k) or "–"


def counted(header: Sequence[str], found: Iterable[Found]) -> str:
    """How many of how many tables."""
    return table(header, [(f.what, f"{f.found} of {f.of}") for f in found])


def _alone(experiment: Callable[..., Any], *name: Any) -> Any:
    """Run one experiment with one thread of linear algebra."""
    with threadpool_limits(1):
        return experiment(*name)


def text(jobs: int) -> str:
    """Return the whole document, from experiments run ``jobs`` at a time."""
    with ProcessPoolExecutor(jobs) as pool:

        def each(experiment: Callable[..., Any], names: Iterable[Any]) -> list[Any]:
            return [(name, pool.submit(_alone, experiment, name)) for name in names]

        alarms = pool.submit(_alone, experiments.alarms)
        designs = each(experiments.covered, experiments.COVERED)
        own = pool.submit(_alone, experiments.covered_own_models)
        nameless = pool.submit(_alone, experiments.covered_without_artists)
        sizes = each(experiments.size, experiments.NOTHING)
        damage = pool.submit(_alone, experiments.damage)
        leaks = each(experiments.leak, experiments.LEAKS)
        groups = each(experiments.segments, experiments.KINDS)
        planted = (*damage.result(), *(found for _, pair in leaks for found in pair.result()))
        return PAGE.format(
            versions=_versions(),
            numerics=numerics(),
            draws=", ".join(f"{d.draws:,} ({name})" for name, d in experiments.COVERED.items()),
            coverage=coverages([(name, found.result()) for name, found in designs]),
            nameless=coverages([("no artists, 400 tracks", nameless.result())]),
            own=coverages([("300 artists", own.result())]),
            own_draws=experiments.OWN_MODELS.draws,
            nameless_draws=experiments.NAMELESS.draws,
            sizes=rejections([(name, found.result()) for name, found in sizes]),
            grouping=grouping([(k, found.result()) for k, found in groups]),
            detected=counted(("planted", "found"), planted),
            alarms=counted(("clean tables with", "alarms"), alarms.result()),
            replicates=REPLICATES,
            seed=SEED,
            tracks=TRACKS,
            artists=ARTISTS,
            new_artists=MANY_ARTISTS,
        )


def _versions() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"Python {platform.python_version()}, {libraries}"


PAGE = """\
# What the numbers are worth

Made by `python -m tests.simulation.record`; the same bounds are tests (`make test-long`).
Tables are drawn by `tests/simulation/tables.py` and `frames.py` with seeds 0, 1, 2, …;
versions: {versions}.

## Digits

Correct digits, at most 15, of the certified regressions of the NIST Statistical Reference
Datasets. They go through the aggregates of every report, in three blocks of rows.
`tests/oracles/test_nist.py` refits all nine in exact fractions, so that neither the data nor
the certified values hold a slip.

{numerics}

In Wampler 4 and 5 a coefficient of 1 has a standard error of up to 24 million; the digits in
units of the error are those that a reader could notice. Fits without a fold add up the parts
of the others and subtract nothing: their predictions agree with direct refits to 1e-8 at a
condition of a million (`tests/analysis/test_certified.py`). A column counts as following from
others when what it has of its own is no more than a hundred roundings of the stored values;
no fixed condition number is the limit.

## Coverage

Share of 95 % intervals that hold the truth. Tables: {draws}.

Popularity and hits follow four features, genre (correlated with the first feature), artists'
own levels and slopes, and noise. Artists have six tracks on average, but a few have many, so
that they are worth about half their number of equal artists. Bootstrap with
{replicates} replicates, seed {seed}.

{coverage}

The truth of an effect is the slope times the standard deviation in the table; of a pooled
effect the slope without regard to genre, worked out from the population; of a marginal
effect the mean over the population. The truth of a score is what the cross-fitted models of
such tables reach on average on new artists (estimated on {new_artists:,} new artists for each of
a hundred tables).

Effects, odds and means of groups come from fits that leave out one artist at a time. The
sandwich, which the report had used before, covered 90 % with 100 such artists.

The bootstrap over artists resamples the tracks that are predicted, and takes the fits as
given. Its intervals of scores are therefore short of 95 % while artists are few: the spread
that a few large artists bring is underestimated, and the fits themselves vary. Chance alone
moves a share by about 1.4 points in a thousand tables, 2.5 in 300 and 3.5 in 150 (two
standard errors at 95 %). What remains is small from about a thousand artists, a few points
for AUC and average precision. Below 300 artists the report warns. Bias-corrected, reflected
and Student intervals from the same replicates were tried: most gain a point or two, up to
four with 40 artists. Two kinds differ for a reason:

- *Accuracy at the chosen threshold*, and balanced accuracy a little, move with the threshold,
  which the training folds choose. The interval is of these thresholds and does not hold that
  movement, with however many artists. Accuracy at one half has no such part.
- *Calibration* of pooled out-of-fold predictions varies less than that of one model on new
  artists: what the training folds overstate, the held-out fold understates. Intervals are wide.

What the intervals are meant to hold is the score of the very models that were fitted, on new
artists; against it, in {own_draws} tables:

{own}

Without names of artists (errors after MacKinnon and White, HC3; noise grows with the first
feature; {nameless_draws} tables):

{nameless}

## Size of tests

Tables where no feature is associated with popularity within genres (artists still differ).
Single tests should reject in 5 %, families after Holm's adjustment in at most 5 %.

{sizes}

## Number of segments

{grouping}

One kind is a stretched cloud, the others are round clouds of unequal size.

## What is planted and found

Whole reports of tables with {tracks} tracks by {artists} artists. Repeats and values far out
count as found only if their number is right to the row. Leaks hide under the name of a
musical attribute.

{detected}

The mean popularity of the artist tells no more of a new artist's track than its artist does;
it is always doubted, and left out where it tells more than half.

Of 720,000 normal values in the clean tables, one or two are expected beyond the wide limits.

{alarms}
"""


def main() -> None:
    """Write the document."""
    jobs = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    TARGET.write_text(text(jobs), encoding="utf-8")


if __name__ == "__main__":
    main()
