"""Numbers of figures and tables, in the order in which the page places them.

A page is rendered twice with the same numbering: the first time gives the numbers,
the second time can refer to figures that stand further down.
"""

from __future__ import annotations


class Numbering:
    """Gives each name of a kind its number, the same on each later call."""

    def __init__(self) -> None:
        self._numbers: dict[str, dict[str, int]] = {}

    def place(self, kind: str, name: str) -> int:
        """Return the number of the figure or table that stands here."""
        numbers = self._numbers.setdefault(kind, {})
        return numbers.setdefault(name, len(numbers) + 1)

    def placed(self, kind: str) -> tuple[str, ...]:
        """Return the names that were placed so far, in their order."""
        return tuple(self._numbers.get(kind, {}))

    def refer(self, kind: str, name: str) -> int | None:
        """Return the number of a figure or table elsewhere; ``None`` if it has none."""
        return self._numbers.get(kind, {}).get(name)
