"""Where bytes come from: one file, or standard input."""

from __future__ import annotations

import difflib
import hashlib
import mmap
import stat
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from reportgen.errors import DataError

STDIN = "-"
"""What stands for standard input."""
TABLES_HINT = "Give a table as CSV, Parquet, Arrow, Excel (.xlsx), JSON or SQLite, packed or plain."
_CHUNK = 1 << 22
_MOST_STREAMED = 4 << 30

Bytes = bytes | bytearray | mmap.mmap | memoryview


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Bytes of a table, and where they came from.

    Parameters
    ----------
    name : str
        What to call the table: the file's name, without its folder.
    where : str
        What to call it in a message: the path as given.
    data : bytes
        What is inside: mapped where the file is plain, else unpacked.
    sha256, size : str and int
        Digest and bytes of the file as stored.
    path : Path or None
        The file that holds exactly ``data``; ``None`` for what was unpacked or streamed.
    packing : tuple of str
        What ``data`` was unpacked from, outermost first: gzip, bzip2, xz, Zstandard, zip.
    """

    name: str
    where: str
    data: Bytes
    sha256: str
    size: int
    path: Path | None = None
    packing: tuple[str, ...] = ()

    def head(self, size: int = 65_536) -> bytes:
        """Return the first bytes."""
        return bytes(self.data[:size])


def read_file(path: Path) -> Source:
    """Map a file into memory.

    Raises
    ------
    DataError
        If it cannot be read, is empty, or is no regular file.
    """
    source = mapped(path)
    return replace(source, sha256=hashlib.sha256(source.data).hexdigest())


def mapped(path: Path) -> Source:
    """Map a file into memory without looking at more than its size; it has no digest yet.

    Raises
    ------
    DataError
        If it cannot be read, is empty, or is no regular file.
    """
    stored = _mapped(path)
    return Source(path.name, str(path), stored, "", len(stored), path)


def read_stdin() -> Source:
    """Read standard input to its end.

    Raises
    ------
    DataError
        If nothing comes, or more than 4 GiB.
    """
    where, data, digest = "standard input", bytearray(), hashlib.sha256()
    while chunk := sys.stdin.buffer.read(_CHUNK):
        data += chunk
        digest.update(chunk)
        if len(data) > _MOST_STREAMED:
            raise DataError(
                "More than 4 GiB came", where=where, hint="Save the table as a file and give that."
            )
    if not data:
        raise DataError(
            "Nothing came", where=where, hint="Send a table, as in `cat tracks.csv | reportgen …`."
        )
    return Source(where, where, data, digest.hexdigest(), len(data))


def _mapped(path: Path) -> mmap.mmap:
    try:
        _require_regular(path)
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        raise DataError("The file does not exist", where=str(path), hint=neighbours(path)) from None
    except PermissionError:
        raise DataError(
            "The file may not be read", where=str(path), hint="Ask its owner for permission."
        ) from None
    except (OSError, ValueError) as error:
        raise DataError(
            f"The file cannot be read ({error})", where=str(path), hint=TABLES_HINT
        ) from error


def _require_regular(path: Path) -> None:
    """Refuse what has no end or no size: pipes, devices, sockets; and empty files."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise DataError(
            "This is a pipe or a device, not a file",
            where=str(path),
            hint=f"Send its content to standard input and give {STDIN} in place of a file.",
        )
    if found.st_size == 0:
        raise DataError(
            "The file is empty", where=str(path), hint="Check that the export was complete."
        )


def neighbours(path: Path) -> str:
    """Say which file of the same folder may have been meant."""
    if not path.parent.is_dir():
        return f"There is no folder {str(path.parent)!r} either."
    names = [other.name for other in path.parent.iterdir()]
    close = difflib.get_close_matches(path.name, names, n=1)
    return f"Did you mean {close[0]!r}?" if close else "Check the name and the folder."
