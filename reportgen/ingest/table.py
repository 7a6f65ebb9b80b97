"""A table ready for analysis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from reportgen.aggregates.block import Block
from reportgen.ingest.artists import UNKNOWN
from reportgen.results import Reading, Track
from reportgen.text import translate

BLOCK_ROWS = 65_536
"""The most rows of a block."""


class Texts(Protocol):
    """Texts by row number, such as a column of pyarrow."""

    def take(self, rows: pa.Array) -> Any:
        """Return the texts of some rows, as an array."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table as it was understood, with its rows.

    Parameters
    ----------
    reading : Reading
        What was understood of it.
    levels : mapping of str to tuple of str
        Level names of each category, genre and artist; block codes index them.
    artist_keys : ndarray of uint64, shape (artists,)
        Hashed artist names, aligned with ``levels["artist"]``; empty without artists.
    blocks : sequence of Block
        The rows in the order of the file, at most :data:`BLOCK_ROWS` in each.
    missing, distinct : mapping of str to int
        Missing and distinct values by name of each field, text included.
    sha256, size : str and int
        Digest and bytes of the file as stored.
    titles, artists : Texts or None
        Titles and artists as they stand in the table, by row.
    """

    reading: Reading
    levels: Mapping[str, tuple[str, ...]]
    artist_keys: NDArray[np.uint64]
    blocks: Sequence[Block] = field(repr=False)
    missing: Mapping[str, int]
    distinct: Mapping[str, int]
    sha256: str
    size: int
    titles: Texts | None = field(default=None, repr=False)
    artists: Texts | None = field(default=None, repr=False)

    def extent(self, name: str) -> tuple[float, float] | None:
        """Return the least and the greatest number of a column; ``None`` of none."""
        held = [block.columns[name] for block in self.blocks if name in block.columns]
        if not held or held[0].dtype.kind != "f":
            return None
        present = np.concatenate(held)
        present = present[~np.isnan(present)]
        return (float(present.min()), float(present.max())) if len(present) else None

    def tracks(self, rows: Sequence[int]) -> tuple[Track, ...]:
        """Return titles and artists of rows by their numbers, for showing.

        A track without a title goes by its row, counted from 1; the artist is empty
        where the table names none at all.
        """
        titles, artists = _taken(self.titles, rows), _taken(self.artists, rows)
        nobody = "" if self.artists is None else translate(UNKNOWN)
        by_row = translate("(row {n})")
        return tuple(
            Track(title=title or by_row.format(n=row + 1), artist=artist or nobody)
            for row, title, artist in zip(rows, titles, artists, strict=True)
        )


def _taken(column: Texts | None, rows: Sequence[int]) -> list[str | None]:
    if column is None:
        return [None] * len(rows)
    found: list[Any] = column.take(pa.array(rows, pa.int64())).to_pylist()
    return [None if value is None else str(value).strip() for value in found]


def cut(columns: Mapping[str, NDArray[Any]], rows: int) -> Iterator[Block]:
    """Cut whole columns into blocks without copying them."""
    for start in range(0, rows, BLOCK_ROWS):
        stop = min(start + BLOCK_ROWS, rows)
        yield Block({name: values[start:stop] for name, values in columns.items()}, stop - start)
