"""Tables of tracks: files and frames in, blocks of understood columns out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.ingest.interpret import interpret
from reportgen.ingest.readers import read
from reportgen.ingest.table import Table
from reportgen.ingest.wide import narrowed
from reportgen.results import Reading
from reportgen.settings import ColumnSettings, InputSettings, Settings

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Reading", "Table", "from_frame", "open_table", "opened", "understand"]


def open_table(
    table: str | Path,
    columns: ColumnSettings | None = None,
    settings: InputSettings | None = None,
) -> Table:
    """Read a table and understand its columns.

    Parameters
    ----------
    table : str or Path
        A file (CSV, Parquet, Arrow, Excel, JSON or SQLite, packed or plain), a folder or a
        pattern of files of one shape, ``-`` for standard input, or the address of a database.
    columns : ColumnSettings, optional
        Which column plays which part.
    settings : InputSettings, optional
        How the table is to be read, where it does not say so itself.

    Raises
    ------
    DataError
        If it cannot be read, is no table, or holds no numeric feature.
    """
    columns = columns or ColumnSettings()
    raw = narrowed(read(table, settings or InputSettings()), columns)
    return interpret(raw, columns, raw.where)


def opened(table: str | Path, settings: Settings, threads: int = 1) -> tuple[Table, str]:
    """Read a table for the engine that the settings ask for, or that its size calls for.

    Returns
    -------
    Table
        Its blocks are on scratch, unless the engine is ``memory``.
    str
        The engine.

    Raises
    ------
    DataError
        As :func:`open_table`.
    EngineError
        If it has to be read in parts and cannot be.
    """
    from reportgen.ingest.opening import choose

    engine: str = settings.engine.asked
    if engine == "auto":
        engine = choose(table, settings.input).engine
    if engine == "memory":
        return open_table(table, settings.columns, settings.input), engine
    from reportgen.ingest.streamed import flow_of, understood

    flow = flow_of(table, settings.input)
    return understood(flow, settings.columns, settings.engine.scratch, threads), engine


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
