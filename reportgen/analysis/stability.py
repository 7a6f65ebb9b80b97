"""Whether clusters come back when tracks are drawn again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.aggregates.block import Floats
from reportgen.aggregates.clusters import nearest
from reportgen.analysis.kmeans import adjusted_rand, lloyd, spread_starts

ROUND = 24
"""Resamples drawn at a time."""
MOST_ROUNDS = 5
DRAWN = 1_000
"""Tracks in a resample, and tracks on which the clusterings are compared."""
SURE = 2.5
"""Standard errors between the mean and the mark beyond which no more are drawn."""


@dataclass(frozen=True, slots=True)
class Stability:
    """Adjusted Rand indices of resamples: mean, standard deviation, how many."""

    mean: float
    sd: float
    resamples: int


def stability(points: Floats, centres: Floats, mark: float | None, seed: int) -> Stability:
    """Agreement of a clustering with those of bootstrap resamples (Fang & Wang 2012).

    Each resample draws up to 1,000 tracks with replacement and is clustered twice, from the
    centres found before and from fresh ones; the better counts.  Its centres then label the
    same 1,000 tracks as the centres found before do.

    Parameters
    ----------
    points : ndarray of float, shape (features, n)
        Sample, in random order.
    centres : ndarray of float, shape (k, features)
        The clustering of the whole sample.
    mark : float, optional
        Where the mean is going to be compared with it, resamples are added, up to 120, until
        it is more than 2.5 of its standard errors away, so that chance does not decide.
    seed : int
        Of the draws.
    """
    generator = np.random.default_rng((seed, len(centres)))
    judged = points[:, :DRAWN]
    label, _ = nearest(judged, centres)
    found: list[float] = []
    for _ in range(MOST_ROUNDS):
        for _ in range(ROUND):
            again, _ = nearest(judged, _resampled(points, centres, generator))
            found.append(adjusted_rand(label, again, len(centres)))
        mean, sd = float(np.mean(found)), float(np.std(found, ddof=1))
        if mark is None or abs(mean - mark) > SURE * sd / len(found) ** 0.5:
            break
    return Stability(mean, sd, len(found))


def _resampled(points: Floats, centres: Floats, generator: np.random.Generator) -> Floats:
    n = points.shape[1]
    drawn = points[:, generator.integers(0, n, min(DRAWN, n))]
    starts = (centres, spread_starts(drawn, len(centres), generator))
    ends = [lloyd(drawn, start)[0] for start in starts]
    return min(ends, key=lambda end: float(nearest(drawn, end)[1].sum()))
