"""Least-squares fits from triangular factors: all rows, each fold left out, sub-models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.design import Design
from reportgen.aggregates.least_squares import (
    FoldFactors,
    GroupMeans,
    GroupTotals,
    WithinFactors,
    stack_factors,
)
from reportgen.engine import Engine
from reportgen.errors import AnalysisError

SINGULAR = 1e-10
"""A regressor whose own part is below this share of its length is a copy of others."""

NO_FOLD = -1
"""The fold to leave out where all have to be used."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A least-squares fit of all rows.

    ``slopes`` (m,) belong to the regressors of the design, ``intercepts`` (G,) to the
    levels of the absorbed group; ``inverse`` (m, m) is the inverse of the
    cross-products of the regressors centred at ``centre`` (G, m) within each group.
    """

    design: Design
    slopes: Floats
    intercepts: Floats
    inverse: Floats
    centre: Floats
    n_by_group: Floats
    rss: float
    tss: float
    n: int
    condition_number: float

    @property
    def parameters(self) -> int:
        """Slopes and intercepts together."""
        return self.design.width + int(np.count_nonzero(self.n_by_group))

    @property
    def freedom(self) -> int:
        """Residual degrees of freedom."""
        return self.n - self.parameters

    @property
    def variance(self) -> float:
        """Residual variance."""
        return self.rss / self.freedom

    @property
    def r2(self) -> float:
        """Share of the target's sum of squares that the fit explains in its own rows."""
        return 1.0 - self.rss / self.tss

    @property
    def errors(self) -> Floats:
        """Classical standard errors of the slopes."""
        return np.sqrt(self.variance * np.diag(self.inverse))


@dataclass(frozen=True, slots=True)
class FoldFits:
    """Fits that each leave out one fold, shapes (F, m), (F, G) and (F,)."""

    slopes: Floats
    intercepts: Floats
    means: Floats


@dataclass(frozen=True, slots=True)
class Sums:
    """What one design needs from the rows: group totals and fold factors."""

    design: Design
    totals: GroupTotals
    factors: FoldFactors

    @property
    def factor(self) -> Floats:
        """Triangular factor of all rows."""
        return stack_factors(*self.factors.factor)


def collect(engine: Engine, design: Design, target: str, fold: str, folds: int) -> Sums:
    """Gather what fits of ``design`` need, in two passes, leaving out copied regressors."""
    sums = gather(engine, design, target, fold, folds)
    copies = _copied_columns(sums)
    if not copies:
        return sums
    return collect(engine, design.without(copies), target, fold, folds)


def gather(engine: Engine, design: Design, target: str, fold: str, folds: int) -> Sums:
    """Gather what fits of ``design`` need, in two passes, copied regressors included."""
    (totals,) = engine.run(GroupMeans(design, target))
    (factors,) = engine.run(WithinFactors(design, target, totals.means, fold, folds))
    return Sums(design, totals, factors)


def _copied_columns(sums: Sums) -> tuple[str, ...]:
    """Columns whose regressors are combinations of others (or of the absorbed group)."""
    m = sums.design.width
    factor = sums.factor[:m, :m]
    spread = sums.totals.total[:, :m] ** 2 / np.maximum(sums.totals.n, 1)[:, None]
    length = np.sqrt((factor**2).sum(axis=0) + spread.sum(axis=0))
    own = np.abs(np.diag(factor))
    return tuple(
        dict.fromkeys(
            name
            for (name, _), part, whole in zip(sums.design.terms, own, length, strict=True)
            if part <= SINGULAR * max(whole, 1.0)
        )
    )


def fit_all(sums: Sums) -> Fit:
    """Fit all rows.

    Raises
    ------
    AnalysisError
        If there are fewer rows than parameters.
    """
    m, factor = sums.design.width, sums.factor
    n, groups = int(sums.totals.n.sum()), int(np.count_nonzero(sums.totals.n))
    if n <= m + groups:
        raise AnalysisError(
            f"{n} rows cannot determine {m + groups} parameters",
            hint="Give more rows, or leave out columns by [columns] exclude.",
        )
    means = sums.totals.means
    root = linalg.solve_triangular(factor[:m, :m], np.eye(m))
    slopes = root @ factor[:m, m]
    overall = sums.totals.total[:, m].sum() / n
    between = float(sums.totals.n @ (means[:, m] - overall) ** 2)
    return Fit(
        design=sums.design,
        slopes=slopes,
        intercepts=means[:, m] - means[:, :m] @ slopes,
        inverse=root @ root.T,
        centre=means[:, :m],
        n_by_group=sums.totals.n.astype(np.float64),
        rss=float(factor[m, m] ** 2),
        tss=float((factor[:, m] ** 2).sum()) + between,
        n=n,
        condition_number=_condition(factor[:m, :m]),
    )


