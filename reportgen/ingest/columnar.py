"""Parquet and Arrow (Feather) files: columns with types."""

from __future__ import annotations

import pyarrow as pa
from pyarrow import feather
from pyarrow import parquet as pq

from reportgen.errors import DataError
from reportgen.ingest.notes import Notes
from reportgen.ingest.raw import RawTable, named, require_rows
from reportgen.ingest.source import Source
from reportgen.settings import InputSettings

_STREAM = b"\xff\xff\xff\xff"
_OLD_FEATHER = b"FEA1"
_MOST_INFLATED = 4 << 30


def read_parquet(source: Source, _settings: InputSettings) -> RawTable:
    """Read a Parquet file.

    Raises
    ------
    DataError
        If it is damaged, has no rows, or repeats a name.
    """
    try:
        with pq.ParquetFile(_buffer(source), pre_buffer=False) as file:
            _require_sane(file.metadata, source.where)
            data = file.read()
    except (pa.ArrowException, OSError) as error:
        raise _damaged("Parquet", source, error) from error
    return _raw(data, "Parquet", source)


def read_arrow(source: Source, _settings: InputSettings) -> RawTable:
    """Read an Arrow file, stream, or either version of Feather.

    Raises
    ------
    DataError
        If it is damaged, has no rows, or repeats a name.
    """
    head = source.head(4)
    try:
        if head == _STREAM:
            with pa.ipc.open_stream(_buffer(source)) as stream:
                data = stream.read_all()
        elif head == _OLD_FEATHER:
            data = feather.read_table(_buffer(source))
        else:
            data = pa.ipc.open_file(_buffer(source)).read_all()
        data.validate(full=True)
    except (pa.ArrowException, OSError) as error:
        raise _damaged("Arrow", source, error) from error
    return _raw(data, "Arrow", source)


def _buffer(source: Source) -> pa.BufferReader:
    return pa.BufferReader(pa.py_buffer(source.data))


def _require_sane(metadata: pq.FileMetaData, where: str) -> None:
    groups = range(metadata.num_row_groups)
    size = sum(metadata.row_group(i).total_byte_size for i in groups)
    if size > _MOST_INFLATED:
        raise DataError(
            f"The Parquet file unpacks to {size >> 30} GiB",
            where=where,
            hint="Give a part of its rows or columns.",
        )


def _damaged(format_: str, source: Source, error: Exception) -> DataError:
    if isinstance(error, MemoryError):
        raise error
    reason = str(error).partition("\n")[0][:120]
    return DataError(
        f"The {format_} file is damaged ({reason})", where=source.where, hint="Export it again."
    )


def _raw(data: pa.Table, format_: str, source: Source) -> RawTable:
    require_rows(data.num_rows, source.where)
    data = data.rename_columns(named(data.column_names, source.where))
    return RawTable(source.name, format_, data, source.sha256, source.size, Notes())
