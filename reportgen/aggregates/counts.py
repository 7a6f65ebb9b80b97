"""Counting: levels of categories, values between edges, sums by group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block, Floats

Counts = NDArray[np.int64]

SMALLEST_WIDTH = 1e-290
"""Widths below this lose digits, as numbers near the smallest ones do."""


@dataclass(frozen=True, slots=True)
class LevelCounts:
    """Rows per level of several categories.

    Parameters
    ----------
    sizes : mapping of str to int
        Number of levels of each category column.
    """

    sizes: Mapping[str, int]

    @property
    def columns(self) -> tuple[str, ...]:
        """The categories counted."""
        return tuple(self.sizes)

    def update(self, block: Block) -> dict[str, Counts]:
        """Counts in one block; the last entry of each array counts missing rows."""
        return {
            name: np.bincount(block.columns[name] % (size + 1), minlength=size + 1)
            for name, size in self.sizes.items()
        }

    def merge(self, a: dict[str, Counts], b: dict[str, Counts]) -> dict[str, Counts]:
        """Add up."""
        return {name: a[name] + b[name] for name in a}

    def finish(self, state: dict[str, Counts]) -> dict[str, Counts]:
        """Return the counts, missing rows last."""
        return state


@dataclass(frozen=True, slots=True)
class BinCounts:
    """Histogram of columns over equally wide bins from ``low`` to ``high``.

    Values outside are left out; a column whose bounds coincide has all in bin 0.
    """

    columns: tuple[str, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    bins: int

    def update(self, block: Block) -> Counts:
        """Counts of one block, shape (columns, bins)."""
        out = np.zeros((len(self.columns), self.bins), np.int64)
        for i, (name, low, high) in enumerate(zip(self.columns, self.low, self.high, strict=True)):
            values = block.columns[name]
            inside = values[(values >= low) & (values <= high)]
            out[i] = np.bincount(bin_of(inside, low, high, self.bins), minlength=self.bins)
        return out

    def merge(self, a: Counts, b: Counts) -> Counts:
        """Add up."""
        return a + b

    def finish(self, state: Counts) -> Counts:
        """Return the counts."""
        return state


def bin_width(low: float, high: float, bins: int) -> float:
    """Width of a bin; 0 where it would be too small a number to be told exactly."""
    width = (high - low) / bins
    return width if width > SMALLEST_WIDTH else 0.0


def bin_of(values: Floats, low: float, high: float, bins: int) -> NDArray[np.intp]:
    """Index of the bin of each value within [low, high]; the last bin is closed."""
    width = bin_width(low, high, bins)
    if not width > 0:
        return np.zeros(len(values), np.intp)
    return np.minimum(((values - low) / width).astype(np.intp), bins - 1)


@dataclass(frozen=True, slots=True)
class Outside:
    """Values below and above limits, and rows with any such value."""

    below: Counts
    above: Counts
    rows: int


@dataclass(frozen=True, slots=True)
class OutsideCounts:
    """Counts of values beyond limits; each fold of the rows has its own limits.

    Parameters
    ----------
    names : tuple of str
        Float columns.
    low, high : ndarray of float, shape (folds, len(names))
        Limits of each column in each fold; values equal to a limit are inside.
    fold : str
        Code column of the folds.
    """

    names: tuple[str, ...]
    low: Floats
    high: Floats
    fold: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns counted, and the fold."""
        return (*self.names, self.fold)

    def update(self, block: Block) -> Outside:
        """Counts of one block."""
        below, above = np.zeros((2, len(self.names)), np.int64)
        flagged = np.zeros(block.size, np.bool_)
        place = block.columns[self.fold]
        for i, name in enumerate(self.names):
            values = block.columns[name]
            under, over = values < self.low[place, i], values > self.high[place, i]
            below[i], above[i] = np.count_nonzero(under), np.count_nonzero(over)
            flagged |= under | over
        return Outside(below, above, int(np.count_nonzero(flagged)))

    def merge(self, a: Outside, b: Outside) -> Outside:
        """Add up."""
        return Outside(a.below + b.below, a.above + b.above, a.rows + b.rows)

    def finish(self, state: Outside) -> Outside:
        """Return the counts."""
        return state


@dataclass(frozen=True, slots=True)
class PairTotals:
    """Rows and sums for each pair of codes that occurs, sorted by pair."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    n: Counts
    total: Floats


@dataclass(frozen=True, slots=True)
class PairSums:
    """Sum of a column by each pair of codes that occurs (a sparse cross table).

    Parameters
    ----------
    first, second : str
        Code columns (integers or whole floats); rows missing either are left out.
    value : str
        Column summed.
    width : int
        More than the largest code of ``second``.
    """

    first: str
    second: str
    value: str
    width: int

    @property
    def columns(self) -> tuple[str, ...]:
        """The three columns read."""
        return (self.first, self.second, self.value)

    def update(self, block: Block) -> PairTotals:
        """Sums of one block."""
        first, second = block.columns[self.first], block.columns[self.second]
        there = (first >= 0) & (second >= 0)
        key = first[there].astype(np.int64) * self.width + second[there].astype(np.int64)
        ones = np.ones(len(key), np.int64)
        return self._collect(key, ones, block.columns[self.value][there])

    def _collect(self, key: NDArray[np.int64], n: Counts, total: Floats) -> PairTotals:
        found, place = np.unique(key, return_inverse=True)
        counts = np.bincount(place, n, len(found)).astype(np.int64)
        sums = np.bincount(place, total, len(found)).astype(np.float64)
        return PairTotals(found // self.width, found % self.width, counts, sums)

    def merge(self, a: PairTotals, b: PairTotals) -> PairTotals:
        """Add up pair by pair."""
        key = np.concatenate([p.first * self.width + p.second for p in (a, b)])
        n, total = np.concatenate([a.n, b.n]), np.concatenate([a.total, b.total])
        return self._collect(key, n, total)

    def finish(self, state: PairTotals) -> PairTotals:
        """Return the sums."""
        return state

    def regroup(self, totals: PairTotals, codes: NDArray[np.int64]) -> PairTotals:
        """Return the sums after giving each first code ``c`` the new code ``codes[c]``."""
        key = codes[totals.first] * self.width + totals.second
        return self._collect(key, totals.n, totals.total)
