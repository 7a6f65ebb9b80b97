"""A table as it is stored, before anything is understood of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportgen.errors import DataError
from reportgen.formats import listing
from reportgen.ingest.notes import Notes

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """Columns as stored.

    Parameters
    ----------
    name : str
        What to call the table: the file's name.
    format : str
        What it is stored as, for a reader.
    data : pyarrow.Table
        The columns; names are unique.
    sha256, size : str and int
        Digest and bytes of the file as stored.
    notes : Notes
        What was noticed so far.
    decimal : str or None
        The mark before decimals in numbers kept as text, where the user says so.
    where : str
        What to call the table in a message; never with a password.
    """

    name: str
    format: str
    data: pa.Table
    sha256: str
    size: int
    notes: Notes
    decimal: str | None = None
    where: str = ""


def named(header: Sequence[str], where: str) -> list[str]:
    """Return the names of the columns, with blank ones named ``(unnamed)``.

    Raises
    ------
    DataError
        If a name stands twice.
    """
    names = [cell.strip() for cell in header]
    blank = [i for i, name in enumerate(names) if not name]
    for n, i in enumerate(blank, start=1):
        names[i] = "(unnamed)" if len(blank) == 1 else f"(unnamed {n})"
    twice = [name for name, n in Counter(names).items() if n > 1]
    if twice:
        raise DataError(
            f"More than one column is called {listing([repr(name) for name in twice])}",
            where=where,
            hint="Rename or remove one of them.",
        )
    return names


def require_rows(rows: int, where: str) -> None:
    """Raise a DataError for a table without rows."""
    if rows == 0:
        raise DataError(
            "The table has column names but no rows",
            where=where,
            hint="Check that the export was complete.",
        )
