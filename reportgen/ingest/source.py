"""Files: whether they can be read, and what they are by their first bytes."""

from __future__ import annotations

import difflib
import gzip
import hashlib
import mmap
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reportgen.errors import DataError

_CSV_HINT = "Give a CSV file (plain or gzip) or a Parquet file."
_NOT_TABLES: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "a PNG picture", _CSV_HINT),
    (b"\xff\xd8\xff", "a JPEG picture", _CSV_HINT),
    (b"%PDF", "a PDF document", _CSV_HINT),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "Save the sheet as CSV and give that file."),
    (b"SQLite format 3", "an SQLite database", "Export the table as CSV and give that file."),
    (b"BZh", "a bzip2 archive", "Unpack it and give the CSV file inside."),
    (b"\xfd7zXZ", "an xz archive", "Unpack it and give the CSV file inside."),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", "Unpack it and give the CSV file inside."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it and give the CSV file inside."),
    (b"ARROW1", "an Arrow (Feather) file", "Save the table as Parquet and give that file."),
    (b"\x89HDF", "an HDF5 file", _CSV_HINT),
    (b"version https://git-lfs", "a Git LFS pointer", "Fetch the file itself with `git lfs pull`."),
    (b"<!doctype html", "a web page", "Download the table itself, not the page that shows it."),
    (b"<html", "a web page", "Download the table itself, not the page that shows it."),
    (b"{", "a JSON file", _CSV_HINT),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HEAD = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A readable file.

    ``data`` is what is inside it: mapped where it is plain, unpacked where it is gzip;
    empty for Parquet, which is read from ``path``.
    """

    path: Path
    format: Literal["CSV", "CSV (gzip)", "Parquet"]
    data: bytes | mmap.mmap
    sha256: str
    size: int


def find(path: Path) -> Source:
    """Open a file and say what it is.

    Raises
    ------
    DataError
        If it cannot be read, is empty, or is no table.
    """
    stored = _stored(path)
    digest = hashlib.sha256(stored).hexdigest()
    if stored[:4] == b"PAR1":
        return Source(path, "Parquet", b"", digest, len(stored))
    if stored[:2] == b"\x1f\x8b":
        data = _unpacked(stored, path)
        _refuse(data[:_HEAD], path)
        return Source(path, "CSV (gzip)", data, digest, len(stored))
    _refuse(stored[:_HEAD], path)
    return Source(path, "CSV", stored, digest, len(stored))


def _stored(path: Path) -> mmap.mmap:
    try:
        if path.stat().st_size == 0:
            raise DataError(
                "The file is empty", where=str(path), hint="Check that the export was complete."
            )
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        raise DataError(
            "The file does not exist", where=str(path), hint=_neighbours(path)
        ) from None
    except IsADirectoryError:
        raise DataError(
            "This is a folder, not a table", where=str(path), hint="Give one file inside it."
        ) from None
    except PermissionError:
        raise DataError(
            "The file may not be read", where=str(path), hint="Ask its owner for permission."
        ) from None
    except (OSError, ValueError) as error:
        raise DataError(
            f"The file cannot be read ({error})", where=str(path), hint=_CSV_HINT
        ) from error


def _neighbours(path: Path) -> str:
    if not path.parent.is_dir():
        return f"There is no folder {str(path.parent)!r} either."
    names = [other.name for other in path.parent.iterdir()]
    close = difflib.get_close_matches(path.name, names, n=1)
    return f"Did you mean {close[0]!r}?" if close else "Check the name and the folder."


def _unpacked(stored: mmap.mmap, path: Path) -> bytes:
    try:
        data = gzip.decompress(stored)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError(
            f"The gzip file is damaged or cut short ({error})",
            where=str(path),
            hint="Download or export it again.",
        ) from error
    if not data:
        raise DataError("The gzip file holds nothing", where=str(path), hint=_CSV_HINT)
    return data


def _refuse(head: bytes, path: Path) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64]
    for magic, what, hint in _NOT_TABLES:
        if start.lower().startswith(magic.lower()):
            raise DataError(f"This is {what}, not a table", where=str(path), hint=hint)
    if start.startswith(b"PK\x03\x04"):
        _refuse_zip(head, path)
    if start.startswith(b"PAR1"):
        raise DataError(
            "This is a Parquet file inside gzip", where=str(path), hint="Unpack it with gunzip."
        )
    if b"\0" in head and not head.startswith(_UTF16):
        raise DataError("This is a binary file, not a table", where=str(path), hint=_CSV_HINT)


def _refuse_zip(head: bytes, path: Path) -> None:
    if b"xl/" in head or b"[Content_Types].xml" in head or path.suffix.lower() == ".xlsx":
        raise DataError(
            "This is an Excel workbook, not a CSV file",
            where=str(path),
            hint="Save the sheet as CSV UTF-8 and give that file.",
        )
    raise DataError(
        "This is a zip archive, not a table", where=str(path), hint="Unpack it and give the CSV."
    )
