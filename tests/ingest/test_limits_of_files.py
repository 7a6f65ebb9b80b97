"""Traps and giants: refused or read, never a hang and never more memory than is bearable."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from reportgen.errors import DataError
from reportgen.ingest import open_table, packing
from reportgen.settings import InputSettings
from tests.ingest.tables import HEADER, ROWS, saved, text_of

GOOD = text_of(HEADER, ROWS)
BOMB = b"energy,popularity\n" + b"0.5,1\n" * 2_000_000


@pytest.mark.parametrize("name", ["gzip", "bz2", "xz", "zstd", "zip", "workbook", "lying workbook"])
def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(packing, "ALWAYS_ALLOWED", 1 << 20)
    makers: dict[str, Callable[[], bytes]] = {
        "gzip": lambda: gzip.compress(BOMB),
        "bz2": lambda: bz2.compress(BOMB),
        "xz": lambda: lzma.compress(BOMB, preset=0),
        "zstd": lambda: pa.compress(BOMB, "zstd", asbytes=True),
        "zip": lambda: archive({"t.csv": BOMB}),
        "workbook": lambda: workbook(len(BOMB)),
        "lying workbook": lambda: workbook(len(BOMB), claimed=10),
    }
    with pytest.raises(DataError, match="unpacks to far more"):
        open_table(saved(tmp_path, makers[name](), "bomb"))


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def workbook(size: int, claimed: int | None = None) -> bytes:
    """Return a workbook with a huge part, whose stated size may be a lie."""
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/media/big.xml", b" " * size)
    data = bytearray(out.getvalue())
    if claimed is not None:
        true = size.to_bytes(4, "little")
        assert data.count(true) >= 2
        data = data.replace(true, claimed.to_bytes(4, "little"))
    return bytes(data)


def test_a_lying_zip_is_damaged(tmp_path: Path) -> None:
    data = archive({"t.csv": BOMB}).replace(
        len(BOMB).to_bytes(4, "little"), (100).to_bytes(4, "little")
    )
    with pytest.raises(DataError, match="damaged"):
        open_table(saved(tmp_path, data, "bomb.zip"))


def test_packed_too_often(tmp_path: Path) -> None:
    data = GOOD.encode()
    for _ in range(4):
        data = gzip.compress(data)
    with pytest.raises(DataError, match="packed more than 2 times over"):
        open_table(saved(tmp_path, data))


def test_an_archive_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inside").mkdir()
    monkeypatch.chdir(tmp_path / "inside")
    path = saved(tmp_path, archive({"../evil.csv": GOOD.encode(), "/tmp/evil2.csv": b"x"}), "z.zip")
    assert open_table(path, settings=InputSettings(member="../evil.csv")).reading.rows == 3
    assert sorted(file.name for file in tmp_path.rglob("*")) == ["inside", "z.zip"]
    assert not Path("/tmp/evil2.csv").exists()


def test_locked_empty_and_damaged_archives(tmp_path: Path) -> None:
    good = archive({"t.csv": GOOD.encode()})
    locked = bytearray(good)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + at] |= 1
    for data, what in (
        (bytes(locked), "locked with a password"),
        (good[:-30], "damaged"),
        (archive({"a.md": b"x", "b.md": b"y"}), "holds no table"),
        (archive({"t.csv": b""}), "is empty"),
        (gzip.compress(b""), "holds nothing"),
    ):
        with pytest.raises(DataError, match=what):
            open_table(saved(tmp_path, data, "x"))


def test_a_cell_of_ten_megabytes(tmp_path: Path) -> None:
    rows = [*ROWS, ("d4", "x" * 10_000_000, "Di", "5", "0.5", "100")]
    table = open_table(saved(tmp_path, text_of(HEADER, rows)))
    assert table.reading.rows == 4
    assert len(table.tracks([3])[0].title) == 10_000_000


def test_ten_thousand_columns(tmp_path: Path) -> None:
    names = ",".join(f"c{n}" for n in range(10_000))
    body = ",".join(["0.5"] * 10_000)
    table = open_table(saved(tmp_path, f"energy,popularity,{names}\n" + f"0.5,3,{body}\n" * 3))
    assert {field.source for field in table.reading.fields} == {"energy", "popularity"}
    (note,) = (n for n in table.reading.assumptions if n.code == "many_columns")
    assert note.text.startswith("The table has 10,002 columns; the 2 with known names were read")


def test_a_column_named_in_the_settings_is_kept_among_many(tmp_path: Path) -> None:
    from reportgen.settings import ColumnSettings

    names = ",".join(f"c{n}" for n in range(3_000))
    body = ",".join(["0.5"] * 3_000)
    path = saved(tmp_path, f"energy,{names}\n" + f"0.5,{body}\n" * 3)
    table = open_table(path, ColumnSettings(features=("c7",)))
    assert {field.source for field in table.reading.fields} == {"energy", "c7"}


def test_a_large_document_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from reportgen.ingest import documents

    monkeypatch.setattr(documents, "MOST_BYTES", 100)
    with pytest.raises(DataError, match="larger than"):
        open_table(saved(tmp_path, json.dumps([{"energy": n} for n in range(100)])))


def test_no_permission(tmp_path: Path) -> None:
    """Asked of a process without the rights of root, which may read everything."""
    path = saved(tmp_path, GOOD)
    path.chmod(0)
    code = (
        "import os, sys\n"
        "from reportgen.errors import DataError\n"
        "from reportgen.ingest import open_table\n"
        "import reportgen.ingest.delimited\n"
        "os.geteuid() == 0 and os.setuid(65534)\n"
        "try: open_table(sys.argv[1])\n"
        "except DataError as error: print(error.what)\n"
    )
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == resource.getpagesize() * 0 and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
        if folder == Path("/tmp"):
            break
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "The file may not be read"


@pytest.mark.long
def test_a_real_bomb_stays_below_a_gigabyte_and_a_half(tmp_path: Path) -> None:
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9) as file:
        for _ in range(1024):
            file.write(bytes(1 << 20).replace(b"\0", b"1,"[:1]))
    path = saved(tmp_path, out.getvalue(), "bomb.csv.gz")
    code = (
        "import resource, sys\n"
        "from reportgen.cli import main\n"
        "try: main(['inspect', sys.argv[1]])\n"
        "except SystemExit as error: print(int(error.code or 0))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    status, peak = map(int, done.stdout.split())
    assert status == 4
    assert "unpacks to far more" in done.stderr
    assert peak < 1500
