"""What each column of a part becomes on scratch, and what is counted of it meanwhile."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from reportgen.aggregates.block import Codes, Floats
from reportgen.engine.scratch import ScratchFile
from reportgen.errors import EngineError
from reportgen.ingest.columns import Counted, Distinct, distinct, is_text
from reportgen.ingest.dates import bare_years, years_of
from reportgen.ingest.numbers import MOST_JUNK, numbers

MOST_LEVELS = 20_000_000
"""Distinct texts of one column of categories or artists that are held in memory."""


class Levels:
    """Distinct texts of a column as they come, with a code and a count for each."""

    def __init__(self, source: str, where: str) -> None:
        self._source, self._where = source, where
        self._codes: dict[str, int] = {}
        self._counts = np.zeros(1024, np.int64)
        self._missing = 0

    def take(self, found: Distinct) -> Codes:
        """Return the code of each row of a part, −1 where there is no text."""
        known = self._codes
        local = [known.setdefault(text, len(known)) for text in found.texts]
        if len(known) > MOST_LEVELS:
            raise EngineError(
                f"{self._source!r} has more than {MOST_LEVELS:,} distinct texts",
                where=self._where,
                hint="Leave it out by [columns] exclude in the settings.",
            )
        if len(known) > len(self._counts):
            self._counts = np.concatenate([self._counts, np.zeros(len(known), np.int64)])
        self._counts[local] += found.counts
        self._missing += found.missing
        return np.array([*local, -1], np.int32)[found.codes]

    def counted(self) -> Counted:
        """Return the distinct texts, in the order of their first rows."""
        values = pa.array(self._codes, pa.string())
        return Counted(values, self._counts[: len(values)], self._missing)


class Years:
    """Years of dates, and whether some dates were bare years while others were not."""

    def __init__(self) -> None:
        self.missing = self.unread = 0
        self._bare = self._whole = False

    def take(self, column: pa.ChunkedArray) -> Floats:
        """Return the year of each row of a part."""
        found = distinct(column)
        values = found.spread(np.append(years_of(found), np.nan))
        missing = int(np.count_nonzero(np.isnan(values)))
        self.missing += missing
        self.unread += missing - found.missing
        bare = bare_years(found)
        self._bare |= bare > 0
        self._whole |= bare < found.size
        return values

    @property
    def mixed(self) -> bool:
        """Whether there are both."""
        return self._bare and self._whole


class Numeric:
    """How many texts of a column are numbers."""

    def __init__(self) -> None:
        self._given = self._junk = 0

    def take(self, column: pa.ChunkedArray) -> Floats:
        """Return the numbers of a part."""
        found = numbers(column)
        self._given += found.given
        self._junk += found.junk
        return found.values

    @property
    def is_so(self) -> bool:
        """Whether the column may count as one of numbers."""
        return self._junk <= MOST_JUNK * self._given


class RowNumbers:
    """Whether ids are nothing but the numbers of the rows."""

    def __init__(self) -> None:
        self._next: int | None = None
        self.are = True

    def take(self, ids: Distinct) -> None:
        """Look at the ids of a part."""
        if not self.are:
            return
        if self._next is None:
            first = ids.texts[0] if ids.size else ""
            self._next = int(first) if first in ("0", "1") else None
        self.are = (
            self._next is not None
            and not ids.missing
            and ids.size == len(ids.codes)
            and ids.texts == [str(row) for row in range(self._next, self._next + ids.size)]
        )
        self._next = (self._next or 0) + len(ids.codes)


class StoredTexts:
    """Texts on scratch, looked up by row number.

    Parameters
    ----------
    folder : Path or None
        Where scratch goes.
    """

    def __init__(self, folder: Path | None) -> None:
        self._texts, self._ends = ScratchFile(folder), ScratchFile(folder)

    def add(self, column: pa.ChunkedArray) -> None:
        """Store the texts of the next rows; nothing stands for a missing one."""
        text = column if is_text(column.type) else pa.chunked_array([_spelt(column)])
        array = text.fill_null("").cast(pa.large_string()).combine_chunks()
        _, offsets, stored = array.buffers()
        ends = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
        start = self._texts.size
        if ends[-1] > ends[0]:
            self._texts.append(np.frombuffer(stored, np.uint8)[ends[0] : ends[-1]])
        self._ends.append(start + ends[1:] - ends[0])

    def take(self, rows: pa.Array) -> pa.Array:
        """Return the texts of some rows."""
        return pa.array([self._text(row) for row in rows.to_pylist()], pa.string())

    def _text(self, row: int) -> str | None:
        first = max(row - 1, 0)
        ends: NDArray[np.int64] = self._ends.read(8 * first, np.dtype(np.int64), row - first + 1)
        start = int(ends[0]) if row else 0
        length = int(ends[-1]) - start
        stored = self._texts.read(start, np.dtype(np.uint8), length)
        return stored.tobytes().decode("utf-8") if length else None


def _spelt(column: pa.ChunkedArray) -> pa.Array:
    return pa.array([None if v is None else str(v) for v in column.to_pylist()], pa.string())
