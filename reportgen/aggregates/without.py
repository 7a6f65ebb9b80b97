"""The same statistic of the rows outside one fold: what a training part is like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reportgen.aggregates.block import Aggregate, Block

NONE = -1
"""The fold to leave out where no row is."""


@dataclass(frozen=True, slots=True)
class Without:
    """An aggregate over the rows whose code in ``fold`` is not ``held_out``.

    Several of them share one pass, so that all training parts are learnt from together.

    Parameters
    ----------
    aggregate : Aggregate
        What is gathered.
    fold : str
        Code column.
    held_out : int
        Code of the rows left out; no row has :data:`NONE`.
    """

    aggregate: Aggregate[Any, Any]
    fold: str
    held_out: int

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the aggregate, and the fold."""
        return tuple(dict.fromkeys((*self.aggregate.columns, self.fold)))

    def update(self, block: Block) -> Any:
        """State of the rows of one block that are not held out."""
        wanted = {name: block.columns[name] for name in self.aggregate.columns}
        kept = block.columns[self.fold] != self.held_out
        return self.aggregate.update(Block(wanted, block.size).keep(kept))

    def merge(self, a: Any, b: Any) -> Any:
        """State of both parts."""
        return self.aggregate.merge(a, b)

    def finish(self, state: Any) -> Any:
        """Return the result of the aggregate."""
        return self.aggregate.finish(state)
