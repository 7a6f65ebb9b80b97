"""Blocks of rows, and what a mergeable statistic is.

A *block* holds some rows of the table, column by column.  An *aggregate* turns a
block into a partial state, merges states, and finishes one into a result; it never
knows where the rows live or how many blocks there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

CHUNK = 16_384
"""Rows worked on at a time inside a block, so that intermediates stay in cache."""

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]

State = TypeVar("State")
Result = TypeVar("Result", covariant=True)


class Lazy(Mapping[str, NDArray[Any]]):
    """Columns that are fetched when they are first asked for, and only then.

    Parameters
    ----------
    names : iterable of str
        The columns there are.
    fetch : callable
        Called with a name, once; returns the column.
    """

    __slots__ = ("_fetch", "_held", "_names")

    def __init__(self, names: Sequence[str], fetch: Callable[[str], NDArray[Any]]) -> None:
        self._names = dict.fromkeys(names)
        self._fetch = fetch
        self._held: dict[str, NDArray[Any]] = {}

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return a column."""
        held = self._held.get(name)
        if held is None:
            if name not in self._names:
                raise KeyError(name)
            held = self._held[name] = self._fetch(name)
        return held

    def __contains__(self, name: object) -> bool:
        """Whether there is a column, without fetching it."""
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return how many columns there are."""
        return len(self._names)

    def keep(self, mask: NDArray[np.bool_]) -> Lazy:
        """Return the rows where ``mask`` holds, still unfetched."""
        return Lazy(tuple(self._names), lambda name: self[name][mask])

    def having(self, columns: Mapping[str, NDArray[Any]]) -> Lazy:
        """Return the columns with some added or replaced, still unfetched."""
        names = dict.fromkeys((*self._names, *columns))
        return Lazy(tuple(names), lambda name: columns[name] if name in columns else self[name])


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of the table, column by column.

    Parameters
    ----------
    columns : mapping of str to ndarray, each of shape (size,)
        Numbers are float64 with NaN for missing; categories int32 level codes with
        -1 for missing; keys uint64; ``row`` the int64 row number in the source.
    size : int
        Number of rows.
    """

    columns: Mapping[str, NDArray[Any]]
    size: int

    def chunks(self) -> Iterator[slice]:
        """Yield slices of at most :data:`CHUNK` rows."""
        for start in range(0, self.size, CHUNK):
            yield slice(start, min(start + CHUNK, self.size))

    def matrix(self, names: Sequence[str], rows: slice = slice(None)) -> Floats:
        """Return columns ``names`` as one feature-major array, shape (len(names), rows)."""
        size = len(range(*rows.indices(self.size)))
        out = np.empty((len(names), size))
        for i, name in enumerate(names):
            out[i] = self.columns[name][rows]
        return out

    def keep(self, mask: NDArray[np.bool_]) -> Block:
        """Return the rows where ``mask`` holds."""
        if mask.all():
            return self
        rows = int(np.count_nonzero(mask))
        if isinstance(self.columns, Lazy):
            return Block(self.columns.keep(mask), rows)
        return Block({name: values[mask] for name, values in self.columns.items()}, rows)

    def having(self, **columns: NDArray[Any]) -> Block:
        """Return this block with columns added or replaced."""
        if isinstance(self.columns, Lazy):
            return Block(self.columns.having(columns), self.size)
        return Block({**self.columns, **columns}, self.size)


class Aggregate(Protocol[State, Result]):
    """A mergeable statistic: init / update / merge / finish.

    ``merge`` is associative; the order of blocks does not matter beyond rounding.
    """

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that ``update`` reads."""

    def update(self, block: Block) -> State:
        """Return the partial state of one block (which may have no rows)."""

    def merge(self, a: State, b: State) -> State:
        """Return the state of both parts together; may reuse ``a``'s memory."""

    def finish(self, state: State) -> Result:
        """Turn the state of all rows into the result."""
