"""What sections of installed packages found: plain values, lists and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reportgen.results.common import Skipped

Cell = int | float | str | None
"""What a section may hand over: a number, a text, or ``None`` for undefined."""

After = Literal[
    "data", "preparation", "exploration", "segments", "regression", "classification", "trust"
]
"""Parts that a section can follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraValue:
    """A number or a text."""

    name: str
    value: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraList:
    """Numbers or texts in their order."""

    name: str
    items: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraTable:
    """A table with its title; each row has a cell for each column."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraContent:
    """All that an analysis returned, in its order within each kind."""

    values: tuple[ExtraValue, ...]
    lists: tuple[ExtraList, ...]
    tables: tuple[ExtraTable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraSection:
    """A section of an installed package; ``package`` is its name and version."""

    name: str
    title: str
    after: After
    package: str
    content: ExtraContent | Skipped
