"""The first time through the rows: codes, years, keys and plain numbers go to scratch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from reportgen.aggregates.block import Block
from reportgen.engine.scratch import StoredBlocks
from reportgen.ingest.columns import Distinct, distinct, floats, is_number, is_text
from reportgen.ingest.hashing import hashes
from reportgen.ingest.identity import track_keys
from reportgen.ingest.raw import require_rows
from reportgen.ingest.roles import Part
from reportgen.ingest.streamed.flow import Flow
from reportgen.ingest.streamed.gather import Levels, Numeric, RowNumbers, StoredTexts, Years
from reportgen.ingest.streamed.keys import DistinctCount, value_keys
from reportgen.results import Role

_CODED = (Role.CATEGORY, Role.GENRE, Role.ARTIST)
_USED = (Role.FEATURE, Role.TARGET)
_UNUSED = (Role.EXCLUDED, Role.IGNORED)


def at(source: str) -> str:
    """Name the column of a block that holds a column as stored."""
    return f"={source}"


@dataclass(slots=True, eq=False)
class Spilled:
    """What is on scratch, and what was counted on the way; all by the columns' own names.

    Numbers and codes are in ``blocks`` at :func:`at`; what was made of several columns goes
    by ``year``, ``track`` and ``row``.
    """

    blocks: StoredBlocks
    schema: pa.Schema
    levels: Mapping[str, Levels]
    numeric: Mapping[str, Numeric]
    distinct: Mapping[str, DistinctCount]
    years: Years
    row_numbers: RowNumbers
    title: StoredTexts | None
    artist: StoredTexts | None
    absent: dict[str, int] = field(default_factory=dict)
    unnamed_ids: int = 0

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self.blocks.rows

    def is_number(self, source: str) -> bool:
        """Whether a column is stored as numbers or truth values, of which there are some."""
        stored = self.schema.field(source).type
        number = is_number(stored) or pa.types.is_boolean(stored)
        return number and self.absent[source] < self.rows

    def holds_numbers(self, source: str) -> bool:
        """Whether a column that is not used holds numbers, as text or as such."""
        if self.absent[source] == self.rows:
            return False
        if is_number(self.schema.field(source).type):
            return True
        return source in self.numeric and self.numeric[source].is_so


class _Spill:
    """One pass over a flow."""

    def __init__(self, flow: Flow, parts: Iterable[Part], folder: Path | None) -> None:
        self.flow = flow
        self.parts = tuple(parts)
        self.role = {part.role: part for part in reversed(self.parts)}
        title, artist = (self.role.get(role) for role in (Role.TITLE, Role.ARTIST))
        self.levels = {p.source: Levels(p.source, flow.where) for p in self.parts if self.coded(p)}
        self.numeric = {p.source: Numeric() for p in self.parts if self.maybe_numbers(p)}
        self.out = Spilled(
            blocks=StoredBlocks(folder),
            schema=flow.schema,
            levels=self.levels,
            numeric=self.numeric,
            distinct={p.source: DistinctCount(folder) for p in self.parts},
            years=Years(),
            row_numbers=RowNumbers(),
            title=None if title is None else StoredTexts(folder),
            artist=None if artist is None else StoredTexts(folder),
            absent=dict.fromkeys(flow.schema.names, 0),
        )

    def coded(self, part: Part) -> bool:
        """Whether levels are made of a column: what is used and is no number."""
        return part.role in _CODED or (part.role in _USED and not self.as_number(part))

    def maybe_numbers(self, part: Part) -> bool:
        """Whether it has to be seen if a text holds numbers."""
        text = is_text(self.flow.schema.field(part.source).type)
        own = part.role in _USED and not self.as_number(part)
        return own or (text and part.role in _UNUSED)

    def as_number(self, part: Part) -> bool:
        """Whether a column is stored as numbers or truth values."""
        stored = self.flow.schema.field(part.source).type
        return is_number(stored) or pa.types.is_boolean(stored)

    def run(self) -> Spilled:
        """Bring all rows to scratch."""
        for table in self.flow.blocks():
            self.out.blocks.append(self.block(table))
        require_rows(self.out.rows, self.flow.where)
        return self.out

    def block(self, table: pa.Table) -> Block:
        """Return the block of a part, and count what is in it."""
        first, rows = self.out.rows, table.num_rows
        columns: dict[str, NDArray[Any]] = {}
        for part in self.parts:
            values = self.values(part, table[part.source])
            if values is not None:
                columns[at(part.source)] = values
        own = self.own_columns(table, first)
        columns["row"] = np.arange(first, first + rows, dtype=np.int64)
        return Block({**columns, **own}, rows)

    def values(self, part: Part, column: pa.ChunkedArray) -> NDArray[Any] | None:
        """Return a column as it goes to scratch, if it does."""
        source, out = part.source, self.out
        out.absent[source] += column.null_count
        if part.role not in (Role.ARTIST, Role.TRACK_ID):
            out.distinct[source].add(value_keys(column))
        if source in self.numeric:
            numbers = self.numeric[source].take(column)
            if source not in self.levels:
                return numbers if part.instead else None
        if source in self.levels:
            return self.levels[source].take(distinct(column))
        if part.role in _USED or (part.instead and self.as_number(part)):
            return floats(column)
        return None

    def own_columns(self, table: pa.Table, first: int) -> dict[str, NDArray[Any]]:
        """Return years and keys of tracks, and put titles and artists by."""
        made: dict[str, NDArray[Any]] = {}
        date, title, artist = (
            None if (part := self.role.get(role)) is None else table[part.source]
            for role in (Role.DATE, Role.TITLE, Role.ARTIST)
        )
        if date is not None:
            made["year"] = self.out.years.take(date)
        for stored, column in ((self.out.title, title), (self.out.artist, artist)):
            if stored is not None and column is not None:
                stored.add(column)
        keys = track_keys(self.ids(table), title, artist, first)
        return made if keys is None else {**made, "track": keys}

    def ids(self, table: pa.Table) -> Distinct | None:
        """Return the ids of a part, and count them."""
        part = self.role.get(Role.TRACK_ID)
        if part is None:
            return None
        ids = distinct(table[part.source])
        self.out.unnamed_ids += ids.missing
        self.out.distinct[part.source].add(hashes(ids.values))
        self.out.row_numbers.take(ids)
        return ids


def spilled(flow: Flow, parts: Iterable[Part], folder: Path | None) -> Spilled:
    """Bring the rows of a flow to scratch.

    Raises
    ------
    DataError
        If a file is damaged.
    EngineError
        If scratch is full, or something would have to be mended.
    """
    return _Spill(flow, parts, folder).run()
