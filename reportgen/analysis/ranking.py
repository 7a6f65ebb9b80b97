"""How well scores rank tracks: exact areas, curves, top shares, intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Floats
from reportgen.aggregates.scores import DrawnCounts, DrawnScoreBins, RankedScores, ScoreCounts
from reportgen.analysis.calibration import calibration_line
from reportgen.analysis.intervals import Bootstrap, Resampled, percentile_interval, resampled
from reportgen.engine import Engine
from reportgen.results import CurvePoint, Estimate, TopShare

BINS = 1_024
CURVE_POINTS = 100
TOP = 100
MOST_SCORES = 1 << 19
"""Rows up to which each distinct score counts by itself."""
STEPS = 1 << 19
"""Steps to which scores from 0 to 1 are rounded where there are more rows."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Labels by score, exact areas, and the line of calibration, with their intervals.

    ``drawn`` is the area under the ROC curve with its replicates.
    """

    ranked: RankedScores
    drawn: Resampled
    auc: Estimate
    average_precision: Estimate
    above_prevalence: Estimate
    slope: Estimate
    intercept: Estimate
    top: tuple[TopShare, ...]


def rank(engine: Engine, bootstrap: Bootstrap) -> Ranking:
    """Score how well the column ``score`` ranks the column ``label``.

    Areas are exact (but see :func:`score_counts`); their intervals come from resampled
    clusters over 1,024 score bins, after taking off what binning shifts.
    """
    ranked, bins = engine.run(score_counts(engine), _bins(bootstrap))
    negatives, positives = bins.drawn_negatives, bins.drawn_positives
    auc, precision, gain = (
        _resampled(measure, ranked, bins) for measure in (areas, precisions, _above_prevalence)
    )
    slope, intercept = calibration_line(
        ranked,
        (np.arange(BINS) + 0.5) / BINS,
        np.concatenate([bins.negatives[None], negatives]),
        np.concatenate([bins.positives[None], positives]),
    )
    top = _top(ranked, negatives, positives)
    intervals = (auc.estimate, precision.estimate, gain.estimate, slope, intercept)
    return Ranking(ranked, auc, *intervals, top)


def score_counts(engine: Engine) -> ScoreCounts:
    """Return what counts labels by score; among very many rows, by score to six digits."""
    return ScoreCounts("score", "label", STEPS if engine.rows > MOST_SCORES else None)


def area(engine: Engine, bootstrap: Bootstrap) -> Resampled | None:
    """Area under the ROC curve of ``score`` for ``label``, as :func:`rank` has it.

    ``None`` where one of the classes is absent.
    """
    ranked, bins = engine.run(score_counts(engine), _bins(bootstrap))
    found = _resampled(areas, ranked, bins)
    return resampled(found.value, found.replicates)


def _bins(bootstrap: Bootstrap) -> DrawnScoreBins:
    return DrawnScoreBins("score", "label", "cluster", BINS, bootstrap.weights)


def _resampled(
    measure: Callable[..., Floats], ranked: RankedScores, bins: DrawnCounts
) -> Resampled:
    exact = float(measure(ranked.negatives[None], ranked.positives[None])[0])
    drawn = measure(bins.drawn_negatives, bins.drawn_positives)
    coarse = float(measure(bins.negatives[None], bins.positives[None])[0])
    return Resampled(exact, drawn + exact - coarse)


def areas(negatives: NDArray[np.number], positives: NDArray[np.number]) -> Floats:
    """Area under the ROC curve of each row of counts by ascending score.

    The share of (negative, positive) pairs ranked rightly, ties counted half (Hanley &
    McNeil 1982); NaN where a class is absent.
    """
    below = np.cumsum(negatives, axis=1) - negatives
    right = (positives * (below + 0.5 * negatives)).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(right / (positives.sum(axis=1) * 1.0 * negatives.sum(axis=1)))


def precisions(negatives: NDArray[np.number], positives: NDArray[np.number]) -> Floats:
    """Average precision of each row of counts: Σ (step in recall) × precision."""
    hits = positives[:, ::-1]
    found = np.cumsum(hits, axis=1)
    drawn = found + np.cumsum(negatives[:, ::-1], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        precision = np.where(drawn > 0, found / np.where(drawn > 0, drawn, 1), 0.0)
        return np.asarray((hits * precision).sum(axis=1) / found[:, -1])


def _above_prevalence(negatives: NDArray[np.number], positives: NDArray[np.number]) -> Floats:
    """Average precision minus the prevalence, both of the same rows of counts."""
    hits, n = positives.sum(axis=1), (negatives + positives).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(precisions(negatives, positives) - hits / n)


def _top(ranked: RankedScores, negatives: Floats, positives: Floats) -> tuple[TopShare, ...]:
    n = int((ranked.negatives + ranked.positives).sum())
    blind = float(ranked.positives.sum() / n)
    wanted = {f"top {size}": size for size in (TOP,) if 2 * size <= n}
    if n // 100 > TOP:
        wanted["top 1 %"] = n // 100
    exact = ranked.negatives[None], ranked.positives[None]
    found = {name: float(hits_among_top(*exact, size)[0]) for name, size in wanted.items()}
    return tuple(
        TopShare(
            name=name,
            n=size,
            hits=round(found[name]),
            share=percentile_interval(
                found[name] / size, hits_among_top(negatives, positives, size) / size
            ),
            blind=blind,
        )
        for name, size in wanted.items()
    )


def hits_among_top(
    negatives: NDArray[np.number], positives: NDArray[np.number], size: int
) -> Floats:
    """Positives among the ``size`` highest scores; a tie at the edge counts in proportion."""
    hits, drawn = positives[:, ::-1], (negatives + positives)[:, ::-1]
    before = np.cumsum(drawn, axis=1) - drawn
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.clip((size - before) / np.where(drawn > 0, drawn, 1), 0.0, 1.0)
    return np.asarray(np.minimum((hits * part).sum(axis=1), size))


def roc_curve(ranked: RankedScores) -> tuple[CurvePoint, ...]:
    """False against true positive rate, thinned to about a hundred points."""
    return _curve(_falling(ranked.negatives), _falling(ranked.positives))


def precision_recall_curve(ranked: RankedScores) -> tuple[CurvePoint, ...]:
    """Recall against precision from the first hit on, thinned."""
    found = np.cumsum(ranked.positives[::-1])
    drawn = found + np.cumsum(ranked.negatives[::-1])
    some = found > 0
    return _curve(found[some] / int(found[-1]), found[some] / drawn[some])


def gain_curve(ranked: RankedScores) -> tuple[CurvePoint, ...]:
    """Share of tracks looked at, best first, against the share of hits found, thinned."""
    return _curve(_falling(ranked.negatives + ranked.positives), _falling(ranked.positives))


def _falling(counts: NDArray[np.int64]) -> Floats:
    """Cumulative share from the highest score down, beginning at 0."""
    total = np.concatenate([[0], np.cumsum(counts[::-1])])
    return np.asarray(total / max(int(total[-1]), 1))


def _curve(x: Floats, y: Floats) -> tuple[CurvePoint, ...]:
    wanted = np.linspace(0.0, 1.0, CURVE_POINTS + 1)
    place = np.unique([*np.minimum(np.searchsorted(x, wanted), len(x) - 1), len(x) - 1])
    return tuple(CurvePoint(x=float(x[i]), y=float(y[i])) for i in place)
