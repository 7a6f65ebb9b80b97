"""Engines bring aggregates through all rows, one pass at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reportgen.engine.memory import MemoryEngine
from reportgen.engine.protocol import Engine
from reportgen.engine.scratch import StoredBlocks
from reportgen.engine.stream import StreamEngine
from reportgen.settings import EngineSettings

if TYPE_CHECKING:
    from reportgen.aggregates.block import Block

__all__ = ["Engine", "MemoryEngine", "StreamEngine", "brought"]


def brought(
    name: str, blocks: Sequence[Block], threads: int, settings: EngineSettings | None = None
) -> Engine:
    """Bring blocks to an engine.

    Parameters
    ----------
    name : str
        Which one: ``memory`` or ``stream``.
    blocks : sequence of Block
        The rows, in memory or on scratch.
    threads : int
        Blocks worked on at a time.
    settings : EngineSettings, optional
        Where scratch goes.

    Raises
    ------
    EngineError
        If scratch cannot be written.
    """
    settings = settings or EngineSettings()
    if name == "memory":
        return MemoryEngine(tuple(blocks), threads)
    if not isinstance(blocks, StoredBlocks):
        blocks = StoredBlocks.of(iter(blocks), settings.scratch)
    return StreamEngine(blocks, threads)
