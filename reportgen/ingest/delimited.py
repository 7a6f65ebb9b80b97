"""CSV files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
from pyarrow import csv as pacsv

from reportgen import music
from reportgen.errors import DataError
from reportgen.formats import count, integer, percent
from reportgen.ingest.dialect import DELIMITERS, Text, decoded, head, records, sniff
from reportgen.ingest.names import recognised
from reportgen.ingest.notes import Notes
from reportgen.ingest.raw import RawTable, named, require_rows
from reportgen.ingest.source import Source
from reportgen.results import Kind

_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n")


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """Where the table stands in the text and how its cells are separated."""

    text: Text
    start: int
    delimiter: str
    header: list[str]


def read_delimited(source: Source) -> RawTable:
    """Read a CSV file.

    Raises
    ------
    DataError
        If it has no header, no rows, repeated names, or cells in disorder.
    """
    where, notes = str(source.path), Notes()
    text = decoded(source.data)
    _note_encoding(text, notes)
    layout = _layout(text, where)
    notes.assume(
        "delimiter", f"Cells are separated by a {DELIMITERS.get(layout.delimiter, 'character')}."
    )
    names = named(layout.header, where)
    data, skipped = _parsed(layout, where)
    require_rows(data.num_rows + skipped, where)
    _note_ragged(data.num_rows, skipped, len(names), where, notes)
    notes.assume(
        "missing_words", "Empty cells and the words NA, N/A, NaN and null were read as missing."
    )
    data = data.rename_columns(names)
    return RawTable(source.path.name, source.format, data, source.sha256, source.size, notes)


def _note_encoding(text: Text, notes: Notes) -> None:
    notes.assume("encoding", f"The file was read as {text.encoding}.")
    if text.lost:
        notes.problem(
            "lost_characters",
            f"{count(text.lost, 'character')} could not be read, or had been lost before, and "
            "stand as \N{REPLACEMENT CHARACTER}.",
        )


def _layout(text: Text, where: str) -> _Layout:
    sample, whole = head(text)
    told = _SEPARATOR_LINE.match(sample)
    delimiter = told[1] if told else ""
    start = told.end() if told else 0
    sample = sample[start:]
    delimiter = delimiter or sniff(sample, whole=whole)
    found = records(sample, delimiter, whole=whole)
    if not found:
        raise DataError(
            "The file holds no text that could be a header",
            where=where,
            hint="Give a table whose first line names its columns.",
        )
    _check_header(found[0], where)
    return _Layout(text, start, delimiter, found[0])


def _check_header(header: Sequence[str], where: str) -> None:
    numbers = sum(_NUMBER.fullmatch(cell.strip()) is not None for cell in header)
    if numbers * 2 > len(header):
        raise DataError(
            "The first line holds values, not the names of columns",
            where=where,
            hint="Add a first line with a name for each column.",
        )


def _parsed(layout: _Layout, where: str) -> tuple[pa.Table, int]:
    """Parse with types by name; where a cell does not fit, keep every cell as text."""
    try:
        return _attempt(layout, _types(layout.header))
    except pa.ArrowInvalid:
        pass
    try:
        return _attempt(layout, dict.fromkeys(layout.header, pa.string()))
    except pa.ArrowInvalid as error:
        raise DataError(
            f"The cells of the table are in disorder ({str(error).partition(chr(10))[0][:120]})",
            where=where,
            hint="Look for a quotation mark that is opened and never closed.",
        ) from error


def _types(header: Sequence[str]) -> dict[str, pa.DataType]:
    """Return the types that names tell; others are found from the values."""
    types = {}
    for name in header:
        match = recognised(name)
        if match is not None and match.entry in music.LABELS:
            types[name] = pa.string()
        elif match is not None and match.entry.kind is Kind.NUMBER:
            types[name] = pa.float64()
    return types


def _attempt(layout: _Layout, types: dict[str, pa.DataType]) -> tuple[pa.Table, int]:
    skipped: list[int] = []

    def skip(row: pacsv.InvalidRow) -> str:
        skipped.append(row.actual_columns)
        return "skip"

    table = pacsv.read_csv(
        pa.BufferReader(pa.py_buffer(memoryview(layout.text.data)[layout.start :])),
        parse_options=pacsv.ParseOptions(
            delimiter=layout.delimiter, newlines_in_values=True, invalid_row_handler=skip
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=types, strings_can_be_null=True, check_utf8=False
        ),
    )
    return table, len(skipped)


def _note_ragged(rows: int, skipped: int, width: int, where: str, notes: Notes) -> None:
    if not skipped:
        return
    if skipped > rows / 10:
        raise DataError(
            f"In {integer(skipped)} of {count(rows + skipped, 'row')} the number of cells is not "
            f"the {width} of the header",
            where=where,
            hint="Check the delimiter, and that cells which contain it stand in quotation marks.",
        )
    share = percent(skipped / (rows + skipped))
    notes.problem(
        "ragged_rows",
        f"{count(skipped, 'row')} ({share}) with more or fewer cells than the header "
        f"{'was' if skipped == 1 else 'were'} left out.",
    )
