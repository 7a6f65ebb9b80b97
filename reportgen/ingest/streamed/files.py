"""Which files can be read in parts, and how."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet as pq

from reportgen.errors import DataError
from reportgen.ingest.kinds import FileKind, kind_of
from reportgen.ingest.notes import Notes
from reportgen.ingest.packing import is_packed
from reportgen.ingest.raw import named, require_rows
from reportgen.ingest.readers import files_of, require_use
from reportgen.ingest.several import note_files, require_same
from reportgen.ingest.source import STDIN, mapped
from reportgen.ingest.streamed.flow import Flow, refused, schema_of
from reportgen.ingest.table import BLOCK_ROWS
from reportgen.settings import InputSettings

_EXPORT = "Use --engine memory, or export the table as Parquet."


@dataclass(frozen=True, slots=True)
class File:
    """One file of a table: its stored types under tidy names, and its rows in parts."""

    path: Path
    kind: str
    schema: pa.Schema
    rows: int
    parts: Callable[[], Iterator[pa.Table]]


def flow_of(table: str | Path, settings: InputSettings) -> Flow:
    """Return the rows of a file, a folder or a pattern of files as they come.

    Raises
    ------
    DataError
        If a file is damaged, has no rows, or has other columns than the others.
    EngineError
        If it is of a kind that cannot be read in parts.
    """
    where = str(table)
    if settings.sql_url_env is not None or "://" in where or where == STDIN:
        what = "it comes from standard input" if where == STDIN else "it is the answer to a query"
        raise refused(what, where, "Use --engine memory, or save the rows as Parquet first.")
    paths, name = files_of(table)
    files = [_opened(path, settings) for path in paths]
    digests = [_digest(path) for path in paths]
    notes = Notes()
    for file in files[1:]:
        require_same(files[0].schema.names, file.schema.names, file.path, files[0].path)
    if len(files) > 1:
        note_files(paths, notes)
    kinds = ", ".join(dict.fromkeys(file.kind for file in files))
    return Flow(
        name=name,
        where=where,
        format=kinds if len(files) == 1 else f"{len(files)} files of {kinds}",
        sha256=digests[0] if len(files) == 1 else _together(digests, paths),
        size=sum(path.stat().st_size for path in paths),
        schema=schema_of([file.schema for file in files], where),
        parts=lambda: (part for file in files for part in file.parts()),
        notes=notes,
    )


def _opened(path: Path, settings: InputSettings) -> File:
    source = mapped(path)
    if is_packed(source):
        raise refused("it is packed", str(path), "Use --engine memory, or unpack it first.")
    kind = kind_of(source)
    require_use(kind, str(path), settings)
    if kind not in _OPENERS:
        raise refused(
            f"that does not work with this kind of file ({kind.value})", str(path), _EXPORT
        )
    try:
        file = _OPENERS[kind](path)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(kind, path, error) from error
    require_rows(file.rows, str(path))
    return file


def _parquet(path: Path) -> File:
    with pq.ParquetFile(path, pre_buffer=False) as file:
        names, rows = named(file.schema_arrow.names, str(path)), file.metadata.num_rows
        schema = pa.schema(list(zip(names, file.schema_arrow.types, strict=True)))

    def parts() -> Iterator[pa.Table]:
        try:
            with pq.ParquetFile(path, pre_buffer=False) as opened:
                for batch in opened.iter_batches(BLOCK_ROWS, use_threads=False):
                    yield pa.Table.from_batches([batch]).rename_columns(names)
        except (pa.ArrowException, OSError) as error:
            raise _damaged(FileKind.PARQUET, path, error) from error

    return File(path, "Parquet", schema, rows, parts)


def _arrow(path: Path) -> File:
    with pa.OSFile(str(path)) as stored, pa.ipc.open_file(stored) as file:
        names = named(file.schema.names, str(path))
        schema = pa.schema(list(zip(names, file.schema.types, strict=True)))
        batches = file.num_record_batches
        rows = sum(file.get_batch(i).num_rows for i in range(batches))

    def parts() -> Iterator[pa.Table]:
        try:
            with pa.OSFile(str(path)) as again, pa.ipc.open_file(again) as opened:
                for i in range(batches):
                    yield pa.Table.from_batches([opened.get_batch(i)]).rename_columns(names)
        except (pa.ArrowException, OSError) as error:
            raise _damaged(FileKind.ARROW, path, error) from error

    return File(path, "Arrow", schema, rows, parts)


_OPENERS: dict[FileKind, Callable[[Path], File]] = {
    FileKind.PARQUET: _parquet,
    FileKind.ARROW: _arrow,
}
"""What opens each kind of file that can be read in parts."""


def _damaged(kind: FileKind, path: Path, error: Exception) -> DataError:
    if isinstance(error, MemoryError):
        raise error
    reason = str(error).partition("\n")[0][:120]
    return DataError(
        f"The {kind.value} file is damaged ({reason})", where=str(path), hint="Export it again."
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _together(digests: Sequence[str], paths: Sequence[Path]) -> str:
    lines = [f"{digest}  {path.name}\n" for digest, path in zip(digests, paths, strict=True)]
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()
