"""Intervals: bootstrap over clusters, clustered means, t quantiles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import special

from reportgen.aggregates.block import Floats
from reportgen.aggregates.counts import PairTotals
from reportgen.aggregates.hashing import Keys, mix
from reportgen.results import Estimate

LEVEL = 0.95
STEPS = 65_536
"""Draws are made from 16 bits each: steps of probability of 0.000015."""
MOST_WEIGHT = 12
DRAWS_PER_HASH = 4
CLUSTERS_AT_A_TIME = 4_096


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """Resampling of whole clusters with Poisson(1) weights (Chamandy et al. 2012).

    The weight of a cluster in a replicate is drawn from the hash of its key, so that it is
    the same on every engine, in any order of rows, and whatever other clusters there are.

    Parameters
    ----------
    keys : ndarray of uint64, shape (clusters,)
        Key of each cluster code, such as the hashed name of an artist.
    replicates : int
        Number of resamples.
    seed : int
        Same seed, same weights: intervals of different scores are paired.
    """

    keys: Keys
    replicates: int
    seed: int

    @property
    def clusters(self) -> int:
        """Number of cluster codes."""
        return len(self.keys)

    @cached_property
    def weights(self) -> NDArray[np.uint8]:
        """Weights of all clusters in all replicates, shape (clusters, replicates)."""
        rounds = -(-self.replicates // DRAWS_PER_HASH)
        hashed = np.empty((len(self.keys), rounds), np.uint64)
        base = mix(self.keys, self.seed)
        for i in range(rounds):
            hashed[:, i] = mix(base, i)
        uniform = hashed.astype("<u8", copy=False).view("<u2")
        return np.asarray(POISSON[uniform[:, : self.replicates]])

    def totals(self, sums: Floats) -> Floats:
        """Weighted totals of per-cluster sums (clusters, k): shape (replicates, k)."""
        total = np.zeros((self.replicates, sums.shape[1]))
        for start in range(0, self.clusters, CLUSTERS_AT_A_TIME):
            part = slice(start, start + CLUSTERS_AT_A_TIME)
            total += self.weights[part].T.astype(np.float64) @ sums[part]
        return total


def _poisson_table() -> NDArray[np.uint8]:
    """Poisson(1) quantiles at the middles of 65,536 equal steps of probability."""
    middle = (np.arange(STEPS) + 0.5) / STEPS
    reached = special.pdtr(np.arange(MOST_WEIGHT), 1.0)
    return np.searchsorted(reached, middle).astype(np.uint8)


POISSON = _poisson_table()


@dataclass(frozen=True, slots=True, eq=False)
class Resampled:
    """A number with its bootstrap replicates, shape (replicates,), paired by their order."""

    value: float
    replicates: Floats

    @property
    def estimate(self) -> Estimate:
        """The number with its percentile interval."""
        return percentile_interval(self.value, self.replicates)

    def minus(self, other: Resampled) -> Estimate:
        """Return the difference with the interval of the paired differences."""
        return percentile_interval(self.value - other.value, self.replicates - other.replicates)


def resampled(value: float, replicates: Floats) -> Resampled | None:
    """Return a number with its replicates; ``None`` where the number is undefined."""
    return Resampled(float(value), replicates) if np.isfinite(value) else None


def percentile_interval(value: float, replicates: Floats) -> Estimate:
    """Estimate with the percentile interval of its bootstrap replicates.

    Replicates that are undefined are left out; with fewer than half of them defined
    there is no interval.
    """
    defined = replicates[np.isfinite(replicates)]
    if 2 * len(defined) < len(replicates):
        return Estimate(value=float(value))
    low, high = np.quantile(defined, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(value=float(value), low=float(min(low, value)), high=float(max(high, value)))


def t_quantile(freedom: float) -> float:
    """Two-sided 95 % quantile of Student's t."""
    return float(special.stdtrit(max(freedom, 1.0), (1 + LEVEL) / 2))


def t_interval(value: float, error: float, freedom: float) -> Estimate:
    """Estimate ± t quantile × standard error; without bounds where the error is undefined."""
    if not np.isfinite(error):
        return Estimate(value=float(value))
    margin = t_quantile(freedom) * float(error)
    return Estimate(value=float(value), low=float(value - margin), high=float(value + margin))


def two_sided_p(statistic: float, freedom: float) -> float:
    """Two-sided p-value of a t statistic."""
    return float(2 * special.stdtr(max(freedom, 1.0), -abs(statistic)))


def holm(p_values: Floats) -> Floats:
    """Adjust p-values for a family of tests (Holm 1979), shape as given."""
    order = np.argsort(p_values)
    ranks = len(p_values) - np.arange(len(p_values))
    stepped = np.minimum(np.maximum.accumulate(p_values[order] * ranks), 1.0)
    adjusted = np.empty_like(p_values)
    adjusted[order] = stepped
    return adjusted


@dataclass(frozen=True, slots=True)
class ClusteredMean:
    """Mean of one group with its clustered interval."""

    code: int
    n: int
    mean: Estimate


def clustered_means(totals: PairTotals) -> tuple[ClusteredMean, ...]:
    """Mean of a column in each group, with an interval clustered within the group.

    Parameters
    ----------
    totals : PairTotals
        Sums by (group, cluster).

    Notes
    -----
    The variance of the ratio Σy / Σn over C clusters is that of the jackknife, which
    leaves out one cluster at a time (Cochran 1977, ch. 6.17): (C − 1) / C ·
    Σ ((y_c − ȳ n_c) / (n − n_c))², with C − 1 degrees of freedom.  The usual linearised one
    is too small where few clusters hold many of the rows.
    """
    means = []
    for code in np.unique(totals.first):
        here = totals.first == code
        n, total = totals.n[here], totals.total[here]
        rows, mean = int(n.sum()), float(total.sum() / n.sum())
        clusters = len(n)
        error = np.nan
        if clusters > 1:
            spread = float((((total - mean * n) / (rows - n)) ** 2).sum())
            error = np.sqrt((clusters - 1) / clusters * spread)
        means.append(ClusteredMean(int(code), rows, t_interval(mean, error, clusters - 1)))
    return tuple(means)
