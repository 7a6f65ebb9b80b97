"""Dictionaries of tables that are not about tracks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reportgen.music.entries import Dictionary, Entry
from reportgen.music.labels import label
from reportgen.results import Kind, Role, Vocabulary

MADE_FROM = "a copy or a consequence of what is to be explained, by its name"
BESIDE = "another one of what could be explained, beside the one that is"
NEUTRAL: Mapping[str, str] = {"track": "record", "artist": "maker", "genre": "category"}
"""Words for a table of which nothing is known."""
_WORD = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")
"""Letters, with single blanks, hyphens and apostrophes between them."""
_LONGEST = 40
_ROLES = {
    "genre": Role.GENRE,
    "artist": Role.ARTIST,
    "track_id": Role.TRACK_ID,
    "title": Role.TITLE,
    "album": Role.ALBUM,
    "release_date": Role.DATE,
}
_RANGE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnWords:
    """``[features.NAME]``, ``[categories.NAME]`` or ``[targets.NAME]`` of a dictionary file.

    ``range`` holds the lowest and the highest possible value in ``unit``; ``step`` is a
    natural difference; ``high`` and ``low`` are adjectives; ``log`` says that a target is
    to be analysed by its logarithm.
    """

    label: str | None = None
    aliases: tuple[str, ...] = ()
    unit: str = ""
    range: tuple[float, float] | None = None
    step: float | None = None
    meaning: str = ""
    high: str = ""
    low: str = ""
    log: bool = False

    def __post_init__(self) -> None:
        """Refuse a range that is upside down, and a step that is none."""
        if self.range is not None and not self.range[0] < self.range[1]:
            raise ValueError("the lowest value of range has to be below the highest")
        if self.step is not None and not self.step > 0:
            raise ValueError("step has to be above 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelWords:
    """``[labels.genre]`` and the like of a dictionary file."""

    label: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """``[labels]`` of a dictionary file, by the part that a column plays."""

    genre: LabelWords = field(default_factory=LabelWords)
    artist: LabelWords = field(default_factory=LabelWords)
    track_id: LabelWords = field(default_factory=LabelWords)
    title: LabelWords = field(default_factory=LabelWords)
    album: LabelWords = field(default_factory=LabelWords)
    release_date: LabelWords = field(default_factory=LabelWords)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """``[words]`` of a dictionary file: see :class:`reportgen.results.Vocabulary`."""

    track: str | None = None
    tracks: str | None = None
    artist: str | None = None
    artists: str | None = None
    genre: str | None = None
    genres: str | None = None
    popularity: str | None = None
    popular: str | None = None
    unpopular: str | None = None
    hit: str | None = None
    hits: str | None = None
    attributes: str | None = None
    sound: str | None = None
    release: str | None = None
    context: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DictionaryFile:
    """A dictionary file."""

    words: Words = field(default_factory=Words)
    features: Mapping[str, ColumnWords] = field(default_factory=dict)
    categories: Mapping[str, ColumnWords] = field(default_factory=dict)
    targets: Mapping[str, ColumnWords] = field(default_factory=dict)
    labels: Labels = field(default_factory=Labels)
    leaks: tuple[str, ...] = ()


def plural(noun: str) -> str:
    """Return the regular plural of an English noun.

    >>> plural("wine"), plural("category"), plural("box"), plural("day")
    ('wines', 'categories', 'boxes', 'days')
    """
    if noun.endswith("y") and noun[-2:-1] not in set("aeiou"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "z", "ch", "sh")) else f"{noun}s"


def usable_word(text: str) -> bool:
    """Whether a text can stand in the sentences of a report."""
    return len(text) <= _LONGEST and _WORD.fullmatch(text) is not None


def vocabulary(words: Mapping[str, str], target: str, entry: Entry | None) -> Vocabulary:
    """Return all words of a report from those that are set.

    Parameters
    ----------
    words : mapping of str to str
        Fields of :class:`Vocabulary`; a plural that is missing is made regularly.
    target : str
        What the target is called within a sentence; empty where there is none.
    entry : Entry, optional
        What the dictionary knows of the target.
    """
    track, artist, genre = (words.get(n, NEUTRAL[n]) for n in ("track", "artist", "genre"))
    tracks = words.get("tracks", plural(track))
    popular = words.get("popular", (entry.high if entry else "") or "high-scoring")
    unset = {
        "track": track,
        "tracks": tracks,
        "artist": artist,
        "artists": plural(artist),
        "genre": genre,
        "genres": plural(genre),
        "popularity": target or "the target",
        "popular": popular,
        "unpopular": (entry.low if entry else "") or "low-scoring",
        "hit": f"{popular} {track}",
        "hits": f"{popular} {tracks}",
        "attributes": "attributes",
        "sound": "make-up",
        "release": "",
        "context": "anything that is not among the columns",
    }
    return Vocabulary(**(unset | dict(words)))


def dictionary(file: DictionaryFile, source: str) -> Dictionary:
    """Return what a dictionary file says, as a dictionary.

    Raises
    ------
    ValueError
        If two entries go by the same name, or a word is more than a word.
    """
    words = {name: text for name in Words.__slots__ if (text := getattr(file.words, name))}
    _check_words(words)
    made = Dictionary(
        features=tuple(_columns(file.features, Role.FEATURE)),
        categories=tuple(_columns(file.categories, Role.CATEGORY)),
        targets=tuple(_columns(file.targets, Role.TARGET)),
        labels=tuple(_labels(file)),
        words=words,
        leaks={"|".join(_escaped(word) for word in file.leaks): MADE_FROM} if file.leaks else {},
        source=source,
    )
    _check_names(made)
    return made


def _columns(columns: Mapping[str, ColumnWords], role: Role) -> Iterator[Entry]:
    for name, column in columns.items():
        low, high = column.range or (None, None)
        yield Entry(
            name=name,
            label=column.label or name.replace("_", " ").capitalize(),
            role=role,
            kind=Kind.CATEGORY if role is Role.CATEGORY else Kind.NUMBER,
            names=tuple(_normalised(alias) for alias in column.aliases),
            unit=f"log10 {column.unit or name}" if column.log else column.unit,
            step=column.step,
            minimum=low,
            maximum=high,
            description=column.meaning,
            high=column.high,
            low=column.low,
            reason=BESIDE if role is Role.TARGET else "",
        )


def _labels(file: DictionaryFile) -> Iterator[Entry]:
    usual = {
        "genre": file.words.genre or NEUTRAL["genre"],
        "artist": file.words.artist or NEUTRAL["artist"],
        "track_id": "id",
        "title": "title",
        "album": "part of",
        "release_date": f"date of {file.words.release}" if file.words.release else "date",
    }
    for name, role in _ROLES.items():
        words: LabelWords = getattr(file.labels, name)
        called = words.label or usual[name]
        aliases = tuple(_normalised(alias) for alias in words.aliases)
        yield label(name, called[:1].upper() + called[1:], role, aliases)


def _check_words(words: Mapping[str, str]) -> None:
    for name, text in words.items():
        if not usable_word(text):
            raise ValueError(
                f"[words] {name} has to be words of letters, at most {_LONGEST} of them, "
                f"not {text!r}"
            )


def _check_names(made: Dictionary) -> None:
    owner: dict[str, str] = {}
    for entry in made.entries:
        for name in (_normalised(entry.name), *entry.names):
            other = owner.setdefault(name, entry.name)
            if other != entry.name:
                raise ValueError(f"{other} and {entry.name} both go by the name {name}")


def _normalised(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def _escaped(word: str) -> str:
    return "".join(c if c.isalnum() else "\\" + c for c in word.casefold())
