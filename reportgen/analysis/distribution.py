"""Exact quantiles and histograms of columns, in two passes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from reportgen.aggregates.block import Aggregate, Floats
from reportgen.aggregates.counts import BinCounts, Counts
from reportgen.aggregates.moments import Moments, MomentSums
from reportgen.aggregates.quantiles import (
    BINS,
    QuantileWindows,
    Window,
    WindowValues,
    order_window,
    quantile,
)
from reportgen.aggregates.without import Without
from reportgen.engine import Engine
from reportgen.results import Histogram


def quantiles(
    engine: Engine, names: Sequence[str], moments: MomentSums, probabilities: Sequence[float]
) -> Floats:
    """Return exact quantiles of columns, shape (columns, probabilities).

    Parameters
    ----------
    engine : Engine
        Where the rows live.
    names : sequence of str
        Float columns; missing values are left out.  A column without values gives NaN.
    moments : MomentSums
        Moments of the same columns.
    probabilities : sequence of float
        Which quantiles.
    """
    return _quantiles(engine, names, (moments,), probabilities, (_as_it_is,))[0]


def training_quantiles(
    engine: Engine,
    names: Sequence[str],
    probabilities: Sequence[float],
    fold: str,
    held_out: Sequence[int],
) -> Floats:
    """Return exact quantiles outside each fold, shape (held_out, columns, probabilities).

    Three passes, however many training parts there are.

    Parameters
    ----------
    fold : str
        Code column.
    held_out : sequence of int
        Codes to leave out, one after the other; −1 leaves out none.
    """
    if not names:
        return np.empty((len(held_out), 0, len(probabilities)))
    parts = [partial(Without, fold=fold, held_out=f) for f in held_out]
    moments = engine.run(*(part(Moments(tuple(names))) for part in parts))
    return np.stack(_quantiles(engine, names, moments, probabilities, parts))


MOST_VALUES = 1 << 21
"""About how many values in windows are held in one pass."""
_SPREAD = 32
"""How many times its share of the rows a window may hold, where values crowd in few bins."""
Wrap = Callable[[Aggregate[Any, Any]], Aggregate[Any, Any]]


def _as_it_is(aggregate: Aggregate[Any, Any]) -> Aggregate[Any, Any]:
    return aggregate


def _quantiles(
    engine: Engine,
    names: Sequence[str],
    moments: Sequence[MomentSums],
    probabilities: Sequence[float],
    parts: Sequence[Wrap],
) -> list[Floats]:
    """Quantiles of several parts of the rows, each with its moments, in two passes."""
    ranges = [_Ranges.of(names, part) for part in moments]
    counts = engine.run(
        *(
            wrap(BinCounts(r.columns, r.low, r.high, BINS))
            for wrap, r in zip(parts, ranges, strict=True)
        )
    )
    windows = [r.windows(c, probabilities) for r, c in zip(ranges, counts, strict=True)]
    contents = (
        [_contents(engine, w, wrap) for wrap, w in zip(parts, windows, strict=True)]
        if engine.rows > MOST_VALUES
        else engine.run(*(wrap(QuantileWindows(w)) for wrap, w in zip(parts, windows, strict=True)))
    )
    found = []
    for r, wanted, inside, part in zip(ranges, windows, contents, moments, strict=True):
        out = np.full((len(names), len(probabilities)), np.nan)
        for place, (window, values) in enumerate(zip(wanted, inside, strict=True)):
            i, j = divmod(place, len(probabilities))
            out[r.there[i], j] = quantile(values, int(part.n[r.there[i]]), window.probability)
        found.append(out)
    return found


def _contents(engine: Engine, windows: Sequence[Window], wrap: Wrap) -> tuple[WindowValues, ...]:
    """Return the contents of windows, a few of them in each pass so that they fit."""
    at_once = max(MOST_VALUES * BINS // (_SPREAD * engine.rows), 1)
    found: list[WindowValues] = []
    for start in range(0, len(windows), at_once):
        (part,) = engine.run(wrap(QuantileWindows(tuple(windows[start : start + at_once]))))
        found += part
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Ranges:
    """Columns that have values, their places among those asked for, and their ends."""

    there: tuple[int, ...]
    columns: tuple[str, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    @classmethod
    def of(cls, names: Sequence[str], moments: MomentSums) -> _Ranges:
        there = tuple(i for i in range(len(names)) if moments.n[i])
        return cls(
            there,
            tuple(names[i] for i in there),
            tuple(float(moments.minimum[i]) for i in there),
            tuple(float(moments.maximum[i]) for i in there),
        )

    def windows(self, counts: Counts, probabilities: Sequence[float]) -> tuple[Window, ...]:
        return tuple(
            Window(name, q, *order_window(counts[i], self.low[i], self.high[i], q))
            for i, name in enumerate(self.columns)
            for q in probabilities
        )


def histogram(counts: Sequence[int], low: float, high: float) -> Histogram:
    """Return counts of equally wide bins between ``low`` and ``high`` as a result."""
    edges = np.linspace(low, high, len(counts) + 1)
    return Histogram(edges=tuple(edges.tolist()), counts=tuple(int(n) for n in counts))


def histograms(
    engine: Engine, names: Sequence[str], low: Floats, high: Floats, bins: int
) -> tuple[Histogram, ...]:
    """Return histograms of columns between given bounds, in one pass."""
    bounds = tuple(low.tolist()), tuple(high.tolist())
    (counts,) = engine.run(BinCounts(tuple(names), *bounds, bins))
    return tuple(histogram(*triple) for triple in zip(counts, *bounds, strict=True))
