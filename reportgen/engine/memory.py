"""Rows held as NumPy blocks, worked on by threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar

from threadpoolctl import ThreadpoolController

from reportgen.aggregates.block import Aggregate, Block
from reportgen.engine.protocol import Transform
from reportgen.errors import EngineError


@cache
def _linear_algebra() -> ThreadpoolController:
    return ThreadpoolController().select(user_api="blas")


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
        with _linear_algebra().limit(limits=1):
            merged = self._merged(aggregates)
        return tuple(a.finish(state) for a, state in zip(aggregates, merged, strict=True))

    def _merged(self, aggregates: tuple[Aggregate[Any, Any], ...]) -> list[Any]:
        def update(block: Block) -> list[Any]:
            return [aggregate.update(block) for aggregate in aggregates]

        merged: list[Any] | None = None
        for states in self._each(update):
            if merged is None:
                merged = states
            else:
                pairs = zip(aggregates, merged, states, strict=True)
                merged = [aggregate.merge(a, b) for aggregate, a, b in pairs]
        return merged or []

    def derive(self, transform: Transform) -> MemoryEngine:
        """Return an engine over the transformed rows; empty blocks are dropped."""
        blocks = tuple(block for block in self._each(transform) if block.size)
        return MemoryEngine(blocks, self.threads)

    def _each(self, work: Any) -> Any:
        blocks = [block for block in self.blocks if block.size]
        if self.threads == 1 or len(blocks) < 2:
            yield from map(work, blocks)
            return
        with ThreadPoolExecutor(self.threads) as pool:
            yield from pool.map(work, blocks)
