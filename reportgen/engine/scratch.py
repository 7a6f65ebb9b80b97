"""Blocks on disk: written once, read column by column.

Files have no name, so that the system takes their space back when the process ends,
however it ends.
"""

from __future__ import annotations

import os
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block, Lazy
from reportgen.errors import EngineError

_HINT = "Name a folder with more room under [engine] scratch, or by --scratch."
_CODES = (np.int8, np.int16)


class ScratchFile:
    """A file without a name that grows at its end; space is freed with the object.

    Parameters
    ----------
    folder : Path or None
        Where its bytes go; by default the system's folder for temporary files.

    Raises
    ------
    EngineError
        If it cannot be made there.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._where = str(folder or tempfile.gettempdir())
        self.size = 0
        try:
            self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - kept open
        except OSError as error:
            raise self._failed("made", error) from error
        weakref.finalize(self, self._file.close)

    def append(self, values: NDArray[Any]) -> int:
        """Write an array at the end and return where it starts.

        Raises
        ------
        EngineError
            If the disk is full.
        """
        start, rest = self.size, np.ascontiguousarray(values).data.cast("B")
        try:
            while rest:
                rest = rest[os.pwrite(self._file.fileno(), rest, self.size) :]
                self.size = start + values.nbytes - len(rest)
        except OSError as error:
            raise self._failed("written", error) from error
        return start

    def read(self, start: int, kind: np.dtype[Any], rows: int) -> NDArray[Any]:
        """Return an array that was written; several threads may read at a time."""
        found = np.empty(rows, kind)
        rest = found.data.cast("B")
        while rest:
            got = os.preadv(self._file.fileno(), [rest], start + found.nbytes - len(rest))
            if not got:
                raise EngineError(
                    "A scratch file ends before its time", where=self._where, hint=_HINT
                )
            rest = rest[got:]
        return found

    def _failed(self, what: str, error: OSError) -> EngineError:
        return EngineError(
            f"A scratch file cannot be {what} ({error.strerror})", where=self._where, hint=_HINT
        )


@dataclass(frozen=True, slots=True)
class _Stored:
    """Where a column of a block is, and as what it is to be read back."""

    start: int
    stored: np.dtype[Any]
    wanted: np.dtype[Any]


class StoredBlocks(Sequence[Block]):
    """Blocks in a scratch file; each column is read when it is first asked for.

    Numbers are stored in 32 bits where that loses nothing, level codes in as few as they
    need, and row numbers that count up by their first one alone.

    Parameters
    ----------
    folder : Path or None
        Where the file goes.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self._file = ScratchFile(folder)
        self._blocks: list[tuple[int, Mapping[str, _Stored | int]]] = []
        self.rows = 0

    @classmethod
    def of(cls, blocks: Iterator[Block], folder: Path | None = None) -> StoredBlocks:
        """Write blocks; those without rows are dropped."""
        stored = cls(folder)
        for block in blocks:
            stored.append(block)
        return stored

    def append(self, block: Block) -> None:
        """Write a block, unless it has no rows."""
        if not block.size:
            return
        columns = {name: self._written(name, values) for name, values in block.columns.items()}
        self._blocks.append((block.size, columns))
        self.rows += block.size

    def _written(self, name: str, values: NDArray[Any]) -> _Stored | int:
        if name == "row" and values[-1] - values[0] == len(values) - 1:
            return int(values[0])
        small = _smallest(values)
        return _Stored(self._file.append(small), small.dtype, values.dtype)

    def __len__(self) -> int:
        """Return the number of blocks."""
        return len(self._blocks)

    @overload
    def __getitem__(self, place: int) -> Block: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Block]: ...
    def __getitem__(self, place: int | slice) -> Block | Sequence[Block]:
        """Return a block whose columns are still on disk."""
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        size, columns = self._blocks[place]

        def fetch(name: str) -> NDArray[Any]:
            where = columns[name]
            if isinstance(where, int):
                return np.arange(where, where + size, dtype=np.int64)
            found = self._file.read(where.start, where.stored, size)
            return found.astype(where.wanted, copy=False)

        return Block(Lazy(tuple(columns), fetch), size)

    def __reduce__(self) -> Any:
        """Refuse to leave the machine: other processes have no way to the file."""
        raise TypeError("blocks on scratch cannot be sent elsewhere")


def _smallest(values: NDArray[Any]) -> NDArray[Any]:
    """Return values in the fewest bits that hold them without loss."""
    if values.dtype == np.float64:
        with np.errstate(over="ignore"):
            small = values.astype(np.float32)
        return small if np.array_equal(small, values, equal_nan=True) else values
    if values.dtype == np.int32:
        low, high = int(values.min()), int(values.max())
        for kind in _CODES:
            if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
                return values.astype(kind)
    return values
