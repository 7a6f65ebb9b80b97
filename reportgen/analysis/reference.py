"""How distinct clusters look where there are none: silhouettes of clouds without groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from reportgen.aggregates.block import Floats
from reportgen.aggregates.clusters import ClusterTotals, nearest, silhouettes
from reportgen.aggregates.design import group_sums
from reportgen.analysis.kmeans import Labels, lloyd, spread_starts

ROUND = 6
MOST_ROUNDS = 3
SURE = 2.5
"""Standard errors between the mean and the mark beyond which no more are drawn."""
SIZE = 1_000
"""Points in a cloud: silhouettes of 1,000 and of 10,000 agree to about 0.005."""
STARTS = 2
BINS = 40


@dataclass(frozen=True, slots=True)
class Reference:
    """Silhouettes of one kind of cloud: mean and standard deviation over the draws."""

    mean: float
    sd: float


def without_groups(points: Floats, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Return two sets of points like ``points`` but without groups.

    The first has each column permuted by itself: its values stay, and nothing that ties
    columns together.  The second is one cloud: normal scores with the same correlations
    (Liu et al. 2008 use a normal cloud), each column then given its own spread and skew
    back by :func:`one_peak`.  Skew, flat edges and correlations alone make clusters that
    look distinct; this cloud has them, and no groups.

    Parameters
    ----------
    points : ndarray of float, shape (features, n)
    """
    permuted = np.stack([generator.permutation(row) for row in points])
    rank = points.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    scores = special.ndtri((rank + 0.5) / points.shape[1])
    value, vector = np.linalg.eigh(np.cov(scores))
    root = vector * np.sqrt(np.maximum(value, 0.0))
    level = special.ndtr(root @ generator.standard_normal(points.shape))
    return permuted, np.stack([one_peak(row, u) for row, u in zip(points, level, strict=True)])


def one_peak(values: Floats, level: Floats) -> Floats:
    """Quantiles at ``level`` of the distribution with one peak that is nearest to ``values``.

    A histogram of 40 bins is made to rise up to its highest bin and to fall from there on,
    by isotonic regression (Barlow et al. 1972): dips between peaks are filled.
    """
    counts, edges = np.histogram(values, BINS)
    peak = int(np.argmax(counts))
    rising = optimize.isotonic_regression(counts[: peak + 1]).x
    falling = optimize.isotonic_regression(counts[peak:], increasing=False).x
    share = np.concatenate([rising[:-1], [counts[peak]], falling[1:]]) / len(values)
    below = np.concatenate([[0.0], np.cumsum(share)])
    return np.asarray(np.interp(level * below[-1], below, edges))


def clouds_like(points: Floats, seed: int) -> tuple[tuple[Floats, Floats], ...]:
    """Return draws of :func:`without_groups`, each like other tracks where there are enough."""
    generator = np.random.default_rng(seed)
    n = points.shape[1]
    size = min(SIZE, n)
    places = (np.arange(size) + i * size for i in range(ROUND * MOST_ROUNDS))
    return tuple(without_groups(points[:, place % n], generator) for place in places)


def reference(clouds: Sequence[tuple[Floats, Floats]], k: int, seed: int, mark: float) -> Reference:
    """Return the silhouettes of ``k`` clusters, for the kind of cloud that has the higher ones.

    Six draws, and more, up to 18, while their mean is within 2.5 of its standard errors of
    ``mark``, with which it is going to be compared.
    """
    generator = np.random.default_rng((seed, k))
    found: list[tuple[float, ...]] = []
    for cloud in clouds:
        found.append(tuple(_distinctness(kind, k, generator) for kind in cloud))
        if len(found) % ROUND:
            continue
        mean, sd = np.mean(found, axis=0), np.std(found, axis=0, ddof=1)
        kind = int(np.argmax(mean))
        if abs(mean[kind] - mark) > SURE * sd[kind] / len(found) ** 0.5:
            break
    return Reference(float(mean[kind]), float(sd[kind]))


def _distinctness(cloud: Floats, k: int, generator: np.random.Generator) -> float:
    ends = [lloyd(cloud, spread_starts(cloud, k, generator)) for _ in range(STARTS)]
    _, label = min(ends, key=lambda end: float(nearest(cloud, end[0])[1].sum()))
    return mean_silhouette(cloud, label, k)


def mean_silhouette(points: Floats, label: Labels, k: int) -> float:
    """Mean silhouette of a labelled sample in squared Euclidean distance."""
    n = np.bincount(label, minlength=k)
    total = group_sums(label, points, k)
    square = group_sums(label, np.einsum("ij,ij->j", points, points)[None], k)[:, 0]
    return float(silhouettes(points, label, ClusterTotals(n, total, square, 0.0)).mean())
