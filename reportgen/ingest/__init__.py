"""Tables of tracks: files and frames in, blocks of understood columns out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.ingest.delimited import read_delimited
from reportgen.ingest.interpret import interpret
from reportgen.ingest.parquet import read_parquet
from reportgen.ingest.source import find
from reportgen.ingest.table import Table
from reportgen.results import Reading
from reportgen.settings import ColumnSettings

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Reading", "Table", "from_frame", "open_table", "understand"]

_READERS = {"CSV": read_delimited, "CSV (gzip)": read_delimited, "Parquet": read_parquet}


def open_table(path: Path, columns: ColumnSettings | None = None) -> Table:
    """Read a CSV (plain or gzip) or Parquet file and understand its columns.

    Raises
    ------
    DataError
        If the file cannot be read, is no table, or holds no numeric feature.
    """
    source = find(path)
    raw = _READERS[source.format](source)
    return interpret(raw, columns or ColumnSettings(), str(path))


def from_frame(
    frame: pd.DataFrame, columns: ColumnSettings | None = None, name: str = "table"
) -> Table:
    """Understand the columns of a frame; its index is not used.

    Raises
    ------
    DataError
        If it has no rows, repeats a column, or holds no numeric feature.
    """
    from reportgen.ingest.frame import read_frame

    return interpret(read_frame(frame, name), columns or ColumnSettings(), name)


def understand(path: Path, columns: ColumnSettings | None = None) -> Reading:
    """Say what is understood of a file, without keeping its rows."""
    return open_table(path, columns).reading
