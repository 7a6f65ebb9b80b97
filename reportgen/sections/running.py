"""Running the sections of installed packages, and checking what they return."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from numbers import Integral, Real

from reportgen.errors import AnalysisError, SectionWarning
from reportgen.results import (
    Cell,
    ExtraContent,
    ExtraList,
    ExtraSection,
    ExtraTable,
    ExtraValue,
    Report,
    Skipped,
)
from reportgen.sections.contract import Table, Tracks, Value
from reportgen.sections.discovery import Found

MOST_NAMES = 100
MOST_ITEMS = 2_000
MOST_COLUMNS = 8
LONGEST_TEXT = 2_000
RESERVED = frozenset(("get", "items", "keys", "values"))
"""Names that a template could not read, because mappings have methods of that name."""


def extended(
    report: Report, tracks: Tracks, found: Sequence[Found], *, strict: bool = False
) -> Report:
    """Return the report with the sections of installed packages.

    One that fails becomes ``Skipped`` with its reason, and a :class:`SectionWarning`.

    Parameters
    ----------
    report : Report
        Finished but for these.
    tracks : Tracks
        The cleaned tracks.
    found : sequence of Found
        What is installed.
    strict : bool
        Whether a section that fails is an error.

    Raises
    ------
    AnalysisError
        If a section fails and ``strict`` holds.
    """
    extra = tuple(_section(offer, report, tracks) for offer in found)
    for section in extra:
        if isinstance(section.content, Skipped):
            _tell(section, section.content.reason, strict=strict)
    return replace(report, extra=extra)


def _section(offer: Found, report: Report, tracks: Tracks) -> ExtraSection:
    section = offer.section
    if isinstance(section, str):
        title = offer.name.replace("_", " ").capitalize()
        content: ExtraContent | Skipped = Skipped(step=offer.name, reason=section)
        return ExtraSection(
            name=offer.name, title=title, after="trust", package=offer.package, content=content
        )
    try:
        content = checked(section.analyse(report, tracks))
    except Exception as error:  # noqa: BLE001 - whatever a package does, the report is made
        content = Skipped(step=section.name, reason=_reason(error))
    return ExtraSection(
        name=section.name,
        title=section.title,
        after=section.after,
        package=offer.package,
        content=content,
    )


def _tell(section: ExtraSection, reason: str, *, strict: bool) -> None:
    words = f"The section {section.name} of {section.package} is not available: {reason}"
    if strict:
        raise AnalysisError(words, hint="Name it in sections.disabled, or do without --strict.")
    warnings.warn(words, SectionWarning, stacklevel=3)


def _reason(error: Exception) -> str:
    words = " ".join(str(error).split())[:LONGEST_TEXT].rstrip(".")
    return f"its analysis failed ({type(error).__name__}{': ' if words else ''}{words})"


def checked(returned: Mapping[str, Value]) -> ExtraContent:
    """Return what an analysis returned as plain frozen values.

    Raises
    ------
    TypeError, ValueError
        If something is no finite number, text, ``None``, list or table, or too large.
    """
    if not isinstance(returned, Mapping):
        raise TypeError(f"it returned {_kind(returned)} instead of a mapping")
    if len(returned) > MOST_NAMES:
        raise ValueError(f"it returned more than {MOST_NAMES} values")
    values, lists, tables = [], [], []
    for name, value in returned.items():
        _check_name(name)
        if isinstance(value, Table):
            tables.append(_table(name, value))
        elif isinstance(value, list | tuple):
            lists.append(ExtraList(name=name, items=_cells(value, name)))
        else:
            values.append(ExtraValue(name=name, value=_cell(value, name)))
    return ExtraContent(values=tuple(values), lists=tuple(lists), tables=tuple(tables))


def _check_name(name: object) -> None:
    if not isinstance(name, str) or not name.isidentifier() or name.startswith("_"):
        raise ValueError(f"{name!r} is no name that a template could read")
    if name in RESERVED:
        raise ValueError(f"{name!r} is a name that templates cannot read from a mapping")


def _table(name: str, table: Table) -> ExtraTable:
    columns = tuple(str(_text(column, name)) for column in table.columns)
    if not 1 <= len(columns) <= MOST_COLUMNS:
        raise ValueError(f"{name} has {len(columns)} columns, of 1 to {MOST_COLUMNS} allowed")
    if len(table.rows) > MOST_ITEMS:
        raise ValueError(f"{name} has more than {MOST_ITEMS} rows")
    rows = tuple(_cells(row, name) for row in table.rows)
    if any(len(row) != len(columns) for row in rows):
        raise ValueError(f"{name} has a row of another length than its {len(columns)} columns")
    return ExtraTable(name=name, title=_text(table.title, name), columns=columns, rows=rows)


def _cells(items: Sequence[Cell], name: str) -> tuple[Cell, ...]:
    if not isinstance(items, list | tuple):
        raise TypeError(f"{name} holds {_kind(items)} instead of a list")
    if len(items) > MOST_ITEMS:
        raise ValueError(f"{name} has more than {MOST_ITEMS} items")
    return tuple(_cell(item, name) for item in items)


def _cell(value: object, name: str) -> Cell:
    if value is None:
        return None
    if isinstance(value, str):
        return _text(value, name)
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} holds {_kind(value)}, which is no number, text or None")
    if isinstance(value, Integral):
        return int(value)
    if not math.isfinite(value):
        raise ValueError(f"{name} holds a number that is not finite")
    return float(value)


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} holds {_kind(value)} instead of a text")
    if len(value) > LONGEST_TEXT:
        raise ValueError(f"{name} holds a text of more than {LONGEST_TEXT} letters")
    return str(value)


def _kind(value: object) -> str:
    return f"a value of type {type(value).__name__}"