def _condition(factor: Floats) -> float:
    """Ratio of extreme singular values after scaling each column to length one (Belsley)."""
    if not factor.size:
        return 1.0
    singular = linalg.svdvals(factor / np.sqrt((factor**2).sum(axis=0)))
    return float(singular[0] / singular[-1])


def pooled(sums: Sums) -> Sums:
    """Return the sums of the same regressors without the absorbed group, with no new pass.

    The fold factors of the result belong to all rows together (one fold).
    """
    totals = sums.totals
    n, total = totals.n.sum(keepdims=True), totals.total.sum(axis=0, keepdims=True)
    apart = (totals.means - total / n) * np.sqrt(totals.n)[:, None]
    factor = stack_factors(sums.factor, apart)[None]
    centred = FoldFactors(total / n, n[None], np.zeros((1, 1, total.shape[1])), factor)
    return Sums(sums.design.without_group(), GroupTotals(n, total), centred)


def fit_folds(sums: Sums) -> FoldFits:
    """Fit the rows outside each fold; a group unseen in training gets the mean of all."""
    return _stack([_fit_without(sums, f) for f in range(len(sums.factors.n))])


def fit_each(parts: Sequence[Sums]) -> FoldFits:
    """Fit each training part from all of its own sums."""
    return _stack([_fit_without(sums, NO_FOLD) for sums in parts])


def _stack(parts: list[tuple[Floats, Floats, float]]) -> FoldFits:
    slopes, intercepts, means = zip(*parts, strict=True)
    return FoldFits(np.stack(slopes), np.stack(intercepts), np.array(means))


def _fit_without(sums: Sums, fold: int) -> tuple[Floats, Floats, float]:
    state, m = sums.factors, sums.design.width
    train = [f for f in range(len(state.n)) if f != fold]
    n, total = state.n[train].sum(axis=0), state.total[train].sum(axis=0)
    apart = total / np.sqrt(np.maximum(n, 1))[:, None]
    products = sum(state.factor[f].T @ state.factor[f] for f in train) - apart.T @ apart
    slopes = _solve(np.asarray(products)[:m, :m], np.asarray(products)[:m, m])
    means = state.centre + total / np.maximum(n, 1)[:, None]
    overall = (n @ means) / max(int(n.sum()), 1)
    means = np.where((n > 0)[:, None], means, overall)
    return slopes, means[:, m] - means[:, :m] @ slopes, float(overall[m])


def _solve(products: Floats, moments: Floats) -> Floats:
    """Solve normal equations after scaling; directions without variation get zero."""
    if not len(moments):
        return moments
    length = np.sqrt(np.maximum(np.diag(products), 0.0))
    scale = np.where(length > 0, length, 1.0)
    value, vector = linalg.eigh(products / np.outer(scale, scale))
    kept = value > SINGULAR * max(value[-1], 1.0)
    inverse = np.where(kept, 1.0 / np.where(kept, value, 1.0), 0.0)
    return np.asarray(vector @ (inverse * (vector.T @ (moments / scale))) / scale)


@dataclass(frozen=True, slots=True)
class Predicted:
    """Adds out-of-fold predictions and what scores need.

    Adds ``predicted`` (inside [low, high]), ``residual``, ``squared_error``,
    ``baseline_error`` (about the training mean) and ``clipped`` (0 or 1).  Rows of a fold
    are predicted by the fit that left that fold out.
    """

    design: Design
    fits: FoldFits
    target: str
    fold: str
    low: float = -np.inf
    high: float = np.inf

    def __call__(self, block: Block) -> Block:
        """Return the block with its predictions."""
        raw = np.empty(block.size)
        for rows in block.chunks():
            fold = block.columns[self.fold][rows]
            codes = self.design.group_codes(block, rows)
            x = self.design.matrix(block, rows)
            raw[rows] = self.fits.intercepts[fold, codes]
            raw[rows] += np.einsum("ij,ij->j", self.fits.slopes[fold].T, x)
        predicted = np.clip(raw, self.low, self.high)
        observed = block.columns[self.target]
        return block.having(
            predicted=predicted,
            residual=observed - predicted,
            squared_error=(observed - predicted) ** 2,
            baseline_error=(observed - self.fits.means[block.columns[self.fold]]) ** 2,
            clipped=(predicted != raw).astype(np.float64),
        )
