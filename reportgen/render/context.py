"""What the templates may name: the contract between the package and its pages.

Fields of :class:`Context` are the variables of every template.  A field that no
template uses, or a name that is not a field, fails a test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.music.speech import Speak, speech
from reportgen.render.brand import HOUSE, Brand
from reportgen.render.dark import Shade, shades
from reportgen.render.excerpt import Excerpt, excerpts
from reportgen.render.figure import Figure, Picture, figure, picture
from reportgen.render.fonts import FontFace
from reportgen.render.glossary import Term, glossary
from reportgen.render.letter import Letter
from reportgen.render.numbering import Numbering
from reportgen.results import (
    Cell,
    ExtraContent,
    ExtraList,
    ExtraSection,
    ExtraTable,
    ExtraValue,
    Finding,
    Report,
    Role,
    Skipped,
)
from reportgen.text import translate

if TYPE_CHECKING:
    from reportgen.charts import Chart

PARTS = {
    "verdict": "The verdict",
    "data": "The data",
    "preparation": "Preparation",
    "exploration": "Exploration",
    "segments": "Segments",
    "regression": "What goes with popularity",
    "classification": "Predicting a hit",
    "trust": "How far to trust this",
    "method": "Method and provenance",
}
"""Name of a part → its heading, in the order of the pages."""

NOTHING = ExtraContent(values=(), lists=(), tables=())
PRINTED_ROWS = 200
SCREEN_ROWS = 2_000

FITS = ("roomy", "tight", "tightest")
"""How closely the first page is set; the next is tried where one does not hold the verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the report, with what was found in it."""

    name: str
    number: int
    title: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTable:
    """A table of such a section; ``columns`` are (heading, kind, width in per cent)."""

    name: str
    title: str
    columns: tuple[tuple[str, str, int], ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A section of an installed package.

    ``values`` are what its analysis returned, by name; ``plain``, ``lists`` and ``tables``
    the same by kind; ``template`` is the name of its look, ``None`` where it has none;
    ``absent`` is whether the package is not installed here; ``missing`` says what could
    not be had.
    """

    section: Section
    after: str
    package: str
    values: Mapping[str, Any]
    plain: tuple[ExtraValue, ...]
    lists: tuple[ExtraList, ...]
    tables: tuple[OwnTable, ...]
    absent: bool
    template: str | None
    missing: Skipped | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Everything that a template can name.

    ``labels`` gives the words for a column's name; ``excerpt`` shortens a tuple to
    what a page can hold; ``unseen`` says what scores were made on, ``artists`` or
    ``tracks``; ``roles`` gives the words for what a column is used for; ``paged`` is true
    for the PDF; ``shades`` are the colours of the drawings with those that stand for them
    on a dark page; ``files`` are the names of the files made beside a summary, or attached
    to the PDF; ``fit`` is one of :data:`FITS`; ``lang`` is the language as HTML names it;
    ``own`` are the sections of installed packages, ``brand`` is whose report it is;
    ``letter`` is what a mail says beside the report, ``None`` elsewhere.
    """

    report: Report
    sections: Mapping[str, Section]
    key_findings: tuple[Finding, ...]
    figures: Mapping[str, Figure]
    sparklines: Mapping[str, Picture]
    labels: Mapping[str, str]
    glossary: tuple[Term, ...]
    software: tuple[str, ...]
    numbering: Numbering
    excerpt: Callable[..., Excerpt]
    unseen: str
    roles: Mapping[str, str]
    fonts: tuple[FontFace, ...]
    paged: bool
    script_hash: str
    shades: tuple[Shade, ...]
    files: tuple[str, ...]
    fit: str
    lang: str
    brand: Brand
    own: tuple[Own, ...]
    letter: Letter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawings:
    """Charts and small histograms of a report, drawn once for all media."""

    charts: Mapping[str, Chart]
    sparklines: Mapping[str, str]

    def svgs(self) -> list[str]:
        """Return the SVG text of all drawings."""
        pairs = ((chart.svg, chart.narrow) for chart in self.charts.values())
        return [*(svg for pair in pairs for svg in pair if svg), *self.sparklines.values()]


def draw(report: Report, accent: str = HOUSE.accent, *, narrow: bool = True) -> Drawings:
    """Draw everything that the pages show; ``narrow`` is whether a telephone may show it."""
    from reportgen import charts

    return Drawings(
        charts=charts.draw(report, accent, narrow=narrow),
        sparklines=charts.sparklines(report, accent),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What shapes the pages beside the report.

    ``templates`` is a folder of templates that go before those of reportgen, ``plugins``
    are the templates of installed packages by the name of their section, ``None`` for one
    without a look of its own.
    """

    brand: Brand = HOUSE
    templates: Path | None = None
    plugins: Mapping[str, Path | None] = field(default_factory=dict)


PLAIN = Look()
"""The look where nothing else is asked for."""


