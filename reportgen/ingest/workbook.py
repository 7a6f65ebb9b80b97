"""Excel workbooks."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

from reportgen.errors import DataError
from reportgen.formats import listing
from reportgen.ingest.dialect import header_at
from reportgen.ingest.notes import Notes, said_of_titles
from reportgen.ingest.raw import RawTable, named, require_rows
from reportgen.ingest.source import Source
from reportgen.ingest.values import table_of, text_of
from reportgen.settings import InputSettings
from reportgen.text import translate

_BATCH = 16_384
_FIRST = 50
_ERRORS = frozenset("#DIV/0! #N/A #NAME? #NULL! #NUM! #REF! #VALUE! #GETTING_DATA".split())
_SHOWN = 12

Row = list[Any]


def read_workbook(source: Source, settings: InputSettings) -> RawTable:
    """Read one sheet of a workbook.

    Raises
    ------
    DataError
        If it is damaged, has no such sheet, or the sheet holds no table.
    """
    notes = Notes()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(source.data))
        name = _sheet(book, settings.sheet, source.where, notes)
        rows = _cleared(book.get_sheet_by_name(name).iter_rows())
    except (CalamineError, WorksheetNotFound, OSError, ValueError) as error:
        raise DataError(
            f"The workbook is damaged ({str(error)[:100]})",
            where=source.where,
            hint="Open it in Excel and save it again, or export the sheet as CSV.",
        ) from error
    data = _table(rows, source.where, notes)
    return RawTable(
        source.name, "Excel workbook", data, source.sha256, source.size, notes, settings.decimal
    )


def _sheet(book: CalamineWorkbook, asked: str | None, where: str, notes: Notes) -> str:
    """Return the sheet asked for, else the first one that holds several cells in a row."""
    names = list(book.sheet_names)
    if asked is not None:
        if asked not in names:
            raise DataError(
                f"The workbook has no sheet {asked!r}",
                where=where,
                hint=f"It has {listing(names[:_SHOWN])}.",
            )
        return asked
    filled = [name for name in names if _is_filled(book, name)]
    if not filled:
        raise DataError(
            "No sheet of the workbook holds a table", where=where, hint="Check the export."
        )
    if len(filled) > 1:
        others = listing(filled[1:_SHOWN])
        notes.assume(
            "sheet",
            translate(
                "The sheet “{sheet}” was read, the first with a table; `--sheet` names another one "
                "({others})."
            ).format(sheet=filled[0], others=others),
        )
    return filled[0]


def _is_filled(book: CalamineWorkbook, name: str) -> bool:
    sheet = book.get_sheet_by_name(name)
    return sheet.total_height > 1 and sheet.total_width > 1


def _cleared(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield rows with nothing in place of empty cells and of errors in formulas."""
    for row in rows:
        yield [
            None if cell == "" or (isinstance(cell, str) and cell in _ERRORS) else cell
            for cell in row
        ]


def _table(rows: Iterator[Row], where: str, notes: Notes) -> Any:
    first = [row for row in islice(rows, _FIRST) if _cells(row)]
    if not first:
        raise DataError("The sheet is empty", where=where, hint="Name another with `--sheet`.")
    at = header_at([len(_cells(row)) for row in first])
    if at:
        notes.assume("titles", said_of_titles(at))
    keep = _kept(first[at:])
    header = [text_of(first[at][i]) or "" for i in keep]
    body = ([row[i] for i in keep] for row in chain(first[at + 1 :], rows) if _cells(row))
    table = table_of(named(header, where), _batches(body), where)
    require_rows(table.num_rows, where)
    return table


def _cells(row: Row) -> Row:
    return [cell for cell in row if cell is not None and str(cell).strip()]


def _kept(rows: Sequence[Row]) -> list[int]:
    """Return the columns up to the last one with a name or a value near the top."""
    width = max(i + 1 for row in rows for i, cell in enumerate(row) if cell is not None)
    first = min(i for row in rows for i, cell in enumerate(row) if cell is not None)
    return list(range(first, width))


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch
