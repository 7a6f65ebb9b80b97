"""K-means on small samples, many times over: lean enough for hundreds of resamples.

scikit-learn's own costs more than the work itself at this size.  It clusters the sample that
decides, and it is the oracle of these few lines.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Floats

Labels = NDArray[np.intp]

STEPS = 40
RESTING = 0.001
"""Share of points that may still change their cluster when the steps end."""


def spread_starts(points: Floats, k: int, generator: np.random.Generator) -> Floats:
    """Draw starting centres far apart (k-means++; Arthur & Vassilvitskii 2007).

    Parameters
    ----------
    points : ndarray of float, shape (features, n)

    Returns
    -------
    ndarray of float, shape (k, features)
    """
    n = points.shape[1]
    centres = [points[:, int(generator.integers(n))]]
    distance = ((points - centres[0][:, None]) ** 2).sum(axis=0)
    for _ in range(k - 1):
        running = np.cumsum(distance)
        drawn = int(np.searchsorted(running, generator.random() * running[-1]))
        centres.append(points[:, min(drawn, n - 1)])
        distance = np.minimum(distance, ((points - centres[-1][:, None]) ** 2).sum(axis=0))
    return np.array(centres)


def lloyd(points: Floats, centres: Floats, resting: float = RESTING) -> tuple[Floats, Labels]:
    """Lloyd steps (1982) from ``centres`` until the labels rest, at most 40.

    Parameters
    ----------
    points : ndarray of float, shape (features, n)
    centres : ndarray of float, shape (k, features)
    resting : float
        The steps end when at most this share of the labels has changed.

    Returns
    -------
    centres : ndarray of float, shape (k, features)
        A cluster that loses all its points keeps its centre.
    labels : ndarray of int, shape (n,)
        The nearest of the centres before the last step.
    """
    numbers = np.arange(len(centres))[:, None]
    label = np.full(points.shape[1], -1, np.intp)
    for _ in range(STEPS):
        half = (centres * centres).sum(axis=1) / 2
        moved = np.argmin(half[:, None] - centres @ points, axis=0)
        changed = np.count_nonzero(moved != label)
        label = moved
        own = (label == numbers).astype(np.float64)
        n = own.sum(axis=1)[:, None]
        centres = np.where(n > 0, own @ points.T / np.maximum(n, 1), centres)
        if changed <= resting * len(label):
            break
    return centres, label


def adjusted_rand(a: Labels, b: Labels, k: int) -> float:
    """Adjusted Rand index (Hubert & Arabie 1985) of two labellings by 0 … k − 1.

    1 where both put the same points together, 0 on average where they have nothing in common.
    """
    table = np.bincount(a * k + b, minlength=k * k).reshape(k, k).astype(np.float64)
    together = (table * (table - 1)).sum() / 2
    first, second = ((m * (m - 1)).sum() / 2 for m in (table.sum(axis=1), table.sum(axis=0)))
    expected = first * second / (len(a) * (len(a) - 1) / 2)
    most = (first + second) / 2
    return float((together - expected) / (most - expected)) if most > expected else 1.0
