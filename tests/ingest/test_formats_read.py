"""The same table, however it is stored, is the same table."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet as pq

from reportgen.errors import DataError
from reportgen.ingest import Table, open_table
from reportgen.settings import InputSettings
from tests.ingest.tables import HEADER, ROWS, saved, text_of

NAMES = ("track_id", "track_name", "artist_name", "popularity", "energy", "tempo")
Row = tuple[str | None, str, str, int, float, float | None]
Writer = Callable[[Path, list[Row]], None]

NASTY = st.text(
    st.one_of(
        st.sampled_from(",;|\t\"'\\\n #=-+@{}[]()%\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}"),
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]),
    ),
    max_size=15,
)
ROW = st.tuples(
    st.none() | st.integers(0, 10**6).map("{:07d}".format),
    NASTY.map("t{}z".format),
    NASTY.map("a{}z".format),
    st.integers(0, 100),
    st.integers(0, 1000).map(lambda n: n / 1000),
    st.none() | st.floats(40, 220).map(lambda x: round(x, 3)),
)
TABLES = st.lists(ROW, min_size=2, max_size=25)


def canonical(table: Table) -> tuple[object, ...]:
    """Return all that makes a table, in a form that can be compared."""
    columns = {
        name: np.concatenate([block.columns[name] for block in table.blocks]).tobytes()
        for name in table.blocks[0].columns
    }
    reading = table.reading
    tracks = table.tracks(range(reading.rows))
    counts = (dict(table.missing), dict(table.distinct))
    return columns, dict(table.levels), reading.fields, reading.task, tracks, counts


def frame(rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(NAMES)).astype({"energy": float, "tempo": float})


def write_csv(path: Path, rows: list[Row], **options: object) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, **options)  # type: ignore[arg-type]
        writer.writerow(NAMES)
        writer.writerows(rows)


def write_json(path: Path, rows: list[Row], orient: str) -> None:
    index = None if orient in {"records", "columns", "index"} else False
    frame(rows).to_json(path, orient=orient, index=index)  # type: ignore[call-overload]


def write_workbook(path: Path, rows: list[Row]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [NAMES, *rows]:
        sheet.append([f"'{v}" if v == "" else v for v in row])
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with "=" is no formula
    book.save(path)


def write_sqlite(path: Path, rows: list[Row]) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        frame(rows).to_sql("tracks", connection, index=False)


def write_lines(path: Path, rows: list[Row]) -> None:
    path.write_text(
        "".join(json.dumps(dict(zip(NAMES, row, strict=True))) + "\n" for row in rows), "utf-8"
    )


WRITERS: dict[str, Writer] = {
    "all quoted": lambda p, r: write_csv(p, r, quoting=csv.QUOTE_ALL),
    "text quoted": lambda p, r: write_csv(p, r, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n"),
    "semicolon": lambda p, r: write_csv(p, r, delimiter=";"),
    "tab": lambda p, r: write_csv(p, r, delimiter="\t", lineterminator="\n"),
    "bar": lambda p, r: write_csv(p, r, delimiter="|"),
    "pandas csv": lambda p, r: frame(r).to_csv(p, index=False),
    "parquet": lambda p, r: frame(r).to_parquet(p),
    "feather": lambda p, r: frame(r).to_feather(p),
    "sqlite": write_sqlite,
    "json records": lambda p, r: write_json(p, r, "records"),
    "json split": lambda p, r: write_json(p, r, "split"),
    "json columns": lambda p, r: write_json(p, r, "columns"),
    "json index": lambda p, r: write_json(p, r, "index"),
    "json table": lambda p, r: write_json(p, r, "table"),
    "json lines": write_lines,
}
UNIVERSAL = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("name", WRITERS)
@UNIVERSAL
@given(rows=TABLES)
def test_a_table_is_the_same_in_each_format(tmp_path: Path, name: str, rows: list[Row]) -> None:
    write_csv(tmp_path / "expected.csv", rows)
    WRITERS[name](tmp_path / "other", rows)
    expected = canonical(open_table(tmp_path / "expected.csv"))
    assert canonical(open_table(tmp_path / "other")) == expected


@UNIVERSAL
@given(rows=TABLES)
def test_quotation_marks_escaped_by_a_backslash(tmp_path: Path, rows: list[Row]) -> None:
    rows = [(r[0], r[1].replace("\\", "/") + '"', r[2].replace("\\", "/"), *r[3:]) for r in rows]
    write_csv(tmp_path / "expected.csv", rows)
    write_csv(tmp_path / "other", rows, doublequote=False, escapechar="\\")
    expected = canonical(open_table(tmp_path / "expected.csv"))
    assert canonical(open_table(tmp_path / "other")) == expected


@UNIVERSAL
@given(rows=st.lists(ROW.filter(lambda r: "\n" not in r[1] + r[2]), min_size=2, max_size=10))
def test_a_table_is_the_same_in_a_workbook(tmp_path: Path, rows: list[Row]) -> None:
    write_csv(tmp_path / "expected.csv", rows)
    write_workbook(tmp_path / "other", rows)
    expected = canonical(open_table(tmp_path / "expected.csv"))
    assert canonical(open_table(tmp_path / "other")) == expected


def test_cells_come_back_as_written(tmp_path: Path) -> None:
    rows = [("007", "t,;|\t\"'\\z", "a\nz", 5, 0.5, 100.0), ("008", "tz", "az", 6, 0.25, None)]
    write_csv(tmp_path / "t.csv", rows)  # type: ignore[arg-type]
    table = open_table(tmp_path / "t.csv")
    assert [track.title for track in table.tracks([0, 1])] == ["t,;|\t\"'\\z", "tz"]
    assert table.blocks[0].columns["energy"].tolist() == [0.5, 0.25]
    assert np.isnan(table.blocks[0].columns["tempo"]).tolist() == [False, True]


GOOD = text_of(HEADER, ROWS).encode()


def zipped(members: dict[str, bytes], password: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    data = bytearray(out.getvalue())
    if password:  # the flag that says "encrypted", in both headers
        for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            data[data.index(mark) + at] |= 1
    return bytes(data)


PACKED: dict[str, tuple[bytes, str]] = {
    "gzip": (gzip.compress(GOOD), "CSV (gzip)"),
    "gzip of two parts": (gzip.compress(GOOD[:50]) + gzip.compress(GOOD[50:]), "CSV (gzip)"),
    "bzip2": (bz2.compress(GOOD), "CSV (bzip2)"),
    "xz": (lzma.compress(GOOD), "CSV (xz)"),
    "Zstandard": (pa.compress(GOOD, "zstd", asbytes=True), "CSV (Zstandard)"),
    "zip": (zipped({"tracks.csv": GOOD}), "CSV (zip)"),
    "gzip in zip": (zipped({"a/tracks.csv.gz": gzip.compress(GOOD)}), "CSV (gzip in zip)"),
    "zip with company": (
        zipped({"README.txt": b"hello", "__MACOSX/._t.csv": b"x", "t.csv": GOOD}),
        "CSV (zip)",
    ),
    "zip with a path that leads out": (zipped({"../../etc/t.csv": GOOD}), "CSV (zip)"),
}


@pytest.mark.parametrize("name", PACKED)
def test_packed(tmp_path: Path, name: str) -> None:
    data, shown = PACKED[name]
    expected = canonical(open_table(saved(tmp_path, GOOD)))
    table = open_table(saved(tmp_path, data, "packed"))
    assert canonical(table) == expected
    assert table.reading.format == shown
    assert table.size == len(data)


def test_parquet_in_gzip(tmp_path: Path) -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"energy": [0.5, 0.6], "popularity": [1, 2]}), out)
    table = open_table(saved(tmp_path, gzip.compress(out.getvalue()), "t.parquet.gz"))
    assert (table.reading.format, table.reading.rows) == ("Parquet (gzip)", 2)


def test_a_member_is_chosen_by_name(tmp_path: Path) -> None:
    path = saved(tmp_path, zipped({"a/1.csv": b"energy\n0.5\n", "a/2.csv": GOOD}), "t.zip")
    assert open_table(path, settings=InputSettings(member="2.csv")).reading.rows == 3
    with pytest.raises(DataError) as caught:
        open_table(path)
    assert caught.value.what == "The zip archive holds 2 tables"
    assert caught.value.hint == "Name one with `--member`: a/1.csv and a/2.csv."
    with pytest.raises(DataError, match="No file in the archive is called 'x'"):
        open_table(path, settings=InputSettings(member="x"))


def test_arrow_streams_and_files(tmp_path: Path) -> None:
    data = pa.table({"energy": [0.5, 0.6], "popularity": [1, 2]})
    for name, new in (("s", pa.ipc.new_stream), ("f", pa.ipc.new_file)):
        with new(str(tmp_path / name), data.schema) as writer:
            writer.write_table(data)
        assert open_table(tmp_path / name).reading.format == "Arrow"
