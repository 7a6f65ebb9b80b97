"""Frames handed over by a program."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from reportgen.errors import DataError
from reportgen.ingest.columns import flat
from reportgen.ingest.digest import digested
from reportgen.ingest.notes import Notes
from reportgen.ingest.raw import RawTable, named, require_rows


def read_frame(frame: pd.DataFrame, name: str) -> RawTable:
    """Take over a frame; its index is left behind.

    The digest is that of the frame written as CSV.

    Raises
    ------
    DataError
        If it has no rows or repeats a name.
    """
    names = named([str(column) for column in frame.columns], name)
    require_rows(len(frame), name)
    columns = [_column(frame.iloc[:, i], names[i], name) for i in range(len(names))]
    data = pa.table(columns, names=names)
    digest = digested(data)
    return RawTable(name, "pandas frame", data, digest.sha256.hexdigest(), digest.size, Notes())


def _column(values: pd.Series, column: str, where: str) -> pa.ChunkedArray:
    try:
        array = pa.array(values, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        array = pa.array([None if pd.isna(value) else str(value) for value in values], pa.string())
    except pa.ArrowNotImplementedError as error:
        raise DataError(
            f"Column {column!r} holds values of a kind that cannot be read ({error})",
            where=where,
            hint="Turn them into numbers or text first.",
        ) from error
    return flat(array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array]))
