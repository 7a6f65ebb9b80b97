"""What a chart is once it is drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import TYPE_CHECKING, Literal

from reportgen.charts.svg import as_svg
from reportgen.music.speech import Speak

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Width = Literal["full", "half", "wide"]
_TEXT = re.compile(r"(?<=>)[^<>]+(?=<)")
"""What stands between the tags of a drawing."""


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


def spoken(drawn: Chart, speak: Speak | None) -> Chart:
    """Return a chart in other words than those of tracks, where there are any."""
    if speak is None:
        return drawn
    rows = tuple(tuple(map(speak, row)) for row in drawn.table.rows)
    return replace(
        drawn,
        title=speak(drawn.title),
        caption=speak(drawn.caption),
        alt=speak(drawn.alt),
        svg=_TEXT.sub(lambda text: escape(speak(unescape(text[0])), quote=False), drawn.svg),
        table=ChartTable(columns=tuple(map(speak, drawn.table.columns)), rows=rows),
    )
