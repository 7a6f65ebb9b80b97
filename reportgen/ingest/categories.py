"""Categories: level names and codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reportgen.aggregates.block import Codes
from reportgen.ingest.columns import Distinct, distinct
from reportgen.ingest.numbers import MOST_JUNK

if TYPE_CHECKING:
    import pyarrow as pa

KEYS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_FLATS = {"db": 1, "eb": 3, "gb": 6, "ab": 8, "bb": 10, "e#": 5, "b#": 0, "cb": 11, "fb": 4}
_KEY_CODES = {
    **{str(i): i for i in range(12)},
    **{name.casefold(): i for i, name in enumerate(KEYS)},
    **_FLATS,
}
_MODE_CODES = {"0": 0, "1": 1, "minor": 0, "major": 1, "min": 0, "maj": 1}
_YES_NO_CODES = {
    **dict.fromkeys(("0", "false", "no", "n", "f", "clean"), 0),
    **dict.fromkeys(("1", "true", "yes", "y", "t", "explicit"), 1),
}
_BARS = {str(beats): beats for beats in range(1, 13)}
_UNKNOWN = frozenset(("-1", "unknown", "none", "?", "-", ""))
_UNKNOWN_BARS = _UNKNOWN | {"0"}


@dataclass(frozen=True, slots=True, eq=False)
class Category:
    """A category: level names, a code for each row (−1 for missing), and what was odd.

    ``given`` counts the cells that are not empty, ``distinct`` the texts among them,
    ``unknown`` values that say "not known" (such as key −1), and ``junk``
    values that are no level at all.
    """

    levels: tuple[str, ...]
    codes: Codes
    given: int
    distinct: int
    unknown: int = 0
    junk: int = 0
    example: str = ""

    @property
    def readable(self) -> bool:
        """Whether the column may count as this category."""
        return self.junk <= MOST_JUNK * self.given


def category(name: str, column: pa.ChunkedArray) -> Category:
    """Read a column as the category ``name``; any text is a level of an unknown one."""
    found = distinct(column)
    if name == "key":
        return _fixed(found, _KEY_CODES, KEYS, _UNKNOWN, _note_name)
    if name == "mode":
        return _fixed(found, _MODE_CODES, ("minor", "major"), _UNKNOWN, _small)
    if name == "explicit":
        return _fixed(found, _YES_NO_CODES, ("no", "yes"), _UNKNOWN, _small)
    if name == "time_signature":
        names = tuple(str(beats) for beats in range(13))
        return _fixed(found, _BARS, names, _UNKNOWN_BARS, _beats)
    return _free(found)


def _free(found: Distinct) -> Category:
    levels = tuple(sorted(found.texts))
    place = {level: i for i, level in enumerate(levels)}
    table = np.array([*(place[text] for text in found.texts), -1], dtype=np.int32)
    return Category(levels, table[found.codes], len(found.codes) - found.missing, len(found.texts))


def _fixed(
    found: Distinct,
    codes: dict[str, int],
    names: tuple[str, ...],
    unknown: frozenset[str],
    tidy: Callable[[str], str],
) -> Category:
    """Code a category whose levels are known beforehand; only those present are kept."""
    tidied = [tidy(text) for text in found.texts]
    present = sorted({codes[text] for text in tidied if text in codes})
    place = {code: i for i, code in enumerate(present)}
    table = np.array([*(place.get(codes.get(t, -1), -1) for t in tidied), -1], dtype=np.int32)
    rows = np.bincount(found.codes + 1, minlength=len(tidied) + 1)[1:]
    unsaid = sum(int(n) for t, n in zip(tidied, rows, strict=True) if t in unknown)
    odd = [i for i, t in enumerate(tidied) if t not in unknown and t not in codes]
    return Category(
        tuple(names[code] for code in present),
        table[found.codes],
        len(found.codes) - found.missing,
        len(found.texts),
        unsaid,
        int(rows[odd].sum()),
        found.texts[odd[0]] if odd else "",
    )


def _small(text: str) -> str:
    return text.casefold().removesuffix(".0")


def _note_name(text: str) -> str:
    return _small(text).partition("/")[0].strip().replace("♯", "#").replace("♭", "b")


def _beats(text: str) -> str:
    return _small(text).partition("/")[0].strip()
