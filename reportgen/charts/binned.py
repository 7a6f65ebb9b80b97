"""Predicted against observed, in bins: of a score, or of a probability."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.charts.axis import Writer, bounds, new_figure, panel, reach, scale
from reportgen.charts.chart import ChartTable
from reportgen.charts.theme import HALF, LEAD, MUTED
from reportgen.results import Bin, Estimate

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def binned_figure(bins: Sequence[Bin], measure: str, write: Writer, height: float = 2.0) -> Figure:
    """Draw bins as dots on their intervals, beside the line of agreement."""
    figure = new_figure(height, HALF)
    axes = panel(figure, 0.5, 0.42, 0.15, 0.24)
    observed = [b.observed for b in bins]
    predicted = [b.predicted for b in bins]
    low, high = reach(bounds(observed) + predicted)
    axes.plot([low, high], [low, high], color=MUTED, lw=0.8, ls=(0, (3, 2)), label="agreement")
    spans = [(b.predicted, b.observed.low, b.observed.high) for b in bins]
    known = [(x, a, z) for x, a, z in spans if a is not None and z is not None]
    if known:
        xs, lows, highs = zip(*known, strict=True)
        axes.vlines(xs, lows, highs, color=LEAD, lw=1.4, label="interval")
    axes.scatter(predicted, [e.value for e in observed], s=20, color=LEAD, zorder=3, label="bins")
    scale(axes, "x", (low, high), title=measure, write=write, most=5)
    scale(axes, "y", (low, high), title="Observed", write=write, most=5)
    return figure


def missed(bins: Sequence[Bin]) -> int:
    """Return how many bins predict a value outside the interval of what is observed."""
    return sum(not _holds(b) for b in bins)


def _holds(b: Bin) -> bool:
    low, high = b.observed.low, b.observed.high
    return low is None or high is None or low <= b.predicted <= high


def table_of(
    bins: Sequence[Bin], write: Callable[[Estimate], str], plain: Callable[[float], str]
) -> ChartTable:
    """Return the bins as text."""
    rows = tuple((plain(b.predicted), write(b.observed), formats.integer(b.n)) for b in bins)
    return ChartTable(columns=("Mean predicted", "Mean observed", "Tracks"), rows=rows)
