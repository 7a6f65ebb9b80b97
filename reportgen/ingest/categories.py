"""Categories: level names and codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reportgen.aggregates.block import Codes
from reportgen.ingest.columns import Distinct, distinct
from reportgen.ingest.numbers import MOST_JUNK
from reportgen.music import CATEGORIES, Entry

if TYPE_CHECKING:
    import pyarrow as pa

KEYS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_FLATS = {"db": 1, "eb": 3, "gb": 6, "ab": 8, "bb": 10, "e#": 5, "b#": 0, "cb": 11, "fb": 4}
_CAMELOT = {
    "1a": 8, "2a": 3, "3a": 10, "4a": 5, "5a": 0, "6a": 7,
    "7a": 2, "8a": 9, "9a": 4, "10a": 11, "11a": 6, "12a": 1,
    "1b": 11, "2b": 6, "3b": 1, "4b": 8, "5b": 3, "6b": 10,
    "7b": 5, "8b": 0, "9b": 7, "10b": 2, "11b": 9, "12b": 4,
}  # fmt: skip
"""Notes on the Camelot wheel: A is minor, B major; a step round it is a fifth."""
_KEY_CODES = {
    **{str(i): i for i in range(12)},
    **{name.casefold(): i for i, name in enumerate(KEYS)},
    **_FLATS,
    **_CAMELOT,
}
_MODE_CODES = {
    **dict.fromkeys(("0", "minor", "min", "moll"), 0),
    **dict.fromkeys(("1", "major", "maj", "dur"), 1),
}
_OF_MODE = re.compile(r"(?<=[a-g#b])\s*(major|minor|maj|min|m)$")
_YES_NO_CODES = {
    **dict.fromkeys(("0", "false", "no", "n", "f", "clean", "cleaned", "notexplicit"), 0),
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


def category(entry: Entry | None, column: pa.ChunkedArray) -> Category:
    """Read a column as the category of an entry; any text is a level of an unknown one."""
    return category_of(entry, distinct(column))


def category_of(entry: Entry | None, found: Distinct) -> Category:
    """Read distinct texts as the category of an entry."""
    name = entry.name if entry in CATEGORIES else ""
    if name == "key":
        return _fixed(found, _KEY_CODES, KEYS, _UNKNOWN, _note_name)
    if name == "mode":
        return _fixed(found, _MODE_CODES, ("minor", "major"), _UNKNOWN, _small)
    if name == "explicit":
        return _fixed(found, _YES_NO_CODES, ("no", "yes"), _UNKNOWN, _small)
    if name == "time_signature":
        names = tuple(str(beats) for beats in range(13))
        return _fixed(found, _BARS, names, _UNKNOWN_BARS, _beats)
    return free(found)


def names_mode(levels: Iterable[str]) -> bool:
    """Whether texts of keys, such as ``A minor`` or ``8A``, say major or minor as well."""
    tidy = [_small(text).partition("/")[0].strip() for text in levels]
    return any(text in _CAMELOT or _OF_MODE.search(text) for text in tidy)


def free(found: Distinct) -> Category:
    """Take every text as a level."""
    levels = tuple(sorted(found.texts))
    place = {level: i for i, level in enumerate(levels)}
    table = np.array([*(place[text] for text in found.texts), -1], dtype=np.int32)
    return Category(levels, found.spread(table), found.given, len(found.texts))


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
    rows = found.counts
    unsaid = sum(int(n) for t, n in zip(tidied, rows, strict=True) if t in unknown)
    odd = [i for i, t in enumerate(tidied) if t not in unknown and t not in codes]
    return Category(
        tuple(names[code] for code in present),
        found.spread(table),
        found.given,
        len(found.texts),
        unsaid,
        int(rows[odd].sum()),
        found.texts[odd[0]] if odd else "",
    )


def _small(text: str) -> str:
    return text.casefold().removesuffix(".0")


def _note_name(text: str) -> str:
    note = _small(text).partition("/")[0].strip()
    note = note.replace("♯", "#").replace("♭", "b").replace("-sharp", "#").replace("-flat", "b")
    note = note.replace(" sharp", "#").replace(" flat", "b")
    return _OF_MODE.sub("", note)


def _beats(text: str) -> str:
    return _small(text).partition("/")[0].strip()
