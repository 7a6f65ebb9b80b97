"""Report → PDF: tagged, archivable (PDF/A-3a) and accessible (PDF/UA-1).

WeasyPrint writes one of the two standards at a time, so the pages are written as
PDF/A-3a, the mark of PDF/UA-1 is added to the metadata, and three details that the
two standards disagree about are set right before the file is closed.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from reportgen.errors import RenderError
from reportgen.music.speech import speech
from reportgen.render import context, fonts, pages
from reportgen.render.context import PLAIN, Context, Drawings, Look
from reportgen.render.tables_csv import as_csv, tables
from reportgen.results import Report
from reportgen.text import translate

if TYPE_CHECKING:
    import weasyprint

INSTALL = (
    "On Debian or Ubuntu: apt-get install --no-install-recommends "
    "libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
)

JSON = "report.json"
CONTENTS = "contents-title"
"""Where the second page begins: the id of the heading of the contents."""

_SPACE = re.compile(r"\s+(?=</?(?:article|dd|div|dl|dt|figure|li|ol|p|ul)\b)")
"""Space before a block: it says nothing, and between blocks of a line it would be tagged."""

_UNIVERSAL_ACCESS = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 pdfuaid:part="1"/>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""


def pdf(report: Report, drawings: Drawings, attachment: bytes, look: Look = PLAIN) -> bytes:
    """Return the pages, with ``attachment`` (the report as JSON) and all tables inside.

    Raises
    ------
    RenderError
        If a system library, a font or a template is missing or at fault, or if
        WeasyPrint has anything to complain of.
    """
    check_system()
    attached = _attached(report, attachment)
    with strict_log():
        document = _fitted(report, drawings, tuple(attached), look)
        _mark_accessible(document)
        return _written(document, list(attached.values()))


def _fitted(
    report: Report, drawings: Drawings, files: tuple[str, ...], look: Look
) -> weasyprint.Document:
    """Lay the pages out, closer and closer until the verdict stands on one page."""
    for fit in context.FITS:
        plain = context.paged(report, drawings, files, fit, look)
        document = lay_out(_page(plain, report, drawings, look))
        if _alone(document):
            break
    return document


def _alone(document: weasyprint.Document) -> bool:
    """Return whether what follows the verdict, where it is there, begins on page two."""
    pages_with = [i for i, page in enumerate(document.pages, 1) if CONTENTS in page.anchors]
    return pages_with in ([], [2])


def _page(plain: Context, report: Report, drawings: Drawings, look: Look) -> str:
    environment = pages.environment(look.templates, look.plugins, speech(report))
    drawn = "".join(chart.svg for chart in drawings.charts.values())
    letters = pages.render(environment, plain) + drawn
    boxes = fonts.substitutes(letters)
    if boxes:
        plain = context.paged(report, _boxed(drawings, boxes), plain.files, plain.fit, look)
    page = pages.render(environment, replace(plain, fonts=fonts.whole_faces(letters)))
    return _SPACE.sub("", page).translate(boxes)


def _boxed(drawings: Drawings, boxes: dict[int, str]) -> Drawings:
    """Return drawings whose letters can all be printed."""
    charts = {
        name: replace(
            chart,
            svg=chart.svg.translate(boxes),
            title=chart.title.translate(boxes),
            alt=chart.alt.translate(boxes),
        )
        for name, chart in drawings.charts.items()
    }
    sparklines = {name: svg.translate(boxes) for name, svg in drawings.sparklines.items()}
    return Drawings(charts=charts, sparklines=sparklines)


def check_system() -> None:
    """Make sure that Pango, HarfBuzz and a font are there before they are needed.

    Raises
    ------
    RenderError
        If one is missing; the message says what to install.
    """
    for check in SYSTEM.values():
        check()


def _pango() -> Any:
    """Return the libraries of the layout."""
    try:
        from weasyprint.text import ffi
    except OSError as error:
        raise RenderError(
            "the PDF needs the system library Pango, which is missing", hint=INSTALL
        ) from error
    return ffi


def _harfbuzz() -> None:
    if _pango().harfbuzz_subset is None:
        raise RenderError(
            "the PDF needs the system library HarfBuzz-Subset, which is missing", hint=INSTALL
        )


def _fonts() -> None:
    if not _system_fonts(_pango()):
        raise RenderError("the system has no font at all to fall back on", hint=INSTALL)


SYSTEM: dict[str, Callable[[], object]] = {
    "Pango": _pango,
    "HarfBuzz-Subset": _harfbuzz,
    "fonts of the system": _fonts,
}
"""What the PDF needs of the system, and what raises an error where it is missing."""


def _system_fonts(ffi: Any) -> int:
    library = ffi.fontconfig
    config = ffi.ffi.gc(library.FcInitLoadConfigAndFonts(), library.FcConfigDestroy)
    return int(library.FcConfigGetFonts(config, library.FcSetSystem).nfont)


def lay_out(page: str, style: str = "") -> weasyprint.Document:
    """Return the page laid out, with our fonts and without files or network.

    ``style`` is a style sheet that goes after those in the page.
    """
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyOurs(URLFetcher):  # type: ignore[misc]
        """Opens what stands in the page and our fonts: no file, no network."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url.startswith(f"{fonts.SCHEME}:"):
                return URLFetcherResponse(url, fonts.whole(url), {"Content-Type": "font/ttf"})
            return super().fetch(url, headers)

    return HTML(string=page, url_fetcher=OnlyOurs(allowed_protocols={"data"})).render(
        stylesheets=[CSS(string=style)] if style else None
    )


