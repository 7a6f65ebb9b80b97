"""Parquet files."""

from __future__ import annotations

import pyarrow as pa
from pyarrow import parquet as pq

from reportgen.errors import DataError
from reportgen.ingest.notes import Notes
from reportgen.ingest.raw import RawTable, named, require_rows
from reportgen.ingest.source import Source


def read_parquet(source: Source) -> RawTable:
    """Read a Parquet file.

    Raises
    ------
    DataError
        If it is damaged, has no rows, or repeats a name.
    """
    where = str(source.path)
    try:
        with pq.ParquetFile(source.path, pre_buffer=False) as file:
            data = file.read()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise DataError(
            f"The Parquet file is damaged ({error})", where=where, hint="Export it again."
        ) from error
    require_rows(data.num_rows, where)
    data = data.rename_columns(named(data.column_names, where))
    return RawTable(source.path.name, "Parquet", data, source.sha256, source.size, Notes())
