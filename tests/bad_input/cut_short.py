"""Files that end too early."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from pathlib import Path

from tests.bad_input.containers import feather, parquet, sqlite, workbook, zipped, zstandard
from tests.bad_input.corpus import HEADER, rows, saved, text, theme

case = theme("cut short")


@case("no byte at all")
def _(folder: Path) -> Path:
    return saved(folder, b"")


@case("one byte")
def _(folder: Path) -> Path:
    return saved(folder, b"t")


@case("only line ends")
def _(folder: Path) -> Path:
    return saved(folder, "\r\n" * 50)


@case("only spaces")
def _(folder: Path) -> Path:
    return saved(folder, " " * 5_000)


@case("inside the header")
def _(folder: Path) -> Path:
    return saved(folder, "track_id,track_name,art")


@case("after the header")
def _(folder: Path) -> Path:
    return saved(folder, ",".join(HEADER) + "\n")


@case("after one row")
def _(folder: Path) -> Path:
    return saved(folder, text(body=rows()[:1]))


@case("after five rows")
def _(folder: Path) -> Path:
    return saved(folder, text(body=rows()[:5]))


@case("inside the last row")
def _(folder: Path) -> Path:
    return saved(folder, text()[:-20])


@case("inside the last number")
def _(folder: Path) -> Path:
    return saved(folder, text().rstrip("\n")[:-1])


@case("inside a quoted cell")
def _(folder: Path) -> Path:
    return saved(folder, text() + 't999,"A song that nev')


@case("inside a letter of two bytes")
def _(folder: Path) -> Path:
    return saved(folder, text().encode() + "t999,Beyoncé".encode()[:-1])


@case("gzip")
def _(folder: Path) -> Path:
    return saved(folder, gzip.compress(text().encode())[:-40], "tracks.csv.gz")


@case("gzip without its check sum")
def _(folder: Path) -> Path:
    return saved(folder, gzip.compress(text().encode())[:-8], "tracks.csv.gz")


@case("bzip2")
def _(folder: Path) -> Path:
    return saved(folder, bz2.compress(text().encode())[:-40], "tracks.csv.bz2")


@case("xz")
def _(folder: Path) -> Path:
    return saved(folder, lzma.compress(text().encode())[:-40], "tracks.csv.xz")


@case("Zstandard")
def _(folder: Path) -> Path:
    return saved(folder, zstandard(text().encode())[:-40], "tracks.csv.zst")


@case("zip")
def _(folder: Path) -> Path:
    return saved(folder, zipped({"tracks.csv": text().encode()})[:-60], "tracks.zip")


@case("Parquet, its end")
def _(folder: Path) -> Path:
    return saved(folder, parquet()[:-50], "tracks.parquet")


@case("Parquet, its middle")
def _(folder: Path) -> Path:
    whole = parquet()
    return saved(folder, whole[:400] + whole[900:], "tracks.parquet")


@case("Arrow")
def _(folder: Path) -> Path:
    return saved(folder, feather()[:-300], "tracks.feather")


@case("workbook")
def _(folder: Path) -> Path:
    return saved(folder, workbook()[:-200], "tracks.xlsx")


@case("SQLite")
def _(folder: Path) -> Path:
    return saved(folder, sqlite(folder)[:6_000], "tracks.sqlite")


@case("JSON")
def _(folder: Path) -> Path:
    records = [dict(zip(HEADER, row, strict=True)) for row in rows()]
    return saved(folder, json.dumps(records)[:-300], "tracks.json")


@case("JSON lines")
def _(folder: Path) -> Path:
    records = (json.dumps(dict(zip(HEADER, row, strict=True))) for row in rows())
    return saved(folder, "\n".join(records)[:-30], "tracks.jsonl")
