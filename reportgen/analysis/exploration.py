"""Distribution of the target, correlations, and means by genre and year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportgen.aggregates.counts import PairSums, PairTotals
from reportgen.aggregates.crossproducts import CrossProducts
from reportgen.aggregates.moments import Moments
from reportgen.analysis.distribution import histogram, histograms, quantiles
from reportgen.analysis.intervals import clustered_means
from reportgen.analysis.rows import Rows
from reportgen.formats import OTHER
from reportgen.results import (
    Correlation,
    Exploration,
    GroupMean,
    Histogram,
    Skipped,
    TargetProfile,
)
from reportgen.text import translate

STEP = "exploration"
MOST_GENRES = 24
FEWEST_ROWS_IN_YEAR = 20
BINS = 40
PERCENT = 101


def explore(rows: Rows) -> Exploration:
    """Describe the modelled rows."""
    names = rows.features if rows.target is None else (rows.target, *rows.features)
    by_genre = _by_genre(rows)
    return Exploration(
        target=_target(rows),
        names=names,
        correlations=correlations(rows, names),
        by_genre=by_genre,
        genres=0 if rows.genre is None else len(rows.genre.levels),
        by_year=_by_year(rows),
    )


def _target(rows: Rows) -> TargetProfile | Skipped:
    if rows.target is None:
        return Skipped(step=STEP, reason=translate("the table has no target column"))
    (moments,) = rows.engine.run(Moments((rows.target,)))
    at_zero = np.zeros(1), np.zeros(1)
    median = quantiles(rows.engine, (rows.target,), moments, (0.5,))
    shape = _target_histogram(rows, rows.target, float(moments.minimum[0]), moments.maximum[0])
    zero = histograms(rows.engine, (rows.target,), *at_zero, 1)[0].counts[0]
    field = rows.fields[rows.target]
    return TargetProfile(
        name=rows.target,
        label=field.label,
        unit=field.unit,
        n=rows.n,
        mean=float(moments.mean[0]),
        sd=float(moments.sd[0]),
        median=float(median[0, 0]),
        zeros=zero / rows.n,
        histogram=shape,
    )


def _target_histogram(rows: Rows, target: str, low: float, high: float) -> Histogram:
    if not rows.of_hundred:
        return histograms(rows.engine, (target,), np.array([low]), np.array([high]), BINS)[0]
    # One bin for each point of a 0-100 score, then pairs, so that zero keeps its own bin.
    bounds = np.array([-0.5]), np.array([PERCENT - 0.5])
    points = histograms(rows.engine, (target,), *bounds, PERCENT)[0].counts
    pairs = [points[0], *(sum(points[i : i + 2]) for i in range(1, PERCENT, 2))]
    return histogram(pairs, -1.5, PERCENT - 0.5)


def correlations(rows: Rows, names: Sequence[str]) -> tuple[Correlation, ...]:
    """Return the Pearson correlation of each pair of columns."""
    (moments,) = rows.engine.run(Moments(tuple(names)))
    shift, scale = tuple(moments.mean.tolist()), tuple(moments.sd.tolist())
    (products,) = rows.engine.run(CrossProducts(tuple(names), shift, scale))
    r = np.clip(products / (rows.n - 1), -1.0, 1.0)
    return tuple(
        Correlation(first=names[i], second=names[j], r=float(r[i, j]))
        for i in range(len(names))
        for j in range(i + 1, len(names))
    )


def _by_genre(rows: Rows) -> tuple[GroupMean, ...] | Skipped:
    if rows.genre is None:
        return Skipped(step=STEP, reason=translate("the table has no genre column"))
    if rows.target is None:
        return Skipped(step=STEP, reason=translate("the table has no target column"))
    pairs = PairSums(rows.genre.name, "cluster", rows.target, rows.clusters)
    (totals,) = rows.engine.run(pairs)
    means = _named(totals, rows.genre.levels)
    if len(means) <= MOST_GENRES:
        return means
    half = MOST_GENRES // 2
    shown = {m.name for m in (*means[:half], *means[-half:]) if m.name != OTHER}
    names = [level for level in rows.genre.levels if level in shown]
    codes = [names.index(x) if x in shown else len(names) for x in rows.genre.levels]
    return _named(pairs.regroup(totals, np.array(codes)), (*names, OTHER))


def _named(totals: PairTotals, names: Sequence[str]) -> tuple[GroupMean, ...]:
    means = [
        GroupMean(name=names[mean.code], n=mean.n, mean=mean.mean)
        for mean in clustered_means(totals)
    ]
    return tuple(sorted(means, key=lambda group: (-group.mean.value, group.name)))


def _by_year(rows: Rows) -> tuple[GroupMean, ...] | Skipped:
    if rows.target is None:
        return Skipped(step=STEP, reason=translate("the table has no target column"))
    if not rows.dated:
        return Skipped(step=STEP, reason=translate("the table has no release date"))
    (totals,) = rows.engine.run(PairSums("year", "cluster", rows.target, rows.clusters))
    years = tuple(
        GroupMean(name=str(mean.code), n=mean.n, mean=mean.mean)
        for mean in clustered_means(totals)
        if mean.n >= FEWEST_ROWS_IN_YEAR
    )
    if len(years) < 2:
        return Skipped(step=STEP, reason=translate("fewer than two years have enough tracks"))
    return years
