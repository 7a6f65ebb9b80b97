"""What a chart is once it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reportgen.charts.svg import as_svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Width = Literal["full", "half", "wide"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartTable:
    """The data behind a chart, as text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said about a chart.

    ``title`` is what is seen; ``caption`` n, unit and method; ``alt`` the main numbers,
    for who cannot see the drawing.
    """

    title: str
    caption: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing with its words and its data.

    ``svg`` is one ``<svg>`` element without a prolog, its ids begin with
    ``chart-<name>``; ``width`` is how much of a page's width it is made for.
    """

    name: str
    title: str
    caption: str
    alt: str
    svg: str
    table: ChartTable
    width: Width


def chart(
    name: str, figure: Figure, words: Words, table: ChartTable, width: Width = "full"
) -> Chart:
    """Return the figure as a chart; the style must be applied while this runs."""
    return Chart(
        name=name,
        title=words.title,
        caption=words.caption,
        alt=words.alt,
        svg=as_svg(figure, name, words.title, words.alt, table.rows),
        table=table,
        width=width,
    )
