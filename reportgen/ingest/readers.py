"""From what the user names to columns as stored: one reader for each format."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from reportgen.errors import DataError
from reportgen.ingest.damage import mended
from reportgen.ingest.kinds import FileKind, kind_of
from reportgen.ingest.packing import looks_like_table, unpacked
from reportgen.ingest.raw import RawTable
from reportgen.ingest.several import MOST_FILES, together
from reportgen.ingest.source import STDIN, TABLES_HINT, Source, read_file, read_stdin
from reportgen.settings import InputSettings

Reader = Callable[[Source, InputSettings], RawTable]
_WILD = frozenset("*?[")


def _csv(source: Source, settings: InputSettings) -> RawTable:
    from reportgen.ingest.delimited import read_delimited

    return read_delimited(source, settings)


def _parquet(source: Source, settings: InputSettings) -> RawTable:
    from reportgen.ingest.columnar import read_parquet

    return read_parquet(source, settings)


def _arrow(source: Source, settings: InputSettings) -> RawTable:
    from reportgen.ingest.columnar import read_arrow

    return read_arrow(source, settings)


def _workbook(source: Source, settings: InputSettings) -> RawTable:
    from reportgen.ingest.workbook import read_workbook

    return read_workbook(source, settings)


def _json(source: Source, settings: InputSettings) -> RawTable:
    from reportgen.ingest.documents import read_json

    return read_json(source, settings)


def _sqlite(source: Source, settings: InputSettings) -> RawTable:
    from reportgen.ingest.database import read_sqlite

    return read_sqlite(source, settings)


READERS: dict[FileKind, Reader] = {
    FileKind.CSV: _csv,
    FileKind.PARQUET: _parquet,
    FileKind.ARROW: _arrow,
    FileKind.WORKBOOK: _workbook,
    FileKind.JSON: _json,
    FileKind.SQLITE: _sqlite,
}
"""What reads each format; each loads its library when it is called."""

_USES: dict[str, tuple[FileKind, ...]] = {
    "sheet": (FileKind.WORKBOOK,),
    "table": (FileKind.SQLITE,),
    "sql": (FileKind.SQLITE,),
    "delimiter": (FileKind.CSV,),
    "encoding": (FileKind.CSV, FileKind.JSON),
}
"""Settings that have a meaning for some formats only."""


def read(table: str | Path, settings: InputSettings) -> RawTable:
    """Read a file, a folder, a pattern, standard input or a database.

    Parameters
    ----------
    table : str or Path
        A path; a pattern such as ``2019-*.csv``; ``-`` for standard input; or the
        address of a database, with a query in ``settings.sql``.
    settings : InputSettings
        How to read it.

    Raises
    ------
    DataError
        If it cannot be read or is no table.
    """
    if settings.sql_url_env is not None or (isinstance(table, str) and "://" in table):
        from reportgen.ingest.database import address_from, read_query

        variable = settings.sql_url_env
        raw = read_query(str(table) if variable is None else address_from(variable), settings)
        return mended(replace(raw, where=raw.name))
    return mended(replace(_stored(table, settings), where=str(table)))


def _stored(table: str | Path, settings: InputSettings) -> RawTable:
    """Read what is stored in files, or comes from standard input."""
    if str(table) == STDIN:
        return _one(read_stdin(), settings)
    files, name = files_of(table)
    if len(files) == 1:
        return _one(read_file(files[0]), settings)
    return together([_one(read_file(file), settings) for file in files], files, name)


def files_of(table: str | Path) -> tuple[list[Path], str]:
    """Return the files of a table, and what it is called.

    Raises
    ------
    DataError
        If a folder or pattern holds none, or too many.
    """
    path = Path(table)
    if os.path.isdir(path):  # noqa: PTH112 - `Path.is_dir` raises for a name that is too long
        files, name = _in_folder(path), path.name or str(path)
    elif _WILD & set(str(table)) and not os.path.exists(path):  # noqa: PTH110 - the same
        files, name = _matching(str(table)), Path(table).name
    else:
        return [path], path.name
    if len(files) > MOST_FILES:
        raise DataError(
            f"There are {len(files):,} files, more than {MOST_FILES:,}",
            where=str(table),
            hint="Put them together into one table first.",
        )
    return files, files[0].name if len(files) == 1 else name


def _one(stored: Source, settings: InputSettings) -> RawTable:
    source = unpacked(stored, settings.member)
    kind = kind_of(source)
    require_use(kind, source.where, settings)
    raw = READERS[kind](source, settings)
    if not source.packing:
        return raw
    packing = " in ".join(reversed(source.packing))
    return replace(raw, format=f"{raw.format} ({packing})")


def require_use(kind: FileKind, where: str, settings: InputSettings) -> None:
    """Refuse a setting that would be passed over in silence."""
    for name, kinds in _USES.items():
        if getattr(settings, name) is not None and kind not in kinds:
            raise DataError(
                f"The setting [input] {name} has no meaning for this file ({kind.value})",
                where=where,
                hint="Leave it out, or check that this is the file you meant.",
            )


def _in_folder(folder: Path) -> list[Path]:
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file())
    except PermissionError:
        raise DataError(
            "The folder may not be read", where=str(folder), hint="Ask its owner for permission."
        ) from None
    found = [path for path in files if looks_like_table(path.name)]
    if not found:
        raise DataError("The folder holds no table", where=str(folder), hint=TABLES_HINT)
    return found


def _matching(pattern: str) -> list[Path]:
    names = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - patterns may be absolute
    found = [path for path in map(Path, names) if path.is_file()]
    if not found:
        raise DataError(
            "No file matches the pattern", where=pattern, hint="Check the folder and the pattern."
        )
    return found
