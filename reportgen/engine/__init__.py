"""Engines bring aggregates through all rows, one pass at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reportgen.engine.memory import MemoryEngine
from reportgen.engine.protocol import Engine
from reportgen.engine.scratch import StoredBlocks
from reportgen.engine.stream import StreamEngine
from reportgen.engine_settings import EngineSettings

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
        Which one: ``memory``, ``stream`` or ``dask``.
    blocks : sequence of Block
        The rows, in memory or on scratch.
    threads : int
        Blocks worked on at a time.
    settings : EngineSettings, optional
        Where scratch goes, and which cluster is used.

    Raises
    ------
    EngineError
        If scratch cannot be written, or the cluster cannot be reached.
    """
    settings = settings or EngineSettings()
    if name == "memory":
        return MemoryEngine(tuple(blocks), threads)
    if not isinstance(blocks, StoredBlocks):
        blocks = StoredBlocks.of(iter(blocks), settings.scratch)
    if name == "stream":
        return StreamEngine(blocks, threads)
    from reportgen.engine.dask import Cluster, DaskEngine

    return DaskEngine.of(blocks, Cluster(settings.scheduler, threads, settings.scratch))
