"""Columns recognised by their names.

A column is recognised when its name, without case, spaces, punctuation and leading
words that say nothing (such as ``song`` or ``track``), is one of the known names of an
entry of the dictionary.  Nothing is guessed from names that merely resemble one: for
those there is :func:`resembling`, which is shown to the user and never used.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from reportgen.music import TRACKS, Dictionary, Entry

_WORD = re.compile(r"[^\W_]+")
_PERCENT = ("percentage", "percent", "pct", "perc")
_CLOSE = 0.76
"""Similarity (Ratcliff and Obershelp) from which a name resembles another."""
_SHORTEST_WORD, _SHORTEST_NAME = 5, 4


@dataclass(frozen=True, slots=True)
class Match:
    """An entry found by a column's name; a lower ``rank`` is a more telling name."""

    entry: Entry
    rank: int


def _names(entry: Entry) -> tuple[str, ...]:
    """Return all names of an entry; its canonical one comes first unless it is ranked."""
    canonical = normalised(entry.name)
    return entry.names if canonical in entry.names else (canonical, *entry.names)


@lru_cache(maxsize=8)
def _by_alias(dictionary: Dictionary) -> Mapping[str, Match]:
    return {
        alias: Match(entry, rank)
        for entry in dictionary.entries
        for rank, alias in enumerate(_names(entry))
    }


def normalised(column: str) -> str:
    """Return a column's name without case, spaces and punctuation.

    >>> normalised("Danceability_%"), normalised("Artist(s) Name")
    ('danceability', 'artistsname')
    """
    return "".join(_WORD.findall(column)).casefold()


def alias(column: str, dictionary: Dictionary = TRACKS) -> str | None:
    """Return the known name that a column goes by; ``None`` for an unknown one.

    >>> alias("track.album.release_date"), alias("spotify_track_duration_ms")
    ('albumreleasedate', 'durationms')
    """
    known = _by_alias(dictionary)
    candidates = _shortened(normalised(column), dictionary.prefixes)
    return next((candidate for candidate in candidates if candidate in known), None)


def _shortened(name: str, prefixes: tuple[str, ...]) -> Iterator[str]:
    """Yield a name, then what is left of it without beginnings and ends that say nothing."""
    yield name
    for end in _PERCENT:
        if name.endswith(end):
            yield from _shortened(name.removesuffix(end), prefixes)
    for prefix in prefixes:
        if name.startswith(prefix):
            yield from _shortened(name.removeprefix(prefix), prefixes)


def recognised(column: str, dictionary: Dictionary = TRACKS) -> Match | None:
    """Return the entry that a column's name belongs to; ``None`` for an unknown one."""
    known = alias(column, dictionary)
    return None if known is None else _by_alias(dictionary)[known]


def resembling(
    column: str, taken: Collection[str], dictionary: Dictionary = TRACKS
) -> Entry | None:
    """Return the entry whose names an unknown column's name resembles most, if any does.

    It resembles one where a word of it is such a name, or where it is spelt alike.

    Parameters
    ----------
    taken : collection of str
        Canonical names of entries that are not looked for, because a column has them.
    """
    free = {
        name: match.entry
        for name, match in _by_alias(dictionary).items()
        if match.entry.name not in taken and match.entry not in dictionary.left_out
    }
    words = [word.casefold() for word in _WORD.findall(column)]
    for word in words:
        if len(word) >= _SHORTEST_WORD and word in free:
            return free[word]
    names = [name for name in free if len(name) >= _SHORTEST_NAME]
    close = difflib.get_close_matches(normalised(column), names, n=1, cutoff=_CLOSE)
    return free[close[0]] if close else None


def leak_reason(column: str, dictionary: Dictionary = TRACKS) -> str:
    """Say why an unknown column would give the target away, judged by the words in its name.

    Empty where nothing in the name says so.
    """
    words = [word.casefold() for word in _WORD.findall(column)]
    for pattern, reason in dictionary.leaks.items():
        if any(re.fullmatch(pattern, word) for word in words):
            return reason
    return ""
