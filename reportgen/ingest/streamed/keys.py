"""Distinct values counted exactly, however many there are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from reportgen.aggregates.hashing import Keys, mix
from reportgen.engine.scratch import ScratchFile
from reportgen.ingest.columns import is_text
from reportgen.ingest.hashing import hashes

_MOST_HELD = 1 << 19
_RANGES = 256
_TOP = np.uint64(56)


class DistinctCount:
    """Counts distinct values by their 64-bit keys.

    Keys are held while they are few; else they go to scratch in sorted runs, which are
    read again range by range.

    Parameters
    ----------
    folder : Path or None
        Where scratch goes.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._held: list[Keys] = []
        self._size = 0
        self._file: ScratchFile | None = None
        self._runs: list[tuple[int, NDArray[np.int64]]] = []

    def add(self, keys: Keys) -> None:
        """Count more keys, of which some may have come before."""
        self._held.append(keys)
        self._size += len(keys)
        if self._size > _MOST_HELD:
            together = np.unique(np.concatenate(self._held))
            if 2 * len(together) > _MOST_HELD:
                self._write(together)
                together = together[:0]
            self._held, self._size = [together], len(together)

    def _write(self, keys: Keys) -> None:
        if self._file is None:
            self._file = ScratchFile(self._folder)
        ends = np.cumsum(np.bincount((keys >> _TOP).astype(np.intp), minlength=_RANGES))
        self._runs.append((self._file.append(keys), np.concatenate([[0], ends])))

    @property
    def count(self) -> int:
        """How many distinct keys there were."""
        held = np.unique(np.concatenate([np.empty(0, np.uint64), *self._held]))
        if self._file is None:
            return len(held)
        ends = np.searchsorted(held >> _TOP, np.arange(_RANGES + 1, dtype=np.uint64))
        total = 0
        for i in range(_RANGES):
            parts = [_run(self._file, start, places, i) for start, places in self._runs]
            total += len(np.unique(np.concatenate([*parts, held[ends[i] : ends[i + 1]]])))
        return total


def _run(file: ScratchFile, start: int, places: NDArray[np.int64], i: int) -> Keys:
    first, rows = int(places[i]), int(places[i + 1] - places[i])
    return file.read(start + 8 * first, np.dtype(np.uint64), rows)


def value_keys(column: pa.ChunkedArray) -> Keys:
    """Return a key for each distinct value of a column that is not missing."""
    values = pc.unique(column).drop_null()
    stored = values.type
    if pa.types.is_floating(stored):
        numbers = values.cast(pa.float64()).to_numpy(zero_copy_only=False)
        bits = np.where(np.isnan(numbers), np.nan, numbers).view(np.uint64)
        return mix(bits)
    if pa.types.is_integer(stored):
        return mix(values.to_numpy(zero_copy_only=False).astype(np.int64).view(np.uint64))
    return hashes(values if is_text(stored) else values.cast(pa.string()))
