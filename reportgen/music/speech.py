"""Speaking of something else than tracks.

All sentences, pages and charts are written in the words of tracks.  For a table of
something else those words are put in the place of these, in what is written and never
in what comes from the table: its names of columns and levels stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from reportgen.results import (
    Column,
    GenreFit,
    GroupMean,
    InfluentialArtist,
    Level,
    Reference,
    Report,
    Role,
    Track,
    Vocabulary,
)

Speak = Callable[[str], str]
"""Return a text in the words of a vocabulary."""

_DEFAULT = Vocabulary()
_OWN_WORDS = (Role.FEATURE, Role.CATEGORY, Role.TARGET)
"""Roles whose labels come from the table or its dictionary, not from these sentences."""
_NAMES: Mapping[type, tuple[str, ...]] = {
    Column: ("source",),
    Reference: ("level",),
    GenreFit: ("name",),
    GroupMean: ("name",),
    InfluentialArtist: ("artist",),
    Level: ("name",),
    Track: ("title", "artist"),
}
"""Fields that hold names from the table."""


def speech(report: Report) -> Speak | None:
    """Return how a report speaks of its rows; ``None`` where it is about tracks.

    The words are English; a report in another language speaks of tracks.
    """
    if report.data.vocabulary == _DEFAULT or not report.language.startswith("en"):
        return None
    labels = (column.label for column in report.data.columns if column.role in _OWN_WORDS)
    return speaker(report.data.vocabulary, {*labels, *_names_in(report)})


def _names_in(value: Any) -> Iterator[str]:
    """Yield all names in a report that come from its table."""
    if isinstance(value, tuple):
        for member in value:
            yield from _names_in(member)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from (getattr(value, name) for name in _NAMES.get(type(value), ()))
        for field in fields(value):
            yield from _names_in(getattr(value, field.name))


def speaker(vocabulary: Vocabulary, names: Iterable[str] = ()) -> Speak | None:
    """Return how to speak in the words of a vocabulary; ``None`` for those of tracks.

    Parameters
    ----------
    names : iterable of str
        Names from the table, which stay as they are wherever they stand in a text.
    """
    if vocabulary == _DEFAULT:
        return None
    phrases = _phrases(vocabulary)
    ours = re.compile(_any_of(phrases), re.IGNORECASE)
    own = {word for word in _words(vocabulary) if ours.search(word)}
    kept = {name for name in names if ours.search(name) and name.casefold() not in phrases}
    stay = _any_of([*kept, *own]) if kept or own else r"(?!)"
    pattern = re.compile(
        rf"(?P<stay>{stay})|(?:\b(?P<article>[Aa]n?)(?P<gap>\s+))?(?P<word>(?i:{_any_of(phrases)}))"
    )
    return lambda text: pattern.sub(lambda match: _said(match, phrases), text)


def _said(match: re.Match[str], phrases: Mapping[str, str]) -> str:
    if match["stay"] is not None:
        return match["stay"]
    found = match["word"]
    word = phrases[found.casefold()]
    word = word[:1].upper() + word[1:] if found[:1].isupper() else word
    if match["article"] is None:
        return word
    article = "an" if word[:1].casefold() in set("aeiou") else "a"
    return f"{match['article'][0]}{article[1:]}{match['gap']}{word}"


def _any_of(texts: Iterable[str]) -> str:
    """Return a pattern for any of some whole words or phrases, the longest first."""
    ordered = sorted(texts, key=lambda text: (-len(text), text))
    return rf"(?<![\w-])(?:{'|'.join(map(re.escape, ordered))})(?!\w)"


def _words(vocabulary: Vocabulary) -> tuple[str, ...]:
    words = (getattr(vocabulary, name) for name in Vocabulary.__slots__)
    return tuple(word for word in words if word)


def _phrases(v: Vocabulary) -> Mapping[str, str]:
    """Return what is said in the place of each phrase, by the phrase in small letters."""
    attribute = v.attributes.removesuffix("s")
    of_release = f" of {v.release}" if v.release else ""
    return {
        **{name: getattr(v, name) for name in _PLAIN},
        "song": v.track,
        "songs": v.tracks,
        "musical attributes": v.attributes,
        "musical attribute": attribute,
        "attributes of music": v.attributes,
        "new music": f"new {v.tracks}",
        "sound features": "features",
        "audio features": "features",
        "sound alike": "are alike",
        "sounds alike": "is alike",
        "release": v.release or "time",
        "release date": f"date{of_release}",
        "release dates": f"dates{of_release}",
        "year of release": f"year{of_release}",
        "popularity, number of streams or hit mark": "column to be explained",
        _DEFAULT.context: v.context,
        "catalogue": "table",
        "catalogues": "tables",
    }


_PLAIN = (
    "track",
    "tracks",
    "artist",
    "artists",
    "genre",
    "genres",
    "popularity",
    "popular",
    "unpopular",
    "hit",
    "hits",
    "sound",
)
"""Words that stand for themselves: fields of :class:`Vocabulary`."""
