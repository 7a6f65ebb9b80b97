"""Packed files: gzip, bzip2, xz, Zstandard and zip, unpacked in memory within limits."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

import pyarrow as pa

from reportgen.errors import DataError
from reportgen.formats import listing
from reportgen.ingest.source import TABLES_HINT, Source

ALWAYS_ALLOWED = 256 << 20
"""Bytes that any packed file may unpack to."""
MOST_RATIO = 100
"""Beyond that, how many times its own size a packed file may unpack to."""
MOST_UNPACKED = 4 << 30
"""Bytes that no packed file may unpack to."""

_CHUNK = 1 << 20
_DEPTH = 3
_SHOWN = 12
_ZIP = b"PK\x03\x04"
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"\x1f\x8b", "gzip", "gzip"),
    (b"BZh", "bzip2", "bz2"),
    (b"\xfd7zXZ\0", "xz", "xz"),
    (b"\x28\xb5\x2f\xfd", "Zstandard", "zstd"),
)
TABLE_SUFFIXES = frozenset(
    ".arrow .csv .db .feather .json .jsonl .ndjson .parquet .sqlite .sqlite3 .tab .tsv .txt "
    ".xlsx".split()
)
"""Names of files that are tables, in a folder or an archive."""
PACKED_SUFFIXES = frozenset((".gz", ".bz2", ".xz", ".zst"))


def looks_like_table(name: str) -> bool:
    """Whether a file in a folder or an archive is named like a table.

    >>> looks_like_table("2019.csv.gz"), looks_like_table("README.md")
    (True, False)
    """
    path = PurePosixPath(name)
    if path.name.startswith((".", "_")) or "__MACOSX" in path.parts:
        return False
    if path.suffix.lower() in PACKED_SUFFIXES:
        path = path.with_suffix("")
    return path.suffix.lower() in TABLE_SUFFIXES


def unpacked(source: Source, member: str | None = None) -> Source:
    """Return what is inside a packed file; a plain file as it is.

    Parameters
    ----------
    source : Source
        Any file.
    member : str, optional
        Which file of a zip archive to take, by its full or its last name.

    Raises
    ------
    DataError
        If it is damaged, unpacks to far more than its size, is locked, or is an archive
        that holds several tables of which none is named.
    """
    for _ in range(_DEPTH):
        inside = _opened(source, member)
        if inside is source:
            if member is not None and "zip" not in source.packing:
                raise DataError(
                    "This is no zip archive",
                    where=source.where,
                    hint="Leave `--member` out, which names a file inside an archive.",
                )
            return source
        source = inside
    raise DataError(
        f"The file is packed more than {_DEPTH - 1} times over",
        where=source.where,
        hint="Unpack it and give the table inside.",
    )


def is_packed(source: Source) -> bool:
    """Whether a file is compressed as a whole."""
    head = source.head(8)
    return any(head.startswith(magic) for magic, _, _ in _MAGIC)


def is_workbook(names: list[str]) -> bool:
    """Whether the files of a zip archive are those of an Office workbook."""
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def _opened(source: Source, member: str | None) -> Source:
    head = source.head(8)
    if head.startswith(_ZIP):
        return _from_zip(source, member)
    for magic, name, codec in _MAGIC:
        if head.startswith(magic):
            return _decompressed(source, name, codec)
    return source


def _decompressed(source: Source, name: str, codec: str) -> Source:
    try:
        data = _limited(_stream(source, codec), source)
    except (EOFError, OSError, lzma.LZMAError, pa.ArrowException) as error:
        raise DataError(
            f"The {name} file is damaged or cut short ({str(error)[:80]})",
            where=source.where,
            hint="Download or export it again.",
        ) from error
    if not data:
        raise DataError(f"The {name} file holds nothing", where=source.where, hint=TABLES_HINT)
    return replace(source, data=data, path=None, packing=(*source.packing, name))


Reader = tuple[Callable[[int], bytes], Callable[[], int]]
"""How to read on, and how many packed bytes have been taken so far."""


def _stream(source: Source, codec: str) -> Reader:
    if codec == "xz":
        file = io.BytesIO(source.data)
        return lzma.open(file).read, file.tell
    raw = pa.BufferReader(pa.py_buffer(source.data))
    return pa.CompressedInputStream(raw, codec).read, raw.tell


def _limited(reader: Reader, source: Source) -> bytearray:
    """Read to the end, or to the point from which it can only be a trap."""
    read, taken = reader
    data = bytearray()
    while chunk := read(_CHUNK):
        data += chunk
        _require_sane(len(data), taken(), source.where)
    return data


def _require_sane(size: int, packed: int, where: str) -> None:
    if size > MOST_UNPACKED or (size > ALWAYS_ALLOWED and size > MOST_RATIO * packed):
        raise DataError(
            "The file unpacks to far more than a table of its size would",
            where=where,
            hint="If it is to be trusted, unpack it and give the table inside.",
        )


def _from_zip(source: Source, member: str | None) -> Source:
    try:
        packed = io.BytesIO(source.data)
        with zipfile.ZipFile(packed) as archive:
            names = archive.namelist()
            if is_workbook(names):
                _require_sane_members(archive, source)
                return source
            info = _chosen(archive, member, source.where)
            start = info.header_offset
            with archive.open(info) as file:
                data = _limited((file.read, lambda: packed.tell() - start), source)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, OSError) as error:
        raise DataError(
            f"The zip archive is damaged ({str(error)[:80]})",
            where=source.where,
            hint="Download or export it again.",
        ) from error
    except RuntimeError:
        raise DataError(
            "The zip archive is locked with a password",
            where=source.where,
            hint="Unpack it and give the table inside.",
        ) from None
    if not data:
        raise DataError(
            f"{_plain(info.filename)} in the archive is empty",
            where=source.where,
            hint="Check that the export was complete.",
        )
    return replace(source, data=data, path=None, packing=(*source.packing, "zip"))


def _require_sane_members(archive: zipfile.ZipFile, source: Source) -> None:
    """Unpack a workbook's files to nowhere, because their stated sizes may be lies."""
    size = 0
    raw = memoryview(source.data)
    for info in archive.infolist():
        for chunk in _inflated(raw, info):
            size += len(chunk)
            _require_sane(size, max(source.size, 1), source.where)


