"""What the marks of a drawing stand for, said in words from the data behind the chart.

A mark names the row of the chart's table that it shows and how its cells read together,
so that no mark can say what the table does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

if TYPE_CHECKING:
    from matplotlib.artist import Artist

GROUP = "mark"
"""How the ids of groups of marks begin."""

LINES = "lines"
"""How the ids of the intervals of a group of marks end."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one mark says: ``words`` with the cells of a row, ``{0}: {1} points``."""

    row: int
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """The marks of one artist, in the order in which it draws them.

    A part that is ``None`` is not worth drawing; ``owners`` are the places of the marks
    that the lines beside them belong to.
    """

    told: tuple[Told | None, ...]
    owners: tuple[int, ...] = ()


class Drawing(Figure):
    """A figure that knows what its marks stand for."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.groups: list[Group] = []


def rows(indices: Iterable[int], words: str) -> list[Told]:
    """Return marks that show rows of the table, all in the same words."""
    return [Told(row, words) for row in indices]


def cell(place: int) -> str:
    """Return the gap that a cell of the row fills, to stand among the words of a mark."""
    return f"{{{place}}}"


def plain(text: str) -> str:
    """Return text that stands as it is among the words of a mark."""
    return text.replace("{", "{{").replace("}", "}}")


def mark(
    artist: Artist,
    told: Sequence[Told | None],
    lines: Artist | None = None,
    owners: Sequence[int] = (),
) -> None:
    """Say what each part of an artist stands for; the k-th of ``lines`` joins its owner."""
    drawing = artist.get_figure(root=True)
    if not isinstance(drawing, Drawing):
        raise TypeError("marks stand in a drawing made by new_figure")
    name = f"{GROUP}-{len(drawing.groups)}"
    drawing.groups.append(Group(tuple(told), tuple(owners)))
    artist.set_gid(name)
    if lines is not None:
        lines.set_gid(f"{name}-{LINES}")


def mark_bars(bars: Iterable[Artist], told: Sequence[Told | None]) -> None:
    """Say what each of some bars stands for."""
    for bar, one in zip(bars, told, strict=True):
        mark(bar, [one])
