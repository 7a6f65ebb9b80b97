"""Rows held as NumPy blocks, worked on by threads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from reportgen.aggregates.block import Aggregate, Block
from reportgen.engine.passes import Pairs, States, in_order, linear_algebra
from reportgen.engine.protocol import Transform
from reportgen.errors import EngineError


@dataclass(frozen=True, slots=True)
class MemoryEngine:
    """All rows in memory.

    Parameters
    ----------
    blocks : tuple of Block
        The rows.
    threads : int
        Blocks worked on at a time; the linear algebra inside each uses one thread,
        because narrow matrices cost several times the CPU with more.

    Notes
    -----
    States are merged in the order of the blocks, so that the number of threads does
    not change a digit.
    """

    blocks: tuple[Block, ...] = field(repr=False)
    threads: int = 1
    name: ClassVar[str] = "memory"

    @property
    def rows(self) -> int:
        """Number of rows."""
        return sum(block.size for block in self.blocks)

    def run(self, *aggregates: Aggregate[Any, Any]) -> tuple[Any, ...]:
        """Finish all aggregates in one pass over the rows."""
        if not self.rows:
            raise EngineError("There are no rows to compute on")

        def update(block: Block) -> States:
            return [aggregate.update(block) for aggregate in aggregates]

        pairs = Pairs(aggregates)
        with linear_algebra().limit(limits=1):
            for states in self._each(update):
                pairs.add(states)
            merged = pairs.merged()
        return tuple(a.finish(state) for a, state in zip(aggregates, merged, strict=True))

    def derive(self, transform: Transform) -> MemoryEngine:
        """Return an engine over the transformed rows; empty blocks are dropped."""
        blocks = tuple(block for block in self._each(transform) if block.size)
        return MemoryEngine(blocks, self.threads)

    def keep(self) -> MemoryEngine:
        """Return the same engine: its rows are kept already."""
        return self

    def apart(self, _key: str) -> Iterator[MemoryEngine]:
        """Yield the same engine: all rows fit at once."""
        yield self

    def _each(self, work: Any) -> Any:
        blocks = [block for block in self.blocks if block.size]
        return in_order(work, blocks, self.threads if len(blocks) > 1 else 1)
