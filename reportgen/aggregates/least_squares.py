"""Mergeable parts of ordinary least squares with an absorbed category.

Centre within the absorbed group, then keep the triangular factor of the remaining
columns (Frisch & Waugh 1933, Lovell 1963; tall-skinny QR after Demmel et al. 2012).
Both are kept apart for each fold of the rows, so that the rows outside a fold are put
together by adding what lies between the parts and never by subtracting (Chan, Golub &
LeVeque 1983): all sub-models and cross-validated fits follow without a new pass, with
the digits of a QR of their own rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.design import Design, group_sums


@dataclass(frozen=True, slots=True)
class GroupTotals:
    """Rows and sums of regressors and target by fold and group.

    Shapes (F, G) and (F, G, m + 1).
    """

    n: NDArray[np.int64]
    total: Floats

    @property
    def means(self) -> Floats:
        """Mean of each column in each fold and group; zero where there are no rows."""
        return self.total / np.maximum(self.n, 1)[..., None]


@dataclass(frozen=True, slots=True)
class GroupMeans:
    """Means of regressors and target within fold and absorbed group.

    Parameters
    ----------
    design : Design
        The regressors.
    target : str
        Last column of the totals.
    fold : str
        Code column of the folds.
    folds : int
        Number of folds.
    """

    design: Design
    target: str
    fold: str
    folds: int

    @property
    def columns(self) -> tuple[str, ...]:
        """Regressors, group, target and fold."""
        return (*self.design.columns, self.target, self.fold)

    def update(self, block: Block) -> GroupTotals:
        """Totals of one block."""
        cells, size = self.folds * self.design.groups, self.design.width + 1
        n, total = np.zeros(cells, np.int64), np.zeros((cells, size))
        for rows in block.chunks():
            cell = _cells(self.design, block, rows, self.fold)
            full = regressors_and_target(self.design, self.target, block, rows)
            n += np.bincount(cell, minlength=cells)
            total += group_sums(cell, full, cells)
        shape = (self.folds, self.design.groups)
        return GroupTotals(n.reshape(shape), total.reshape(*shape, size))

    def merge(self, a: GroupTotals, b: GroupTotals) -> GroupTotals:
        """Add up."""
        return GroupTotals(a.n + b.n, a.total + b.total)

    def finish(self, state: GroupTotals) -> GroupTotals:
        """Return the totals."""
        return state


def _cells(design: Design, block: Block, rows: slice, fold: str) -> NDArray[np.intp]:
    """Fold and group of each row in one code: fold × groups + group."""
    codes: NDArray[np.intp] = block.columns[fold][rows].astype(np.intp) * design.groups
    codes += design.group_codes(block, rows)
    return codes


def regressors_and_target(design: Design, target: str, block: Block, rows: slice) -> Floats:
    """Regressors with the target as last row, shape (m + 1, rows)."""
    return np.vstack([design.matrix(block, rows), block.columns[target][rows][None]])


@dataclass(frozen=True, slots=True)
class WithinFactors:
    """Triangular factors of regressors and target, centred within fold and absorbed group.

    The result, shape (F, m + 1, m + 1), holds for each fold an upper triangular R with
    R'R the cross-products of the centred columns of its rows.

    Parameters
    ----------
    design : Design
        The regressors.
    target : str
        Last column of the factor.
    centre : ndarray of float, shape (folds, groups, m + 1)
        Means from :class:`GroupMeans`.
    fold : str
        Code column of the folds.
    """

    design: Design
    target: str
    centre: Floats
    fold: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Regressors, group, target and fold."""
        return (*self.design.columns, self.target, self.fold)

    def update(self, block: Block) -> Floats:
        """Factors of one block."""
        folds, size = len(self.centre), self.design.width + 1
        centre = self.centre.reshape(-1, size)
        factor = np.zeros((folds, size, size))
        for rows in block.chunks():
            full = regressors_and_target(self.design, self.target, block, rows)
            full -= centre[_cells(self.design, block, rows, self.fold)].T
            fold = block.columns[self.fold][rows]
            for f in range(folds):
                factor[f] = stack_factors(factor[f], full[:, np.flatnonzero(fold == f)].T)
        return factor

    def merge(self, a: Floats, b: Floats) -> Floats:
        """Factors of both parts."""
        return np.stack([stack_factors(p, q) for p, q in zip(a, b, strict=True)])

    def finish(self, state: Floats) -> Floats:
        """Return the factors."""
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
