"""What tells the unit and the part of a column of numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block, Floats

FEW = 3
"""Distinct values that are told one by one."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Columns summed up, each array of shape (columns,); NaN are left out.

    ``few`` holds the lowest distinct values of each, at most three; ``whole`` says that
    all are integers; ``beyond`` and ``not_positive`` count values above a limit, and of 0
    or below.
    """

    n: NDArray[np.int64]
    minimum: Floats
    maximum: Floats
    few: tuple[tuple[float, ...], ...]
    whole: NDArray[np.bool_]
    beyond: NDArray[np.int64]
    not_positive: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """Facts of float columns.

    Parameters
    ----------
    columns : tuple of str
        The columns.
    limit : float
        Above which values are ``beyond``.
    """

    columns: tuple[str, ...]
    limit: float

    def update(self, block: Block) -> Facts:
        """Facts of one block."""
        parts = [self._of(block.columns[name]) for name in self.columns]
        n, low, high, few, whole, beyond, below = zip(*parts, strict=True) if parts else [()] * 7
        return Facts(
            np.array(n, np.int64),
            np.array(low, np.float64),
            np.array(high, np.float64),
            few,
            np.array(whole, np.bool_),
            np.array(beyond, np.int64),
            np.array(below, np.int64),
        )

    def _of(self, values: Floats) -> tuple[int, float, float, tuple[float, ...], bool, int, int]:
        present = values[~np.isnan(values)]
        if not len(present):
            return 0, np.nan, np.nan, (), True, 0, 0
        return (
            len(present),
            float(present.min()),
            float(present.max()),
            tuple(np.unique(present)[:FEW].tolist()),
            bool(np.all(present == np.round(present))),
            int(np.count_nonzero(present > self.limit)),
            int(np.count_nonzero(present <= 0)),
        )

    def merge(self, a: Facts, b: Facts) -> Facts:
        """Facts of both parts."""
        pairs = zip(a.few, b.few, strict=True)
        return Facts(
            a.n + b.n,
            np.fmin(a.minimum, b.minimum),
            np.fmax(a.maximum, b.maximum),
            tuple(tuple(sorted({*p, *q})[:FEW]) for p, q in pairs),
            a.whole & b.whole,
            a.beyond + b.beyond,
            a.not_positive + b.not_positive,
        )

    def finish(self, state: Facts) -> Facts:
        """Return the facts."""
        return state
