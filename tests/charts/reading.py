"""What a figure shows, read back from its marks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.patches import Rectangle
from matplotlib.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def dots(axes: Axes, label: str) -> list[tuple[float, float]]:
    """Return the places of the dots with a label."""
    (found,) = (
        c for c in axes.collections if isinstance(c, PathCollection) and c.get_label() == label
    )
    return [(float(x), float(y)) for x, y in np.asarray(found.get_offsets())]


def spans(axes: Axes, label: str) -> list[tuple[float, float]]:
    """Return the ends of the horizontal lines with a label."""
    (found,) = (
        c for c in axes.collections if isinstance(c, LineCollection) and c.get_label() == label
    )
    return [
        (float(line[0][0]), float(line[-1][0])) for line in map(np.asarray, found.get_segments())
    ]


def line(axes: Axes, label: str) -> list[tuple[float, float]]:
    """Return the points of the line with a label."""
    (found,) = (part for part in axes.lines if part.get_label() == label)
    return [(float(x), float(y)) for x, y in np.asarray(found.get_xydata())]


def bars(axes: Axes, label: str) -> list[Rectangle]:
    """Return the bars with a label."""
    (found,) = (c for c in axes.containers if c.get_label() == label)
    return [patch for patch in found if isinstance(patch, Rectangle)]


def texts(figure: Figure) -> list[str]:
    """Return all text of a figure."""
    return [text.get_text() for text, _ in placed(figure)]


@cache
def placed(figure: Figure) -> list[tuple[Text, Any]]:
    """Return all text that shows, each with its box in pixels."""
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    figure.draw(renderer)
    found = []
    for artist in figure.findobj(Text):
        assert isinstance(artist, Text)
        box = artist.get_window_extent(renderer)
        if artist.get_text().strip() and artist.get_visible() and _in_view(artist):
            found.append((artist, box))
    return found


def _in_view(text: Text) -> bool:
    """Leave out the labels of ticks beyond the ends of their axis."""
    axes = text.axes
    if axes is None:
        return True
    ticks = [*axes.xaxis.get_major_ticks(), *axes.yaxis.get_major_ticks()]
    if all(text not in (tick.label1, tick.label2) for tick in ticks):
        return True
    return any(
        text is label
        for axis in (axes.xaxis, axes.yaxis)
        for label in axis.get_ticklabels()
        if label.get_text()
    )


def clipped(figure: Figure) -> list[str]:
    """Return texts that leave the figure by more than a pixel."""
    edge = figure.bbox
    return [
        text.get_text()
        for text, box in placed(figure)
        if box.x0 < edge.x0 - 1 or box.x1 > edge.x1 + 1 or box.y0 < -1 or box.y1 > edge.y1 + 1
    ]


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    """Return pairs of texts that stand on one another by more than a pixel."""
    return [
        (one.get_text(), other.get_text())
        for (one, a), (other, b) in combinations(placed(figure), 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1.5
    ]


def crossed(figure: Figure) -> list[str]:
    """Return texts without a ground of their own that a mark runs through."""
    marks = [box for axes in figure.axes for box in _marks(axes)]
    return [
        text.get_text()
        for text, box in placed(figure)
        if text.get_bbox_patch() is None and any(_meet(box, mark) for mark in marks)
    ]


def _marks(axes: Axes) -> Iterator[tuple[float, float, float, float]]:
    """Walk over the boxes in pixels of dots and of straight lines between ends."""
    place = axes.transData.transform
    scale = axes.figure.dpi / 72
    for part in axes.collections:
        if isinstance(part, LineCollection):
            for line in part.get_segments():
                (x0, y0), (x1, y1) = place(np.asarray(line))[[0, -1]]
                yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        elif isinstance(part, PathCollection):
            half = float(np.sqrt(part.get_sizes()[0])) / 2 * scale
            for x, y in place(np.asarray(part.get_offsets())):
                yield x - half, y - half, x + half, y + half
    for curve in axes.lines:
        if curve.get_marker() != "None" and curve.get_transform() == axes.transData:
            half = float(curve.get_markersize()) / 2 * scale
            for x, y in place(np.asarray(curve.get_xydata())):
                yield x - half, y - half, x + half, y + half


def _meet(box: Any, mark: tuple[float, float, float, float]) -> bool:
    """Say whether a box is entered by more than a pixel; its leading is not its ink."""
    slack = (box.y1 - box.y0) * 0.15
    inside = min(box.x1, mark[2]) - max(box.x0, mark[0]) > 1
    return bool(inside and min(box.y1 - slack, mark[3]) - max(box.y0 + slack, mark[1]) >= 0)
