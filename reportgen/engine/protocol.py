"""What an engine can do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from reportgen.aggregates.block import Aggregate, Block

Transform = Callable[[Block], Block]


class Engine(Protocol):
    """Somewhere rows live, and a way to bring statistics through them."""

    @property
    def name(self) -> str:
        """Name of the engine, for the record."""

    @property
    def rows(self) -> int:
        """Number of rows."""

    def run(self, *aggregates: Aggregate[Any, Any]) -> tuple[Any, ...]:
        """Finish all aggregates in one pass over the rows.

        Raises
        ------
        EngineError
            If there are no rows, or the pass cannot be completed.
        """

    def derive(self, transform: Transform) -> Engine:
        """Return an engine over the transformed rows."""

    def keep(self) -> Engine:
        """Return the same rows, so that they are made once and not again in each pass."""

    def apart(self, key: str) -> Iterator[Engine]:
        """Yield the rows in parts of which each fits in memory; equal keys share a part.

        Parameters
        ----------
        key : str
            Column of hashed keys, uint64.
        """
