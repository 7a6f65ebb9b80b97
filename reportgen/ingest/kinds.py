"""What a file is, by its first bytes; its name is asked only where they do not tell."""

from __future__ import annotations

import re
from enum import Enum

from reportgen.errors import DataError
from reportgen.ingest.packing import is_workbook
from reportgen.ingest.source import TABLES_HINT, Source


class FileKind(Enum):
    """Formats of tables, with the name that a reader sees."""

    CSV = "CSV"
    PARQUET = "Parquet"
    ARROW = "Arrow"
    WORKBOOK = "Excel workbook"
    JSON = "JSON"
    SQLITE = "SQLite database"


_UNPACK = "Unpack it and give the table inside."
_EXPORT = "Export the table as CSV or Parquet and give that file."
_PAGE = "Download the table itself, not the page that shows it."
_NEVER = "It could run any program when opened. " + _EXPORT
_NOT_TABLES: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89png", "a PNG picture", TABLES_HINT),
    (b"\xff\xd8\xff", "a JPEG picture", TABLES_HINT),
    (b"%pdf", "a PDF document", TABLES_HINT),
    (b"\xd0\xcf\x11\xe0", "an old or a locked Excel workbook", "Save it as .xlsx, unlocked."),
    (b"7z\xbc\xaf", "a 7-Zip archive", _UNPACK),
    (b"rar!", "a RAR archive", _UNPACK),
    (b"\x89hdf", "an HDF5 file", _EXPORT),
    (b"\x93numpy", "a NumPy array", _EXPORT),
    (b"orc", "an ORC file", _EXPORT),
    (b"obj\x01", "an Avro file", _EXPORT),
    (b"pare", "an encrypted Parquet file", "Give it decrypted."),
    (b"duck", "a DuckDB database", _EXPORT),
    (b"\x80\x03", "a Python pickle", _NEVER),
    (b"\x80\x04", "a Python pickle", _NEVER),
    (b"\x80\x05", "a Python pickle", _NEVER),
    (b"rdx", "an R data file", _EXPORT),
    (b"<stata_dta>", "a Stata file", _EXPORT),
    (b"$fl2", "an SPSS file", _EXPORT),
    (b"version https://git-lfs", "a Git LFS pointer", "Fetch it with `git lfs pull`."),
    (b"<!doctype html", "a web page", _PAGE),
    (b"<html", "a web page", _PAGE),
    (b"<?xml", "an XML document", _EXPORT),
)
_BINARY_MARKS = frozenset((b"orc", b"pare", b"duck", b"rdx", b"rar!", b"obj\x01"))
"""Marks that could also begin a header; they count only where NULs follow."""
_KINDS: tuple[tuple[bytes, FileKind], ...] = (
    (b"PAR1", FileKind.PARQUET),
    (b"ARROW1", FileKind.ARROW),
    (b"FEA1", FileKind.ARROW),
    (b"\xff\xff\xff\xff", FileKind.ARROW),
    (b"SQLite format 3\0", FileKind.SQLITE),
)
_ZIP = b"PK\x03\x04"
_UNICODE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
_JSON = re.compile(rb"\{|\[\s*([\[{\"\]]|-?\d|true|false|null)")
_MOST_NULS = 0.01
_TAR_MARK = slice(257, 262)


def kind_of(source: Source) -> FileKind:
    """Say what the bytes of a file are.

    Raises
    ------
    DataError
        If they are no table.
    """
    head = source.head()
    for magic, kind in _KINDS:
        if head.startswith(magic):
            return kind
    if head.startswith(_ZIP):
        return _workbook(source)
    _refuse(head, source.where)
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")
    return FileKind.JSON if _JSON.match(start) else FileKind.CSV


def _workbook(source: Source) -> FileKind:
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise DataError(
            f"The archive is damaged ({error})", where=source.where, hint="Export it again."
        ) from error
    if is_workbook(names):
        return FileKind.WORKBOOK
    raise DataError("This is an archive, not a table", where=source.where, hint=_UNPACK)


def _refuse(head: bytes, where: str) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    for magic, what, hint in _NOT_TABLES:
        if start.startswith(magic) and (magic not in _BINARY_MARKS or b"\0" in head):
            raise DataError(f"This is {what}, not a table", where=where, hint=hint)
    if head[_TAR_MARK] == b"ustar":
        raise DataError("This is a tar archive, not a table", where=where, hint=_UNPACK)
    if _is_binary(head):
        raise DataError("This is a binary file, not a table", where=where, hint=TABLES_HINT)


def _is_binary(head: bytes) -> bool:
    """Whether there are more NULs than damage explains, and UTF-16 and UTF-32 do not either."""
    nuls = head.count(0)
    if not nuls or head.startswith(_UNICODE_MARKS):
        return False
    half = max(len(head) // 2, 1)
    even, odd = head[0::2].count(0) / half, head[1::2].count(0) / half
    wide = max(even, odd) > 0.5 and min(even, odd) < 0.05
    return not wide and nuls > _MOST_NULS * len(head)
