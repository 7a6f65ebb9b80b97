"""Rows of a text table with more or fewer cells than its header."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from reportgen.errors import DataError
from reportgen.formats import count, integer, percent
from reportgen.ingest.dialect import Dialect
from reportgen.ingest.notes import Notes
from reportgen.text import plural, translate

MOST_ODD = 0.1
"""The share of rows left out above which the table is refused."""
_PLAIN = re.compile(r"\s*([+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)?\s*")
_MOST_REPAIRED = 10_000


@dataclass(frozen=True, slots=True)
class Odd:
    """A row that does not fit: how many cells it has, and its text."""

    cells: int
    text: str


def repaired(
    data: pa.Table,
    odd: Sequence[Odd],
    dialect: Dialect,
    body: memoryview,
    where: str,
    notes: Notes,
) -> pa.Table:
    """Add the rows that can be mended in one way only; count and leave out the others.

    Empty cells beyond the last column are cut off.  Where a delimiter stands unquoted in
    a text, its cells are joined again if a single way of doing so puts numbers in all the
    columns of numbers.  A record that the end of the file cuts short, and lines of a single
    cell below the table, are no rows.

    Raises
    ------
    DataError
        If more than a tenth of the rows would be left out.
    """
    odd = [row for row in odd if row.text.strip()]
    odd = _without_tail(odd, body, notes)
    width = data.num_columns
    fixed = [_mended(row, data, dialect) for row in odd[:_MOST_REPAIRED]]
    rows = [row for row in fixed if row is not None]
    out = len(odd) - len(rows)
    if out > (data.num_rows + len(odd)) * MOST_ODD:
        raise DataError(
            f"In {integer(len(odd))} of {count(data.num_rows + len(odd), 'row')} the number of "
            f"cells is not the {width} of the header",
            where=where,
            hint="Check the delimiter, and that cells which contain it stand in quotation marks.",
        )
    _note(len(rows), out, data.num_rows + len(odd), notes)
    return pa.concat_tables([data, _typed(rows, data.schema)]) if rows else data


def _without_tail(odd: list[Odd], body: memoryview, notes: Notes) -> list[Odd]:
    """Take off what stands below the table: a record cut short, or lines of one cell."""
    if not odd:
        return odd
    end = bytes(body[-1 << 16 :]).decode("utf-8", "ignore")
    last = _at_end(odd, end)
    if last is not None and not end.endswith(("\n", "\r")) and last.cells > 1:
        notes.problem(
            "truncated_record",
            translate("The last row is cut short, as is the file; it was left out."),
        )
        return [row for row in odd if row is not last]
    footer = 0
    while last is not None and last.cells == 1:
        odd = [row for row in odd if row is not last]
        end = end.rstrip().removesuffix(last.text.strip())
        footer += 1
        last = _at_end(odd, end)
    if footer:
        notes.assume(
            "footer",
            plural(
                footer,
                "{n} line below the table was left out.",
                "{n} lines below the table were left out.",
            ).format(n=integer(footer)),
        )
    return odd


def _at_end(odd: Sequence[Odd], end: str) -> Odd | None:
    end = end.rstrip()
    return next((row for row in reversed(odd) if end.endswith(row.text.strip())), None)


def _mended(row: Odd, data: pa.Table, dialect: Dialect) -> list[str] | None:
    width = data.num_columns
    if row.cells <= width:
        return None
    try:
        cells = next(
            csv.reader(
                [row.text],
                delimiter=dialect.delimiter,
                quotechar=dialect.quote,
                escapechar=dialect.escape or None,
            )
        )
    except (csv.Error, StopIteration):
        return None
    if len(cells) != row.cells:
        return None
    if not any(cell.strip() for cell in cells[width:]):
        return cells[:width]
    return _joined(cells, [_is_number(field.type) for field in data.schema], dialect.delimiter)


def _joined(cells: list[str], numbers: Sequence[bool], delimiter: str) -> list[str] | None:
    """Join neighbours so that the cells fit, if there is one way of doing so only."""
    extra = len(cells) - len(numbers)
    if not any(numbers):
        return None
    ways = []
    for at, number in enumerate(numbers):
        merged = delimiter.join(cells[at : at + extra + 1])
        row = [*cells[:at], merged, *cells[at + extra + 1 :]]
        fits = all(_PLAIN.fullmatch(cell) for cell, n in zip(row, numbers, strict=True) if n)
        if not number and fits:
            ways.append(row)
    return ways[0] if len(ways) == 1 else None


def _is_number(stored: pa.DataType) -> bool:
    return bool(pa.types.is_floating(stored) or pa.types.is_integer(stored))


def _typed(rows: Sequence[Sequence[str]], schema: pa.Schema) -> pa.Table:
    columns = []
    for field, values in zip(schema, zip(*rows, strict=True), strict=True):
        text = pc.utf8_trim_whitespace(pa.array(values, pa.string()))
        text = pc.if_else(pc.equal(text, ""), None, text)
        try:
            columns.append(text.cast(field.type))
        except pa.ArrowInvalid:
            columns.append(pa.nulls(len(values), field.type))
    return pa.table(columns, schema=schema)


def _note(mended: int, out: int, rows: int, notes: Notes) -> None:
    if mended:
        notes.assume(
            "mended_rows",
            plural(
                mended,
                "{n} row with too many cells could be mended in one way only, and stands at the "
                "end of the table.",
                "{n} rows with too many cells could be mended in one way only, and stand at the "
                "end of the table.",
            ).format(n=integer(mended)),
        )
    if out:
        notes.problem(
            "ragged_rows",
            plural(
                out,
                "{n} row ({share}) with more or fewer cells than the header was left out.",
                "{n} rows ({share}) with more or fewer cells than the header were left out.",
            ).format(n=integer(out), share=percent(out / rows)),
        )
