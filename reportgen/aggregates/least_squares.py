"""Mergeable parts of ordinary least squares with an absorbed category.

Centre within the absorbed group, then keep the triangular factor of the remaining
columns (Frisch & Waugh 1933, Lovell 1963; tall-skinny QR after Demmel et al. 2012),
apart for each fold of the rows.  The factor carries the digits that cross-products
would lose; all sub-models and cross-validated fits follow from it without a new pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.design import Design, group_sums


@dataclass(frozen=True, slots=True)
class GroupTotals:
    """Rows and sums of regressors and target by group, shapes (G,) and (G, m + 1)."""

    n: NDArray[np.int64]
    total: Floats

    @property
    def means(self) -> Floats:
        """Mean of each column in each group; zero where a group is empty."""
        return self.total / np.maximum(self.n, 1)[:, None]


@dataclass(frozen=True, slots=True)
class GroupMeans:
    """Means of regressors and target within the absorbed group."""

    design: Design
    target: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Regressors, group and target."""
        return (*self.design.columns, self.target)

    def update(self, block: Block) -> GroupTotals:
        """Totals of one block."""
        groups = self.design.groups
        n, total = np.zeros(groups, np.int64), np.zeros((groups, self.design.width + 1))
        for rows in block.chunks():
            codes = self.design.group_codes(block, rows)
            full = regressors_and_target(self.design, self.target, block, rows)
            n += np.bincount(codes, minlength=groups)
            total += group_sums(codes, full, groups)
        return GroupTotals(n, total)

    def merge(self, a: GroupTotals, b: GroupTotals) -> GroupTotals:
        """Add up."""
        return GroupTotals(a.n + b.n, a.total + b.total)

    def finish(self, state: GroupTotals) -> GroupTotals:
        """Return the totals."""
        return state


def regressors_and_target(design: Design, target: str, block: Block, rows: slice) -> Floats:
    """Regressors with the target as last row, shape (m + 1, rows)."""
    return np.vstack([design.matrix(block, rows), block.columns[target][rows][None]])


@dataclass(frozen=True, slots=True)
class FoldFactors:
    """Least-squares state for each fold f.

    ``n`` (F, G) rows and ``total`` (F, G, m + 1) sums of the columns centred at
    ``centre`` (G, m + 1); ``factor`` (F, m + 1, m + 1) upper triangular with
    ``factor.T @ factor`` the cross-products of the centred columns.
    """

    centre: Floats
    n: NDArray[np.int64]
    total: Floats
    factor: Floats


@dataclass(frozen=True, slots=True)
class WithinFactors:
    """Triangular factors of regressors and target, centred within the absorbed group.

    Parameters
    ----------
    design : Design
        The regressors.
    target : str
        Last column of the factor.
    centre : ndarray of float, shape (groups, m + 1)
        Means from :class:`GroupMeans`.
    fold : str
        Code column of the folds.
    folds : int
        Number of folds.
    """

    design: Design
    target: str
    centre: Floats
    fold: str
    folds: int

    @property
    def columns(self) -> tuple[str, ...]:
        """Regressors, group, target and fold."""
        return (*self.design.columns, self.target, self.fold)

    def update(self, block: Block) -> FoldFactors:
        """State of one block."""
        size, groups = self.design.width + 1, self.design.groups
        n = np.zeros((self.folds, groups), np.int64)
        total = np.zeros((self.folds, groups, size))
        factor = np.zeros((self.folds, size, size))
        for rows in block.chunks():
            codes = self.design.group_codes(block, rows)
            full = regressors_and_target(self.design, self.target, block, rows)
            full -= self.centre[codes].T
            fold = block.columns[self.fold][rows]
            for f in range(self.folds):
                mine = np.flatnonzero(fold == f)
                part, groups_here = full[:, mine], codes[mine]
                n[f] += np.bincount(groups_here, minlength=groups)
                total[f] += group_sums(groups_here, part, groups)
                factor[f] = stack_factors(factor[f], part.T)
        return FoldFactors(self.centre, n, total, factor)

    def merge(self, a: FoldFactors, b: FoldFactors) -> FoldFactors:
        """State of both parts."""
        factor = np.stack([stack_factors(p, q) for p, q in zip(a.factor, b.factor, strict=True)])
        return FoldFactors(self.centre, a.n + b.n, a.total + b.total, factor)

    def finish(self, state: FoldFactors) -> FoldFactors:
        """Return the state."""
        return state


def stack_factors(*parts: Floats) -> Floats:
    """Triangular factor of all ``parts`` on top of each other, shape (m, m)."""
    rows = np.vstack(parts)
    size = rows.shape[1]
    factor: Floats = np.asarray(np.linalg.qr(rows, mode="r"))
    if len(factor) < size:
        factor = np.vstack([factor, np.zeros((size - len(factor), size))])
    # LAPACK leaves the signs of the rows open: fix them, so that one factor is one factor.
    sign: Floats = np.where(np.diag(factor) < 0, -1.0, 1.0)
    return factor * sign[:, None]
