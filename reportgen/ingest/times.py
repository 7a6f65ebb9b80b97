"""Time signatures that a spreadsheet turned into dates."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from reportgen.formats import integer
from reportgen.ingest.columns import distinct, is_text
from reportgen.ingest.names import recognised
from reportgen.ingest.notes import Notes
from reportgen.text import plural

_MONTHS = {
    name: i
    for i, names in enumerate(
        (
            "jan jän janv",
            "feb fév",
            "mar mär mars mrz",
            "apr avr abr",
            "may mai mei",
            "jun juin",
            "jul juil",
            "aug aoû ago",
            "sep set sept",
            "oct okt",
            "nov",
            "dec dez déc dic",
        ),
        start=1,
    )
    for name in names.split()
}
_DAY_FIRST = re.compile(r"(\d{1,2})[.\-/ ]+([^\W\d_]{3,})\.?([.\-/ ]+\d{2,4})?")
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,})\.?[.\-/ ]+(\d{1,2})")
_ISO = re.compile(r"\d{4}-(\d{2})-(\d{2})([T ].*)?")
_NOTES = frozenset((2, 4, 8, 16))
"""Notes that the lower figure of a time signature counts."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the year."""

    month: int
    day: int


def without_dates(data: pa.Table, notes: Notes) -> pa.Table:
    """Turn dates in the column of time signatures back, such as 4 April into 4/4.

    A spreadsheet reads 3/4 as 3 April or as 4 March, by the country that it is set to.
    The reading is taken under which all lower figures are notes (2, 4, 8 or 16); where
    both do, one of them has to be that of quarters and eighths alone.
    """
    for i, name in enumerate(data.column_names):
        match = recognised(name)
        if match is not None and match.entry.name == "time_signature":
            return data.set_column(i, name, _turned(name, data.columns[i], notes))
    return data


def _turned(name: str, column: pa.ChunkedArray, notes: Notes) -> pa.ChunkedArray:
    dates = pa.types.is_date(column.type) or pa.types.is_timestamp(column.type)
    if not dates and not is_text(column.type):
        return column
    text = pc.cast(column, pa.string())
    found = distinct(text)
    days = {t: day for t in found.texts if (day := day_of(t)) is not None}
    day_first = _order(list(days.values()))
    if not days or day_first is None:
        return column
    signatures = [_signature(days[t], day_first=day_first) if t in days else t for t in found.texts]
    rows = sum(int((found.codes == i).sum()) for i, t in enumerate(found.texts) if t in days)
    example = next(iter(days))
    notes.assume(
        "dates_for_signatures",
        plural(
            rows,
            "{column}: {n} date, such as {example}, was turned back into a time signature "
            "({signature}).",
            "{column}: {n} dates, such as {example}, were turned back into time signatures "
            "({signature}).",
        ).format(
            column=name,
            n=integer(rows),
            example=example,
            signature=_signature(days[example], day_first=day_first),
        ),
    )
    values = [signatures[code] if code >= 0 else None for code in found.codes.tolist()]
    return pa.chunked_array([pa.array(values, pa.string())])


def day_of(text: str) -> Day | None:
    """Return the day that a text names, in any of the forms that spreadsheets export.

    >>> day_of("04-Apr"), day_of("Mar-04"), day_of("2024-04-03 00:00:00")
    (Day(month=4, day=4), Day(month=3, day=4), Day(month=4, day=3))
    """
    if iso := _ISO.fullmatch(text):
        return _valid(int(iso[1]), int(iso[2]))
    if first := _DAY_FIRST.fullmatch(text):
        return _valid(
            _MONTHS.get(first[2][:4].casefold(), _MONTHS.get(first[2][:3].casefold(), 0)),
            int(first[1]),
        )
    if first := _MONTH_FIRST.fullmatch(text):
        return _valid(_MONTHS.get(first[1][:3].casefold(), 0), int(first[2]))
    return None


def _valid(month: int, day: int) -> Day | None:
    try:
        dt.date(2024, month, day)
    except ValueError:
        return None
    return Day(month, day)


def _order(days: list[Day]) -> bool | None:
    """Whether the day was the upper figure; ``None`` where that cannot be told."""
    for notes in (_NOTES, frozenset((4, 8))):
        day_first = all(day.month in notes for day in days)
        month_first = all(day.day in notes for day in days)
        if day_first != month_first:
            return day_first
        if not day_first:
            return None
    same = all(day.month == day.day for day in days)
    return True if same else None


def _signature(day: Day, *, day_first: bool) -> str:
    upper, lower = (day.day, day.month) if day_first else (day.month, day.day)
    return f"{upper}/{lower}"
