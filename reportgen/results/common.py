"""Nouns shared by every slice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with the bounds of its interval (95 % unless ``level`` says otherwise).

    ``low`` and ``high`` are both ``None`` where no interval could be had.
    """

    value: float
    low: float | None = None
    high: float | None = None
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Counts between equally wide edges; ``len(edges) == len(counts) + 1``."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Stands in for a result that could not be had."""

    step: str
    reason: str
    kind: Literal["skipped"] = "skipped"
