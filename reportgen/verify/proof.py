"""Making a report anew from what it says of itself, and holding it against that."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from reportgen import __version__
from reportgen.api import Earlier, analyze_table, read_table
from reportgen.configuration import from_text
from reportgen.errors import DataError, RenderError
from reportgen.render import make
from reportgen.render.attached import MAGIC, attachments, page_texts
from reportgen.render.brand import brand
from reportgen.render.json import dump, load
from reportgen.render.pdf import JSON
from reportgen.render.tables_csv import as_csv, tables
from reportgen.results import FORMAT_VERSION, Comparison, Report, Skipped
from reportgen.settings import Settings
from reportgen.text import using
from reportgen.verify import Difference, Gap, Verification
from reportgen.verify.pages import apart, files_apart
from reportgen.verify.values import pairs

MEASURED = "execution"
MACHINE = ("provenance.version", "provenance.python", "provenance.packages", "provenance.engine")
"""What is told as other software, or may differ without consequence."""
LOOKING_BACK = (
    *("comparison", "gates", "segments", "findings", "verdict", "trends", "trust.checks"),
)
"""Parts that an earlier report has shaped, where there was one."""

Progress = Callable[[str], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class Stored:
    """A report as it was found: its numbers, their text, and its PDF if it is in one."""

    report: Report
    payload: bytes
    pdf: bytes | None


def stored(path: Path) -> Stored | str:
    """Return a report from its file, or why this version cannot read it.

    Raises
    ------
    DataError
        If the file cannot be read, or holds no report.
    """
    try:
        content = path.read_bytes()
        pdf = content if content.startswith(MAGIC) else None
        payload = content if pdf is None else attachments(pdf)[JSON]
        format_version = _format_version(payload)
        if format_version not in {None, FORMAT_VERSION}:
            return (
                f"the report has format version {format_version}, and this version of "
                f"reportgen reads {FORMAT_VERSION}"
            )
        return Stored(load(payload), payload, pdf)
    except OSError as error:
        raise DataError(
            f"The report cannot be read ({error.strerror})",
            where=str(path),
            hint="Give the path of a report.pdf or report.json.",
        ) from error
    except (RenderError, KeyError) as error:
        what = error.what if isinstance(error, RenderError) else f"no {JSON} is in it"
        raise DataError(
            f"This is no report that can be verified: {what}",
            where=str(path),
            hint="Give a report.pdf or report.json that reportgen made, as it was made.",
        ) from error


def _format_version(payload: bytes) -> int | None:
    try:
        tree = json.loads(payload)
    except ValueError:
        return None
    return tree.get("format_version") if isinstance(tree, dict) else None


def verified(
    found: Stored,
    table: str | Path,
    *,
    flags: Mapping[str, Any],
    look: Settings,
    previous: Report | None,
    progress: Progress,
) -> Verification:
    """Hold a report against its pages, its tables and the table that it is of.

    Parameters
    ----------
    found : Stored
        The report.
    table : str or Path
        What it is said to be made from; see :func:`reportgen.analyze`.
    flags : mapping
        What the recipe of the report does not hold: how to reach a database.
    look : Settings
        Their templates and brand are those of the pages.
    previous : Report, optional
        What the report looks back to.

    Raises
    ------
    SettingsError, DataError, AnalysisError
        If the table cannot be read, or the report not be made.
    """
    report = found.report
    settings = from_text(report.provenance.recipe, "the recipe of the report", flags)
    settings = replace(settings, threads=report.provenance.threads)
    result = _about(report)
    if found.pdf is not None:
        with using(report.language, settings.report.catalogue):
            result = _with_pages(result, found, look, progress)
    else:
        gap = Gap(place="pages", reason="a report.json has none", harmless=True)
        result = replace(result, gaps=(*result.gaps, gap))
    with progress("read"):
        read, engine = read_table(table, settings)
    result = replace(result, table=read.sha256)
    if not result.same_table:
        return result
    now = datetime.fromisoformat(report.provenance.created)
    back = _back(report, previous)
    again = analyze_table(read, engine, settings, now=now, progress=progress, previous=back)
    return _with_values(result, report, load(dump(again)), looked_back=previous is not None)


def _back(report: Report, previous: Report | None) -> Report | Earlier | None:
    """Return what the report looks back to; why it does not is taken as it stands there."""
    alone = report.comparison
    return (lambda _made: alone) if isinstance(alone, Skipped) else previous


def _about(report: Report) -> Verification:
    made = report.provenance
    return Verification(
        title=report.title,
        created=made.created,
        source=made.source,
        seed=made.seed,
        version=made.version,
        sha256=made.sha256,
        versions=tuple(_other_software(report)),
    )


def _other_software(report: Report) -> list[Difference]:
    made = report.provenance
    both = [("reportgen", made.version, __version__)]
    both += [("Python", made.python, platform.python_version())]
    both += [(item.name, item.version, _installed(item.name)) for item in made.packages]
    return [Difference(place=n, report=a, here=b) for n, a, b in both if a != b]


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _with_pages(
    result: Verification, found: Stored, look: Settings, progress: Progress
) -> Verification:
    """Add what the pages and the attached tables say, beside what the numbers make."""
    assert found.pdf is not None  # noqa: S101  who calls has looked
    files = {name: data for name, data in attachments(found.pdf).items() if name != JSON}
    made = {table.file: as_csv(table) for table in tables(found.report)}
    templates, publisher = look.report.templates, brand(look.brand)
    again = make(found.report, ("pdf",), templates, progress, publisher, as_json=found.payload)[
        "pdf"
    ]
    words, pages = apart(page_texts(found.pdf), page_texts(again))
    drawn = Gap(place="what is drawn", reason="the file was saved anew, or has a look of its own")
    return replace(
        result,
        words=words,
        pages=pages,
        attached=files_apart(files, made),
        gaps=result.gaps if again == found.pdf else (*result.gaps, drawn),
    )


def _with_values(
    result: Verification, report: Report, again: Report, *, looked_back: bool
) -> Verification:
    """Add which values came out again."""
    gaps = _gaps(report, again, looked_back=looked_back)
    skipped = (*MACHINE, *(gap.place for gap in gaps))
    here = {section.name: section for section in again.extra}
    extra = tuple(section for section in report.extra if section.name in here)
    again = replace(again, extra=tuple(here[section.name] for section in extra))
    compared = [
        pair
        for pair in pairs(replace(report, extra=extra), again)
        if not _among(pair.path, skipped)
    ]
    if (name := again.provenance.source) != report.provenance.source:
        renamed = _renamed(report)
        compared = [pair for pair in compared if pair.same or not renamed(pair.report)]
        gaps += (Gap(place="names", reason=f"the table is called {name} here", harmless=True),)
    wrong = tuple(pair.difference() for pair in compared if not pair.same)
    return replace(
        result,
        values=len(compared) - len(wrong),
        values_apart=wrong,
        gaps=(*result.gaps, *gaps),
    )


def _gaps(report: Report, again: Report, *, looked_back: bool) -> tuple[Gap, ...]:
    gaps = []
    if report.execution is not None:
        gaps.append(Gap(place=MEASURED, reason="it was measured, not computed", harmless=True))
    if isinstance(report.comparison, Comparison) and not looked_back:
        reason = "the report looks back to an earlier one: give that with --previous"
        gaps += [Gap(place=part, reason=reason) for part in LOOKING_BACK]
    if looked_back and not isinstance(report.trends, Skipped):
        reason = "it was drawn from all earlier runs"
        gaps.append(Gap(place="trends", reason=reason, harmless=True))
    here = {section.name: section.package for section in again.extra}
    gaps += [
        Gap(place=f"extra[{section.name}]", reason=f"it needs {section.package}")
        for section in report.extra
        if here.get(section.name) != section.package
    ]
    return tuple(gaps)


def _among(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place or path.startswith((f"{place}.", f"{place}[")) for place in places)


def _renamed(report: Report) -> Callable[[Any], bool]:
    """Return what says whether a text holds the name of the table, so that it may differ."""
    name = report.provenance.source
    stem = name.split(".", maxsplit=1)[0]
    return lambda value: isinstance(value, str) and bool(stem) and stem in value
