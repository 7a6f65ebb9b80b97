"""One writer at a time in a folder, and no signal in the middle of what belongs together."""

from __future__ import annotations

import errno
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from types import FrameType

from filelock import lock_descriptor

from reportgen.errors import RenderError, Terminated

_HELD: ContextVar[frozenset[tuple[int, Path]]] = ContextVar("_HELD", default=frozenset())
"""Folders that the code around holds already, with its process: a fork holds none."""
UNABLE = frozenset({errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.ENOTSUP, errno.EISDIR})
"""How network file systems say that they cannot lock a folder."""
FILE = ".reportgen.lock"
"""What is locked there instead."""


@contextmanager
def held(
    folder: Path, *, wait: bool = True, waiting: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Keep other writers out of a folder; it is made where it is missing.

    The folder itself is locked (on file systems that can), so that no file is left behind;
    the lock goes with the process, however that ends.  A folder that was made and stayed
    empty is taken away again.

    Parameters
    ----------
    folder : Path
        Where to write.
    wait : bool
        Whether to wait for another writer, or to end with an error.
    waiting : callable
        Called once before waiting.

    Raises
    ------
    RenderError
        If the folder cannot be made, or another one writes there and ``wait`` is not set.
    """
    path = folder.resolve()
    mine = (os.getpid(), path)
    if mine in _HELD.get():
        yield
        return
    new = not path.exists()
    try:
        descriptor = _locked(path, wait=wait, waiting=waiting)
    except OSError as error:
        raise unwritable(folder, error) from error
    token = _HELD.set(_HELD.get() | {mine})
    try:
        yield
    finally:
        _HELD.reset(token)
        if new:
            with suppress(OSError):
                path.rmdir()
        os.close(descriptor)


def unwritable(folder: Path, error: OSError) -> RenderError:
    """Return the error that says why a folder cannot be written to."""
    return RenderError(
        f"the files cannot be written ({error.strerror or error})",
        where=str(folder),
        hint="Choose a folder that you may write to, with free space.",
    )


def _locked(path: Path, *, wait: bool, waiting: Callable[[], None]) -> int:
    """Return the descriptor that locks a folder."""
    told = False
    while True:
        path.mkdir(parents=True, exist_ok=True)
        target, descriptor, got = _tried(path)
        try:
            if not got:
                _patient(path, wait=wait)
                if not told:
                    waiting()
                told = True
                lock_descriptor(descriptor)
            if _still_there(target, descriptor):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _patient(path: Path, *, wait: bool) -> None:
    if not wait:
        raise RenderError(
            "another run is writing into this folder",
            where=str(path),
            hint="Wait for its end, or choose another folder with -o.",
        )


def _tried(path: Path) -> tuple[Path, int, bool]:
    """Try to lock a folder, or a file in it where folders cannot be locked.

    Returns
    -------
    Path, int, bool
        What is locked, its descriptor, and whether it is ours.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return path, descriptor, lock_descriptor(descriptor, blocking=False)
    except OSError as error:
        os.close(descriptor)
        if error.errno not in UNABLE:
            raise
    file = path / FILE
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        return file, descriptor, lock_descriptor(descriptor, blocking=False)
    except BaseException:
        os.close(descriptor)
        raise


def _still_there(path: Path, descriptor: int) -> bool:
    """Say whether what is locked still has that name: its maker may have taken it away."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def orderly() -> Iterator[None]:
    """Let SIGTERM end the process as Ctrl-C does: with everything cleaned up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put signals off until the block is over."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number in SIGNALS:
        signal.signal(number, lambda got, _frame: came.append(got))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for late in came:
            signal.raise_signal(late)
