"""Two reports, value by value."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from reportgen.verify import Difference

CLOSE = 1e-8
"""Relative difference up to which two numbers are one: what rounding leaves between machines."""
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Pair:
    """The values of two reports at one path; one of them can be a tuple, a result or absent."""

    path: str
    report: Any
    here: Any

    @property
    def same(self) -> bool:
        """Whether they agree: numbers to :data:`CLOSE`, all else exactly."""
        a, b = self.report, self.here
        if isinstance(a, float) and isinstance(b, float):
            return math.isclose(a, b, rel_tol=CLOSE, abs_tol=0.0)
        return type(a) is type(b) and bool(a == b)

    def difference(self) -> Difference:
        """Return the two as text."""
        return Difference(place=self.path, report=_shown(self.report), here=_shown(self.here))


def pairs(report: Any, here: Any, path: str = "") -> Iterator[Pair]:
    """Walk over the values of two reports, side by side.

    Where one has members or a result that the other has not, the pair is that place and
    nothing below it.  Members are called as in :func:`reportgen.results.paths`, by the names
    that the second report has.
    """
    if _noun(report) and type(report) is type(here):
        for field in fields(report):
            below = f"{path}.{field.name}" if path else field.name
            yield from pairs(getattr(report, field.name), getattr(here, field.name), below)
    elif isinstance(report, tuple) and isinstance(here, tuple) and len(report) == len(here):
        for name, one, other in zip(_names(here), report, here, strict=True):
            yield from pairs(one, other, f"{path}[{name}]")
    else:
        yield Pair(path, report, here)


def _noun(value: Any) -> bool:
    return is_dataclass(value) and not isinstance(value, type)


def _names(members: tuple[Any, ...]) -> Iterator[str]:
    names = [getattr(item, "name", None) for item in members]
    for place, name in enumerate(names):
        plain = isinstance(name, str) and name and not set(name) & set("[]")
        yield str(name) if plain and names.count(name) == 1 else str(place)


def _shown(value: Any) -> str:
    """Return a value as text: numbers with all digits, tuples as how many they are."""
    if isinstance(value, tuple):
        return f"{len(value)} members"
    if _noun(value):
        return type(value).__name__
    return "nothing" if value is None else str(value)
