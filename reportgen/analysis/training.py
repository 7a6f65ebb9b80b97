"""Training parts whose rows are cleaned apart from those that are scored.

Where nothing has to be learnt for cleaning, a training part is the rows outside a fold.
Where gaps are filled or outliers removed, each training part teaches its own fillings
and limits, and the rows of the fold left out are scored whole: filled by what the
training part taught, and never removed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block
from reportgen.aggregates.gaps import missing
from reportgen.engine import Engine
from reportgen.engine.protocol import Transform

Fillings = Mapping[str, NDArray[Any]]
"""For each column with gaps, what fills them when fold f is left out, shape (F,)."""


@dataclass(frozen=True, slots=True)
class OutsideFold:
    """Keeps the rows outside one fold."""

    column: str
    fold: int

    def __call__(self, block: Block) -> Block:
        """Return the training rows."""
        return block.keep(block.columns[self.column] != self.fold)


@dataclass(frozen=True, slots=True)
class Filled:
    """Fills gaps: in every row as if ``held_out`` were left out, or its own fold."""

    fillings: Fillings
    fold: str
    held_out: int | None = None

    def __call__(self, block: Block) -> Block:
        """Return the block without gaps in the columns that have fillings."""
        place = block.columns[self.fold] if self.held_out is None else self.held_out
        columns = {}
        for name, values in self.fillings.items():
            gaps = missing(block, name)
            if gaps.any():
                columns[name] = np.where(gaps, values[place], block.columns[name])
        return block.having(**columns) if columns else block


def outside_column(fold: str) -> str:
    """Name the column whose bit f says that a row is outside the limits without fold f."""
    return f"outside_{fold}"


@dataclass(frozen=True, slots=True)
class InsideLimits:
    """Keeps the rows inside the limits learnt without one fold (or without their own)."""

    fold: str
    held_out: int | None = None

    def __call__(self, block: Block) -> Block:
        """Return the rows that are not far out."""
        place = block.columns[self.fold] if self.held_out is None else self.held_out
        return block.keep((block.columns[outside_column(self.fold)] >> place) & 1 == 0)


@dataclass(frozen=True, slots=True)
class Parts:
    """All rows that are scored, and how each training part cleans its own.

    Parameters
    ----------
    engine : Engine
        The rows, with their gaps, and with columns of :func:`outside_column`.
    fillings : mapping of str to Fillings
        What fills gaps, by fold column; without entries for rows that have none.
    limited : bool
        Whether rows outside the limits are kept out of the training parts.
    """

    engine: Engine
    fillings: Mapping[str, Fillings]
    limited: bool

    def derive(self, transform: Transform) -> Parts:
        """Return the same over transformed rows."""
        return replace(self, engine=self.engine.derive(transform))

    def training(self, fold: str, held_out: int) -> Engine:
        """Return the training rows outside a fold, cleaned by what they teach."""
        engine = self.engine.derive(OutsideFold(fold, held_out))
        if self.limited:
            engine = engine.derive(InsideLimits(fold, held_out))
        return self._filled(engine, fold, held_out)

    def scored(self, fold: str) -> Engine:
        """Return all rows, gaps filled by what the rows outside their fold teach."""
        return self._filled(self.engine, fold, None)

    def _filled(self, engine: Engine, fold: str, held_out: int | None) -> Engine:
        if not self.fillings:
            return engine
        return engine.derive(Filled(self.fillings[fold], fold, held_out))
