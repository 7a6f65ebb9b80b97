"""What spreadsheets and exports do to tables, mended where only one reading is possible."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from reportgen.errors import DataError
from reportgen.formats import integer
from reportgen.ingest.columns import is_number, is_text
from reportgen.ingest.names import recognised
from reportgen.ingest.notes import Notes
from reportgen.ingest.raw import RawTable
from reportgen.ingest.times import without_dates
from reportgen.results import Kind
from reportgen.text import plural, translate

_TAIL = 10
_LEAST_COLUMNS = 3
_TOTAL = re.compile(
    r"(grand\s+|sub)?totals?|sums?|summe|average|mean|mittelwert|moyenne|total(es)?|count|n\s*=?",
    re.IGNORECASE,
)
_NUMERAL = r"^\s*[+\-−]?[0-9.,' ]*[0-9][0-9.,' %]*([eE][+-]?[0-9]+)?\s*$"
_MOST_SHIFTED = 0.1
_CLOSE = 1e-6
_TRUE, _FALSE = pa.scalar(value=True), pa.scalar(value=False)


def mended(raw: RawTable) -> RawTable:
    """Take out what is no row, and put back what a spreadsheet replaced.

    Rows without a single value, titles and sums below the table, repeated headers and rows
    whose cells have moved are left out; dates in place of time signatures are turned back.
    Each is noted.

    Raises
    ------
    DataError
        If nothing but such rows is there.
    """
    data = _with_texts(raw.data)
    data = _without_empty_rows(data, raw.notes)
    data = _without_tail(data, raw.notes)
    data = _without_odd_rows(data, raw.notes)
    if data.num_rows == 0:
        raise DataError(
            "The table holds no row with a value",
            where=raw.where or raw.name,
            hint="Check that the export was complete.",
        )
    return replace(raw, data=without_dates(data, raw.notes))


def _with_texts(data: pa.Table) -> pa.Table:
    """Make empty texts missing, and columns without a value columns of text."""
    for i, (name, column) in enumerate(zip(data.column_names, data.columns, strict=True)):
        made = column
        if is_text(column.type) and _has_empty(column):
            made = pc.if_else(pc.equal(pc.binary_length(column), 0), None, column)
        if made.null_count == len(made) and not pa.types.is_string(made.type):
            made = pa.chunked_array([pa.nulls(len(made), pa.string())])
        if made is not column:
            data = data.set_column(i, name, made)
    return data


def _has_empty(column: pa.ChunkedArray) -> bool:
    return bool(pc.min(pc.binary_length(column)).as_py() == 0)


def _without_empty_rows(data: pa.Table, notes: Notes) -> pa.Table:
    columns = sorted(data.columns, key=lambda column: column.null_count)
    if not columns or columns[0].null_count == 0:
        return data
    empty = columns[0].is_null()
    for column in columns[1:]:
        empty = pc.and_(empty, column.is_null())
    rows = pc.sum(empty).as_py() or 0
    if not rows:
        return data
    note_empty_rows(rows, notes)
    return data.filter(pc.invert(empty))


def note_empty_rows(rows: int, notes: Notes) -> None:
    """Say how many rows without a value were left out."""
    said = plural(
        rows, "{n} row without any value was left out.", "{n} rows without any value were left out."
    )
    notes.assume("empty_rows", said.format(n=integer(rows)))


def _without_tail(data: pa.Table, notes: Notes) -> pa.Table:
    """Leave out lines of one cell and sums at the end of the table."""
    if data.num_columns < _LEAST_COLUMNS:
        return data
    footers: list[str] = []
    sums: list[str] = []
    while data.num_rows > 1 and len(footers) + len(sums) < _TAIL:
        row = _last(data)
        given = [value for value in row if value is not None]
        if len(given) == 1 and isinstance(given[0], str):
            footers.append(given[0])
        elif _is_total(row, data):
            sums.append(next(value for value in row if isinstance(value, str)))
        else:
            break
        data = data.slice(0, data.num_rows - 1)
    if footers:
        n = len(footers)
        said = plural(
            n,
            "{n} line below the table was left out.",
            "{n} lines below the table were left out.",
        )
        notes.assume("footer", said.format(n=integer(n)))
    for label in sums:
        notes.assume(
            "total_row",
            translate(
                "The row “{label}” below the tracks was taken for a sum and left out."
            ).format(label=label[:20]),
        )
    return data


def footers_or_sums(data: pa.Table) -> bool:
    """Whether the last row is a line of one cell, or is called a sum, as far as it tells."""
    if data.num_columns < _LEAST_COLUMNS:
        return False
    row = _last(data)
    given = [value for value in row if value is not None]
    if len(given) == 1 and isinstance(given[0], str):
        return True
    labels = [str(value).strip() for value in row if isinstance(value, str)]
    return len(labels) == 1 and _TOTAL.fullmatch(labels[0].rstrip(":")) is not None


def _last(data: pa.Table) -> list[object]:
    last = data.slice(data.num_rows - 1)
    row = []
    for column in last.columns:
        value = column[0].as_py()
        row.append(None if isinstance(value, str) and not value.strip() else value)
    return row


def _is_total(row: Sequence[object], data: pa.Table) -> bool:
    """Whether a row is called a sum and has no other text; else, whether it is one."""
    stored = zip(data.schema, row, strict=True)
    labels = [value for field, value in stored if _is_label(field)]
    texts = [str(value).strip() for value in labels if value is not None]
    if not texts or not _TOTAL.fullmatch(texts[0].rstrip(":")):
        return False
    if len(labels) > 1:
        return len(texts) == 1
    return any(_is_sum(value, column) for value, column in zip(row, data.columns, strict=True))


def _is_label(field: pa.Field) -> bool:
    match = recognised(field.name)
    return is_text(field.type) and not (match and match.entry.kind is Kind.NUMBER)


def _is_sum(value: object, column: pa.ChunkedArray) -> bool:
    if not isinstance(value, int | float) or not is_number(column.type) or len(column) < 4:
        return False
    above = column.slice(0, len(column) - 1)
    least, most = pc.min_max(above).as_py().values()
    if least == most:
        return False
    total, mean = pc.sum(above).as_py(), pc.mean(above).as_py()
    return any(
        found is not None and found and math.isclose(value, found, rel_tol=_CLOSE)
        for found in (total, mean)
    )


def _without_odd_rows(data: pa.Table, notes: Notes) -> pa.Table:
    """Leave out headers that are repeated, and rows whose cells have moved.

    Both put text into columns of numbers: nearly all of them, where the cells are names of
    columns; at least two and half of those filled, where the cells have moved.
    """
    columns = [
        (name, column)
        for name, column in zip(data.column_names, data.columns, strict=True)
        if (match := recognised(name)) is not None and match.entry.kind is Kind.NUMBER
    ]
    texts = [(name, column) for name, column in columns if is_text(column.type)]
    if not texts:
        return data
    words, headers = _words(texts, data.num_rows)
    filled = sum(_flags(column.is_valid()).astype(np.int64) for _, column in columns)
    repeated = headers == len(texts)
    shifted = ~repeated & (words >= 2) & (2 * words >= filled)
    if int(shifted.sum()) > _MOST_SHIFTED * data.num_rows:
        shifted[:] = False  # words are what these columns hold
    _note_odd(int(repeated.sum()), int(shifted.sum()), notes)
    out = repeated | shifted
    return data.filter(pa.array(~out)) if out.any() else data


def _words(
    texts: Sequence[tuple[str, pa.ChunkedArray]], rows: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count for each row the cells that hold words, and those that hold the column's name."""
    words, headers = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    for name, column in texts:
        words += ~_flags(pc.fill_null(pc.match_substring_regex(column, _NUMERAL), _TRUE))
        headers += _flags(pc.fill_null(pc.equal(pc.utf8_trim_whitespace(column), name), _FALSE))
    return words, headers


def _flags(mask: pa.ChunkedArray) -> NDArray[np.bool_]:
    return np.asarray(mask.to_numpy(), dtype=np.bool_)


def _note_odd(repeated: int, shifted: int, notes: Notes) -> None:
    if repeated:
        notes.assume(
            "repeated_header",
            plural(
                repeated,
                "{n} row that repeats the names of the columns was left out.",
                "{n} rows that repeat the names of the columns were left out.",
            ).format(n=integer(repeated)),
        )
    if shifted:
        notes.problem(
            "shifted_rows",
            plural(
                shifted,
                "{n} row with words in columns of numbers, as if cells had moved, was left out.",
                "{n} rows with words in columns of numbers, as if cells had moved, were left out.",
            ).format(n=integer(shifted)),
        )
