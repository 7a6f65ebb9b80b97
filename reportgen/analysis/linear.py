"""Least-squares fits from triangular factors: all rows, each fold left out, sub-models."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.design import Design
from reportgen.aggregates.least_squares import (
    GroupMeans,
    GroupTotals,
    WithinFactors,
    stack_factors,
)
from reportgen.engine import Engine
from reportgen.errors import AnalysisError

EPS = float(np.finfo(np.float64).eps)
ROUNDINGS = 100.0
"""A regressor with no more of its own than this many roundings is a copy of others."""

NO_FOLD = -1
"""The fold to leave out where all have to be used."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A least-squares fit of all rows.

    ``slopes`` (m,) belong to the regressors of the design, ``intercepts`` (G,) to the
    levels of the absorbed group; ``root`` (m, m) times its transpose is the inverse of
    the cross-products of the regressors centred at ``centre`` (G, m) within each group.
    """

    design: Design
    slopes: Floats
    intercepts: Floats
    root: Floats
    centre: Floats
    n_by_group: Floats
    rss: float
    tss: float
    n: int
    condition_number: float

    @property
    def inverse(self) -> Floats:
        """Inverse of the cross-products of the centred regressors, shape (m, m)."""
        return np.asarray(self.root @ self.root.T)

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
class Part:
    """Some folds put together.

    ``n`` (G,) rows and ``means`` (G, m + 1) of each group; ``factor`` (m + 1, m + 1) the
    triangular factor of the columns centred at those means.
    """

    n: NDArray[np.int64]
    means: Floats
    factor: Floats

    @property
    def overall(self) -> Floats:
        """Mean of each column over all groups, shape (m + 1,)."""
        return np.asarray((self.n @ self.means) / max(int(self.n.sum()), 1))


@dataclass(frozen=True, slots=True)
class Sums:
    """What one design needs from the rows: totals by fold and group, and fold factors.

    ``factors`` (F, m + 1, m + 1) belong to the rows of each fold, centred within group.
    """

    design: Design
    totals: GroupTotals
    factors: Floats

    @property
    def n(self) -> int:
        """Number of rows."""
        return int(self.totals.n.sum())

    @property
    def whole(self) -> Part:
        """All rows."""
        return self.of(range(len(self.factors)))

    def of(self, folds: Iterable[int]) -> Part:
        """Put folds together, adding what lies between their group means."""
        chosen = list(folds)
        n, means = self.totals.n[chosen], self.totals.means[chosen]
        together = n.sum(axis=0)
        share = n / np.maximum(together, 1)
        centre = np.einsum("fg,fgk->gk", share, means)
        apart = (means - centre)[n > 0] * np.sqrt(n[n > 0])[:, None]
        return Part(together, centre, stack_factors(*self.factors[chosen], apart))


def collect(engine: Engine, design: Design, target: str, fold: str, folds: int) -> Sums:
    """Gather what fits of ``design`` need, in two passes, leaving out copied regressors."""
    sums = gather(engine, design, target, fold, folds)
    copies = _copied_columns(sums)
    return without(sums, copies) if copies else sums


def without(sums: Sums, names: Collection[str]) -> Sums:
    """Return the sums without some columns of the design, with no new pass."""
    stays = [j for j, (name, _) in enumerate(sums.design.terms) if name not in names]
    kept = [*stays, sums.design.width]
    return Sums(
        sums.design.without(names),
        GroupTotals(sums.totals.n, sums.totals.total[..., kept]),
        np.stack([stack_factors(factor[:, kept]) for factor in sums.factors]),
    )


def gather(engine: Engine, design: Design, target: str, fold: str, folds: int) -> Sums:
    """Gather what fits of ``design`` need, in two passes, copied regressors included."""
    (totals,) = engine.run(GroupMeans(design, target, fold, folds))
    (factors,) = engine.run(WithinFactors(design, target, totals.means, fold))
    return Sums(design, totals, factors)


def _copied_columns(sums: Sums) -> tuple[str, ...]:
    """Columns whose regressors are combinations of others (or of the absorbed group)."""
    copied = _copies(sums, sums.whole)
    terms = zip(sums.design.terms, copied, strict=True)
    return tuple(dict.fromkeys(name for (name, _), copy in terms if copy))


def _copies(sums: Sums, part: Part) -> NDArray[np.bool_]:
    """Which regressors rounding alone keeps from being combinations of earlier ones, (m,).

    A stored value is known to half a unit in its last place, so a combination Σ b x of
    columns is known to √Σ (b u)², with u the rounding of a column (eps times its length
    before centring).  What a column has of its own is compared with that: a threshold on
    the condition number alone would take hard problems (polynomials) for copies.
    """
    m = sums.design.width
    factor, n = part.factor[:m, :m], part.n
    offset = np.zeros(m)
    offset[: len(sums.design.shift)] = np.abs(sums.design.shift) / np.array(sums.design.scale)
    between = n @ part.means[:, :m] ** 2
    rounding = EPS * np.sqrt((factor**2).sum(axis=0) + between + n.sum() * (1 + offset**2))
    if _far_from_copies(factor, rounding):
        return np.zeros(m, np.bool_)
    kept: list[int] = []
    for j in range(m):
        weight = linalg.solve_triangular(factor[np.ix_(kept, kept)], factor[kept, j])
        noise = np.hypot(rounding[j], np.linalg.norm(weight * rounding[kept]))
        if abs(factor[j, j]) > ROUNDINGS * noise:
            kept.append(j)
    return ~np.isin(np.arange(m), kept)


def _far_from_copies(factor: Floats, rounding: Floats) -> bool:
    """Whether a bound on all combinations at once already tells every column apart."""
    own = np.abs(np.diag(factor))
    if not len(own) or own.min() == 0.0:
        return not len(own)
    inverse = linalg.solve_triangular(factor, np.eye(len(own)))
    longest = np.sqrt((factor**2).sum(axis=0)).max()
    noise = rounding.max() * (1.0 + np.linalg.norm(inverse) * longest)
    return bool(own.min() > ROUNDINGS * noise)


def fit_all(sums: Sums) -> Fit:
    """Fit all rows.

    Raises
    ------
    AnalysisError
        If there are fewer rows than parameters.
    """
    part, m, n = sums.whole, sums.design.width, sums.n
    factor, means, groups = part.factor, part.means, int(np.count_nonzero(part.n))
    if n <= m + groups:
        raise AnalysisError(
            f"{n} rows cannot determine {m + groups} parameters",
            hint="Give more rows, or leave out columns by [columns] exclude.",
        )
    root = linalg.solve_triangular(factor[:m, :m], np.eye(m))
    slopes = linalg.solve_triangular(factor[:m, :m], factor[:m, m])
    between = float(part.n @ (means[:, m] - part.overall[m]) ** 2)
    return Fit(
        design=sums.design,
        slopes=slopes,
        intercepts=means[:, m] - means[:, :m] @ slopes,
        root=root,
        centre=means[:, :m],
        n_by_group=part.n.astype(np.float64),
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
    """Return the sums of the same regressors without the absorbed group, with no new pass."""
    totals = sums.totals
    n, total = totals.n.sum(axis=1, keepdims=True), totals.total.sum(axis=1, keepdims=True)
    common = GroupTotals(n, total)
    apart = (totals.means - common.means) * np.sqrt(totals.n)[..., None]
    parts = zip(sums.factors, apart, strict=True)
    factors = np.stack([stack_factors(factor, between) for factor, between in parts])
    return Sums(sums.design.without_group(), common, factors)


def fit_folds(sums: Sums) -> FoldFits:
    """Fit the rows outside each fold; a group unseen in training gets the mean of all."""
    return _stack([_fit_without(sums, f) for f in range(len(sums.factors))])


def fit_each(parts: Sequence[Sums]) -> FoldFits:
    """Fit each training part from all of its own sums."""
    return _stack([_fit_without(sums, NO_FOLD) for sums in parts])


def _stack(parts: list[tuple[Floats, Floats, float]]) -> FoldFits:
    slopes, intercepts, means = zip(*parts, strict=True)
    return FoldFits(np.stack(slopes), np.stack(intercepts), np.array(means))


def _fit_without(sums: Sums, fold: int) -> tuple[Floats, Floats, float]:
    m = sums.design.width
    part = sums.of(f for f in range(len(sums.factors)) if f != fold)
    slopes = _solve(part.factor[:, :m], part.factor[:, m], _copies(sums, part))
    means = np.where((part.n > 0)[:, None], part.means, part.overall)
    return slopes, means[:, m] - means[:, :m] @ slopes, float(part.overall[m])


def _solve(factor: Floats, moments: Floats, copied: NDArray[np.bool_]) -> Floats:
    """Least squares from a triangular factor; copies of other regressors get zero.

    Parameters
    ----------
    factor, moments : ndarray of float, shapes (m + 1, m) and (m + 1,)
        Regressors and target.
    copied : ndarray of bool, shape (m,)
        Regressors that the rows of this part do not tell from earlier ones.
    """
    slopes = np.zeros(len(copied))
    own = np.flatnonzero(~copied)
    if len(own):
        triangle = stack_factors(np.column_stack([factor[:, own], moments]))
        k = len(own)
        slopes[own] = linalg.solve_triangular(triangle[:k, :k], triangle[:k, k])
    return slopes


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
