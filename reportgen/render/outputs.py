"""Files that appear together or not at all.

A set of files is written aside first, in a folder of its own beside its place.  When all of
it is on the disk, one rename says that the set is whole; from there on it is carried into
its place file by file, each by a rename.  Whoever is killed before leaves scratch, which the
next writer sweeps away; whoever is killed after leaves a whole set, which the next writer
carries on.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path

from reportgen.errors import RenderError
from reportgen.render.lock import held, undisturbed, unwritable

SCRATCH = ".reportgen-"
"""How the names of what is not in its place yet begin."""
WHOLE = ".reportgen-whole-"
"""The same, of sets that are whole."""


def place(directory: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write ``files`` (name → content) into ``directory``, all or none.

    A name can have folders in it, which are made where they are not there.  One writer at a
    time: another one is waited for.  Files of the same names that stood there before come
    back if a rename fails.

    Raises
    ------
    RenderError
        If the directory or a file in it cannot be written.
    """
    with _told(directory), held(directory):
        sweep(directory)
        aside = _written(directory, files)
        try:
            _free(directory, files)
            with undisturbed():
                _carried(directory, aside.replace(directory / _name(WHOLE)))
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return tuple(directory / name for name in files)


def place_folder(root: Path, name: str, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write ``files`` into a folder of ``root``; where it is new, it appears in one step.

    Raises
    ------
    RenderError
        If the folder cannot be written.
    """
    with _told(root), held(root):
        sweep(root)
        if (root / name).exists():
            return place(root / name, files)
        aside = _written(root, files)
        try:
            aside.replace(root / name)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return tuple(root / name / file for file in files)


def point(root: Path, link: str, name: str) -> None:
    """Let ``link`` lead to the folder of that name; there is a link at every moment.

    Raises
    ------
    RenderError
        If it cannot be made, or something that is no link has its name.
    """
    with _told(root), held(root):
        if (root / link).exists() and not (root / link).is_symlink():
            raise RenderError(
                "something that is no link has the name of the newest run",
                where=str(root / link),
                hint="Move it elsewhere.",
            )
        aside = root / _name(SCRATCH)
        aside.symlink_to(name, target_is_directory=True)
        try:
            aside.replace(root / link)
        finally:
            aside.unlink(missing_ok=True)


def sweep(directory: Path) -> None:
    """Carry on the whole sets of killed writers, and take their scratch away.

    To be called by who holds the folder only.
    """
    for left in sorted(directory.glob(f"{SCRATCH}*")):
        if left.is_dir() and not left.is_symlink():
            if left.name.startswith(WHOLE):
                _carried(directory, left)
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


@contextmanager
def _told(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise unwritable(directory, error) from error


def _name(start: str) -> str:
    return f"{start}{secrets.token_hex(6)}"


def _written(directory: Path, files: Mapping[str, bytes]) -> Path:
    """Return a folder beside their place with all the files in it, on the disk."""
    aside = directory / _name(SCRATCH)
    try:
        aside.mkdir()
        for name, content in files.items():
            (aside / name).parent.mkdir(parents=True, exist_ok=True)
            with (aside / name).open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return aside


def _free(directory: Path, names: Iterable[str]) -> None:
    """Make sure that nothing is in the way of the files."""
    for name in names:
        if (directory / name).is_dir():
            raise IsADirectoryError(EISDIR, "a folder has the name of a file", name)
        (directory / name).parent.mkdir(parents=True, exist_ok=True)


def _carried(directory: Path, whole: Path) -> None:
    """Carry a whole set into its place; if a rename fails, what stood there comes back."""
    names = [path.relative_to(whole) for path in sorted(whole.rglob("*")) if path.is_file()]
    old = directory / _name(SCRATCH)
    placed: list[Path] = []
    try:
        for name in names:
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            _second_name(directory / name, old / name)
            placed.append(name)
            (whole / name).replace(directory / name)
    except OSError:
        whole = whole.replace(directory / _name(SCRATCH))  # it is not to be carried on
        for name in placed:
            _bring_back(directory / name, old / name)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
        shutil.rmtree(whole, ignore_errors=True)


def _second_name(path: Path, old: Path) -> None:
    """Give a file that is there a second name, by which it can come back."""
    if path.is_file():
        old.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, old)
        except OSError:  # a file system without second names
            shutil.copy2(path, old)


def _bring_back(path: Path, old: Path) -> None:
    if old.exists():
        old.replace(path)
    else:
        path.unlink(missing_ok=True)
