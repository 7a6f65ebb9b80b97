"""Rows as they come from files, in parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from reportgen.errors import EngineError
from reportgen.ingest.columns import flat, is_number, is_text
from reportgen.ingest.damage import footers_or_sums
from reportgen.ingest.names import recognised
from reportgen.ingest.notes import Notes
from reportgen.ingest.table import BLOCK_ROWS
from reportgen.ingest.times import day_of
from reportgen.results import Kind

_HINT = "Use --engine memory, or export the table as Parquet with its numbers as numbers."


def refused(what: str, where: str, hint: str = _HINT) -> EngineError:
    """Return the error that says why a table cannot be read in parts."""
    return EngineError(f"The table cannot be read in parts: {what}", where=where, hint=hint)


@dataclass(slots=True, eq=False)
class Flow:
    """Columns that can be read in parts, as often as wanted.

    Parameters
    ----------
    name, where, format, sha256, size
        As :class:`~reportgen.ingest.raw.RawTable` has them.
    schema : pyarrow.Schema
        Names and types of the columns, once plain.
    parts : callable
        Returns the rows from the first one on, as tables of any length.
    notes : Notes
        What was noticed so far.
    """

    name: str
    where: str
    format: str
    sha256: str
    size: int
    schema: pa.Schema
    parts: Callable[[], Iterator[pa.Table]] = field(repr=False)
    notes: Notes = field(default_factory=Notes)
    empty_rows: int = 0

    def blocks(self) -> Iterator[pa.Table]:
        """Yield the rows in tables of the length of a block; rows without a value are left out.

        Raises
        ------
        EngineError
            If something would have to be mended for which all rows are needed.
        """
        self.empty_rows = 0
        last: pa.Table | None = None
        for table in _of_length(map(self._plain, self.parts()), BLOCK_ROWS):
            yield table
            last = table
        if last is not None and footers_or_sums(last):
            raise refused("lines at its end are no tracks, but a remark or a sum", self.where)

    def _plain(self, part: pa.Table) -> pa.Table:
        columns = [self._column(name, part[name]) for name in self.schema.names]
        table = pa.table(columns, names=self.schema.names)
        empty = columns[0].is_null()
        for column in columns[1:]:
            empty = pc.and_(empty, column.is_null())
        gone = pc.sum(empty).as_py() or 0
        self.empty_rows += gone
        return table.filter(pc.invert(empty)) if gone else table

    def _column(self, name: str, stored: pa.ChunkedArray) -> pa.ChunkedArray:
        column = flat(stored)
        wanted = self.schema.field(name).type
        if column.type != wanted:
            column = column.cast(wanted)
        if not is_text(wanted):
            return column
        column = pc.if_else(pc.equal(pc.binary_length(column), 0), None, column)
        match = recognised(name)
        if (
            match is not None
            and match.entry.kind is Kind.NUMBER
            and column.null_count < len(column)
        ):
            raise refused(f"the numbers of {name!r} are stored as text", self.where)
        return column


def schema_of(schemas: Sequence[pa.Schema], where: str) -> pa.Schema:
    """Return the types that columns of one name have together, once they are plain.

    Raises
    ------
    EngineError
        If one holds numbers in some files and text in others, or dates where beats belong.
    """
    fields = []
    for name in schemas[0].names:
        stored = [schema.field(name).type for schema in schemas]
        plain = {flat(pa.chunked_array([], t)).type for t in stored if not pa.types.is_null(t)}
        if len(plain) > 1 and not all(map(is_number, plain)):
            raise refused(f"{name!r} is not stored alike in all files", where)
        fields.append((name, pa.float64() if len(plain) > 1 else next(iter(plain), pa.string())))
        _require_no_dates(name, fields[-1][1], where)
    return pa.schema(fields)


def _require_no_dates(name: str, stored: pa.DataType, where: str) -> None:
    match = recognised(name)
    dates = pa.types.is_date(stored) or pa.types.is_timestamp(stored)
    if dates and match is not None and match.entry.name == "time_signature":
        raise refused(f"{name!r} holds dates in place of time signatures", where)


def require_signatures(texts: Sequence[str], where: str) -> None:
    """Refuse time signatures that a spreadsheet turned into dates."""
    if any(day_of(text) is not None for text in texts):
        raise refused("its time signatures were turned into dates", where)


def _of_length(tables: Iterator[pa.Table], rows: int) -> Iterator[pa.Table]:
    held: list[pa.Table] = []
    size = 0
    for table in tables:
        held.append(table)
        size += table.num_rows
        while size >= rows:
            whole = pa.concat_tables(held)
            yield whole.slice(0, rows)
            held, size = [whole.slice(rows)], size - rows
    if size:
        yield pa.concat_tables(held)
