"""Text tables: CSV, TSV and their kin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa
from pyarrow import csv as pacsv

from reportgen import music
from reportgen.errors import DataError
from reportgen.formats import integer
from reportgen.ingest.encoding import REPLACEMENT, Text, decoded
from reportgen.ingest.layout import Layout, layout
from reportgen.ingest.names import recognised
from reportgen.ingest.notes import Notes
from reportgen.ingest.ragged import Odd, repaired
from reportgen.ingest.raw import RawTable, named, require_rows
from reportgen.ingest.source import Source
from reportgen.results import Kind
from reportgen.settings import InputSettings
from reportgen.text import plural, translate

SPARE = "(spare)"
_BLOCK = 1 << 20
_BIGGEST_BLOCK = 1 << 30
_RETRIES = 3
_UNFIT = re.compile(r"In CSV column #(\d+): ")


@dataclass(frozen=True, slots=True, eq=False)
class Parsed:
    """Rows that fit the header, and those that do not, in the order of the file."""

    data: pa.Table
    odd: list[Odd] = field(default_factory=list)


def read_delimited(
    source: Source, settings: InputSettings, as_text: frozenset[str] = frozenset()
) -> RawTable:
    """Read a text table.

    Parameters
    ----------
    source : Source
        The file, unpacked.
    settings : InputSettings
        What the user says of it.
    as_text : frozenset of str
        Columns to be kept as they are written.

    Raises
    ------
    DataError
        If it has no header, no rows, repeated names, or cells in disorder.
    """
    notes = Notes()
    text = decoded(source.data, settings.encoding, source.where)
    _note_encoding(text, notes)
    found = layout(text, source.where, notes, settings.separator)
    names = named(found.header, source.where)
    notes.assume(
        "delimiter",
        translate("Cells are separated by {mark}.").format(mark=found.dialect.shown),
    )
    body = memoryview(text.data)[found.start :]
    parsed = _parsed(body, found, names, as_text, source.where)
    data = repaired(parsed.data, parsed.odd, found.dialect, body, source.where, notes)
    require_rows(data.num_rows, source.where)
    notes.assume(
        "missing_words",
        translate("Empty cells and the words NA, N/A, NaN and null were read as missing."),
    )
    return RawTable(source.name, "CSV", data, source.sha256, source.size, notes, settings.decimal)


def _note_encoding(text: Text, notes: Notes) -> None:
    said = translate("The file was read as {encoding}.")
    if text.guessed:
        said = translate(
            "The file was read as {encoding}, as its bytes suggest; `--encoding` sets another, "
            "should names look wrong."
        )
    notes.assume("encoding", said.format(encoding=text.encoding))
    if text.lost:
        notes.problem(
            "lost_characters",
            plural(
                text.lost,
                "{n} character could not be read, or had been lost before, and stands as {mark}.",
                "{n} characters could not be read, or had been lost before, and stand as {mark}.",
            ).format(n=integer(text.lost), mark=REPLACEMENT),
        )
    if text.nuls:
        notes.problem(
            "nul_characters",
            plural(
                text.nuls,
                "{n} NUL character was taken out.",
                "{n} NUL characters were taken out.",
            ).format(n=integer(text.nuls)),
        )


def _types(names: Sequence[str], as_text: frozenset[str]) -> dict[str, pa.DataType]:
    """Return the types that names tell; others are found from the values."""
    types = {}
    for name in names:
        match = recognised(name)
        if name in as_text or (match is not None and match.entry in music.LABELS):
            types[name] = pa.string()
        elif match is not None and match.entry.kind is Kind.NUMBER:
            types[name] = pa.float64()
    return types


def _parsed(
    body: memoryview, found: Layout, names: list[str], as_text: frozenset[str], where: str
) -> Parsed:
    """Parse with types by name; a column in which a cell does not fit is kept as text."""
    types = _types(names, as_text)
    block, attempts = _BLOCK, 0
    while True:
        try:
            return _attempt(body, found, names, types, block)
        except pa.ArrowInvalid as error:
            unfit = _UNFIT.match(str(error))
            if "straddling" in str(error) and block < min(len(body), _BIGGEST_BLOCK):
                block = min(block * 16, _BIGGEST_BLOCK)
            elif unfit and attempts < _RETRIES:
                attempts += 1
                types[names[int(unfit[1])]] = pa.string()
            elif any(types.get(name) != pa.string() for name in names):
                types = dict.fromkeys(names, pa.string())
            else:
                raise _in_disorder(error, where) from error


def _in_disorder(error: pa.ArrowInvalid, where: str) -> DataError:
    return DataError(
        f"The cells of the table are in disorder ({str(error).partition(chr(10))[0][:120]})",
        where=where,
        hint="Look for a quotation mark that is opened and never closed.",
    )


def _attempt(
    body: memoryview, found: Layout, names: list[str], types: dict[str, pa.DataType], block: int
) -> Parsed:
    odd: list[Odd] = []

    def set_aside(row: pacsv.InvalidRow) -> str:
        odd.append(Odd(row.actual_columns, row.text))
        return "skip"

    columns = [*names, SPARE] if found.spare else names
    if not len(body):
        return Parsed(pa.table({name: pa.nulls(0, pa.string()) for name in names}))
    data = pacsv.read_csv(
        pa.BufferReader(pa.py_buffer(body)),
        read_options=pacsv.ReadOptions(column_names=columns, block_size=block),
        parse_options=pacsv.ParseOptions(
            delimiter=found.dialect.delimiter,
            quote_char=found.dialect.quote,
            escape_char=found.dialect.escape or False,
            newlines_in_values=True,
            invalid_row_handler=set_aside,
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=types,
            strings_can_be_null=True,
            check_utf8=False,
            include_columns=names if found.spare else None,
        ),
    )
    return Parsed(data, odd)
