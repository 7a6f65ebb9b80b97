"""Report → the body of a mail: HTML for mail clients, the same as plain text, pictures.

Mail clients know tables, styles in tags and pictures that come with the message.  Nothing
is fetched, and what goes for dark screens stands in the only style sheet that is left.
"""

from __future__ import annotations

import hashlib
import io
import re
import textwrap
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reportgen.errors import RenderError
from reportgen.music.speech import speech
from reportgen.render import context, fonts, pages
from reportgen.render.context import PLAIN, Context, Drawings, Look
from reportgen.render.html import printable
from reportgen.render.letter import Letter
from reportgen.render.pdf import check_system, lay_out, strict_log
from reportgen.results import Report

if TYPE_CHECKING:
    from reportgen.charts import Chart

HTML = "email/body.html.j2"
TEXT = "email/body.txt.j2"
PICTURES = "email/pictures.html.j2"
MOST_CHARTS = 3
MOST_HTML = 100_000
"""Bytes; clients cut a longer body off and hide the rest behind a link."""
WIDTH = 76
"""Columns of the plain text."""

SCALE = 3.0
"""Pixels of a picture for each CSS pixel of its chart: twice those that are shown."""

EDGE = 6
"""Points of white around a chart: its picture stays white where the page is dark."""

_SIZE = re.compile(r'<svg[^>]* width="([\d.]+)pt" height="([\d.]+)pt"')
_POINTS_PER_PIXEL = 72 / 96


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """A picture that comes with a mail; ``cid`` is the name that the HTML calls it by."""

    cid: str
    png: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a mail says: twice, with its pictures."""

    html: str
    text: str
    pictures: tuple[Inline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart as PNG; one picture serves the mails to several readers."""

    chart: Chart
    inline: Inline


def body(
    report: Report, letter: Letter, pictures: tuple[Picture, ...] = (), look: Look = PLAIN
) -> Body:
    """Return what a mail says of a report; the same report, the same bytes.

    Parameters
    ----------
    report : Report
        What the mail is about.
    letter : Letter
        What it says beside the report.
    pictures : tuple of Picture
        See :func:`pictures`.
    look : Look
        Templates that go before those of reportgen, and whose report it is.

    Raises
    ------
    RenderError
        If a template has a fault, or the HTML is longer than mail clients show.
    """
    charts = {picture.chart.name: picture.chart for picture in pictures}
    plain = _context(report, charts, letter, look)
    placed = {
        picture.chart.name: replace(
            plain.figures[picture.chart.name], source=f"cid:{picture.inline.cid}"
        )
        for picture in pictures
    }
    shown = replace(plain, figures=placed)
    environment = pages.environment(look.templates, look.plugins, speech(report))
    html = _inlined(printable(pages.render(environment, shown, HTML)))
    if len(html.encode()) >= MOST_HTML:
        raise RenderError(
            f"the mail has {len(html.encode()):,} bytes of HTML, and clients show {MOST_HTML:,}",
            where=HTML,
            hint="If you use templates of your own, shorten what they say.",
        )
    text = pages.render(environment.overlay(autoescape=False, finalize=_placed), shown, TEXT)
    return Body(html=html, text=_wrapped(text), pictures=tuple(p.inline for p in pictures))


def _context(report: Report, charts: Mapping[str, Chart], letter: Letter, look: Look) -> Context:
    drawings = Drawings(charts=charts, sparklines={})
    tiles = report.verdict.tiles
    pairs = tuple(tiles[i : i + 2] for i in range(0, len(tiles), 2))
    plain = context.paged(report, drawings, look=look)
    return replace(plain, letter=replace(letter, pairs=pairs))


def _inlined(page: str) -> str:
    """Put the styles into the tags; only those for dark screens stay in a style sheet."""
    import css_inline

    inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
    return str(inliner.inline(page))


def _placed(value: Any) -> Any:
    """Set what an expression of a template gives on one line, without control characters."""
    if value is None:
        return value
    line = re.sub(r"\s+", " ", str(value)).strip()
    return "".join(letter for letter in line if unicodedata.category(letter) != "Cc")


def _wrapped(text: str) -> str:
    lines = re.sub(r"\n{3,}", "\n\n", text).strip("\n").split("\n")
    return "\n".join(part for line in lines for part in _broken(line)) + "\n"


def _broken(line: str) -> Iterator[str]:
    """Break a line between words; addresses stay whole."""
    indent = "  " if line.startswith("* ") else ""
    yield from textwrap.wrap(
        line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ) or [""]


def pictures(report: Report, most: int = MOST_CHARTS, look: Look = PLAIN) -> tuple[Picture, ...]:
    """Return the charts of a mail as PNG, the most telling first.

    Raises
    ------
    RenderError
        If a system library, a font or a template is missing or at fault.
    """
    from reportgen import charts

    drawn = charts.draw_mail(report, min(most, MOST_CHARTS), look.brand.accent)
    if not drawn:
        return ()
    check_system()
    pixels = _pixels(_sheets(report, drawn, look), len(drawn))
    return tuple(
        Picture(chart=chart, inline=Inline(cid=_cid(chart.name, png), png=png))
        for chart, png in zip(drawn.values(), pixels, strict=True)
    )


def _cid(name: str, png: bytes) -> str:
    return f"{name}.{hashlib.sha256(png).hexdigest()[:20]}@reportgen.invalid"


def _sheets(report: Report, drawn: Mapping[str, Chart], look: Look) -> bytes:
    """Return the charts as a PDF, one on each page, which is as large as the chart."""
    environment = pages.environment(look.templates, look.plugins, speech(report))
    letters = "".join(chart.svg for chart in drawn.values())
    boxes = fonts.substitutes(letters)
    boxed = {name: replace(c, svg=c.svg.translate(boxes)) for name, c in drawn.items()}
    plain = _context(report, boxed, Letter(subject="", preheader=""), look)
    dressed: Context = replace(plain, fonts=fonts.whole_faces(letters))
    page = pages.render(environment, dressed, PICTURES)
    with strict_log("the pictures of a mail"):
        document = lay_out(page, "".join(map(_page_size, drawn.values())))
        return bytes(document.write_pdf())


def _page_size(chart: Chart) -> str:
    found = _SIZE.search(chart.svg)
    if found is None:
        raise RenderError("the drawing does not say how large it is", where=chart.name)
    wide, high = (float(points) + 2 * EDGE for points in found.groups())
    return (
        f"@page {chart.name} {{ size: {wide:.4g}pt {high:.4g}pt; margin: {EDGE}pt }} "
        f"#picture-{chart.name} {{ page: {chart.name} }} "
    )


def _pixels(sheets: bytes, n: int) -> Iterator[bytes]:
    import pypdfium2

    with pypdfium2.PdfDocument(sheets) as document:
        if len(document) != n:
            raise RenderError(
                f"{n} pictures took {len(document)} pages",
                where=PICTURES,
                hint="Compare your template with the original.",
            )
        for page in document:
            image = page.render(scale=SCALE / _POINTS_PER_PIXEL).to_pil().convert("RGB")
            target = io.BytesIO()
            image.quantize(128, dither=0).save(target, "PNG", optimize=True)
            yield target.getvalue()
