"""Where a table stands in a text: titles above it, its header, its first row."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.errors import DataError
from reportgen.ingest.dialect import Dialect, header_at, numbered, sniff
from reportgen.ingest.encoding import Text
from reportgen.ingest.notes import Notes, said_of_titles
from reportgen.text import translate

ROW_NAME = "(row name)"
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n")
_SAMPLE = 65_536
_WIDEST = 1 << 21
_NEARLY_ALL = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The header, the marks, and the byte at which the rows begin.

    ``spare`` says that each row ends in one more delimiter than the header.
    """

    header: list[str]
    dialect: Dialect
    start: int
    spare: bool = False


def layout(text: Text, where: str, notes: Notes, delimiter: str | None = None) -> Layout:
    """Find the table in a text.

    Raises
    ------
    DataError
        If there is no header.
    """
    sample, whole = _head(text)
    told = _SEPARATOR_LINE.match(sample)
    skipped = told.end() if told else 0
    sample = sample[skipped:]
    dialect = sniff(sample, whole=whole, delimiter=delimiter or (told[1] if told else None))
    found = numbered(sample, dialect, whole=whole)
    if not found:
        raise DataError(
            "The file holds no text that could be a header",
            where=where,
            hint="Give a table whose first line names its columns.",
        )
    at = header_at([len(record) for record, _ in found])
    rows = [record for record, _ in found[at + 1 :]]
    _note_titles([record[0] for record, _ in found[:at]], notes)
    header, spare = _completed(found[at][0], rows, notes)
    _check_header(header, where)
    lines = found[at + 1][1] if rows else _end_of(sample, dialect, at)
    start = len((text_before(sample, lines)).encode()) + skipped
    return Layout(header, dialect, start, spare)


def _head(text: Text) -> tuple[str, bool]:
    """Return the start of the text, longer where the first lines are, and whether that is all."""
    size = _SAMPLE
    while size < _WIDEST and bytes(text.data[:size]).count(b"\n") < 2:
        size *= 4
    whole = len(text.data) <= size
    return bytes(text.data[:size]).decode("utf-8", errors="ignore"), whole


def _end_of(sample: str, dialect: Dialect, at: int) -> int:
    """Return the lines up to the end of a header below which there is nothing to judge by."""
    import csv

    reader = csv.reader(
        io.StringIO(sample, newline=""),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        escapechar=dialect.escape or None,
    )
    seen = -1
    for record in reader:
        seen += any(cell.strip() for cell in record)
        if seen == at:
            break
    return reader.line_num


def text_before(sample: str, lines: int) -> str:
    """Return the first lines of a text, whichever way they end."""
    stream = io.StringIO(sample, newline="")
    return "".join(stream.readline() for _ in range(lines))


def _note_titles(titles: Sequence[str], notes: Notes) -> None:
    if titles:
        notes.assume("titles", said_of_titles(len(titles)))


def _completed(
    header: list[str], rows: Sequence[Sequence[str]], notes: Notes
) -> tuple[list[str], bool]:
    """Name the column that rows have and the header lacks: row names, or an empty one."""
    widths = Counter(map(len, rows))
    longer = [row for row in rows if len(row) == len(header) + 1]
    if not rows or len(header) < 2 or widths[len(header) + 1] < _NEARLY_ALL * len(rows):
        return header, False
    if not any(row[-1].strip() for row in longer):
        notes.assume(
            "trailing_delimiter",
            translate("Each row ends in a delimiter, which was left out."),
        )
        return header, True
    first = [row[0] for row in longer]
    if len(set(first)) == len(first) and all(cell.strip() for cell in first):
        notes.assume(
            "index_column",
            translate("The rows begin with one cell more than the header: their names."),
        )
        return [ROW_NAME, *header], False
    return header, False


def _check_header(header: Sequence[str], where: str) -> None:
    numbers = sum(_NUMBER.fullmatch(cell.strip()) is not None for cell in header)
    if numbers * 2 > len(header):
        raise DataError(
            "The first line holds values, not the names of columns",
            where=where,
            hint="Add a first line with a name for each column.",
        )
