"""Figure → SVG text: stable bytes, text as text, safe to stand in a page with others."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from reportgen.charts.marks import GROUP, LINES, Drawing, Group, Told
from reportgen.charts.theme import FAMILY
from reportgen.charts.words import clean

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RASTER_DPI = 150
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}

_PROLOG = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_ROOT = re.compile(r"<svg[^>]*>")
_LEFT_OUT = re.compile(r"<metadata>.*?</metadata>|<style[^>]*>.*?</style>|<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_ID = re.compile(r' id="([^"]*)"')
_LINK = re.compile(r'(?<=url\(#)[^)]+(?=\))|(?<=href="#)[^"]+')
_STYLE = re.compile(r' style="([^"]*)"')
_TURN = re.compile(r' transform="rotate\(-?0 [^)]*\)"')
_FONT = re.compile(r" font-family=\"[^\"]*\"")
_NEST = re.compile(r"<g\b[^>]*(?<!/)>|</g>")
_CHILD = re.compile(r"<(?:use|path)\b[^>]*/>")
_PART = re.compile(r"<defs>.*?</defs>|<(?P<shape>use|path)\b[^>]*/>", re.DOTALL)
_NUMBER = re.compile(r' data-label="(\d+)"')
_SPACE = re.compile(r"\s*\n\s*")
_GROUP = re.compile(r"<g>((?:(?!<g[ >]|</g>).)*)</g>")
_EMPTY = re.compile(r"<(?:g|defs)\b[^>]*/>|<(?:g|defs)\b[^>]*(?<!/)></(?:g|defs)>")


def as_svg(
    figure: Figure,
    name: str,
    title: str,
    description: str,
    rows: Sequence[Sequence[str]] = (),
) -> str:
    """Return a drawing as an ``<svg>`` element.

    Ids begin with ``chart-`` and ``name``, so that several drawings can stand in one
    page; style attributes become presentation attributes, which no content policy
    blocks and any style sheet can override.

    Parameters
    ----------
    figure : Figure
        The drawing; its style must be applied while this runs.
    name : str
        A name that no other drawing of the page has.
    title, description : str
        What a screen reader says.
    rows : sequence of sequence of str
        The data that marks take their words from.
    """
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", dpi=RASTER_DPI, metadata=_NO_METADATA)
    text = _LEFT_OUT.sub("", _PROLOG.sub("", buffer.getvalue()))
    text = _ROOT.sub("", text, count=1).removesuffix("\n").removesuffix("</svg>")
    text, told = _mark(figure, text)
    links = set(_LINK.findall(" ".join(_TAG.findall(text))))
    body = _TAG.sub(lambda tag: _tag(tag[0], f"chart-{name}", links), text)
    body = _label(_tidy(body), told, rows)
    return _root(figure, name, title, description) + body + "</svg>"


def _mark(figure: Figure, text: str) -> tuple[str, list[Told]]:
    """Put a number on each mark, and its interval beside it; return what they say."""
    groups = figure.groups if isinstance(figure, Drawing) else []
    told: list[Told] = []
    for i, group in enumerate(groups):
        lines: dict[int, str] = {}
        if group.owners:
            start, end = _extent(text, f"{GROUP}-{i}-{LINES}")
            found = _CHILD.findall(text, start, end)
            lines = dict(zip(group.owners, found, strict=True))
            text = text[:start] + _CHILD.sub("", text[start:end]) + text[end:]
        start, end = _extent(text, f"{GROUP}-{i}")
        text = text[:start] + _numbered(text[start:end], group, lines, told) + text[end:]
    return text, told


def _extent(text: str, name: str) -> tuple[int, int]:
    """Return where the content of a group begins and ends."""
    start = text.index(f'<g id="{name}">') + len(f'<g id="{name}">')
    depth = 1
    for tag in _NEST.finditer(text, start):
        depth += -1 if tag[0] == "</g>" else 1
        if not depth:
            return start, tag.start()
    raise ValueError(f"the group {name} has no end")


def _numbered(content: str, group: Group, lines: dict[int, str], told: list[Told]) -> str:
    """Return a group with a number on each part that says something."""
    shape = "use" if "<use" in content else "path"
    places = iter(range(len(group.told)))

    def one(found: re.Match[str]) -> str:
        if found["shape"] != shape:
            return found[0]
        place = next(places)
        said = group.told[place]
        if said is None:
            return ""
        told.append(said)
        number = f'<g class="mark" data-label="{len(told) - 1}">'
        if place in lines:
            return f"{number}{lines[place]}{found[0]}</g>"
        return f'<{shape} class="mark" data-label="{len(told) - 1}"{found[0][len(shape) + 1 :]}'

    numbered = _PART.sub(one, content)
    if next(places, None) is not None:
        raise ValueError("a drawing has fewer marks than are told of")
    return numbered


def _label(body: str, told: Sequence[Told], rows: Sequence[Sequence[str]]) -> str:
    """Put the words of marks where their numbers stand."""

    def words(number: re.Match[str]) -> str:
        said = told[int(number[1])]
        return f' data-label="{escape(clean(said.words.format(*rows[said.row])))}"'

    return _TAG.sub(lambda tag: _NUMBER.sub(words, tag[0]), body) if told else body


def _root(figure: Figure, name: str, title: str, description: str) -> str:
    wide, high = (f"{inches * 72:.4g}" for inches in figure.get_size_inches())
    prefix = f"chart-{name}"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{wide}pt" height="{high}pt" viewBox="0 0 {wide} {high}" role="img" '
        f'aria-labelledby="{prefix}-title {prefix}-desc" font-family="{FAMILY}, sans-serif" '
        'stroke-linejoin="round" stroke-linecap="butt">'
        f'<title id="{prefix}-title">{escape(title)}</title>'
        f'<desc id="{prefix}-desc">{escape(description)}</desc>'
    )


def _tag(tag: str, prefix: str, links: set[str]) -> str:
    tag = _ID.sub(lambda m: f' id="{prefix}-{m[1]}"' if m[1] in links else "", tag)
    tag = _LINK.sub(lambda m: f"{prefix}-{m[0]}", tag)
    tag = _STYLE.sub(lambda m: _attributes(m[1]), tag)
    tag = _TURN.sub("", _FONT.sub("", tag))
    return tag.replace('font-weight="700"', 'font-weight="600"')


def _attributes(style: str) -> str:
    pairs = (part.split(":", 1) for part in style.split(";") if ":" in part)
    return "".join(f' {key.strip()}="{value.strip()}"' for key, value in pairs)


def _tidy(body: str) -> str:
    """Drop line breaks, and groups that hold nothing or say nothing."""
    body = _SPACE.sub(" ", body).replace("> <", "><").strip()
    before = ""
    while before != body:
        before = body
        body = _EMPTY.sub("", _GROUP.sub(r"\1", body))
    return body
