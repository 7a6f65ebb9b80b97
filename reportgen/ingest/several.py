"""Several files of one shape as one table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from reportgen.errors import DataError
from reportgen.formats import integer, listing
from reportgen.ingest.columns import is_number, is_text
from reportgen.ingest.notes import Notes
from reportgen.ingest.raw import RawTable
from reportgen.ingest.values import text_of
from reportgen.text import translate

MOST_FILES = 10_000
_SHOWN = 5


def together(parts: Sequence[RawTable], files: Sequence[Path], name: str) -> RawTable:
    """Put the rows of several files below each other, in the order of the files.

    The digest is that of a text with the digest and the name of each file on a line.

    Raises
    ------
    DataError
        If a file has other columns than the first one.
    """
    first = parts[0].data.column_names
    for part, file in zip(parts[1:], files[1:], strict=True):
        require_same(first, part.data.column_names, file, files[0])
    columns = [_stacked([part.data[column] for part in parts]) for column in first]
    lines = [f"{part.sha256}  {file.name}\n" for part, file in zip(parts, files, strict=True)]
    formats = dict.fromkeys(part.format for part in parts)
    return RawTable(
        name,
        f"{len(parts)} files of {', '.join(formats)}",
        pa.table(columns, names=first),
        hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest(),
        sum(part.size for part in parts),
        _notes(parts, files),
        parts[0].decimal,
    )


def require_same(first: list[str], other: list[str], file: Path, against: Path) -> None:
    """Refuse a file whose columns are not those of the first one.

    Raises
    ------
    DataError
        If it lacks some, or has others.
    """
    absent = [name for name in first if name not in other]
    extra = [name for name in other if name not in first]
    if absent or extra:
        said = [f"lacks {listing([repr(n) for n in absent[:_SHOWN]])}"] if absent else []
        said += [f"has {listing([repr(n) for n in extra[:_SHOWN]])} besides"] if extra else []
        raise DataError(
            f"The columns are not those of {against.name}: it {' and '.join(said)}",
            where=str(file),
            hint="Give files of one shape, or name them by a pattern that leaves others out.",
        )


def _stacked(columns: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    """Put columns of one name together: as stored where they agree, else as numbers or text."""
    types = list(dict.fromkeys(c.type for c in columns if c.null_count < len(c)))
    if len(types) < 2:
        wanted = types[0] if types else pa.string()
    elif all(is_number(stored) for stored in types):
        wanted = pa.float64()
    else:
        wanted = pa.string()
    chunks = [chunk for column in columns for chunk in _cast(column, wanted).chunks]
    return pa.chunked_array(chunks, wanted)


def _cast(column: pa.ChunkedArray, wanted: pa.DataType) -> pa.ChunkedArray:
    if column.type == wanted:
        return column
    if column.null_count == len(column):
        return pa.chunked_array([pa.nulls(len(column), wanted)])
    if pa.types.is_string(wanted) and not is_text(column.type):
        return pa.chunked_array([pa.array(map(text_of, column.to_pylist()), wanted)])
    return column.cast(wanted)


def _notes(parts: Sequence[RawTable], files: Sequence[Path]) -> Notes:
    """Gather the notes of all files; one that not all share names its files."""
    notes = Notes()
    note_files(files, notes)
    for kind, record in (("assumptions", notes.assume), ("problems", notes.problem)):
        for (code, text), holders in _shared(parts, files, kind).items():
            whose = "" if len(holders) == len(parts) else f"{', '.join(holders[:_SHOWN])}: "
            record(code, f"{whose}{text}")
    return notes


def note_files(files: Sequence[Path], notes: Notes) -> None:
    """Say which files were put together."""
    shown = listing([file.name for file in files[:_SHOWN]])
    said = translate("The rows of {n} files stand below each other: {files}.")
    if len(files) > _SHOWN:
        said = translate("The rows of {n} files stand below each other: {files}, and {more} more.")
    more = integer(len(files) - _SHOWN)
    notes.assume("files", said.format(n=integer(len(files)), files=shown, more=more))


def _shared(
    parts: Iterable[RawTable], files: Iterable[Path], kind: str
) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for part, file in zip(parts, files, strict=True):
        for note in getattr(part.notes, kind):
            found.setdefault((note.code, note.text), []).append(file.name)
    return found
