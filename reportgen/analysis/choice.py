"""How many clusters: silhouette against chance, stability, and a floor for size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from reportgen.aggregates.block import Floats
from reportgen.analysis.reference import clouds_like, mean_silhouette, reference
from reportgen.analysis.stability import stability
from reportgen.formats import integer
from reportgen.results import Candidate
from reportgen.settings import SegmentSettings
from reportgen.text import translate

STARTS = 10
FEWER = 1_500
"""Tracks on which the starts compete; the best one goes on over the whole sample."""
ABOVE_CHANCE = 0.05
"""How far the silhouette must lie above that of tracks without groups, at the least.

Silhouettes of generated clouds with one peak, skewed and correlated, hardly come to that.
"""
CHANCE_SPREADS = 2.0
"""How many standard deviations of its draws it must lie above, too."""
TIED = 0.01
"""Silhouettes nearer than this to the highest count as equal to it."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A number of clusters that was tried, with its centres (k, features)."""

    candidate: Candidate
    centres: Floats


def try_numbers(points: Floats, settings: SegmentSettings, seed: int) -> tuple[Trial, ...]:
    """Cluster a sample into 2, 3, … clusters.

    Parameters
    ----------
    points : ndarray of float, shape (features, n)
        Standardised sample, in random order.
    """
    clouds = clouds_like(points, seed)
    wanted = max(settings.k_max, settings.k or 0)
    most = min(wanted, points.shape[1] // 10)
    with threadpool_limits(1):
        return tuple(_try(points, clouds, k, settings, seed) for k in range(2, most + 1))


def _try(
    points: Floats,
    clouds: tuple[tuple[Floats, Floats], ...],
    k: int,
    settings: SegmentSettings,
    seed: int,
) -> Trial:
    start = KMeans(k, n_init=STARTS, random_state=seed).fit(points[:, :FEWER].T)
    model = KMeans(k, init=start.cluster_centers_, n_init=1).fit(points.T)
    label = model.labels_.astype(np.intp)
    silhouette = mean_silhouette(points, label, k)
    chance = reference(clouds, k, seed, silhouette - ABOVE_CHANCE)
    smallest = float(np.bincount(label, minlength=k).min() / len(label))
    eligible = silhouette > chance.mean + margin(chance.sd) and smallest >= settings.min_share
    mark = settings.min_stability if eligible else None
    steady = stability(points, model.cluster_centers_, mark, seed)
    candidate = Candidate(
        k=k,
        inertia=float(model.inertia_),
        silhouette=silhouette,
        reference=chance.mean,
        reference_sd=chance.sd,
        stability=steady.mean,
        stability_sd=steady.sd,
        resamples=steady.resamples,
        smallest=smallest,
    )
    return Trial(candidate, model.cluster_centers_)


def margin(spread: float) -> float:
    """How far above tracks without groups, whose silhouettes have this sd, one has to lie."""
    return max(ABOVE_CHANCE, CHANCE_SPREADS * spread)


def choose(trials: tuple[Trial, ...], settings: SegmentSettings) -> tuple[int, str]:
    """Return the number of segments and the reason; 1 is "no real segments".

    Among the numbers whose clusters come back in resamples, are not too small, and whose
    silhouette is clearly above chance, the one with the highest silhouette wins; of those
    within 0.01 of the highest, the one furthest above chance.  A number that was asked for
    is taken.
    """
    if settings.k is not None:
        most = len(trials) + 1
        if settings.k <= most:
            return settings.k, translate("set by the settings")
        said = translate("set by the settings, lowered to {most}: fewer than ten tracks for each")
        return most, said.format(most=integer(most))
    candidates = [trial.candidate for trial in trials]
    distinct = [c for c in candidates if c.silhouette > c.reference + margin(c.reference_sd)]
    if not distinct:
        return 1, translate("no grouping is more distinct than tracks without groups would give")
    stable = [c for c in distinct if c.stability >= settings.min_stability]
    if not stable:
        return 1, translate("no grouping comes back when tracks are drawn again")
    large = [c for c in stable if c.smallest >= settings.min_share]
    if not large:
        return 1, translate("every stable grouping has a segment too small to matter")
    highest = max(c.silhouette for c in large)
    tied = [c for c in large if c.silhouette >= highest - TIED]
    best = max(tied, key=lambda c: c.silhouette - c.reference)
    reason = "highest silhouette among the stable groupings without tiny segments"
    return best.k, translate(reason)
