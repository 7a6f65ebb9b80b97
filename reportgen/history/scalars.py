"""Every number of a report that has a name of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from reportgen.results import Estimate, Report

REMEMBERED = (
    "data",
    "preparation",
    "exploration",
    "segments",
    "regression",
    "classification",
    "trust",
    "extra",
)
"""Parts of a report whose numbers are kept; the others repeat numbers of these."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A number at its path, with the rows behind it."""

    path: str
    value: float
    low: float | None
    high: float | None
    n: int


def scalars(report: Report) -> Iterator[Scalar]:
    """Walk over the numbers of a report that can be followed from run to run.

    An estimate is one number with its bounds.  Members of a tuple without a name of their
    own (points of a curve, bins) are left out: their position means nothing in another run.
    The rows behind a number are the nearest ``n`` above it, else all tracks analysed.
    """
    for name in REMEMBERED:
        yield from _below(getattr(report, name), name, report.preparation.rows_modelled)


def _below(value: Any, path: str, n: int) -> Iterator[Scalar]:
    if isinstance(value, Estimate):
        yield Scalar(path, value.value, value.low, value.high, n)
    elif isinstance(value, tuple):
        names = [getattr(item, "name", None) for item in value]
        for name, item in zip(names, value, strict=True):
            if _plain(name) and names.count(name) == 1:
                yield from _below(item, f"{path}[{name}]", n)
    elif is_dataclass(value):
        own = getattr(value, "n", None)
        rows = own if isinstance(own, int) else n
        for field in fields(value):
            yield from _below(getattr(value, field.name), f"{path}.{field.name}", rows)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield Scalar(path, float(value), None, None, n)


def _plain(name: object) -> bool:
    """Say whether a name can stand in brackets."""
    return isinstance(name, str) and bool(name) and not set(name) & set("[]")
