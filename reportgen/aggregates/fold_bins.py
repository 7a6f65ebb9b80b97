"""Sums of a target by bin of each column and by fold, for scores of single columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block, Floats


@dataclass(frozen=True, slots=True)
class BinnedColumn:
    """A column cut into bins.

    Parameters
    ----------
    name : str
        Float column, or code column where there are no ``edges``.
    edges : ndarray of float or None, shape (bins − 1,)
        Ascending; a value belongs to the bin whose upper edge is the first one not below it.
    bins : int
        Number of bins.
    """

    name: str
    edges: Floats | None
    bins: int

    def place(self, block: Block) -> NDArray[np.intp]:
        """Bin of each row."""
        values = block.columns[self.name]
        if self.edges is None:
            return np.asarray(values, np.intp)
        return np.searchsorted(self.edges, values, side="left")


@dataclass(frozen=True, slots=True)
class FoldBinSums:
    """Rows, sums and sums of squares of a target by column, fold and bin.

    Parameters
    ----------
    binned : tuple of BinnedColumn
        Columns, none with missing values.
    target, fold : str
        Float column and code column.
    folds : int
        Number of folds.
    shift : float
        Taken off the target, so that squares keep their digits.
    """

    binned: tuple[BinnedColumn, ...]
    target: str
    fold: str
    folds: int
    shift: float

    @property
    def columns(self) -> tuple[str, ...]:
        """Binned columns, target and fold."""
        return (*(column.name for column in self.binned), self.target, self.fold)

    @property
    def width(self) -> int:
        """Most bins of any column."""
        return max(column.bins for column in self.binned)

    def update(self, block: Block) -> Floats:
        """Sums of one block, shape (3, columns, folds, width)."""
        out = np.zeros((3, len(self.binned), self.folds, self.width))
        target = block.columns[self.target] - self.shift
        start = block.columns[self.fold].astype(np.intp) * self.width
        size = self.folds * self.width
        for i, column in enumerate(self.binned):
            place = start + column.place(block)
            for power, weight in enumerate((None, target, target * target)):
                out[power, i] = np.bincount(place, weight, size).reshape(self.folds, self.width)
        return out

    def merge(self, a: Floats, b: Floats) -> Floats:
        """Add up."""
        return a + b

    def finish(self, state: Floats) -> Floats:
        """Return the sums."""
        return state
