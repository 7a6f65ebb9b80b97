"""Which values are missing together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block
from reportgen.aggregates.counts import Counts


@dataclass(frozen=True, slots=True)
class GapPatterns:
    """Patterns of missing values that occur, and the rows of each.

    ``absent`` (patterns, columns) says which columns a pattern misses, ``n`` (patterns,)
    how many rows have it; rows that miss nothing are left out.
    """

    absent: NDArray[np.bool_]
    n: Counts


@dataclass(frozen=True, slots=True)
class GapCounts:
    """Counts rows by which of ``columns`` they miss; patterns are sorted."""

    columns: tuple[str, ...]

    def update(self, block: Block) -> GapPatterns:
        """Patterns of one block."""
        absent = np.zeros((block.size, len(self.columns)), np.bool_)
        for i, name in enumerate(self.columns):
            absent[:, i] = missing(block, name)
        absent = absent[absent.any(axis=1)]
        return _counted(absent, np.ones(len(absent), np.int64))

    def merge(self, a: GapPatterns, b: GapPatterns) -> GapPatterns:
        """Add up, pattern by pattern."""
        return _counted(np.concatenate([a.absent, b.absent]), np.concatenate([a.n, b.n]))

    def finish(self, state: GapPatterns) -> GapPatterns:
        """Return the patterns."""
        return state


def missing(block: Block, name: str) -> NDArray[np.bool_]:
    """Whether each row misses a column: NaN among numbers, below 0 among codes."""
    values = block.columns[name]
    return np.asarray(np.isnan(values) if values.dtype.kind == "f" else values < 0)


def _counted(absent: NDArray[np.bool_], n: Counts) -> GapPatterns:
    if not absent.size:
        return GapPatterns(absent[:0], n[:0])
    packed = np.packbits(absent, axis=1)
    _, first, place = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    counts = np.bincount(place.ravel(), n, len(first)).astype(np.int64)
    return GapPatterns(absent[first], counts)
