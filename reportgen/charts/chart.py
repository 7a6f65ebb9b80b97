"""What a chart is once it is drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import TYPE_CHECKING, Literal

from reportgen.charts.svg import as_svg
from reportgen.charts.theme import FULL, HALF, NARROW, WIDE
from reportgen.music.speech import Speak
from reportgen.results import Estimate

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Width = Literal["full", "half", "wide"]
Draw = Callable[[float], "Figure"]
"""Makes a drawing of a width in inches."""

INCHES: dict[Width, float] = {"full": FULL, "half": HALF, "wide": WIDE}
_NARROW_TOO: ContextVar[bool] = ContextVar("narrow_too", default=False)
_TEXT = re.compile(r"(?<=>)[^<>]+(?=<)")
"""What stands between the tags of a drawing."""


Number = float | Estimate | None
"""What a cell says, before it was rounded; ``None`` where it is a word or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartTable:
    """The data behind a chart, as text; ``numbers`` are those of its cells, unrounded."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[tuple[Number, ...], ...]


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
    ``chart-<name>``; ``width`` is how much of a page's width it is made for.  ``narrow``
    is the same chart drawn for a telephone, its ids begin with ``chart-<name>-narrow``;
    ``None`` where it was not asked for, or where ``svg`` is narrow enough.
    """

    name: str
    title: str
    caption: str
    alt: str
    svg: str
    narrow: str | None = None
    table: ChartTable
    width: Width


@contextmanager
def drawing_narrow(*, wanted: bool) -> Iterator[None]:
    """Say whether charts that are too wide for a telephone are drawn for one too."""
    before = _NARROW_TOO.set(wanted)
    try:
        yield
    finally:
        _NARROW_TOO.reset(before)


def chart(
    name: str, figure: Figure | Draw, words: Words, table: ChartTable, width: Width = "full"
) -> Chart:
    """Return the figure as a chart; the style must be applied while this runs.

    What can be drawn at any width is drawn narrow as well, where that is asked for.
    """
    said = (words.title, words.alt, table.rows)
    wide = figure(INCHES[width]) if callable(figure) else figure
    narrow = None
    if callable(figure) and _NARROW_TOO.get():
        narrow = as_svg(figure(NARROW), f"{name}-narrow", *said)
    return Chart(
        name=name,
        title=words.title,
        caption=words.caption,
        alt=words.alt,
        svg=as_svg(wide, name, *said),
        narrow=narrow,
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
        svg=_in_words(drawn.svg, speak),
        narrow=None if drawn.narrow is None else _in_words(drawn.narrow, speak),
        table=replace(drawn.table, columns=tuple(map(speak, drawn.table.columns)), rows=rows),
    )


def _in_words(svg: str, speak: Speak) -> str:
    return _TEXT.sub(lambda text: escape(speak(unescape(text[0])), quote=False), svg)
