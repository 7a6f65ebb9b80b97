"""Intervals: bootstrap over clusters, clustered means, t quantiles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import special

from reportgen.aggregates.block import Floats
from reportgen.aggregates.counts import PairTotals
from reportgen.results import Estimate

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """Resampling of whole clusters with Poisson(1) weights (Chamandy et al. 2012).

    Parameters
    ----------
    clusters : int
        Number of clusters.
    replicates : int
        Number of resamples.
    seed : int
        Same seed, same weights: intervals of different scores are paired.
    """

    clusters: int
    replicates: int
    seed: int

    @property
    def weights(self) -> Floats:
        """Weights of all clusters in all replicates, shape (clusters, replicates)."""
        return _poisson(self.clusters, self.replicates, self.seed)

    def totals(self, sums: Floats) -> Floats:
        """Weighted totals of per-cluster sums (clusters, k): shape (replicates, k)."""
        return np.asarray(self.weights.T @ sums)


@lru_cache(maxsize=1)
def _poisson(clusters: int, replicates: int, seed: int) -> Floats:
    drawn = np.random.default_rng(seed).poisson(1.0, (clusters, replicates))
    return drawn.astype(np.float64)


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
    The variance of the ratio Σy / Σn over C clusters is linearised (Cochran 1977, ch. 9A):
    C / (C − 1) · Σ (y_c − ȳ n_c)² / n², with C − 1 degrees of freedom.
    """
    means = []
    for code in np.unique(totals.first):
        here = totals.first == code
        n, total = totals.n[here], totals.total[here]
        rows, mean = int(n.sum()), float(total.sum() / n.sum())
        clusters = len(n)
        error = np.nan
        if clusters > 1:
            spread = float(((total - mean * n) ** 2).sum())
            error = np.sqrt(clusters / (clusters - 1) * spread) / rows
        means.append(ClusteredMean(int(code), rows, t_interval(mean, error, clusters - 1)))
    return tuple(means)
