"""Compressed tables and archives, sound and malicious."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

from tests.bad_input.containers import zipped, zstandard
from tests.bad_input.corpus import HEADER, lines, saved, text, theme

case = theme("archive")

SOUND = text().encode()


@case("gzip in a file called CSV")
def _(folder: Path) -> Path:
    return saved(folder, gzip.compress(SOUND))


@case("gzip twice")
def _(folder: Path) -> Path:
    return saved(folder, gzip.compress(gzip.compress(SOUND)), "tracks.csv.gz")


@case("gzip of two parts")
def _(folder: Path) -> Path:
    half = SOUND.index(b"\n", len(SOUND) // 2) + 1
    parts = gzip.compress(SOUND[:half]) + gzip.compress(SOUND[half:])
    return saved(folder, parts, "tracks.csv.gz")


@case("gzip with rubbish behind it")
def _(folder: Path) -> Path:
    return saved(folder, gzip.compress(SOUND) + b"rubbish", "tracks.csv.gz")


@case("gzip with a wrong byte inside")
def _(folder: Path) -> Path:
    content = bytearray(gzip.compress(SOUND))
    content[len(content) // 2] ^= 0xFF
    return saved(folder, bytes(content), "tracks.csv.gz")


@case("gzip of a picture")
def _(folder: Path) -> Path:
    return saved(folder, gzip.compress(b"\x89PNG\r\n\x1a\n" + bytes(99)), "tracks.csv.gz")


@case("bzip2")
def _(folder: Path) -> Path:
    return saved(folder, bz2.compress(SOUND), "tracks.csv.bz2")


@case("xz")
def _(folder: Path) -> Path:
    return saved(folder, lzma.compress(SOUND), "tracks.csv.xz")


@case("Zstandard")
def _(folder: Path) -> Path:
    return saved(folder, zstandard(SOUND), "tracks.csv.zst")


@case("plain text called gzip")
def _(folder: Path) -> Path:
    return saved(folder, SOUND, "tracks.csv.gz")


def _zeros(total: int) -> io.BytesIO:
    target = io.BytesIO()
    with gzip.GzipFile(fileobj=target, mode="wb", compresslevel=1) as packed:
        for _ in range(total // 2**20):
            packed.write(bytes(2**20))
    target.seek(0)
    return target


@case("a gzip bomb of zeros")
def _(folder: Path) -> Path:
    return saved(folder, _zeros(600 * 2**20).getvalue(), "tracks.csv.gz")


@case("gzip of 200,000 rows that repeat")
def _(folder: Path) -> Path:
    path = folder / "tracks.csv.gz"
    piece = "".join(f"{line}\n" for line in list(lines())[1:]) * 100
    with gzip.open(path, "wt", compresslevel=1) as packed:
        packed.write(",".join(HEADER) + "\n")
        for _ in range(15):
            packed.write(piece)
    return path


@case("a zip bomb")
def _(folder: Path) -> Path:
    path = folder / "tracks.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
        packed.open("tracks.csv", "w", force_zip64=True) as member,
    ):
        for _ in range(600):
            member.write(bytes(2**20))
    return path


@case("a zip that lies about its size")
def _(folder: Path) -> Path:
    content = bytearray(zipped({"tracks.csv": SOUND}))
    real = len(SOUND).to_bytes(4, "little")
    return saved(folder, bytes(content).replace(real, (10).to_bytes(4, "little")), "tracks.zip")


@case("a zip of one table")
def _(folder: Path) -> Path:
    return saved(folder, zipped({"data/tracks.csv": SOUND}), "tracks.zip")


@case("a zip of one table and the hidden files of a Macintosh")
def _(folder: Path) -> Path:
    members = {"tracks.csv": SOUND, "__MACOSX/._tracks.csv": b"\0\5\x16\7", ".DS_Store": b"\0"}
    return saved(folder, zipped(members), "tracks.zip")


@case("a zip of two tables")
def _(folder: Path) -> Path:
    return saved(folder, zipped({"a.csv": SOUND, "b.csv": SOUND}), "tracks.zip")


@case("a zip of nothing")
def _(folder: Path) -> Path:
    return saved(folder, zipped({}), "tracks.zip")


@case("a zip in a zip")
def _(folder: Path) -> Path:
    return saved(folder, zipped({"inner.zip": zipped({"tracks.csv": SOUND})}), "tracks.zip")


@case("a zip that points out of its folder")
def _(folder: Path) -> Path:
    return saved(folder, zipped({"../../tracks.csv": SOUND}), "tracks.zip")


@case("a zip with an absolute path")
def _(folder: Path) -> Path:
    return saved(folder, zipped({"/tmp/tracks.csv": SOUND}), "tracks.zip")


@case("a zip with a link")
def _(folder: Path) -> Path:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        link = zipfile.ZipInfo("tracks.csv")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
    return saved(folder, target.getvalue(), "tracks.zip")


@case("a zip with a password")
def _(folder: Path) -> Path:
    content = bytearray(zipped({"tracks.csv": SOUND}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    return saved(folder, bytes(content), "tracks.zip")


@case("a tar archive")
def _(folder: Path) -> Path:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as packed:
        member = tarfile.TarInfo("tracks.csv")
        member.size = len(SOUND)
        packed.addfile(member, io.BytesIO(SOUND))
    return saved(folder, target.getvalue(), "tracks.tar.gz")
