"""The logistic model with its folds: separation, fits, out-of-fold probabilities."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from reportgen.aggregates.block import Floats
from reportgen.aggregates.counts import Counts, PairSums
from reportgen.aggregates.design import Design, Factor
from reportgen.aggregates.logistic import Candidate
from reportgen.aggregates.moments import Moments
from reportgen.analysis.newton import LogisticFit, Penalty, Probability, fit_logistic
from reportgen.analysis.rows import Rows
from reportgen.engine import Engine
from reportgen.errors import AnalysisError

STEEPEST = 15.0
"""Log odds per standard deviation beyond which a slope is taken to grow without end."""
PERFECT = 1e-6
"""Log-likelihood per row above which a fit is taken to be perfect."""


@dataclass(frozen=True, slots=True)
class HitModel:
    """Logistic fits of all rows and of each training part.

    ``separated`` names the levels that hold only hits or only misses in some training
    part; where there are any, all indicators of those categories are penalised.  Where
    features tell hits from misses without error, all slopes are.
    """

    design: Design
    whole: LogisticFit
    folds: tuple[LogisticFit, ...]
    penalty: Penalty
    separated: tuple[str, ...]

    def probability(self, fold: str) -> Probability:
        """Return the step that scores each row by the fit that left it out."""
        slopes = np.stack([fit.candidate.slopes for fit in self.folds])
        intercepts = np.stack([fit.candidate.intercepts for fit in self.folds])
        return Probability(self.design, slopes, intercepts, fold)


def fit_hits(rows: Rows, design: Design, fold: str, whole: LogisticFit | None = None) -> HitModel:
    """Fit the probability of a hit on all rows (column ``label``) and without each fold.

    Parameters
    ----------
    whole : LogisticFit, optional
        A fit of (nearly) the same rows to start from; it then stands for that of all rows.

    Raises
    ------
    AnalysisError
        If a fit does not converge, even with a penalty, or all rows are of one class.
    """
    (moments,) = rows.engine.run(Moments(("label",)))
    prevalence = float(moments.mean[0])
    if not 0.0 < prevalence < 1.0:
        raise AnalysisError("The rows to learn from are all popular, or all not")
    centre = float(np.log(prevalence / (1.0 - prevalence)))
    penalty, separated = _penalty(rows, design, fold, centre)
    start = Candidate(np.zeros(design.width), _group_log_odds(rows, design, prevalence))
    try:
        fits = _fits(rows, design, fold, start, penalty, whole)
    except AnalysisError:
        fits = ()
    if not fits or any(_runs_away(fit) for fit in fits):
        penalty = replace(penalty, slopes=np.ones(design.width))
        fits = _fits(rows, design, fold, start, penalty)
    return HitModel(design, fits[0], fits[1:], penalty, separated)


def _fits(
    rows: Rows,
    design: Design,
    fold: str,
    start: Candidate,
    penalty: Penalty,
    whole: LogisticFit | None = None,
) -> tuple[LogisticFit, ...]:
    """Fit all rows, unless that was done, then each training part from there."""
    if whole is None:
        (whole,) = fit_logistic(rows.engine, design, fold, (start,), penalty)
    best = whole.candidate
    starts = tuple(Candidate(best.slopes, best.intercepts, f) for f in range(rows.folds))
    if rows.parts is None:
        return whole, *fit_logistic(rows.engine, design, fold, starts, penalty)
    apart = (
        fit_logistic(rows.training(fold, f), design, fold, (start,), penalty)
        for f, start in enumerate(starts)
    )
    return whole, *(fit for part in apart for fit in part)


def _runs_away(fit: LogisticFit) -> bool:
    """Whether features separate hits from misses, so that no maximum exists.

    Newton's steps then shrink before the slopes do (Albert & Anderson 1984): the sign is
    a slope beyond all sense, or a likelihood of one.
    """
    steepest = float(np.abs(fit.candidate.slopes).max(initial=0.0))
    return steepest > STEEPEST or fit.curvature.log_likelihood > -PERFECT * fit.curvature.n


def _group_log_odds(rows: Rows, design: Design, prevalence: float) -> Floats:
    """Log odds in each absorbed group, drawn a little towards those of all rows."""
    if design.group is None:
        return np.full(1, np.log(prevalence / (1.0 - prevalence)))
    (totals,) = rows.engine.run(PairSums(design.group, design.group, "label", design.groups))
    n, hits = np.zeros((2, design.groups))
    n[totals.first], hits[totals.first] = totals.n, totals.total
    misses = n - hits + 1.0 - prevalence
    return np.asarray(np.log((hits + prevalence) / misses))


def _penalty(
    rows: Rows, design: Design, fold: str, centre: float
) -> tuple[Penalty, tuple[str, ...]]:
    slopes, groups = np.zeros(design.width), np.zeros(design.groups)
    separated: list[str] = []
    for factor in design.factors:
        names = _separated(rows, factor, fold)
        if names:
            separated += names
            here = [j for j, (name, _) in enumerate(design.terms) if name == factor.name]
            slopes[here] = 1.0
    if design.group is not None and rows.genre is not None:
        names = _separated(rows, rows.genre, fold)
        if names:
            separated += names
            groups[:] = 1.0
    return Penalty(slopes, groups, centre), tuple(separated)


def _separated(rows: Rows, factor: Factor, fold: str) -> list[str]:
    """Levels with only hits or only misses in some training part, as ``category: level``."""
    if rows.parts is None:
        n, hits = _by_fold(rows.engine, factor, fold, rows.folds)
        trained, trained_hits = _training(n), _training(hits)
    else:
        engines = (rows.training(fold, f) for f in range(rows.folds))
        counts = [_by_fold(engine, factor, fold, rows.folds).sum(axis=2) for engine in engines]
        trained, trained_hits = np.stack(counts, axis=2)
    pure = ((trained_hits == 0) | (trained_hits == trained)).any(axis=1)
    return [f"{factor.name}: {factor.levels[i]}" for i in np.flatnonzero(pure)]


def _by_fold(engine: Engine, factor: Factor, fold: str, folds: int) -> Floats:
    """Rows, and hits, of each level in each fold: shape (2, levels, F)."""
    (totals,) = engine.run(PairSums(factor.name, fold, "label", folds))
    out = np.zeros((2, len(factor.levels), folds))
    out[0, totals.first, totals.second] = totals.n
    out[1, totals.first, totals.second] = totals.total
    return out


def _training(by_fold: Floats) -> Floats:
    return np.asarray(by_fold.sum(axis=1, keepdims=True) - by_fold)


def balanced_threshold(negatives: Counts, positives: Counts, scores: Floats) -> float:
    """Score from which on to say "hit" so that both classes are told equally well.

    The threshold with the highest balanced accuracy (Youden 1950), half-way to the next
    lower score; counts are by ascending score.
    """
    below = np.cumsum(negatives) - negatives
    above = positives.sum() - (np.cumsum(positives) - positives)
    gain = below / max(int(negatives.sum()), 1) + above / max(int(positives.sum()), 1)
    best = int(np.argmax(gain))
    return float(scores[best] if best == 0 else (scores[best - 1] + scores[best]) / 2)
