"""Charts made of rows: a label, a mark, and the number at the end of the line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.transforms import blended_transform_factory

from reportgen.charts import words
from reportgen.charts.axis import new_figure, panel
from reportgen.charts.theme import FULL, LEAD, MUTED, SIZE, TEXT, WHITE
from reportgen.results import Estimate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW = 0.19
LABEL_ROOM = 2.2
GAP = 0.12


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
    ``values`` at the right edge.
    """
    names = [words.fitted(label, room, SIZE.label) for label in labels]
    left = words.widest(names, SIZE.label) + GAP
    right = words.widest(values, SIZE.label) + GAP + 0.08
    figure = new_figure(top + bottom + row * len(names), width)
    axes = panel(figure, left, bottom, right, top)
    name_rows(axes, names)
    end_rows(axes, values)
    return figure, axes


def name_rows(axes: Axes, names: Sequence[str]) -> None:
    """Write the labels at the left edge of the figure."""
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks([])
    _column(axes, names, 0.0, "left", TEXT)


def end_rows(axes: Axes, values: Sequence[str]) -> None:
    """Write the numbers at the right edge of the figure."""
    _column(axes, values, 1.0, "right", MUTED)


def _column(axes: Axes, texts: Sequence[str], x: float, side: str, colour: str) -> None:
    place = blended_transform_factory(axes.figure.transFigure, axes.transData)
    for i, text in enumerate(texts):
        axes.text(x, i, text, transform=place, ha=side, va="center_baseline", color=colour)


def dots(
    axes: Axes,
    estimates: Sequence[Estimate],
    places: Sequence[float],
    *,
    colours: Sequence[str] | None = None,
    hollow: Sequence[bool] | None = None,
    size: float = 5.0,
    label: str = "values",
) -> None:
    """Draw estimates as dots on their intervals.

    The dots carry ``label``, the lines ``<label> interval``; a hollow dot is one
    whose interval holds zero.
    """
    colours = colours or [LEAD] * len(estimates)
    hollow = hollow or [False] * len(estimates)
    spans = [
        (y, e.low, e.high, colour)
        for e, y, colour in zip(estimates, places, colours, strict=True)
        if e.low is not None and e.high is not None
    ]
    if spans:
        ys, lows, highs, shades = zip(*spans, strict=True)
        axes.hlines(ys, lows, highs, colors=shades, lw=size * 0.32, label=f"{label} interval")
    axes.scatter(
        [e.value for e in estimates],
        places,
        s=size**2,
        c=[WHITE if empty else colour for empty, colour in zip(hollow, colours, strict=True)],
        edgecolors=colours,
        linewidths=1.0,
        zorder=3,
        label=label,
    )


def holds_zero(estimate: Estimate) -> bool:
    """Return whether zero lies within the interval (or there is none)."""
    low, high = estimate.low, estimate.high
    return low is None or high is None or low <= 0 <= high


def key(axes: Axes, entries: Sequence[tuple[str, str, bool]], height: float = 0.1) -> None:
    """Explain marks in one line above the panel: (words, colour, hollow)."""
    figure = axes.figure
    high = float(figure.get_size_inches()[1])  # type: ignore[union-attr]
    x, y = 0.05, 1 - height / high
    for text, colour, hollow in entries:
        axes.plot(
            [x / FULL], [y], "o", ms=4.5, mfc=WHITE if hollow else colour, mec=colour,
            transform=figure.transFigure, clip_on=False, label="key",
        )  # fmt: skip
        figure.text((x + 0.08) / FULL, y, text, va="center_baseline", color=MUTED)
        x += words.width(text, SIZE.label) + 0.3
