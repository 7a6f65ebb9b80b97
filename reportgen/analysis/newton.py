"""Logistic regression by Newton's method over mergeable derivatives."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import linalg

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.design import Design
from reportgen.aggregates.logistic import Candidate, Curvature, NewtonSums
from reportgen.engine import Engine
from reportgen.errors import AnalysisError

MOST_PASSES = 40
TOLERANCE = 1e-9
"""Stop once the Newton decrement per row is below this; the last step squares it."""


@dataclass(frozen=True, slots=True)
class Penalty:
    """Ridge penalties: (λ / 2) × (coefficient − centre)², for slopes and intercepts.

    ``slopes`` (m,) pull to zero, ``groups`` (G,) to ``centre``; all zero is plain maximum
    likelihood.
    """

    slopes: Floats
    groups: Floats
    centre: float


@dataclass(frozen=True, slots=True)
class LogisticFit:
    """Coefficients at the optimum, and the curvature there.

    The curvature of a fit that leaves out a fold is that of one (quadratically small)
    step before.
    """

    candidate: Candidate
    curvature: Curvature
    passes: int


def fit_logistic(
    engine: Engine,
    design: Design,
    fold: str,
    starts: tuple[Candidate, ...],
    penalty: Penalty,
) -> tuple[LogisticFit, ...]:
    """Maximise the (penalised) likelihood of several fits, all in the same passes.

    Parameters
    ----------
    engine : Engine
        Rows with a column ``label``.
    design : Design
        The regressors.
    fold : str
        Fold column; each start leaves out its fold ``held_out``.
    starts : tuple of Candidate
        Where to start.
    penalty : Penalty
        Shrinkage, the same for all fits.

    Raises
    ------
    AnalysisError
        If a fit does not converge.
    """
    ascents = {place: _Ascent(start, start, -np.inf) for place, start in enumerate(starts)}
    done: dict[int, LogisticFit] = {}
    for passes in range(1, MOST_PASSES + 1):
        at = tuple(ascent.at for ascent in ascents.values())
        (sums,) = engine.run(NewtonSums(design, "label", fold, at))
        for place, curvature in zip(tuple(ascents), sums, strict=True):
            ascent = ascents[place].climb(curvature, penalty)
            ascents[place] = ascent
            if ascent.closed or (ascent.closing and ascent.at.held_out >= 0):
                done[place] = LogisticFit(ascents.pop(place).at, curvature, passes)
        if not ascents:
            return tuple(done[place] for place in range(len(starts)))
    raise AnalysisError(
        "The logistic regression does not converge",
        hint="A feature may tell popular from unpopular tracks perfectly; "
        "leave it out by [columns] exclude.",
    )


@dataclass(frozen=True, slots=True)
class _Ascent:
    """Where one fit stands: ``at`` is to be evaluated, ``base`` was the last good place.

    ``closing`` says that the step to ``at`` was the last one; ``closed`` that the
    curvature there has been seen as well.
    """

    at: Candidate
    base: Candidate
    height: float
    closing: bool = False
    closed: bool = False

    def climb(self, curvature: Curvature, penalty: Penalty) -> _Ascent:
        """Take the next step; a step that went down is halved."""
        if self.closing:
            return replace(self, closed=True)
        height = penalised(self.at, curvature, penalty)
        if height < self.height - 1e-9 * abs(self.height):
            return replace(self, at=_between(self.base, self.at))
        ahead, decrement = newton_step(self.at, curvature, penalty)
        return _Ascent(ahead, self.at, height, closing=decrement < TOLERANCE * curvature.n)


def penalised(at: Candidate, curvature: Curvature, penalty: Penalty) -> float:
    """Log-likelihood less the penalties."""
    slopes = penalty.slopes @ at.slopes**2
    groups = penalty.groups @ (at.intercepts - penalty.centre) ** 2
    return float(curvature.log_likelihood - (slopes + groups) / 2)


def _between(a: Candidate, b: Candidate) -> Candidate:
    return Candidate((a.slopes + b.slopes) / 2, (a.intercepts + b.intercepts) / 2, b.held_out)


def newton_step(at: Candidate, curvature: Curvature, penalty: Penalty) -> tuple[Candidate, float]:
    """One Newton step by block elimination of the group intercepts, and its decrement."""
    slope_score = curvature.score - penalty.slopes * at.slopes
    group_score = curvature.group_score - penalty.groups * (at.intercepts - penalty.centre)
    group = np.maximum(curvature.group + penalty.groups, 1e-12)
    inverse = slope_inverse(curvature, penalty)
    slopes = inverse @ (slope_score - curvature.between.T @ (group_score / group))
    intercepts = (group_score - curvature.between @ slopes) / group
    decrement = float(slope_score @ slopes + group_score @ intercepts)
    return Candidate(at.slopes + slopes, at.intercepts + intercepts, at.held_out), decrement


def slope_inverse(curvature: Curvature, penalty: Penalty) -> Floats:
    """Inverse information of the slopes with the intercepts eliminated, shape (m, m)."""
    root = slope_root(curvature, penalty)
    return np.asarray(root @ root.T)


def slope_root(curvature: Curvature, penalty: Penalty) -> Floats:
    """Matrix (m, m) whose product with its transpose is :func:`slope_inverse`.

    Raises
    ------
    AnalysisError
        If features are copies of each other, up to rounding of their products.
    """
    group = np.maximum(curvature.group + penalty.groups, 1e-12)
    schur = curvature.within + np.diag(penalty.slopes)
    schur = schur - curvature.between.T @ (curvature.between / group[:, None])
    if not schur.size:
        return schur
    scale = np.sqrt(np.maximum(np.diag(schur), 1e-300))
    try:
        factor = linalg.cholesky(schur / np.outer(scale, scale))
    except linalg.LinAlgError as error:
        raise AnalysisError(
            "The features of the logistic regression are copies of each other",
            hint="Leave one of them out by [columns] exclude.",
        ) from error
    return np.asarray(linalg.solve_triangular(factor, np.eye(len(schur))) / scale[:, None])


def weighted_centre(curvature: Curvature, penalty: Penalty) -> Floats:
    """Mean regressors of each group under the weights of the fit, shape (G, m)."""
    return np.asarray(
        curvature.between / np.maximum(curvature.group + penalty.groups, 1e-12)[:, None]
    )


@dataclass(frozen=True, slots=True)
class Probability:
    """Adds ``score`` (probability by the fit that left the row's fold out) and ``miss``.

    ``miss`` is label − probability; ``weight`` is p (1 − p), the row's part in the
    information.  A fold of −1 in ``fits`` order means one fit for all.
    """

    design: Design
    slopes: Floats
    intercepts: Floats
    fold: str | None

    def __call__(self, block: Block) -> Block:
        """Return the block with its probabilities."""
        score = np.empty(block.size)
        for rows in block.chunks():
            codes = self.design.group_codes(block, rows)
            fold = np.zeros(len(codes), np.intp)
            if self.fold is not None:
                fold = block.columns[self.fold][rows].astype(np.intp)
            x = self.design.matrix(block, rows)
            eta = self.intercepts[fold, codes] + np.einsum("ij,ij->j", self.slopes[fold].T, x)
            score[rows] = 1.0 / (1.0 + np.exp(-np.clip(eta, -700, 700)))
        miss = block.columns["label"] - score
        return block.having(score=score, miss=miss, weight=score * (1.0 - score))
