"""Drawings as a page places them."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportgen.results import Estimate

if TYPE_CHECKING:
    from reportgen.charts import Chart
    from reportgen.charts.chart import ChartTable, Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum:
    """A cell of the data behind a chart, as text and before it was rounded.

    ``unrounded`` is ``1.5``, ``1.5,1.2,1.8`` with an interval, or nothing for a word.
    """

    shown: str
    unrounded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart as a page places it.

    ``svg`` stands in an HTML page, ``source`` is the same drawing as the address of
    an image; ``narrow`` stands beside ``svg`` where that is too wide for a telephone, which
    shows one of the two; ``columns`` and ``rows`` are the data behind it.
    """

    title: str
    caption: str
    alt: str
    width: str
    svg: str
    narrow: str | None
    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Datum, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing without words: ``svg`` stands in an HTML page, ``source`` is its address."""

    svg: str
    source: str


def figure(chart: Chart) -> Figure:
    """Return a chart ready to be placed."""
    return Figure(
        title=chart.title,
        caption=chart.caption,
        alt=chart.alt,
        width=chart.width,
        svg=chart.svg,
        narrow=chart.narrow,
        source=_address(chart.svg),
        columns=chart.table.columns,
        rows=_rows(chart.table),
    )


def picture(svg: str) -> Picture:
    """Return a small drawing ready to be placed."""
    return Picture(svg=svg, source=_address(svg))


def _rows(table: ChartTable) -> tuple[tuple[Datum, ...], ...]:
    return tuple(
        tuple(
            Datum(shown=shown, unrounded=_unrounded(number))
            for shown, number in zip(row, numbers, strict=True)
        )
        for row, numbers in zip(table.rows, table.numbers, strict=True)
    )


def _unrounded(number: Number) -> str:
    if number is None:
        return ""
    if not isinstance(number, Estimate):
        return f"{number:.10g}"
    ends = (number.value, number.low, number.high)
    return ",".join("" if end is None else f"{end:.10g}" for end in ends)


def _address(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode('ascii')}"
