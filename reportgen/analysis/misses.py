"""What the linear model misses by: bias, spread and tails of its residuals out of sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.counts import OutsideCounts, PairSums, PairTotals
from reportgen.aggregates.moments import Moments, MomentSums
from reportgen.analysis.distribution import quantiles
from reportgen.analysis.intervals import Bootstrap, clustered_means, percentile_interval
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.results import Bin, Estimate, Misses, Spread

BINS = 10


@dataclass(frozen=True, slots=True)
class Binned:
    """Adds ``bin``: which of the intervals between ``edges`` a column falls in."""

    column: str
    edges: Floats

    def __call__(self, block: Block) -> Block:
        """Return the block with its bins."""
        place = np.searchsorted(self.edges, block.columns[self.column], side="left")
        return block.having(bin=place.astype(np.int32))


def binned_sums(predicted: Rows, column: str, *values: str) -> tuple[PairTotals, ...]:
    """Sums of columns by cluster in ten bins of ``column`` of equal size."""
    (moments,) = predicted.engine.run(Moments((column,)))
    inner = np.linspace(0, 1, BINS + 1)[1:-1]
    edges = np.unique(quantiles(predicted.engine, (column,), moments, tuple(inner.tolist()))[0])
    engine = predicted.engine.derive(Binned(column, edges))
    return engine.run(*(PairSums("bin", "cluster", v, predicted.clusters) for v in values))


def bins_of(guessed: PairTotals, seen: PairTotals) -> tuple[Bin, ...]:
    """Mean predicted against mean observed in each bin."""
    pairs = zip(clustered_means(guessed), clustered_means(seen), strict=True)
    return tuple(Bin(n=b.n, predicted=a.mean.value, observed=b.mean) for a, b in pairs)


def calibration_bins(predicted: Rows, column: str, target: str) -> tuple[Bin, ...]:
    """Mean of ``column`` against mean of ``target`` in ten bins of equal size."""
    return bins_of(*binned_sums(predicted, column, column, target))


def misses(
    predicted: Rows, moments: MomentSums, guessed: PairTotals, squares: PairTotals,
    bootstrap: Bootstrap,
) -> Misses:  # fmt: skip
    """Describe the residuals; no test of normality, which large tables always fail.

    Parameters
    ----------
    predicted : Rows
        Rows with their ``residual`` out of sample.
    moments : MomentSums
        Of ``residual`` alone or first.
    guessed, squares : PairTotals
        Sums of predictions and of squared errors by bin and cluster.
    """
    mean_square = moments.m2[0] / moments.n[0] + moments.mean[0] ** 2
    typical = float(np.sqrt(mean_square))
    reaches = (np.full((predicted.folds, 1), times * typical) for times in (2, 3))
    two, three = predicted.engine.run(
        *(OutsideCounts(("residual",), -reach, reach, ARTISTS) for reach in reaches)
    )
    means = zip(clustered_means(guessed), clustered_means(squares), strict=True)
    return Misses(
        skewness=float(moments.skewness[0]),
        beyond_two=two.rows / predicted.n,
        beyond_three=three.rows / predicted.n,
        ratio=spread_ratio(squares, bootstrap),
        spread=tuple(
            Spread(n=square.n, predicted=guess.mean.value, miss=_root(square.mean))
            for guess, square in means
        ),
    )


def spread_ratio(squares: PairTotals, bootstrap: Bootstrap) -> Estimate | None:
    """Typical miss in the highest bin by that in the lowest, with its interval."""
    low, high = int(squares.first.min()), int(squares.first.max())
    if low == high:
        return None
    by_cluster = [
        np.bincount(squares.second[here], values[here], bootstrap.clusters)
        for here in (squares.first == high, squares.first == low)
        for values in (squares.total, squares.n)
    ]
    sums = np.stack(by_cluster, axis=1).astype(np.float64)
    whole, drawn = _ratio(sums.sum(axis=0)[None]), _ratio(bootstrap.totals(sums))
    return percentile_interval(float(whole[0]), drawn) if np.isfinite(whole[0]) else None


def _ratio(totals: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        top, bottom = totals[:, 0] / totals[:, 1], totals[:, 2] / totals[:, 3]
        return np.asarray(np.sqrt(top / bottom))


def _root(square: Estimate) -> Estimate:
    low, high = (
        None if b is None else float(np.sqrt(max(b, 0.0))) for b in (square.low, square.high)
    )
    return Estimate(value=float(np.sqrt(square.value)), low=low, high=high)
