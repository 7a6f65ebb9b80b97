"""Report → files: JSON for machines, HTML for screens, PDF for paper, Markdown for chats.

Nothing here computes a statistic; what a page says is placed by the templates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.errors import SettingsError
from reportgen.render.brand import HOUSE, Brand
from reportgen.render.outputs import place
from reportgen.results import Report
from reportgen.text import using

if TYPE_CHECKING:
    from reportgen.render.context import Look

__all__ = ["DEFAULT", "FORMATS", "Progress", "make", "quiet", "write"]

FORMATS = ("json", "md", "png", "html", "pdf")
"""What can be made, in the order of making."""

DRAWN = frozenset({"html", "pdf"})
"""Formats that show all charts."""

DEFAULT = ("json", "html", "pdf")
"""What is made where nothing is asked for."""

Progress = Callable[[str], AbstractContextManager[object]]
"""Called with the name of a step; entered while the step runs."""


def quiet(_step: str) -> AbstractContextManager[object]:
    """Report no progress."""
    return nullcontext()


def write(
    report: Report,
    directory: str | Path,
    formats: Sequence[str] = DEFAULT,
    templates: Path | None = None,
    progress: Progress | None = None,
    brand: Brand = HOUSE,
    as_json: bytes | None = None,
) -> tuple[Path, ...]:
    """Write ``report.json``, ``report.html``, ``report.pdf`` and the like, all or none.

    Parameters
    ----------
    report : Report
        What to write.
    directory : path
        Where to; made if it is not there.
    formats : sequence of str
        Some of :data:`FORMATS`.
    templates : Path, optional
        A folder of templates that go before those of reportgen.
    progress : callable, optional
        See :data:`Progress`; the steps are ``draw`` and the formats.
    brand : Brand
        Whose report it is; see :func:`reportgen.render.brand.brand`.
    as_json : bytes, optional
        What :func:`reportgen.render.json.dump` made of the report, where that is done.

    Returns
    -------
    tuple of Path
        The files, in the order of :data:`FORMATS`.

    Raises
    ------
    SettingsError
        If a format is unknown.
    RenderError
        If a page cannot be made or a file not be written.
    """
    made = make(report, formats, templates, progress or quiet, brand, as_json)
    return place(Path(directory), {file_name(kind): content for kind, content in made.items()})


def file_name(kind: str) -> str:
    """Return the name of the file of a format."""
    return f"report.{kind}"


def make(
    report: Report,
    formats: Sequence[str] = DEFAULT,
    templates: Path | None = None,
    progress: Progress = quiet,
    brand: Brand = HOUSE,
    as_json: bytes | None = None,
) -> dict[str, bytes]:
    """Return the content of each file by its format; the same report, the same bytes."""
    _check(formats)
    with using(report.language):
        if as_json is None:
            with progress("json"):
                as_json = _json(report)
        return _made(report, as_json, formats, templates, progress, brand)


def _made(
    report: Report,
    as_json: bytes,
    formats: Sequence[str],
    templates: Path | None,
    progress: Progress,
    brand: Brand,
) -> dict[str, bytes]:
    made = {"json": as_json}
    look = _look(report, templates, brand) if set(formats) - {"json"} else None
    if look is None:
        return made
    if "md" in formats:
        with progress("md"):
            made["md"] = _markdown(report, formats, look)
    if "png" in formats:
        with progress("png"):
            made["png"] = _picture(report, look)
    if DRAWN & set(formats):
        made |= _pages(report, as_json, formats, look, progress)
    return {name: made[name] for name in FORMATS if name in formats}


def _pages(
    report: Report,
    as_json: bytes,
    formats: Sequence[str],
    look: Look,
    progress: Progress,
) -> dict[str, bytes]:
    from reportgen.render.context import draw
    from reportgen.render.html import html
    from reportgen.render.pdf import check_system, pdf

    if "pdf" in formats:
        check_system()
    with progress("draw"):
        drawings = draw(report, look.brand.accent, narrow="html" in formats)
    made = {}
    if "html" in formats:
        with progress("html"):
            made["html"] = html(report, drawings, look)
    if "pdf" in formats:
        with progress("pdf"):
            made["pdf"] = pdf(report, drawings, as_json, look)
    return made


def _json(report: Report) -> bytes:
    from reportgen.render.json import dump

    return dump(report)


def _look(report: Report, templates: Path | None, brand: Brand) -> Look:
    """Gather what shapes the pages, with the templates of sections that the report has."""
    from reportgen.render.context import Look
    from reportgen.sections import templates as brought

    names = [section.name for section in report.extra]
    return Look(brand=brand, templates=templates, plugins=brought(names))


def _markdown(report: Report, formats: Sequence[str], look: Look) -> bytes:
    from reportgen.render.markdown import markdown

    others = tuple(file_name(kind) for kind in FORMATS if kind in formats and kind != "md")
    return markdown(report, others, look)


def _picture(report: Report, look: Look) -> bytes:
    from reportgen.render.picture import picture

    return picture(report, look)


def _check(formats: Sequence[str]) -> None:
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        raise SettingsError(
            f"unknown format {unknown[0]!r}" if unknown else "no format is asked for",
            where="formats",
            hint=f"Choose from {', '.join(FORMATS)}.",
        )
