"""Tables in other formats, and what is no table."""

from __future__ import annotations

import io
import json
import pickle
from pathlib import Path

import numpy as np
import pyarrow as pa

from tests.bad_input.containers import feather, frame, parquet, sound_cells, sqlite, workbook
from tests.bad_input.corpus import HEADER, rows, saved, text, theme

case = theme("format")

SOUND = text().encode()


@case("a picture")
def _(folder: Path) -> Path:
    return saved(folder, b"\x89PNG\r\n\x1a\n" + bytes(200), "tracks.png")


@case("a PDF document")
def _(folder: Path) -> Path:
    return saved(folder, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(200), "tracks.pdf")


@case("a program")
def _(folder: Path) -> Path:
    return saved(folder, b"\x7fELF\x02\x01\x01" + bytes(200), "tracks")


@case("a web page")
def _(folder: Path) -> Path:
    return saved(folder, "<!DOCTYPE html><html><body><p>Sign in</p></body></html>")


@case("XML")
def _(folder: Path) -> Path:
    return saved(folder, "<?xml version='1.0'?><tracks><track energy='0.5'/></tracks>", "t.xml")


@case("a pickle")
def _(folder: Path) -> Path:
    return saved(folder, pickle.dumps(frame()), "tracks.pkl")


@case("a pickle called CSV")
def _(folder: Path) -> Path:
    return saved(folder, pickle.dumps(rows(), protocol=0))


@case("an array of NumPy")
def _(folder: Path) -> Path:
    target = io.BytesIO()
    np.save(target, np.arange(30.0))
    return saved(folder, target.getvalue(), "tracks.npy")


@case("an old workbook")
def _(folder: Path) -> Path:
    return saved(folder, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "tracks.xls")


@case("Parquet called CSV")
def _(folder: Path) -> Path:
    return saved(folder, parquet())


@case("CSV called Parquet")
def _(folder: Path) -> Path:
    return saved(folder, SOUND, "tracks.parquet")


@case("Parquet without rows")
def _(folder: Path) -> Path:
    return saved(folder, parquet(pa.Table.from_pandas(frame().head(0))), "tracks.parquet")


@case("Parquet with nested columns")
def _(folder: Path) -> Path:
    table = pa.Table.from_pandas(frame())
    nested = pa.array([{"a": n, "b": ["x", str(n)]} for n in range(len(table))])
    return saved(folder, parquet(table.append_column("audio", nested)), "tracks.parquet")


@case("Parquet with odd types")
def _(folder: Path) -> Path:
    table = pa.Table.from_pandas(frame())
    size = len(table)
    odd = {
        "money": pa.array(range(size)).cast(pa.decimal128(24, 2)),
        "made": pa.array(range(size), pa.timestamp("ns", "Europe/Paris")),
        "kind": pa.array([str(n % 3) for n in range(size)]).dictionary_encode(),
        "raw": pa.array([b"\xff\x00"] * size),
        "none": pa.nulls(size),
        "lasting": pa.array(range(size), pa.duration("ms")),
        "half": pa.array(np.linspace(0, 1, size, dtype=np.float16)),
        "wide": pa.array([2**64 - 1 - n for n in range(size)], pa.uint64()),
    }
    for name, values in odd.items():
        table = table.append_column(name, values)
    return saved(folder, parquet(table), "tracks.parquet")


@case("Arrow")
def _(folder: Path) -> Path:
    return saved(folder, feather(), "tracks.feather")


@case("a workbook")
def _(folder: Path) -> Path:
    return saved(folder, workbook(), "tracks.xlsx")


@case("a workbook of two tables")
def _(folder: Path) -> Path:
    return saved(folder, workbook({"a": sound_cells(), "b": sound_cells()}), "tracks.xlsx")


@case("a workbook with an empty sheet")
def _(folder: Path) -> Path:
    return saved(folder, workbook({"tracks": []}), "tracks.xlsx")


@case("a workbook with a title above the table")
def _(folder: Path) -> Path:
    cells = [("Our catalogue",), (), *sound_cells()]
    return saved(folder, workbook({"tracks": cells}), "tracks.xlsx")


@case("SQLite with one table")
def _(folder: Path) -> Path:
    return saved(folder, sqlite(folder), "tracks.sqlite")


@case("SQLite with two tables")
def _(folder: Path) -> Path:
    return saved(folder, sqlite(folder, ("tracks", "old_tracks")), "tracks.db")


@case("SQLite without tables")
def _(folder: Path) -> Path:
    return saved(folder, sqlite(folder, ())[:0] + b"SQLite format 3\0" + bytes(100), "t.db")


def _records() -> list[dict[str, object]]:
    return [dict(zip(HEADER, row, strict=True)) for row in rows()]


@case("JSON: a list of records")
def _(folder: Path) -> Path:
    return saved(folder, json.dumps(_records()), "tracks.json")


@case("JSON: columns")
def _(folder: Path) -> Path:
    columns = {name: [row[n] for row in rows()] for n, name in enumerate(HEADER)}
    return saved(folder, json.dumps(columns), "tracks.json")


@case("JSON: an answer of a web service")
def _(folder: Path) -> Path:
    items = [{"track": record, "added_at": "2026-01-01T00:00:00Z"} for record in _records()]
    return saved(folder, json.dumps({"href": "x", "items": items, "total": 120}), "tracks.json")


@case("JSON: one number")
def _(folder: Path) -> Path:
    return saved(folder, "42", "tracks.json")


@case("JSON: nested a hundred thousand deep")
def _(folder: Path) -> Path:
    return saved(folder, "[" * 100_000 + "]" * 100_000, "tracks.json")


@case("JSON: records of different shapes")
def _(folder: Path) -> Path:
    records = _records()
    records[3] = {"error": "not found"}
    records[5]["artist_name"] = ["A", "B"]
    return saved(folder, json.dumps(records), "tracks.json")


@case("JSON lines with one broken line")
def _(folder: Path) -> Path:
    whole = [json.dumps(record) for record in _records()]
    whole[7] = whole[7][:-9]
    return saved(folder, "\n".join(whole), "tracks.jsonl")


@case("Python written out instead of JSON")
def _(folder: Path) -> Path:
    return saved(folder, str(_records()), "tracks.json")
