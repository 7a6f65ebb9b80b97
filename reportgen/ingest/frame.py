"""Frames handed over by a program."""

from __future__ import annotations

import hashlib

import pandas as pd
import pyarrow as pa
from pyarrow import csv as pacsv

from reportgen.errors import DataError
from reportgen.ingest.columns import flat
from reportgen.ingest.notes import Notes
from reportgen.ingest.raw import RawTable, named, require_rows


class Digest:
    """A file that keeps nothing but its digest and its length."""

    def __init__(self) -> None:
        self.sha256 = hashlib.sha256()
        self.size = 0
        self.closed = False

    def write(self, data: bytes) -> int:
        self.sha256.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        self.closed = True


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


def digested(data: pa.Table) -> Digest:
    """Return the digest and the length of a table written as CSV."""
    digest = Digest()
    pacsv.write_csv(data, pa.PythonFile(digest, mode="w"))
    return digest


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
