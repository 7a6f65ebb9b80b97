"""The second time through the rows: from stored values to those that are analysed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block, Floats
from reportgen.ingest.target import logged
from reportgen.ingest.units import beyond

Limits = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Renamed:
    """Numbers under their canonical names, in the units of the dictionary.

    Parameters
    ----------
    sources : mapping of str to str
        Stored column of each number.
    factors : mapping of str to float
        What they are multiplied by.
    tables : mapping of str to ndarray
        For each number that is written in words: its value by code, missing last.
    """

    sources: Mapping[str, str]
    factors: Mapping[str, float]
    tables: Mapping[str, Floats]

    def __call__(self, block: Block) -> Block:
        """Return the block with its numbers alone."""
        return Block({name: self._values(block, name) for name in self.sources}, block.size)

    def _values(self, block: Block, name: str) -> Floats:
        values = block.columns[self.sources[name]]
        if name in self.tables:
            values = self.tables[name][values]
        factor = self.factors.get(name, 1.0)
        return values if factor == 1 else values * factor


@dataclass(frozen=True, slots=True)
class Rejected:
    """How many tracks are silent; values outside limits, and how many of these are 0."""

    silent: int
    outside: Mapping[str, int]
    zeros: Mapping[str, int]
    present: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Canonical:
    """Blocks as analyses want them, from blocks on scratch; and, as an aggregate, their losses.

    Parameters
    ----------
    numbers : Renamed
        The numbers.
    shares, silenced : tuple of str
        Features that are all 0 in silence, and those that are missing then.
    by_logarithm : str or None
        The number of which the logarithm is taken.
    limits : mapping of str to pair of float or None
        What is possible of each number.
    codes : mapping of str to ndarray of int32
        For each category the code of each stored code, missing last.
    sources : mapping of str to str
        Stored column of each category.
    kept : tuple of str
        Columns that stay as they are.
    """

    numbers: Renamed
    shares: tuple[str, ...]
    silenced: frozenset[str]
    by_logarithm: str | None
    limits: Mapping[str, Limits]
    codes: Mapping[str, NDArray[np.int32]]
    sources: Mapping[str, str]
    kept: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Stored columns of the numbers."""
        return tuple(self.numbers.sources.values())

    def __call__(self, block: Block) -> Block:
        """Return the block that is analysed."""
        columns: dict[str, NDArray[Any]] = {}
        for name, values in self._heard(block).items():
            outside = self._outside(name, values)
            columns[name] = np.where(outside, np.nan, values) if outside.any() else values
        for name, table in self.codes.items():
            columns[name] = table[block.columns[self.sources[name]]]
        for name in self.kept:
            columns[name] = block.columns[name]
        return Block(columns, block.size)

    def _silent(self, numbers: Mapping[str, Floats], rows: int) -> NDArray[np.bool_]:
        if not self.shares:
            return np.zeros(rows, np.bool_)
        return np.asarray(np.logical_and.reduce([numbers[name] == 0 for name in self.shares]))

    def _heard(self, block: Block) -> dict[str, Floats]:
        numbers: Mapping[str, Floats] = self.numbers(block).columns
        silent = self._silent(numbers, block.size)
        found = {}
        for name, values in numbers.items():
            heard = np.where(silent, np.nan, values) if name in self.silenced else values
            found[name] = logged(heard) if name == self.by_logarithm else heard
        return found

    def _outside(self, name: str, values: Floats) -> NDArray[np.bool_]:
        return beyond(values, *self.limits.get(name, (None, None)))

    def update(self, block: Block) -> Rejected:
        """Losses of one block."""
        silent = int(np.count_nonzero(self._silent(self.numbers(block).columns, block.size)))
        outside, zeros, present = {}, {}, {}
        for name, values in self._heard(block).items():
            gone = self._outside(name, values)
            outside[name] = int(np.count_nonzero(gone))
            zeros[name] = int(np.count_nonzero(values[gone] == 0))
            present[name] = int(np.count_nonzero(~np.isnan(values))) - outside[name]
        return Rejected(silent, outside, zeros, present)

    def merge(self, a: Rejected, b: Rejected) -> Rejected:
        """Losses of both parts."""
        return Rejected(
            a.silent + b.silent,
            {name: n + b.outside[name] for name, n in a.outside.items()},
            {name: n + b.zeros[name] for name, n in a.zeros.items()},
            {name: n + b.present[name] for name, n in a.present.items()},
        )

    def finish(self, state: Rejected) -> Rejected:
        """Return the losses."""
        return state
