"""Release years from dates of any precision."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.aggregates.block import Floats
from reportgen.formats import integer
from reportgen.ingest.columns import Distinct, distinct
from reportgen.ingest.notes import Notes
from reportgen.text import plural, translate

EARLIEST, LATEST = 1860, 2100
_LEADING = "^[0-9]{4}([^0-9]|$)"
_YEAR_LAST = re.compile(r".*(?<!\d)(\d{4})")


@dataclass(frozen=True, slots=True, eq=False)
class Years:
    """The year of each row as float64, and how many dates could not be read."""

    values: Floats
    missing: int


def years(source: str, column: pa.ChunkedArray, notes: Notes) -> Years:
    """Take the year from dates such as 2019, 2019-06 or 14/06/2019."""
    found = distinct(column)
    values = found.spread(np.append(years_of(found), np.nan))
    missing = int(np.count_nonzero(np.isnan(values)))
    bare = bare_years(found)
    note_years(source, missing - found.missing, notes, mixed=0 < bare < found.size)
    return Years(values, missing)


def bare_years(found: Distinct) -> int:
    """Count the distinct dates that are nothing but a year."""
    return int(pc.sum(pc.equal(pc.utf8_length(found.values), 4)).as_py() or 0)


def years_of(found: Distinct) -> Floats:
    """Return the year of each distinct text; those that begin with it all at once."""
    first = pc.match_substring_regex(found.values, _LEADING)
    digits = pc.if_else(first, pc.utf8_slice_codeunits(found.values, 0, 4), None)
    values: Floats = digits.cast(pa.float64()).to_numpy(zero_copy_only=False).copy()
    for i in np.flatnonzero(~np.asarray(first.to_numpy(zero_copy_only=False), np.bool_)).tolist():
        values[i] = _year(found.values[i].as_py())
    values[~((values >= EARLIEST) & (values <= LATEST))] = np.nan
    return values


def _year(text: str) -> float:
    match = _YEAR_LAST.fullmatch(text)
    return float(match[1]) if match else float("nan")


def note_years(source: str, unread: int, notes: Notes, *, mixed: bool) -> None:
    """Say what was read as years; ``mixed`` where some dates are bare years and some not."""
    if mixed:
        said = translate("Some dates in {column} are only a year, so only years are used.")
    else:
        said = translate("The year of release was taken from {column}.")
    notes.assume("year", said.format(column=source))
    if unread:
        notes.problem(
            "unreadable_dates",
            plural(
                unread,
                "{column}: {n} date without a year between {first} and {last}; it counts as "
                "missing.",
                "{column}: {n} dates without a year between {first} and {last}; they count as "
                "missing.",
            ).format(column=source, n=integer(unread), first=EARLIEST, last=LATEST),
        )
