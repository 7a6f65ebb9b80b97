"""What a case of the corpus is, the sound table that all are made from, and their register."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

HEADER = (
    *("track_id", "track_name", "artist_name", "genre"),
    *("danceability", "energy", "loudness", "tempo", "popularity"),
)
ROWS = 120

Make = Callable[[Path], Path]


@dataclass(frozen=True, slots=True)
class Case:
    """One way for a table to be bad: ``make`` writes it into a folder and says where."""

    theme: str
    name: str
    make: Make

    @property
    def key(self) -> str:
        """Name in the list of outcomes."""
        return f"{self.theme}: {self.name}"


CASES: list[Case] = []


def theme(title: str) -> Callable[[str], Callable[[Make], Make]]:
    """Return a decorator that puts a case under ``title``."""

    def named(name: str) -> Callable[[Make], Make]:
        def register(make: Make) -> Make:
            CASES.append(Case(title, name, make))
            return make

        return register

    return named


@cache
def rows() -> tuple[tuple[str, ...], ...]:
    """Return the cells of the sound table."""
    draw = np.random.default_rng(20)
    return tuple(
        (
            f"t{n:03}",
            f"Song {n}",
            f"Artist {draw.integers(40)}",
            str(draw.choice(["pop", "rock", "jazz"])),
            f"{draw.uniform(0.1, 0.9):.3f}",
            f"{draw.uniform(0.1, 0.9):.3f}",
            f"{draw.normal(-8, 3):.2f}",
            f"{draw.uniform(70, 180):.1f}",
            str(draw.integers(1, 100)),
        )
        for n in range(ROWS)
    )


def text(
    header: Sequence[str] = HEADER,
    body: Sequence[Sequence[str]] | None = None,
    *,
    delimiter: str = ",",
    end: str = "\n",
) -> str:
    """Return a table as delimited text."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter, lineterminator=end)
    writer.writerow(header)
    writer.writerows(rows() if body is None else body)
    return target.getvalue()


def changed(column: str, change: Callable[[int, str], str]) -> list[list[str]]:
    """Return the rows with one column passed through ``change(row number, cell)``."""
    place = HEADER.index(column)
    table = [list(row) for row in rows()]
    for number, row in enumerate(table):
        row[place] = change(number, row[place])
    return table


def renamed(**names: str) -> tuple[str, ...]:
    """Return the header with other names for some columns."""
    return tuple(names.get(name, name) for name in HEADER)


def saved(folder: Path, content: str | bytes, name: str = "tracks.csv") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines() -> Iterator[str]:
    """Yield the lines of the sound table, the header first, without their ends."""
    yield from text().splitlines()
