"""Panels and axes: fixed margins in inches, ticks that fit, grid lines."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.marks import Drawing
from reportgen.charts.theme import FULL, MUTED, SIZE
from reportgen.results import Estimate
from reportgen.text import translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Writer = Callable[[float, int], str]
"""Writes a tick with so many decimals."""


def percents(value: float, digits: int) -> str:
    """Write a tick that is a share."""
    return formats.percentage(value * 100, max(0, digits - 2))


def new_figure(height: float, width: float = FULL) -> Drawing:
    """Return an empty figure of a size in inches."""
    return Drawing(figsize=(width, height))


def panel(figure: Figure, left: float, bottom: float, right: float, top: float) -> Axes:
    """Return axes with margins in inches from the edges of the figure, without a frame."""
    wide, high = figure.get_size_inches()
    box = (left / wide, bottom / high, (wide - left - right) / wide, (high - bottom - top) / high)
    axes = figure.add_axes(box)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return axes


def bounds(estimates: Sequence[Estimate]) -> list[float]:
    """Return values and ends of intervals, for the reach of an axis."""
    ends = ((e.value, e.low, e.high) for e in estimates)
    return [number for end in ends for number in end if number is not None]


def reach(values: Sequence[float], pad: float = 0.04, least: float = 0.0) -> tuple[float, float]:
    """Return limits around values with some room; ``least`` is the smallest width."""
    low, high = min(values), max(values)
    room = max(high - low, least, abs(high) * 1e-6, 1e-9)
    middle = (low + high) / 2
    half = max(room, high - low) * (0.5 + pad)
    return middle - half, middle + half


def room_for(
    limits: tuple[float, float], ends: Sequence[tuple[float, str]], room: float, size: float
) -> tuple[float, float]:
    """Return limits of an axis ``room`` inches wide that let texts follow their ends."""
    low, high = limits
    for end, text in ends:
        share = min(0.8, (words.width(text, size) + 0.1) / room)
        high = max(high, low + (end - low) / (1 - share))
    return low, high


def scale(
    axes: Axes,
    which: Literal["x", "y"],
    limits: tuple[float, float],
    *,
    title: str = "",
    write: Writer = formats.decimal,
    grid: bool = True,
    most: int = 6,
    powers: bool = False,
) -> None:
    """Give an axis limits, a few round ticks whose labels fit, and a title.

    With ``powers`` the places are logarithms to base 10 and the ticks what they stand for.
    """
    (axes.set_xlim if which == "x" else axes.set_ylim)(*limits)
    axis = axes.xaxis if which == "x" else axes.yaxis
    room = across(axes) if which == "x" else math.inf
    ticks, labels = _powers(limits, most, room) if powers else _ticks(limits, write, most, room)
    axis.set_major_locator(FixedLocator(ticks))
    axis.set_major_formatter(FixedFormatter(labels))
    axis.set_tick_params(pad=5 if which == "x" else 3)
    if grid:
        axes.grid(visible=True, axis=which)
    if title:
        _title(axes, which, title)


def _title(axes: Axes, which: Literal["x", "y"], title: str) -> None:
    """Put the title of an axis under it, or above its upper end: text is never turned.

    It is shortened to what the figure can hold.
    """
    wide = float(axes.figure.get_size_inches()[0])  # type: ignore[union-attr]
    if which == "x":
        middle = wide * (axes.get_position().x0 + axes.get_position().x1) / 2
        title = words.fitted(title, 2 * min(middle, wide - middle), SIZE.label)
        axes.annotate(
            title, (0.5, 0), (0, -17), "axes fraction", "offset points",
            ha="center", va="top", color=MUTED, size=SIZE.label,
        )  # fmt: skip
    else:
        title = words.fitted(title, wide, SIZE.label)
        axes.figure.text(0, 1, title, ha="left", va="top", color=MUTED, size=SIZE.label)


def across(axes: Axes) -> float:
    """Return the width of a panel in inches."""
    wide = float(axes.figure.get_size_inches()[0])  # type: ignore[union-attr]
    return float(axes.get_position().width) * wide


def _ticks(
    limits: tuple[float, float], write: Writer, most: int, room: float
) -> tuple[list[float], list[str]]:
    """Return as many round ticks as have room for their labels."""
    for count in range(most, 1, -1):
        locator = MaxNLocator(count, steps=[1, 2, 5, 10])
        ticks = [t for t in locator.tick_values(*limits) if limits[0] <= t <= limits[1]]
        digits = _digits(ticks)
        labels = _labels(ticks, digits, write)
        if sum(words.width(label, SIZE.label) + 0.1 for label in labels) <= room:
            break
    return [float(tick) for tick in ticks], labels


def _powers(limits: tuple[float, float], most: int, room: float) -> tuple[list[float], list[str]]:
    """Return round ticks of what logarithms stand for: of equal steps, or of powers of ten."""
    low, high = (10.0**limit for limit in limits)
    if limits[1] - limits[0] < ONE_DECADE:
        ticks, labels = _ticks((low, high), formats.decimal, most, room)
        return [math.log10(tick) for tick in ticks], labels
    exponents = range(math.ceil(limits[0]), math.floor(limits[1]) + 1)
    for step in range(1, len(exponents) + 1):
        chosen = exponents[::-step][::-1]
        labels = [_labels([10.0**k], max(0, -k), formats.decimal)[0] for k in chosen]
        wide = sum(words.width(label, SIZE.label) + 0.1 for label in labels)
        if len(chosen) <= most and wide <= room:
            break
    return [float(k) for k in chosen], labels


ONE_DECADE = 1.2
"""Logarithms that span less are marked in equal steps of what they stand for."""
_LARGE = {1e9: "{number}\N{NO-BREAK SPACE}bn", 1e6: "{number}\N{NO-BREAK SPACE}m"}


def _labels(ticks: Sequence[float], digits: int, write: Writer) -> list[str]:
    """Write ticks; whole millions and more in short, since their zeros say nothing."""
    for size in sorted(_LARGE, reverse=True):
        if digits == 0 and max(map(abs, ticks), default=0.0) >= size:
            parts = [tick / size for tick in ticks]
            places = _digits(parts)
            said = translate(_LARGE[size])
            return [said.format(number=write(p, places)) if p else "0" for p in parts]
    return [write(tick, digits) for tick in ticks]


def _digits(ticks: Sequence[float]) -> int:
    step = ticks[1] - ticks[0] if len(ticks) > 1 else abs(ticks[0]) if ticks else 1.0
    for digits in range(12):
        if all(abs(round(tick, digits) - tick) <= step * 1e-6 for tick in ticks):
            return digits
    return 12


def line_at(
    axes: Axes, place: float, *, which: Literal["x", "y"] = "x", dashed: bool = False
) -> None:
    """Draw a reference line across the panel."""
    draw = axes.axvline if which == "x" else axes.axhline
    draw(place, color=MUTED, lw=0.8, ls=(0, (3, 2)) if dashed else "-", zorder=1.5)


def no_ticks(axes: Axes) -> None:
    """Take the ticks from a panel whose places carry no numbers."""
    axes.set_xticks([])
    axes.set_yticks([])


def baseline(axes: Axes) -> None:
    """Draw the line on which bars stand."""
    axes.spines["bottom"].set(visible=True, color=MUTED)
