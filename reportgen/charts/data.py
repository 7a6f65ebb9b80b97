"""A small histogram for each numeric column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.charts.axis import new_figure, no_ticks, panel
from reportgen.charts.svg import as_svg
from reportgen.charts.theme import MUTED
from reportgen.charts.words import clean
from reportgen.results import Column, Histogram
from reportgen.text import translate

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 0.9, 0.2


def sparkline(column: Column) -> str | None:
    """Return the histogram of a column as SVG; ``None`` where it has none or never varies."""
    if column.histogram is None or not any(column.histogram.counts):
        return None
    if column.histogram.edges[0] == column.histogram.edges[-1]:
        return None
    label = clean(column.label)
    title = translate("Distribution of {feature}").format(feature=label)
    drawing = sparkline_figure(column.histogram)
    return as_svg(drawing, f"spark-{_slug(column.name)}", title, _alt(column))


def sparkline_figure(histogram: Histogram) -> Figure:
    """Draw the counts as one silhouette that stands on zero."""
    figure = new_figure(HEIGHT, WIDTH)
    axes = panel(figure, 0, 0.01, 0, 0.01)
    axes.stairs(histogram.counts, histogram.edges, fill=True, color=MUTED)
    axes.set_xlim(histogram.edges[0], histogram.edges[-1])
    axes.set_ylim(0, max(histogram.counts))
    no_ticks(axes)
    return figure


def _alt(column: Column) -> str:
    if column.minimum is None or column.maximum is None or column.median is None:
        return f"{formats.count(column.n, 'value')}."
    low, middle, high = map(formats.number, (column.minimum, column.median, column.maximum))
    return translate("From {low} to {high}, half of the values at or below {middle}.").format(
        low=low, high=high, middle=middle
    )


def _slug(name: str) -> str:
    return "".join(c if c.isascii() and c.isalnum() else f"-{ord(c):x}-" for c in name)
