"""Report → a picture of the verdict for a post: 1200 by 630 pixels, as PNG.

The page is laid out like the PDF and then turned into pixels, so that it looks the same
on every machine.  Its letters shrink step by step until all of it has its place.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace

from reportgen.errors import RenderError
from reportgen.music.speech import speech
from reportgen.render import context, fonts, pages
from reportgen.render.context import PLAIN, Look
from reportgen.render.pdf import check_system, lay_out, strict_log
from reportgen.results import Report

WIDTH, HEIGHT = 1200, 630
STEPS = (21.5, 20.0, 19.0, 18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0)
"""Sizes of the letters in pixels, tried in this order."""

_POINTS_PER_PIXEL = 72 / 96


def picture(report: Report, look: Look = PLAIN) -> bytes:
    """Return the picture as PNG; what it shows stands in its description.

    Raises
    ------
    RenderError
        If a system library, a font or a template is missing or at fault, or if the page
        of a template of one's own does not fit.
    """
    return _pixels(sheet(report, look), _described(report))


def sheet(report: Report, look: Look = PLAIN) -> bytes:
    """Return the picture before it is turned into pixels: a PDF of one page."""
    check_system()
    page = _page(report, look)
    with strict_log("report.png"):
        for size in STEPS:
            document = lay_out(page, f"html {{ font-size: {size}px }}")
            if len(document.pages) == 1:
                return bytes(document.write_pdf())
    raise RenderError(
        "the picture has more text than it can hold",
        where="report.png",
        hint="Compare your template with the original.",
    )


def _page(report: Report, look: Look) -> str:
    from reportgen import charts

    environment = pages.environment(look.templates, look.plugins, speech(report))
    plain = context.card(report, charts.draw_card(report, look.brand.accent), look)
    letters = pages.render(environment, plain, pages.CARD)
    drawn = letters + "".join(figure.svg for figure in plain.figures.values())
    dressed = replace(plain, fonts=fonts.whole_faces(drawn))
    return pages.render(environment, dressed, pages.CARD).translate(fonts.substitutes(letters))


def _described(report: Report) -> str:
    """Return the words of the picture for who cannot see it."""
    tiles = "; ".join(f"{tile.label}: {tile.value}" for tile in report.verdict.tiles)
    return re.sub(r"\s+", " ", f"{report.title}. {report.verdict.answer} {tiles}.")


def _pixels(sheet: bytes, description: str) -> bytes:
    import pypdfium2
    from PIL.PngImagePlugin import PngInfo

    with pypdfium2.PdfDocument(sheet) as document:
        image = document[0].render(scale=1 / _POINTS_PER_PIXEL).to_pil().convert("RGB")
    words = PngInfo()
    words.add_itxt("Description", description)
    target = io.BytesIO()
    image.resize((WIDTH, HEIGHT)).save(target, "PNG", optimize=True, pnginfo=words)
    return target.getvalue()
