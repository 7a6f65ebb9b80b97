"""Release years from dates of any precision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reportgen.aggregates.block import Floats
from reportgen.formats import count
from reportgen.ingest.columns import distinct
from reportgen.ingest.notes import Notes

if TYPE_CHECKING:
    import pyarrow as pa

EARLIEST, LATEST = 1860, 2100
_YEAR_FIRST = re.compile(r"(\d{4})(?!\d)")
_YEAR_LAST = re.compile(r".*(?<!\d)(\d{4})")


@dataclass(frozen=True, slots=True, eq=False)
class Years:
    """The year of each row as float64, and how many dates could not be read."""

    values: Floats
    missing: int


def years(source: str, column: pa.ChunkedArray, notes: Notes) -> Years:
    """Take the year from dates such as 2019, 2019-06 or 14/06/2019."""
    found = distinct(column)
    table = np.array([*(_year(text) for text in found.texts), np.nan], dtype=np.float64)
    values = table[found.codes]
    _note(source, found.texts, int(np.count_nonzero(np.isnan(values))) - found.missing, notes)
    return Years(values, int(np.count_nonzero(np.isnan(values))))


def _year(text: str) -> float:
    match = _YEAR_FIRST.match(text) or _YEAR_LAST.fullmatch(text)
    year = int(match[1]) if match else 0
    return float(year) if EARLIEST <= year <= LATEST else float("nan")


def _note(source: str, texts: list[str], unread: int, notes: Notes) -> None:
    bare = sum(len(text) == 4 for text in texts)
    if bare and bare < len(texts):
        notes.assume("year", f"Some dates in {source} are only a year, so only years are used.")
    else:
        notes.assume("year", f"The year of release was taken from {source}.")
    if unread:
        notes.problem(
            "unreadable_dates",
            f"{source}: {count(unread, 'date')} without a year between {EARLIEST} and {LATEST}; "
            f"{'it counts' if unread == 1 else 'they count'} as missing.",
        )
