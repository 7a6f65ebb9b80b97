"""What a package writes to add a section."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from reportgen.aggregates.block import Aggregate
from reportgen.engine import Engine
from reportgen.results import After, Cell, Report

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST_TITLE = 60
BUILT_IN = frozenset(("verdict", "method", *get_args(After)))
"""Names of reportgen's own parts, which no other section can have."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be shown: ``rows`` have a cell for each of ``columns``."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


Value = Cell | Sequence[Cell] | Table
"""What stands under one name of what an analysis returns."""


@dataclass(frozen=True, slots=True)
class Tracks:
    """The tracks that the models saw: cleaned, one row a track, none with a gap.

    Parameters
    ----------
    engine : Engine
        Runs aggregates over them; ``derive`` adds columns or drops rows, for the section
        alone.
    target : str or None
        Column of the target, in the units of the report.
    features : tuple of str
        Numeric columns, float64 without NaN.
    categories : mapping of str to tuple of str
        Columns of level codes (int32) and the names of their levels, by code.
    labels : mapping of str to str
        Words for a column's name.
    dated : bool
        Whether there is a column ``year`` (float64, NaN where a track has none).
    """

    engine: Engine
    target: str | None
    features: tuple[str, ...]
    categories: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]
    dated: bool

    @property
    def n(self) -> int:
        """Number of tracks."""
        return self.engine.rows

    def run(self, *aggregates: Aggregate[Any, Any]) -> tuple[Any, ...]:
        """Finish all aggregates in one pass over the tracks."""
        return self.engine.run(*aggregates)


Analyse = Callable[[Report, Tracks], Mapping[str, Value]]
"""Report and tracks → what the section says, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of one's own.

    Parameters
    ----------
    name : str
        Lower-case letters, digits and ``_``: its id on the page, its name in
        ``report.extra``, and the name of its template, ``sections/<name>.html.j2``.
    title : str
        Its heading; it is numbered with the others.
    analyse : callable
        See :data:`Analyse`.  Values are numbers, texts, ``None``, lists of these, or a
        :class:`Table`; no NaN, no array, no frame.
    template : Path, optional
        Its look: a template beside the module.  It can name ``values`` (what ``analyse``
        returned, by name), ``section``, and all that other templates can.  Without it,
        values, lists and tables are shown one below the other.
    after : str
        The part that it follows.

    Raises
    ------
    ValueError
        If a name, title or place is impossible.
    """

    name: str
    title: str
    analyse: Analyse
    template: Path | None = None
    after: After = "trust"

    def __post_init__(self) -> None:
        """Refuse what could not be placed."""
        if not _NAME.fullmatch(self.name) or self.name in BUILT_IN:
            raise ValueError(f"{self.name!r} cannot be the name of a section")
        if not self.title.strip() or len(self.title) > LONGEST_TITLE:
            raise ValueError(f"the title of {self.name} has to have 1 to {LONGEST_TITLE} letters")
        if self.after not in get_args(After):
            raise ValueError(f"{self.name} cannot stand after {self.after!r}")
