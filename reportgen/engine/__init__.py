"""Engines bring aggregates through all rows, one pass at a time."""

from __future__ import annotations

from reportgen.engine.memory import MemoryEngine
from reportgen.engine.protocol import Engine
from reportgen.engine.stream import StreamEngine

__all__ = ["Engine", "MemoryEngine", "StreamEngine"]