def screen(report: Report, drawings: Drawings, script_hash: str, look: Look = PLAIN) -> Context:
    """Return the context of the HTML page, still without its fonts."""
    return _context(report, drawings, look, paged=False, script_hash=script_hash)


def paged(
    report: Report,
    drawings: Drawings,
    files: tuple[str, ...] = (),
    fit: str = FITS[0],
    look: Look = PLAIN,
) -> Context:
    """Return the context of the PDF, still without its fonts; ``files`` are attached to it."""
    return _context(report, drawings, look, paged=True, files=files, fit=fit)


def summary(report: Report, files: tuple[str, ...], look: Look = PLAIN) -> Context:
    """Return the context of the Markdown summary, which has no drawings."""
    drawings = Drawings(charts={}, sparklines={})
    return _context(report, drawings, look, paged=False, files=files)


def without(context: Context, faulty: Own, reason: str) -> Context:
    """Return the context with a section that is not available, and a new numbering."""
    missing = Skipped(step=faulty.section.name, reason=reason)
    own = tuple(replace(o, missing=missing) if o is faulty else o for o in context.own)
    return replace(context, own=own, numbering=Numbering())


def card(report: Report, chart: Chart | None, look: Look = PLAIN) -> Context:
    """Return the context of the social picture, still without its fonts."""
    charts = {} if chart is None else {chart.name: chart}
    return _context(report, Drawings(charts=charts, sparklines={}), look, paged=True)


def _context(
    report: Report,
    drawings: Drawings,
    look: Look,
    *,
    paged: bool,
    script_hash: str = "",
    files: tuple[str, ...] = (),
    fit: str = FITS[0],
) -> Context:
    from reportgen.findings import key_findings

    sections = _sections(report, speak := speech(report) or str)
    return Context(
        report=report,
        unseen=translate(speak("tracks" if report.preparation.artists is None else "artists")),
        roles={role.value: speak(role.value) for role in Role},
        sections=sections,
        key_findings=key_findings(report),
        figures={name: figure(chart) for name, chart in drawings.charts.items()},
        sparklines={name: picture(svg) for name, svg in drawings.sparklines.items()},
        labels={column.name: column.label for column in report.data.columns},
        glossary=glossary(report),
        software=_software(report),
        numbering=Numbering(),
        excerpt=excerpts(PRINTED_ROWS if paged else SCREEN_ROWS),
        fonts=(),
        paged=paged,
        script_hash=script_hash,
        shades=() if paged else _shades(drawings, look.brand),
        files=files,
        fit=fit,
        lang=report.language.replace("_", "-"),
        brand=look.brand,
        own=tuple(_own(extra, sections[extra.name], look) for extra in report.extra),
    )


def _shades(drawings: Drawings, brand: Brand) -> tuple[Shade, ...]:
    """Return the colours of drawings for a dark page, the accent as on the rest of it."""
    found = shades(drawings.svgs())
    return tuple(
        replace(s, dark=brand.dark_accent) if s.light == brand.accent else s for s in found
    )


def _sections(report: Report, speak: Speak) -> dict[str, Section]:
    titles: dict[str, str] = {}
    for name, title in PARTS.items():
        titles[name] = title
        titles |= {extra.name: extra.title for extra in report.extra if extra.after == name}
    return {
        name: Section(
            name=name,
            number=number,
            title=translate(speak(title)),
            findings=tuple(f for f in report.findings if f.slice == name),
        )
        for number, (name, title) in enumerate(titles.items(), 1)
    }


def _own(extra: ExtraSection, section: Section, look: Look) -> Own:
    missing = extra.content if isinstance(extra.content, Skipped) else None
    found = NOTHING if isinstance(extra.content, Skipped) else extra.content
    source = look.plugins.get(extra.name)
    tables = tuple(_own_table(table) for table in found.tables)
    return Own(
        section=section,
        after=extra.after,
        package=extra.package,
        values={
            **{value.name: value.value for value in found.values},
            **{items.name: items.items for items in found.lists},
            **{table.name: table for table in tables},
        },
        plain=found.values,
        lists=found.lists,
        tables=tables,
        absent=extra.name not in look.plugins,
        template=None if source is None else f"sections/{extra.name}.html.j2",
        missing=missing,
    )


def _own_table(table: ExtraTable) -> OwnTable:
    """Set a column of numbers right, and give all the same width."""
    width = 100 // len(table.columns)
    kinds = (
        "num" if table.rows and all(_is_number(row[i]) for row in table.rows) else ""
        for i in range(len(table.columns))
    )
    return OwnTable(
        name=table.name,
        title=table.title,
        columns=tuple((head, kind, width) for head, kind in zip(table.columns, kinds, strict=True)),
        rows=table.rows,
    )


def _is_number(cell: Cell) -> bool:
    return cell is None or not isinstance(cell, str)


def _software(report: Report) -> tuple[str, ...]:
    made = report.provenance
    packages = (f"{package.name} {package.version}" for package in made.packages)
    return (f"reportgen {made.version}", f"Python {made.python}", *packages)
