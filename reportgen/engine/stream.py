"""Rows on disk, brought through each pass block by block: memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from reportgen.aggregates.block import Aggregate, Block
from reportgen.aggregates.hashing import buckets
from reportgen.engine.passes import Pairs, States, in_order, linear_algebra
from reportgen.engine.protocol import Transform
from reportgen.engine.scratch import StoredBlocks
from reportgen.errors import EngineError

PART_ROWS = 1 << 19
"""About how many rows of a part are held at once where equal keys have to meet."""
_SALT = 11


@dataclass(frozen=True, slots=True)
class StreamEngine:
    """Rows in a scratch file, and what is done to each block on its way.

    Parameters
    ----------
    blocks : StoredBlocks
        The rows as they were written.
    threads : int
        Blocks worked on at a time.
    transforms : tuple of callable
        Applied one after the other to every block of each pass, until :meth:`keep` writes
        their outcome down.

    Notes
    -----
    Of each block only the columns are read that somebody asks for.
    """

    blocks: StoredBlocks = field(repr=False)
    threads: int = 1
    transforms: tuple[Transform, ...] = ()
    _counted: list[int] = field(default_factory=list, repr=False)
    name: ClassVar[str] = "stream"

    @classmethod
    def of(
        cls, blocks: Iterator[Block], threads: int = 1, folder: Path | None = None
    ) -> StreamEngine:
        """Write blocks to a scratch file in ``folder``."""
        return cls(StoredBlocks.of(blocks, folder), threads)

    @property
    def rows(self) -> int:
        """Number of rows; counted once where transforms drop some."""
        if not self.transforms:
            return self.blocks.rows
        if not self._counted:
            self._counted.append(sum(self._each(lambda block: block.size)))
        return self._counted[0]

    def run(self, *aggregates: Aggregate[Any, Any]) -> tuple[Any, ...]:
        """Finish all aggregates in one pass over the rows."""

        def update(block: Block) -> tuple[int, States]:
            return block.size, [a.update(block) for a in aggregates] if block.size else []

        pairs, rows = Pairs(aggregates), 0
        with linear_algebra().limit(limits=1):
            for size, states in self._each(update):
                rows += size
                if size:
                    pairs.add(states)
            merged = pairs.merged()
        self._counted[:] = [rows]
        if not rows:
            raise EngineError("There are no rows to compute on")
        return tuple(a.finish(state) for a, state in zip(aggregates, merged, strict=True))

    def derive(self, transform: Transform) -> StreamEngine:
        """Return an engine that transforms the rows on their way."""
        return replace(self, transforms=(*self.transforms, transform), _counted=[])

    def keep(self) -> StreamEngine:
        """Write the transformed rows down, so that later passes only read them."""
        if not self.transforms:
            return self
        made = StoredBlocks.of(self._each(_as_it_is), self.blocks.folder)
        return StreamEngine(made, self.threads)

    def apart(self, key: str) -> Iterator[StreamEngine]:
        """Yield the rows in parts by hash of a key, of about half a million rows each."""
        parts = -(-self.rows // PART_ROWS)
        if parts < 2:
            yield self
            return
        stored = [StoredBlocks(self.blocks.folder) for _ in range(parts)]
        for block in self._each(_as_it_is):
            part = buckets(block.columns[key], parts, _SALT)
            order = np.argsort(part, kind="stable")
            ends = np.cumsum(np.bincount(part, minlength=parts))
            for there, rows in zip(stored, np.split(order, ends[:-1]), strict=True):
                columns = {name: values[rows] for name, values in block.columns.items()}
                there.append(Block(columns, len(rows)))
        while stored:
            yield StreamEngine(stored.pop(0), self.threads)

    def _each(self, work: Any) -> Iterator[Any]:
        def through(place: int) -> Any:
            block = self.blocks[place]
            for transform in self.transforms:
                if block.size:
                    block = transform(block)
            return work(block)

        return in_order(through, range(len(self.blocks)), self.threads)


def _as_it_is(block: Block) -> Block:
    return block
