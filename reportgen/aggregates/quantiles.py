"""Exact quantiles by narrowing: a histogram first, then the values near each quantile."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.counts import Counts, bin_width

BINS = 4_096
_MANY = 8
"""Windows of one column from which sorting it is quicker than looking for each."""


@dataclass(frozen=True, slots=True)
class Window:
    """An interval of one column that holds the order statistics around a quantile."""

    column: str
    probability: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WindowValues:
    """Values inside a window with their multiplicity, and how many lie below it."""

    below: int
    values: Floats
    counts: Counts


@dataclass(frozen=True, slots=True)
class QuantileWindows:
    """Exact quantiles of columns, given a window around each.

    The quantile of probability q is interpolated linearly between the order
    statistics at floor and ceil of q (n − 1): definition 7 of Hyndman & Fan (1996).
    """

    windows: tuple[Window, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the windows."""
        return tuple(dict.fromkeys(window.column for window in self.windows))

    def update(self, block: Block) -> tuple[WindowValues, ...]:
        """Window contents of one block."""
        many = Counter(window.column for window in self.windows)
        ordered = {n: np.sort(block.columns[n]) for n in self.columns if many[n] >= _MANY}
        return tuple(
            _between(ordered[w.column], w)
            if w.column in ordered
            else _inside(block.columns[w.column], w)
            for w in self.windows
        )

    def merge(
        self, a: tuple[WindowValues, ...], b: tuple[WindowValues, ...]
    ) -> tuple[WindowValues, ...]:
        """Contents of both parts."""
        return tuple(_join(p, q) for p, q in zip(a, b, strict=True))

    def finish(self, state: tuple[WindowValues, ...]) -> tuple[WindowValues, ...]:
        """Return the window contents."""
        return state


def _inside(column: Floats, window: Window) -> WindowValues:
    within = (column >= window.low) & (column <= window.high)
    below = int(np.count_nonzero(column < window.low))
    values, counts = np.unique(column[within], return_counts=True)
    return WindowValues(below, values, counts.astype(np.int64))


def _between(ordered: Floats, window: Window) -> WindowValues:
    """Return the contents of a window over values in ascending order, missing ones last."""
    start = int(np.searchsorted(ordered, window.low, side="left"))
    stop = int(np.searchsorted(ordered, window.high, side="right"))
    values, counts = np.unique(ordered[start:stop], return_counts=True)
    return WindowValues(start, values, counts.astype(np.int64))


def _join(a: WindowValues, b: WindowValues) -> WindowValues:
    values, place = np.unique(np.concatenate([a.values, b.values]), return_inverse=True)
    counts = np.bincount(place, np.concatenate([a.counts, b.counts]), len(values))
    return WindowValues(a.below + b.below, values, counts.astype(np.int64))


def order_window(
    counts: Counts, low: float, high: float, probability: float
) -> tuple[float, float]:
    """Bounds that hold the order statistics needed for one quantile.

    Parameters
    ----------
    counts : ndarray of int64, shape (bins,)
        Histogram of the column between ``low`` and ``high``.
    low, high : float
        Range of the column.
    probability : float
        Which quantile.
    """
    position = probability * (int(counts.sum()) - 1)
    reached = np.cumsum(counts)
    first = int(np.searchsorted(reached, np.floor(position) + 1))
    last = int(np.searchsorted(reached, np.ceil(position) + 1))
    width = bin_width(low, high, len(counts))
    if not width > 0:
        return low, high
    slack = 1e-6 * width
    return low + first * width - slack, low + (last + 1) * width + slack


def quantile(contents: WindowValues, n: int, probability: float) -> float:
    """Return the exact quantile from the contents of its window."""
    position = probability * (n - 1)
    reached = contents.below + np.cumsum(contents.counts)
    lower = contents.values[np.searchsorted(reached, np.floor(position) + 1)]
    upper = contents.values[np.searchsorted(reached, np.ceil(position) + 1)]
    return float(lower + (position - np.floor(position)) * (upper - lower))


Quantiles = NDArray[np.float64]
