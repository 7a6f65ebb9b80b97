"""Headline numbers over the last runs, one small panel each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.axis import bounds, new_figure, panel, reach, scale
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.marks import Told, cell, mark, plain, rows
from reportgen.charts.rows import known
from reportgen.charts.theme import FAINT, FULL, LEAD, MUTED, SIZE, STRONG
from reportgen.results import Estimate, Trend, Trends
from reportgen.text import translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FEWEST = 3
"""Runs below which there is no course to see."""
ACROSS, ACROSS_NARROW = 4, 2
"""Panels in a line."""
HEIGHT, TOP, BOTTOM = 0.62, 0.46, 0.08
LEFT, GUTTER, RIGHT = 0.42, 0.5, 0.06


def trends(found: Trends) -> Chart | None:
    """Return the course of each headline number over the runs; ``None`` for one or two."""
    if found.runs < FEWEST:
        return None
    first, last = _days(found)
    said = Words(
        title=translate("Headline numbers over the last {n} runs").format(n=found.runs),
        caption=translate(
            "One dot for each of {n} runs from {first} to {last}, the last one this; lines: "
            "{level} intervals. Effects are per standard deviation of the feature in each run."
        ).format(n=found.runs, first=first, last=last, level=words.level()),
        alt=translate("Headline numbers over {n} runs, first and last: {spoken}.").format(
            n=found.runs, spoken="; ".join(_spoken(series) for series in found.series)
        ),
    )
    return chart("trends", partial(trends_figure, found), said, _table(found))


def _days(found: Trends) -> tuple[str, str]:
    points = found.series[0].points
    return formats.date(points[0].created), formats.date(points[-1].created)


def _spoken(series: Trend) -> str:
    there = [point.value for point in series.points if point.value is not None]
    first, last = (_short(series, value) for value in (there[0], there[-1]))
    return f"{words.clean(series.label)} {first}, {last}"


def _short(series: Trend, value: Estimate) -> str:
    return formats.integer(value.value) if series.kind == "count" else formats.point(value)


def _written(series: Trend, value: Estimate | None) -> str:
    if value is None:
        return ""
    if series.kind == "count":
        return formats.integer(value.value)
    return formats.signed_estimate(value) if series.kind == "effect" else formats.estimate(value)


def _table(found: Trends) -> ChartTable:
    """Return one row for each run, the oldest first, with a column for each number."""
    lines = tuple(zip(*(series.points for series in found.series), strict=True))
    cells = tuple(
        (
            formats.date(points[0].created),
            *(_written(s, p.value) for s, p in zip(found.series, points, strict=True)),
        )
        for points in lines
    )
    columns = (translate("Run"), *(words.clean(series.label) for series in found.series))
    numbers = tuple((None, *(p.value for p in points)) for points in lines)
    return ChartTable(columns=columns, rows=cells, numbers=numbers)


def trends_figure(found: Trends, width: float = FULL) -> Figure:
    """Draw one panel for each number, four in a line (narrow: two), each on its own scale."""
    across = ACROSS if width == FULL else ACROSS_NARROW
    lines = -(-len(found.series) // across)
    each = (width - RIGHT + GUTTER - LEFT) / across
    high = TOP + HEIGHT + BOTTOM
    figure = new_figure(lines * high, width)
    for i, series in enumerate(found.series):
        line, column = divmod(i, across)
        left = LEFT + each * column
        bottom = (lines - line - 1) * high + BOTTOM
        room = each - GUTTER
        axes = panel(figure, left, bottom, width - left - room, line * high + TOP)
        there = [k for k, point in enumerate(series.points) if point.value is not None]
        told = rows(there, f"{cell(0)}, {plain(words.clean(series.label))}: {cell(i + 1)}")
        _panel(axes, series, there, told)
        _heads(axes, series, room)
    return figure


def _panel(axes: Axes, series: Trend, there: Sequence[int], told: Sequence[Told]) -> None:
    values = [series.points[k].value for k in there]
    estimates = [value for value in values if value is not None]
    shades = [LEAD if k == len(series.points) - 1 else FAINT for k in there]
    spans, lines = known(estimates), None
    if spans:
        owners, lows, highs = zip(*spans, strict=True)
        lines = axes.vlines(
            [there[i] for i in owners], lows, highs, label="interval", lw=1.2,
            colors=[shades[i] for i in owners],
        )  # fmt: skip
    numbers = [estimate.value for estimate in estimates]
    marks = axes.scatter(there, numbers, s=9, c=shades, zorder=3, label="runs")
    mark(marks, told, lines, [i for i, _, _ in spans])
    axes.set_xlim(-0.5, len(series.points) - 0.5)
    axes.set_xticks([])
    scale(axes, "y", reach(bounds(estimates), pad=0.1), most=3)


def _heads(axes: Axes, series: Trend, room: float) -> None:
    """Write the name of a number over its panel, and under it what it is now."""
    last = series.points[-1].value
    now = "" if last is None else _short(series, last)
    for text, up, style in (
        (words.fitted(series.label, room, SIZE.head, STRONG), 16,
         {"weight": STRONG, "size": SIZE.head}),
        (now, 5, {"color": MUTED}),
    ):  # fmt: skip
        axes.annotate(text, (0, 1), (0, up), "axes fraction", "offset points", va="bottom", **style)
