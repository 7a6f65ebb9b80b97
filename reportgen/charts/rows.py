"""Charts made of rows: a label, a mark, and the number at the end of the line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.transforms import blended_transform_factory

from reportgen.charts import words
from reportgen.charts.axis import new_figure, panel
from reportgen.charts.marks import Told, mark
from reportgen.charts.theme import FULL, LEAD, MUTED, NARROW, REGULAR, SIZE, STRONG, TEXT, WHITE
from reportgen.results import Estimate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW = 0.175
LABEL_ROOM = 2.2
GAP = 0.12
LEAST = 1.5
"""Width in inches that marks need, else labels stand above them."""
LINE, MIDDLE = 0.17, 0.07
"""Inches that a line of labels takes above its mark, and from its top to its middle."""
EDGE = 0.2
"""Inches beside marks without labels: half a tick's label."""


def row_panel(
    labels: Sequence[str],
    values: Sequence[str],
    *,
    top: float = 0.05,
    bottom: float = 0.42,
    row: float = ROW,
    width: float = FULL,
    room: float = LABEL_ROOM,
) -> tuple[Figure, Axes]:
    """Return a figure with one line for each label, from the top down, at 0, 1, 2 and so on.

    Labels stand at the left edge, shortened to ``room`` where they are too long, and
    ``values`` at the right edge.  On a telephone, where that leaves no room for marks, both
    stand on a line of their own above the mark.
    """
    names = [words.fitted(label, room, SIZE.label) for label in labels]
    left = words.widest(names, SIZE.label) + GAP
    right = words.widest(values, SIZE.label) + GAP + 0.08
    if width <= NARROW and width - left - right < LEAST:
        figure = new_figure(top + bottom + (row + LINE) * len(names), width)
        axes = panel(figure, EDGE, bottom, EDGE, top)
        above_rows(axes, labels, values, row + LINE)
        return figure, axes
    figure = new_figure(top + bottom + row * len(names), width)
    axes = panel(figure, left, bottom, right, top)
    name_rows(axes, names)
    end_rows(axes, values)
    return figure, axes


def name_rows(axes: Axes, names: Sequence[str], strong: int | None = None) -> None:
    """Write the labels at the left edge of the figure, one of them stronger."""
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks([])
    _column(axes, names, 0.0, "left", TEXT, strong)


def above_rows(
    axes: Axes,
    labels: Sequence[str],
    values: Sequence[str],
    row: float,
    strong: int | None = None,
) -> None:
    """Write labels and numbers above the marks of rows that are ``row`` inches high."""
    wide = float(axes.figure.get_size_inches()[0])  # type: ignore[union-attr]
    weights = [STRONG if i == strong else REGULAR for i in range(len(labels))]
    names = [
        words.fitted(label, wide - words.width(value, SIZE.label) - GAP, SIZE.label, weight)
        for label, value, weight in zip(labels, values, weights, strict=True)
    ]
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks([])
    up = 0.5 - MIDDLE / row
    _column(axes, names, 0.0, "left", TEXT, strong, up)
    _column(axes, values, 1.0, "right", MUTED, up=up)


def end_rows(axes: Axes, values: Sequence[str]) -> None:
    """Write the numbers at the right edge of the figure."""
    _column(axes, values, 1.0, "right", MUTED)


def _column(
    axes: Axes,
    texts: Sequence[str],
    x: float,
    side: str,
    colour: str,
    strong: int | None = None,
    up: float = 0.0,
) -> None:
    place = blended_transform_factory(axes.figure.transFigure, axes.transData)
    ground = {"fc": WHITE, "ec": "none", "pad": 0.3} if up else None
    for i, text in enumerate(texts):
        weight = STRONG if i == strong else REGULAR
        axes.text(x, i - up, text, transform=place, ha=side, va="center_baseline", color=colour,
                  weight=weight, bbox=ground, zorder=1.8)  # fmt: skip


def dots(
    axes: Axes,
    estimates: Sequence[Estimate],
    places: Sequence[float],
    *,
    colours: Sequence[str] | None = None,
    hollow: Sequence[bool] | None = None,
    size: float = 5.0,
    label: str = "values",
    told: Sequence[Told] = (),
) -> None:
    """Draw estimates as dots on their intervals.

    The dots carry ``label``, the lines ``<label> interval``; a hollow dot is one
    whose interval holds zero.  ``told`` is what each says.
    """
    colours = colours or [LEAD] * len(estimates)
    hollow = hollow or [False] * len(estimates)
    spans = known(estimates)
    lines = None
    if spans:
        owners, lows, highs = zip(*spans, strict=True)
        ys, shades = [places[i] for i in owners], [colours[i] for i in owners]
        lines = axes.hlines(
            ys, lows, highs, colors=shades, lw=size * 0.32, label=f"{label} interval"
        )
    marks = axes.scatter(
        [e.value for e in estimates],
        places,
        s=size**2,
        c=[WHITE if empty else colour for empty, colour in zip(hollow, colours, strict=True)],
        edgecolors=colours,
        linewidths=1.0,
        zorder=3,
        label=label,
    )
    if told:
        mark(marks, told, lines, [i for i, _, _ in spans])


def uprights(
    axes: Axes,
    places: Sequence[float],
    estimates: Sequence[Estimate],
    told: Sequence[Told],
    *,
    size: float = 20.0,
) -> None:
    """Draw estimates as dots on upright intervals, over their places."""
    spans = known(estimates)
    lines = None
    if spans:
        owners, lows, highs = zip(*spans, strict=True)
        xs = [places[i] for i in owners]
        lines = axes.vlines(xs, lows, highs, color=LEAD, lw=1.3, label="interval")
    values = [e.value for e in estimates]
    marks = axes.scatter(places, values, s=size, color=LEAD, zorder=3, label="bins")
    mark(marks, told, lines, [i for i, _, _ in spans])


def known(estimates: Sequence[Estimate]) -> list[tuple[int, float, float]]:
    """Return place, low and high end of the intervals that there are."""
    return [
        (i, e.low, e.high)
        for i, e in enumerate(estimates)
        if e.low is not None and e.high is not None
    ]


def holds_zero(estimate: Estimate) -> bool:
    """Return whether zero lies within the interval (or there is none)."""
    low, high = estimate.low, estimate.high
    return low is None or high is None or low <= 0 <= high
