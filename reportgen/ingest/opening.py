"""Which engine a table calls for, and the table as that engine wants it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reportgen.engine.room import available
from reportgen.errors import DataError
from reportgen.ingest.kinds import FileKind, kind_of
from reportgen.ingest.packing import is_packed
from reportgen.ingest.readers import files_of
from reportgen.ingest.source import STDIN, mapped
from reportgen.settings import InputSettings

SHARE = 0.5
"""Share of the available memory that a table may take up in one piece."""
_BYTES_A_CELL = 40
"""What a cell of a table takes up at the peak of reading and analysing it in memory."""
_TIMES_ITS_SIZE = 5
"""The same for an Arrow file, by its size."""
IN_PARTS = (FileKind.PARQUET, FileKind.ARROW)
"""Kinds of files that can be read in parts."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine to use, and what was weighed: bytes that the table takes, bytes there are."""

    engine: str
    needed: int | None = None
    room: int | None = None


def choose(table: str | Path, settings: InputSettings, room: int | None = None) -> Choice:
    """Choose between ``memory`` and ``stream`` by the size of a table.

    What cannot be read in parts is for ``memory``, whatever its size.

    Parameters
    ----------
    room : int, optional
        Bytes of memory available; by default what the system and its control groups tell.
    """
    room = available() if room is None else room
    needed = None if settings.sql_url_env is not None else _needed(str(table))
    large = needed is not None and room is not None and needed > SHARE * room
    return Choice("stream" if large else "memory", needed, room)


def _needed(table: str) -> int | None:
    """Return the bytes that a table takes; ``None`` where that cannot be told beforehand."""
    if table in ("", STDIN) or "://" in table:
        return None
    try:
        sizes = [_of_file(path) for path in files_of(table)[0]]
        return None if None in sizes else sum(size for size in sizes if size is not None)
    except DataError:
        return None  # reading it will say what is wrong


def _of_file(path: Path) -> int | None:
    source = mapped(path)
    kind = None if is_packed(source) else kind_of(source)
    if kind not in IN_PARTS:
        return None
    if kind is not FileKind.PARQUET:
        return source.size * _TIMES_ITS_SIZE
    from pyarrow import ArrowException
    from pyarrow import parquet as pq

    try:
        metadata = pq.read_metadata(path)
    except (ArrowException, OSError):
        return 0
    return int(metadata.num_rows * metadata.num_columns * _BYTES_A_CELL)
