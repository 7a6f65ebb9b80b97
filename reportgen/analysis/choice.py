"""How many clusters: silhouette against chance, stability, and a floor for size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from reportgen.aggregates.block import Floats
from reportgen.aggregates.clusters import ClusterTotals, nearest, silhouettes
from reportgen.aggregates.design import group_sums
from reportgen.results import Candidate
from reportgen.settings import SegmentSettings

STARTS = 4
REFERENCE_STARTS = 2
RESAMPLES = 4
RESAMPLED = 2_500
ABOVE_CHANCE = 0.02
"""How far the silhouette must lie above that of tracks without groups."""


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
    clouds = without_groups(points[:, :RESAMPLED], np.random.default_rng(seed))
    most = min(settings.k_max, points.shape[1] // 10)
    with threadpool_limits(1):
        return tuple(_try(points, clouds, k, seed) for k in range(2, most + 1))


def without_groups(points: Floats, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Return two sets of points like ``points`` but without groups.

    The first has each column permuted by itself: its values stay, and nothing that ties
    columns together.  The second is one normal cloud with the same covariance (Liu et al.
    2008): its correlations stay, which alone make clusters that look distinct.

    Parameters
    ----------
    points : ndarray of float, shape (features, n)
    """
    permuted = np.stack([generator.permutation(row) for row in points])
    value, vector = np.linalg.eigh(np.cov(points))
    root = vector * np.sqrt(np.maximum(value, 0.0))
    return permuted, root @ generator.standard_normal(points.shape)


def _try(points: Floats, clouds: tuple[Floats, ...], k: int, seed: int) -> Trial:
    model = KMeans(k, n_init=STARTS, random_state=seed).fit(points.T)
    label = model.labels_.astype(np.intp)
    candidate = Candidate(
        k=k,
        inertia=float(model.inertia_),
        silhouette=mean_silhouette(points, label, k),
        reference=max(_distinctness(cloud, k, seed) for cloud in clouds),
        stability=_stability(points, k, seed),
        smallest=float(np.bincount(label, minlength=k).min() / len(label)),
    )
    return Trial(candidate, model.cluster_centers_)


def _distinctness(cloud: Floats, k: int, seed: int) -> float:
    label = KMeans(k, n_init=REFERENCE_STARTS, random_state=seed).fit(cloud.T).labels_
    return mean_silhouette(cloud, label.astype(np.intp), k)


def mean_silhouette(points: Floats, label: NDArray[np.intp], k: int) -> float:
    """Mean silhouette of a labelled sample in squared Euclidean distance."""
    n = np.bincount(label, minlength=k)
    total = group_sums(label, points, k)
    square = group_sums(label, np.einsum("ij,ij->j", points, points)[None], k)[:, 0]
    return float(silhouettes(points, label, ClusterTotals(n, total, square, 0.0)).mean())


def _stability(points: Floats, k: int, seed: int) -> float:
    """Mean adjusted Rand index (Hubert & Arabie 1985) between clusterings of resamples.

    Each resample draws tracks with replacement; all are then compared on the same tracks.
    """
    generator = np.random.default_rng((seed, k))
    judged = points[:, :RESAMPLED]
    labels = []
    for _ in range(RESAMPLES):
        drawn = generator.integers(0, points.shape[1], min(RESAMPLED, points.shape[1]))
        state = int(generator.integers(2**31))
        model = KMeans(k, n_init=2, random_state=state).fit(points[:, drawn].T)
        labels.append(nearest(judged, model.cluster_centers_)[0])
    pairs = [(a, b) for i, a in enumerate(labels) for b in labels[i + 1 :]]
    return float(np.mean([adjusted_rand_score(a, b) for a, b in pairs]))


def choose(trials: tuple[Trial, ...], settings: SegmentSettings) -> tuple[int, str]:
    """Return the number of segments and the reason; 1 is "no real segments".

    Among the numbers whose clusters come back in resamples, are not too small, and whose
    silhouette is clearly above chance, the one with the highest silhouette wins.
    """
    above = [
        t.candidate for t in trials if t.candidate.silhouette - t.candidate.reference > ABOVE_CHANCE
    ]
    if not above:
        return 1, "no grouping is more distinct than tracks without groups would give"
    stable = [c for c in above if c.stability >= settings.min_stability]
    if not stable:
        return 1, "no grouping comes back when tracks are drawn again"
    large = [c for c in stable if c.smallest >= settings.min_share]
    if not large:
        return 1, "every stable grouping has a segment too small to matter"
    best = max(large, key=lambda candidate: candidate.silhouette)
    return best.k, "highest silhouette among the stable groupings without tiny segments"
