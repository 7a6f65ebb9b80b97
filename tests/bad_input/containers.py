"""The sound table in other formats than delimited text."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet

from tests.bad_input.corpus import HEADER, rows

_NUMBERS = HEADER[4:]


def frame() -> pd.DataFrame:
    """Return the sound table with numbers as numbers."""
    table = pd.DataFrame(rows(), columns=list(HEADER))
    return table.astype(dict.fromkeys(_NUMBERS, float))


def parquet(table: pa.Table | None = None) -> bytes:
    """Return a Parquet file."""
    target = io.BytesIO()
    pa.parquet.write_table(pa.Table.from_pandas(frame()) if table is None else table, target)
    return target.getvalue()


def feather() -> bytes:
    """Return an Arrow file."""
    target = io.BytesIO()
    pa.feather.write_feather(pa.Table.from_pandas(frame()), target, compression="uncompressed")
    return target.getvalue()


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]] | None = None) -> bytes:
    """Return an Excel workbook, by default with the sound table as its only sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, cells in (sheets or {"tracks": sound_cells()}).items():
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def sound_cells() -> list[Sequence[object]]:
    """Return header and rows with numbers as numbers."""
    return [HEADER, *(tuple(row) for row in frame().itertuples(index=False))]


def sqlite(folder: Path, tables: Sequence[str] = ("tracks",)) -> bytes:
    """Return an SQLite database with the sound table under each of the names."""
    path = folder / ".made.sqlite"
    connection = sqlite3.connect(path)
    try:
        for name in tables:
            frame().to_sql(name, connection, index=False)
    finally:
        connection.close()
    content = path.read_bytes()
    path.unlink()
    return content


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return a zip archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def zstandard(content: bytes) -> bytes:
    """Return content compressed by Zstandard."""
    return bytes(pa.compress(content, codec="zstd", asbytes=True))
