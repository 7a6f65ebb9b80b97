"""Tables that are longer than a page can hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The first rows of a long table; ``left_out`` is whether there are more."""

    rows: tuple[Any, ...]
    shown: int
    total: int
    left_out: bool


def excerpts(limit: int) -> Callable[..., Excerpt]:
    """Return what shortens a tuple to ``limit`` members, or to fewer that are asked for."""

    def excerpt(rows: Sequence[Any], most: int = limit) -> Excerpt:
        shown, total = tuple(rows[: min(limit, most)]), len(rows)
        return Excerpt(rows=shown, shown=len(shown), total=total, left_out=total > len(shown))

    return excerpt
