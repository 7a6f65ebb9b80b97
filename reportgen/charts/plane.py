"""Where the tracks and their segments lie, on the plane that holds most of the variance."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.axis import new_figure, no_ticks, panel, reach
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.marks import Told, cell, mark, rows
from reportgen.charts.rows import dots, uprights
from reportgen.charts.segments import named, width_of
from reportgen.charts.theme import (
    FAINT,
    HALF,
    LOW,
    MARKERS,
    MUTED,
    QUALITATIVE,
    SIZE,
    STRONG,
    WHITE,
)  # fmt: skip
from reportgen.errors import RenderError
from reportgen.results import Estimate, Segments
from reportgen.text import translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_VECTOR_MARKS = 1_000
BOX = 0.26
"""Inches from one boxed name on the map to the next."""
ABOVE = 0.19
"""Inches from the middle of a segment up to its name."""
FEW_NAMES = 5
NO_STRUCTURE, CLEAR_STRUCTURE = 0.44, 0.75
"""Silhouettes below which groups shade into one another, and above which they stand apart."""
Point = tuple[float, float]


def map_(segments: Segments) -> Chart:
    """Return sampled tracks on their first two principal components."""
    explained = formats.percent(min(1.0, sum(segments.explained)))
    said = Words(
        title=_map_title(segments),
        caption=translate(
            "{n} sampled tracks on the first two principal components, which hold {share} of the "
            "variance. Larger marks: the middles of the segments."
            if segments.members
            else "{n} sampled tracks on the first two principal components, which hold {share} of "
            "the variance. Cross: medians, with the middle half of the tracks."
        ).format(n=formats.integer(len(segments.points)), share=explained),
        alt=_map_alt(segments, explained),
    )
    table = _middles_table(segments) if segments.members else _cloud_table(segments)
    size = width_of(segments, FEW_NAMES)
    draw = partial(map_figure, segments) if size == "full" else map_figure(segments)
    return chart("map", draw, said, table, size)


def _middles_table(segments: Segments) -> ChartTable:
    middles = _middles(segments)
    columns = (
        translate("Segment"),
        translate("Name"),
        translate("Tracks"),
        translate("Share"),
        translate("First component"),
        translate("Second component"),
    )
    data = tuple(
        (m.name, words.clean(m.label), formats.integer(m.n), formats.percent(m.share),
         *(formats.decimal(v, 2) for v in middles.get(i, ())), *([""] * (i not in middles) * 2))
        for i, m in enumerate(segments.members)
    )  # fmt: skip
    numbers = tuple(
        (None, None, m.n, m.share, *middles.get(i, (None, None)))
        for i, m in enumerate(segments.members)
    )
    return ChartTable(columns=columns, rows=data, numbers=numbers)


def _cloud_table(segments: Segments) -> ChartTable:
    columns = (
        translate("Component"),
        translate("Share of the variance"),
        translate("Lower quartile"),
        translate("Median"),
        translate("Upper quartile"),
    )
    names = (translate("First component"), translate("Second component"))
    data = tuple(
        (name, formats.percent(share), *(formats.decimal(v, 2) for v in quartiles))
        for name, share, quartiles in zip(
            names, segments.explained, _quartiles(segments), strict=True
        )
    )
    numbers = tuple(
        (None, share, *quartiles)
        for share, quartiles in zip(segments.explained, _quartiles(segments), strict=True)
    )
    return ChartTable(columns=columns, rows=data, numbers=numbers)


def _quartiles(segments: Segments) -> list[tuple[float, float, float]]:
    """Return the quartiles of the sampled tracks on each component."""
    places = np.array([(p.x, p.y) for p in segments.points])
    low, middle, high = np.quantile(places, (0.25, 0.5, 0.75), axis=0)
    return [(float(low[i]), float(middle[i]), float(high[i])) for i in (0, 1)]


def _middles(segments: Segments) -> dict[int, Point]:
    """Return the means of the sampled tracks of each segment that has some, by its place."""
    owner = np.array(owners(segments))
    places = np.array([(p.x, p.y) for p in segments.points])
    means = {int(i): places[owner == i].mean(axis=0) for i in np.unique(owner)}
    return {i: (float(x), float(y)) for i, (x, y) in means.items()}


def map_figure(segments: Segments, width: float | None = None) -> Figure:
    """Draw tracks as small marks, each segment named at its middle."""
    few = (2.3 if segments.members else LOW), HALF
    figure = new_figure(*few) if width is None else new_figure(2.6, width)
    axes = panel(figure, 0.2, 0.25, 0.1, 0.22)
    x = np.array([p.x for p in segments.points])
    y = np.array([p.y for p in segments.points])
    owner = np.array(owners(segments))
    for i in sorted(set(owner.tolist())):
        colour = QUALITATIVE[i % 8] if segments.members else FAINT
        marks = axes.scatter(
            x[owner == i], y[owner == i], s=7, marker=MARKERS[i % 8], color=colour, alpha=0.5,
            lw=0, label=f"segment {i}", rasterized=len(x) > MOST_VECTOR_MARKS,
        )  # fmt: skip
        marks.set_zorder(2)
    axes.set_xlim(*reach(x.tolist()))
    axes.set_ylim(*reach(y.tolist()))
    no_ticks(axes)
    _name_components(axes, segments.explained)
    if segments.members:
        _name_segments(axes, segments)
    else:
        _cross(axes, segments)
    return figure


def _cross(axes: Axes, segments: Segments) -> None:
    """Draw the middle half of the tracks on each component, through their medians."""
    said = translate("{component}: half of the tracks from {low} to {high}, median {median}")
    said = said.format(component=cell(0), low=cell(2), median=cell(3), high=cell(4))
    across, up = (Estimate(value=m, low=a, high=b) for a, m, b in _quartiles(segments))
    dots(axes, [across], [up.value], label="across", told=rows([0], said))
    uprights(axes, [across.value], [up], rows([1], said))


def owners(segments: Segments) -> list[int]:
    """Return the place among the members of each point's segment; 0 without members.

    Raises
    ------
    RenderError
        If a point belongs to no member.
    """
    if not segments.members:
        return [0] * len(segments.points)
    places = {member.name: i for i, member in enumerate(segments.members)}
    unknown = {str(point.segment) for point in segments.points} - places.keys()
    if unknown:
        raise RenderError("a point of the map belongs to no segment", where="segments.points")
    return [places[str(point.segment)] for point in segments.points]


def _name_components(axes: Axes, explained: tuple[float, float]) -> None:
    first, second = (formats.percent(share) for share in explained)
    figure = axes.figure
    figure.text(
        1,
        0.01,
        translate("First component ({share})").format(share=first) + " →",
        ha="right",
        va="bottom",
        color=MUTED,
    )
    figure.text(
        0,
        0.995,
        "↑ " + translate("Second component ({share})").format(share=second),
        ha="left",
        va="top",
        color=MUTED,
    )


def _name_segments(axes: Axes, segments: Segments) -> None:
    """Mark the middles of the segments, and write each name above its middle."""
    middles = _middles(segments)
    wide, tall = map(float, axes.figure.get_size_inches())  # type: ignore[union-attr]
    low, high = axes.get_ylim()
    inch = (high - low) / (tall * axes.get_position().height)
    above = [y + ABOVE * inch for _, y in middles.values()]
    heights = _spread_out(above, BOX * inch, low, high)
    left, right = axes.get_xlim()
    for (i, (x, y)), place in zip(middles.items(), heights, strict=True):
        colour = QUALITATIVE[i % 8]
        middle = axes.scatter(
            [x], [y], s=50, marker=MARKERS[i % 8], color=colour, ec=WHITE, lw=1.2, zorder=3,
            label=f"middle {i}",
        )  # fmt: skip
        mark(middle, [_told(i)])
        text = words.fitted(named(segments.members[i]), min(2.4, wide / 2), SIZE.label, STRONG)
        half = words.width(text, SIZE.label, STRONG) / wide * (right - left) / 2 * 1.15
        at = min(max(x, left + half), right - half)
        box = {"fc": "white", "ec": colour, "lw": 0.8, "boxstyle": "square,pad=0.25"}
        axes.text(at, place, text, ha="center", va="center", weight=STRONG, bbox=box, zorder=4)


def _told(row: int) -> Told:
    said = translate("{segment} {name}: tracks: {n}, {share} of all")
    return Told(row, said.format(segment=cell(0), name=cell(1), n=cell(2), share=cell(3)))


def _spread_out(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move places apart to at least ``gap``, in their order, within limits."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    out = list(places)
    floor = low + gap / 2
    for i in order:
        out[i] = max(out[i], floor)
        floor = out[i] + gap
    ceiling = high - gap / 2
    for i in reversed(order):
        out[i] = min(out[i], ceiling)
        ceiling = out[i] - gap
    return out


def _map_alt(segments: Segments, explained: str) -> str:
    said = translate(
        "Scatter of {tracks}; the axes hold {share} of the variance. Segments: {segments}."
        if segments.members
        else "Scatter of {tracks}; the axes hold {share} of the variance. The tracks form one "
        "group."
    )
    return said.format(
        tracks=formats.count(len(segments.points), "track"),
        share=explained,
        segments="; ".join(f"{named(m)}, {formats.percent(m.share)}" for m in segments.members),
    )


def _map_title(segments: Segments) -> str:
    silhouette = segments.silhouette
    if not segments.members or silhouette is None:
        return translate("The tracks form one cloud, without separate groups")
    if silhouette < NO_STRUCTURE:
        return translate("The segments shade into one another")
    if silhouette < CLEAR_STRUCTURE:
        return translate("The segments differ, with soft borders")
    return translate("The segments stand clearly apart")
