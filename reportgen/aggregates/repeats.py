"""Repeated tracks: which rows are one track, and which of them stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block
from reportgen.aggregates.hashing import Content, Keys, mix

KEY, RANK = "track_key", "track_rank"
"""Columns of the marks of a row: what makes it one track, and what decides which row stays."""


@dataclass(frozen=True, slots=True)
class TrackRows:
    """One entry per track, sorted by key.

    ``rank`` orders the rows of a track (lowest stays), ``row`` is the row that stays,
    ``low`` and ``high`` are the extremes of each watched column, shape (watched, tracks).
    """

    key: Keys
    rank: Keys
    row: NDArray[np.int64]
    n: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RepeatedTracks:
    """For each track the row to keep: fewest missing values, then a draw by content.

    Parameters
    ----------
    key : str or None
        Column of track keys; without one, rows with equal content are one track.
    content : Content
        What makes up the content of a row.
    watched : tuple of str
        Columns in which the rows of a track may disagree.

    Notes
    -----
    The draw depends on what stands in a row, never on the order of rows; among rows
    that are equal throughout, the first one stays.
    """

    key: str | None
    content: Content
    watched: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column read."""
        keys = () if self.key is None else (self.key,)
        return tuple(dict.fromkeys((*keys, "row", *self.content.columns, *self.watched)))

    def marks(self, block: Block) -> Block:
        """Return what has to be known of each row: key, rank, number and watched columns."""
        content = self.content.of(block)
        key = content if self.key is None else block.columns[self.key]
        absent = np.zeros(block.size, np.uint64)
        for name in self.content.columns:
            absent += _missing(block.columns[name])
        rank = (absent << np.uint64(48)) | (mix(content, 7) >> np.uint64(16))
        watched = {name: _number(block.columns[name]) for name in self.watched}
        own = {KEY: key, RANK: rank, "row": block.columns["row"]}
        return Block({**watched, **own}, block.size)

    def update(self, block: Block) -> TrackRows:
        """Tracks of one block."""
        return self.marked.update(self.marks(block))

    @property
    def marked(self) -> MarkedTracks:
        """The same for rows of which nothing but :meth:`marks` is left."""
        return MarkedTracks(self.watched)

    def merge(self, a: TrackRows, b: TrackRows) -> TrackRows:
        """Tracks of both parts."""
        return self.marked.merge(a, b)

    def finish(self, state: TrackRows) -> TrackRows:
        """Return the tracks."""
        return state


@dataclass(frozen=True, slots=True)
class MarkedTracks:
    """For each track the row to keep, from the marks of :class:`RepeatedTracks`.

    Parameters
    ----------
    watched : tuple of str
        Columns in which the rows of a track may disagree.
    """

    watched: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The marks."""
        return (KEY, RANK, "row", *self.watched)

    def update(self, block: Block) -> TrackRows:
        """Tracks of one block."""
        key, rank, row = (block.columns[name] for name in (KEY, RANK, "row"))
        watched = block.matrix(self.watched)
        ones = np.ones(block.size, np.int64)
        return _first_of_each(TrackRows(key, rank, row, ones, watched, watched.copy()))

    def merge(self, a: TrackRows, b: TrackRows) -> TrackRows:
        """Tracks of both parts."""
        return _first_of_each(
            TrackRows(
                np.concatenate([a.key, b.key]),
                np.concatenate([a.rank, b.rank]),
                np.concatenate([a.row, b.row]),
                np.concatenate([a.n, b.n]),
                np.concatenate([a.low, b.low], axis=1),
                np.concatenate([a.high, b.high], axis=1),
            )
        )

    def finish(self, state: TrackRows) -> TrackRows:
        """Return the tracks."""
        return state


def _missing(values: NDArray[Any]) -> Keys:
    absent = np.isnan(values) if values.dtype.kind == "f" else values < 0
    return np.asarray(absent, np.uint64)


def _number(values: NDArray[Any]) -> NDArray[np.float64]:
    number = np.asarray(values, np.float64)
    return number if values.dtype.kind == "f" else np.where(number < 0, np.nan, number)


def _first_of_each(rows: TrackRows) -> TrackRows:
    if not len(rows.key):
        return rows
    order = np.lexsort((rows.row, rows.rank, rows.key))
    key = rows.key[order]
    start = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    first = order[start]
    return TrackRows(
        rows.key[first],
        rows.rank[first],
        rows.row[first],
        np.add.reduceat(rows.n[order], start),
        np.fmin.reduceat(rows.low[:, order], start, axis=1),
        np.fmax.reduceat(rows.high[:, order], start, axis=1),
    )
