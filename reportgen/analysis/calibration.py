"""Whether probabilities mean what they say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Floats
from reportgen.aggregates.scores import RankedScores
from reportgen.analysis.intervals import percentile_interval
from reportgen.results import Estimate

STEPS = 12
RIDGE = 1e-9


def log_odds(score: Floats) -> Floats:
    """Log odds of probabilities, kept finite."""
    inside = np.clip(score, 1e-12, 1.0 - 1e-12)
    return np.asarray(np.log(inside / (1.0 - inside)))


def calibration_line(
    ranked: RankedScores, centres: Floats, negatives: Floats, positives: Floats
) -> tuple[Estimate, Estimate]:
    """Slope and intercept of the outcome's log odds on the predicted log odds.

    A slope below 1 says that predictions are too extreme (Cox 1958; Van Calster et al.
    2016); the intercept is 0 where they are right on the whole and the slope is 1.

    Parameters
    ----------
    ranked : RankedScores
        Exact counts by score.
    centres : ndarray of float, shape (bins,)
        Score at the middle of each bin.
    negatives, positives : ndarray of float, shape (replicates + 1, bins)
        Binned counts: all rows first, then each bootstrap replicate.
    """
    exact = _line(log_odds(ranked.score), ranked.negatives[None], ranked.positives[None])[0]
    lines = _line(log_odds(centres), negatives, positives)
    drawn = lines[1:] - lines[0] + exact
    return (
        percentile_interval(float(exact[1]), drawn[:, 1]),
        percentile_interval(float(exact[0]), drawn[:, 0]),
    )


def _line(x: Floats, negatives: NDArray[np.number], positives: NDArray[np.number]) -> Floats:
    """Logistic regressions on one regressor, all rows of counts at once: (rows, 2)."""
    n = negatives + positives
    line = np.tile([0.0, 1.0], (len(n), 1))
    for _ in range(STEPS):
        probability = 1.0 / (1.0 + np.exp(-np.clip(line[:, :1] + line[:, 1:] * x, -500, 500)))
        residual = positives - n * probability
        weight = n * probability * (1.0 - probability)
        gradient = np.stack([residual.sum(axis=1), residual @ x], axis=1)
        a, b, c = weight.sum(axis=1) + RIDGE, weight @ x, weight @ (x * x) + RIDGE
        determinant = a * c - b * b
        ahead = np.stack(
            [c * gradient[:, 0] - b * gradient[:, 1], a * gradient[:, 1] - b * gradient[:, 0]],
            axis=1,
        )
        line += np.clip(ahead / np.maximum(determinant, 1e-300)[:, None], -2.0, 2.0)
    return line
