"""Files that appear together or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from errno import EISDIR
from pathlib import Path

from reportgen.errors import RenderError


def place(directory: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write ``files`` (name → content) into ``directory``, all or none.

    A name can have folders in it, which are made where they are not there.

    Each is written aside in the same directory first; only when all are there are
    they renamed.  Files of the same names that stood there before come back if a
    rename fails.

    Raises
    ------
    RenderError
        If the directory or a file in it cannot be written.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".reportgen-", dir=directory) as aside:
            _write(Path(aside), files)
            _swap(directory, Path(aside), tuple(files))
    except OSError as error:
        raise RenderError(
            f"the files cannot be written ({error.strerror or error})",
            where=str(directory),
            hint="Choose a folder that you may write to, with free space.",
        ) from error
    return tuple(directory / name for name in files)


def _write(aside: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        (aside / name).write_bytes(content)


def _swap(directory: Path, aside: Path, names: tuple[str, ...]) -> None:
    placed: list[str] = []
    try:
        for name in names:
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            _keep_old(directory / name, aside / f"{name}.old")
            placed.append(name)
            (aside / name).replace(directory / name)
    except OSError:
        for name in placed:
            _bring_back(directory / name, aside / f"{name}.old")
        raise


def _keep_old(path: Path, old: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(EISDIR, "a folder has the name of a file", str(path))
    if path.exists():
        path.replace(old)


def _bring_back(path: Path, old: Path) -> None:
    if old.exists():
        old.replace(path)
    else:
        path.unlink(missing_ok=True)