def _inflated(raw: memoryview, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a file of an archive unpacks to, whatever its header says of its size."""
    if info.compress_type != zipfile.ZIP_DEFLATED:
        return
    at = info.header_offset + 26
    start = at + 4 + sum(int.from_bytes(raw[at + i : at + i + 2], "little") for i in (0, 2))
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    packed = bytes(raw[start : start + info.compress_size])
    while packed and not inflate.eof:
        yield inflate.decompress(packed, _CHUNK)
        packed = inflate.unconsumed_tail


def _chosen(archive: zipfile.ZipFile, member: str | None, where: str) -> zipfile.ZipInfo:
    files = [info for info in archive.infolist() if not info.is_dir()]
    if member is not None:
        return _named(files, member, where)
    tables = [info for info in files if looks_like_table(info.filename)]
    if len(tables) > 1:  # a README.txt beside the only other table is none
        tables = [info for info in tables if not _is_prose(info.filename)] or tables
    tables = tables or (files if len(files) == 1 else [])
    if len(tables) == 1:
        return tables[0]
    names = listing([_plain(info.filename) for info in (tables or files)[:_SHOWN]])
    if not tables:
        raise DataError(
            "The zip archive holds no table",
            where=where,
            hint=f"It holds {names}." if files else "It is empty.",
        )
    raise DataError(
        f"The zip archive holds {len(tables)} tables",
        where=where,
        hint=f"Name one with `--member`: {names}.",
    )


def _is_prose(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() == ".txt" and path.stem.casefold() in (
        *("readme", "license", "licence", "notice", "changelog"),
    )


def _named(files: list[zipfile.ZipInfo], member: str, where: str) -> zipfile.ZipInfo:
    found = [info for info in files if info.filename == member] or [
        info for info in files if PurePosixPath(info.filename).name == member
    ]
    if len(found) == 1:
        return found[0]
    names = listing([_plain(info.filename) for info in files[:_SHOWN]])
    raise DataError(
        f"{'No' if not found else 'More than one'} file in the archive is called {member!r}",
        where=where,
        hint=f"It holds {names}." if files else "It is empty.",
    )


def _plain(name: str) -> str:
    """Return a name from an archive fit for a message: printable, and not endless."""
    return "".join(c if c.isprintable() else "?" for c in name)[:80]