def _written(document: weasyprint.Document, attachments: list[weasyprint.Attachment]) -> bytes:
    with warnings.catch_warnings():
        # WeasyPrint leaves its colour profile open until the garbage collector comes.
        warnings.simplefilter("ignore", ResourceWarning)
        written = document.write_pdf(
            pdf_variant="pdf/a-3a", attachments=attachments, finisher=_finish
        )
    return bytes(written)


def _attached(report: Report, as_json: bytes) -> dict[str, weasyprint.Attachment]:
    """Return the report as JSON and each of its tables as CSV, by the name of the file."""
    from weasyprint import Attachment

    moment = _universal(report.provenance.created)
    contents = {JSON: (as_json, translate("The report as JSON, with every number"))}
    contents |= {table.file: (as_csv(table), table.title) for table in tables(report)}
    return {
        name: Attachment(
            string=content, name=name, description=description,
            created=moment, modified=moment, relationship="Data",
        )
        for name, (content, description) in contents.items()
    }  # fmt: skip


def _universal(iso: str) -> datetime:
    moment = datetime.fromisoformat(iso)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _mark_accessible(document: weasyprint.Document) -> None:
    """Add the mark of PDF/UA-1, with the schema that PDF/A asks for, to the metadata."""
    original = document.metadata.generate_rdf_metadata

    def both(variant: str, version: int, conformance: str) -> bytes:
        rdf: bytes = original(variant, version, conformance)
        return rdf.replace(b"</rdf:RDF>", _UNIVERSAL_ACCESS)

    document.metadata.generate_rdf_metadata = both


def _finish(_document: weasyprint.Document, made: Any) -> None:
    """Set right what PDF/A-3a and PDF/UA-1 disagree about, and the tags of lists and tables."""
    _tag_terms(made)
    _tag_heads(made)
    made.catalog["PageMode"] = "/UseOutlines"
    if "AF" in made.catalog:
        made.catalog["AF"][:] = dict.fromkeys(made.catalog["AF"])
    for item in made.objects:
        extra = getattr(item, "extra", None)
        if extra and "Interpolate" in extra:
            extra["Interpolate"] = "false"


def _tag_terms(made: Any) -> None:
    """Make each term with its value one item of a list: a label and a body.

    WeasyPrint writes a list whose items are blocks of two items, which PDF/UA forbids.
    """
    for element in _tagged(made.objects, "/L"):
        for block in _tagged(_kids(made, element), "/Div"):
            block["S"] = "/LI"
            for part, role in zip(_kids(made, block), ("/Lbl", "/LBody"), strict=True):
                part["S"] = role
                for inner in _kids(made, part):
                    inner["S"] = "/Div" if role == "/LBody" else "/Span"


def _tag_heads(made: Any) -> None:
    """Say of each header of a table whether it heads a column or a row."""
    for group, scope in (("/THead", "/Column"), ("/TBody", "/Row")):
        for part in _tagged(made.objects, group):
            for row in _kids(made, part):
                for cell in _tagged(_kids(made, row), "/TH"):
                    cell["A"]["Scope"] = scope


def _tagged(objects: Iterable[Any], tag: str) -> list[Any]:
    return [item for item in objects if isinstance(item, dict) and item.get("S") == tag]


def _kids(made: Any, element: Any) -> list[Any]:
    """Return the structure elements right below an element."""
    places = [kid for kid in element["K"] if isinstance(kid, bytes)]
    return [made.objects[int(place.split()[0])] for place in places]


@contextmanager
def strict_log(where: str = "report.pdf") -> Iterator[None]:
    """Turn whatever WeasyPrint logs into an error."""
    log = logging.getLogger("weasyprint")
    heard = _Heard(logging.WARNING)
    before = log.propagate
    log.addHandler(heard)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(heard)
        log.propagate = before
    if heard.lines:
        raise RenderError(
            f"the pages have a fault: {heard.lines[0].rstrip('.')}",
            where=where,
            hint="If you use templates of your own, compare them with the originals.",
        )


class _Heard(logging.Handler):
    """Keeps what is logged."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
