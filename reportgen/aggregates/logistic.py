"""One Newton step of logistic regression, for several fits in one pass."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.design import Design, group_sums


@dataclass(frozen=True, slots=True)
class Candidate:
    """Coefficients of one fit, and the fold that it must not see (-1: it sees all).

    ``slopes`` has shape (m,), ``intercepts`` (groups,).
    """

    slopes: Floats
    intercepts: Floats
    held_out: int = -1


@dataclass(frozen=True, slots=True)
class Curvature:
    """Log-likelihood, gradient and information of one fit at its coefficients.

    ``score`` (m,) and ``group_score`` (G,) are the gradient; ``within`` (m, m),
    ``between`` (G, m) and ``group`` (G,) the blocks of the information matrix;
    ``skew`` (m,) and ``group_skew`` (G,) are Σ p (1 − p) (1 − 2p) times the regressors and
    the group indicators, for standard errors of marginal effects.
    """

    log_likelihood: float
    n: int
    score: Floats
    group_score: Floats
    within: Floats
    between: Floats
    group: Floats
    skew: Floats
    group_skew: Floats

    def plus(self, other: Curvature) -> Curvature:
        """Return the sum with another part of the rows."""
        return Curvature(
            self.log_likelihood + other.log_likelihood,
            self.n + other.n,
            self.score + other.score,
            self.group_score + other.group_score,
            self.within + other.within,
            self.between + other.between,
            self.group + other.group,
            self.skew + other.skew,
            self.group_skew + other.group_skew,
        )


@dataclass(frozen=True, slots=True)
class NewtonSums:
    """Derivatives of the log-likelihood of several fits.

    Parameters
    ----------
    design : Design
        The regressors.
    label : str
        Column of 0.0 and 1.0.
    fold : str
        Code column of the folds.
    fits : tuple of Candidate
        Where to take the derivatives.
    """

    design: Design
    label: str
    fold: str
    fits: tuple[Candidate, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Regressors, group, label and fold."""
        return (*self.design.columns, self.label, self.fold)

    def update(self, block: Block) -> tuple[Curvature, ...]:
        """Derivatives of one block."""
        sums = [_nothing(self.design) for _ in self.fits]
        for rows in block.chunks():
            x = self.design.matrix(block, rows)
            codes = self.design.group_codes(block, rows)
            label, fold = block.columns[self.label][rows], block.columns[self.fold][rows]
            for i, fit in enumerate(self.fits):
                seen = np.flatnonzero(fold != fit.held_out)
                part = x if len(seen) == len(fold) else x[:, seen]
                curvature = _curvature(part, codes[seen], label[seen], fit, self.design.groups)
                sums[i] = sums[i].plus(curvature)
        return tuple(sums)

    def merge(self, a: tuple[Curvature, ...], b: tuple[Curvature, ...]) -> tuple[Curvature, ...]:
        """Add up, fit by fit."""
        return tuple(p.plus(q) for p, q in zip(a, b, strict=True))

    def finish(self, state: tuple[Curvature, ...]) -> tuple[Curvature, ...]:
        """Return the derivatives."""
        return state


def _nothing(design: Design) -> Curvature:
    m, groups = design.width, design.groups
    return Curvature(
        0.0,
        0,
        np.zeros(m),
        np.zeros(groups),
        np.zeros((m, m)),
        np.zeros((groups, m)),
        np.zeros(groups),
        np.zeros(m),
        np.zeros(groups),
    )


def _curvature(
    x: Floats, codes: np.ndarray, label: Floats, fit: Candidate, groups: int
) -> Curvature:
    eta = fit.slopes @ x + fit.intercepts[codes]
    decay = np.exp(-np.abs(eta))
    probability = np.where(eta >= 0, 1.0, decay) / (1.0 + decay)
    likelihood = float(label @ eta - np.maximum(eta, 0.0).sum() - np.log1p(decay).sum())
    residual = label - probability
    weight = probability * (1.0 - probability)
    bend = weight * (1.0 - 2.0 * probability)
    weighted = x * weight
    return Curvature(
        likelihood,
        x.shape[1],
        x @ residual,
        np.asarray(np.bincount(codes, residual, groups), np.float64),
        weighted @ x.T,
        group_sums(codes, weighted, groups),
        np.asarray(np.bincount(codes, weight, groups), np.float64),
        x @ bend,
        np.asarray(np.bincount(codes, bend, groups), np.float64),
    )
