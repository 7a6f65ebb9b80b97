"""Exact quantiles and histograms of columns, in two passes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportgen.aggregates.block import Floats
from reportgen.aggregates.counts import BinCounts
from reportgen.aggregates.moments import MomentSums
from reportgen.aggregates.quantiles import BINS, QuantileWindows, Window, order_window, quantile
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
    out = np.full((len(names), len(probabilities)), np.nan)
    there = [i for i in range(len(names)) if moments.n[i]]
    if not there:
        return out
    low = tuple(float(moments.minimum[i]) for i in there)
    high = tuple(float(moments.maximum[i]) for i in there)
    columns = tuple(names[i] for i in there)
    (counts,) = engine.run(BinCounts(columns, low, high, BINS))
    windows = [
        Window(columns[i], q, *order_window(counts[i], low[i], high[i], q))
        for i in range(len(there))
        for q in probabilities
    ]
    (contents,) = engine.run(QuantileWindows(tuple(windows)))
    for place, (window, inside) in enumerate(zip(windows, contents, strict=True)):
        i, j = divmod(place, len(probabilities))
        out[there[i], j] = quantile(inside, int(moments.n[there[i]]), window.probability)
    return out


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
