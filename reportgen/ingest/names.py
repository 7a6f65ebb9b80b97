"""Columns recognised by their names.

A column is recognised when its name, without case, spaces, punctuation and a leading
``song``, ``track`` or ``audio``, is one of the known names of an entry of the
dictionary.  Nothing is guessed from names that merely resemble one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportgen.music import DICTIONARY, Entry

_WORD = re.compile(r"[^\W_]+")
_PREFIXES = ("song", "track", "audio")
_AFTER_RELEASE = re.compile(
    "charts?|comments|dislikes|favou?rites|followers|likes|listeners|peak|playcount|playlists|"
    "plays|position|rank|ranking|sales|scrobbles|shares|shazams|streams?|subscribers|views|"
    "votes|weeks"
)
_ANOTHER_MEASURE = re.compile("popularity|hits?")


@dataclass(frozen=True, slots=True)
class Match:
    """An entry found by a column's name; a lower ``rank`` is a more telling name."""

    entry: Entry
    rank: int


def _names(entry: Entry) -> tuple[str, ...]:
    """Return all names of an entry; its canonical one comes first unless it is ranked."""
    canonical = "".join(_WORD.findall(entry.name))
    return entry.names if canonical in entry.names else (canonical, *entry.names)


_BY_ALIAS = {
    alias: Match(entry, rank) for entry in DICTIONARY for rank, alias in enumerate(_names(entry))
}


def normalised(column: str) -> str:
    """Return a column's name without case, spaces and punctuation.

    >>> normalised("Danceability_%"), normalised("Artist(s) Name")
    ('danceability', 'artistsname')
    """
    return "".join(_WORD.findall(column)).casefold()


def alias(column: str) -> str | None:
    """Return the known name that a column goes by; ``None`` for an unknown one."""
    name = normalised(column)
    candidates = (name, *(name.removeprefix(prefix) for prefix in _PREFIXES))
    return next((candidate for candidate in candidates if candidate in _BY_ALIAS), None)


def recognised(column: str) -> Match | None:
    """Return the entry that a column's name belongs to; ``None`` for an unknown one."""
    known = alias(column)
    return None if known is None else _BY_ALIAS[known]


def leak_reason(column: str) -> str:
    """Say why an unknown column would give the target away, judged by the words in its name.

    Empty where nothing in the name says so.
    """
    words = [word.casefold() for word in _WORD.findall(column)]
    if any(_AFTER_RELEASE.fullmatch(word) for word in words):
        return "known only after release, and a part of how popularity comes about"
    if any(_ANOTHER_MEASURE.fullmatch(word) for word in words):
        return "another measure of popularity, beside the one to be predicted"
    return ""
