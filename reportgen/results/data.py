"""What came in: columns, roles, and what was understood of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from reportgen.results.common import Histogram
from reportgen.results.vocabulary import Vocabulary


class Role(StrEnum):
    """What a column is used for."""

    TARGET = "target"
    FEATURE = "feature"
    CATEGORY = "category"
    GENRE = "genre"
    ARTIST = "artist"
    TRACK_ID = "track id"
    TITLE = "title"
    ALBUM = "album"
    DATE = "date"
    EXCLUDED = "excluded"
    IGNORED = "ignored"


class Kind(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    CATEGORY = "category"
    TEXT = "text"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column as it was understood, before any row was looked at in earnest.

    ``scale`` is what the stored values were multiplied by to reach ``unit``;
    ``minimum`` and ``maximum`` are the physical limits (in ``unit``) outside which
    a value counts as missing; ``excluded`` says why a column is left out.  ``step`` is a
    natural difference in ``unit``, ``description`` a sentence for the glossary, ``high``
    and ``low`` are adjectives for much and little of it: what the dictionary knows.
    """

    name: str
    source: str
    label: str
    role: Role
    kind: Kind
    unit: str = ""
    scale: float = 1.0
    minimum: float | None = None
    maximum: float | None = None
    excluded: str = ""
    step: float | None = None
    description: str = ""
    high: str = ""
    low: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something assumed or noticed while reading, e.g. ``delimiter``."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was understood of a table: the output of ``reportgen inspect``.

    ``task`` is ``scale`` (a popularity score), ``binary`` (hit or not), ``count``
    (streams; analysed as log10) or ``none``.  ``vocabulary`` is what rows and roles are
    called; ``dictionary`` the file of the dictionary, empty for that of tracks.
    """

    source: str
    format: str
    rows: int
    fields: tuple[Field, ...]
    task: Literal["scale", "binary", "count", "none"]
    target: str | None
    assumptions: tuple[Note, ...] = ()
    problems: tuple[Note, ...] = ()
    limitations: tuple[Note, ...] = ()
    generated: bool = False
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    dictionary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of a category and how many rows have it."""

    name: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the table and what its values look like (on the rows as read).

    Numbers have quantiles and a histogram, categories have levels (most frequent
    first, at most twelve), the rest neither.  ``knots`` are the values below which 2, 4,
    … 98 % of the column lie: they let two reports be compared on the same bins.
    ``description``, ``high`` and ``low`` are what the dictionary says of it, as in
    :class:`Field`.
    """

    name: str
    source: str
    label: str
    role: Role
    kind: Kind
    unit: str
    n: int
    missing: int
    distinct: int | None = None
    minimum: float | None = None
    lower_quartile: float | None = None
    median: float | None = None
    upper_quartile: float | None = None
    maximum: float | None = None
    mean: float | None = None
    sd: float | None = None
    histogram: Histogram | None = None
    knots: tuple[float, ...] = ()
    levels: tuple[Level, ...] = ()
    excluded: str = ""
    description: str = ""
    high: str = ""
    low: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """What came in, what it is called, and what the file cannot tell."""

    rows: int
    columns: tuple[Column, ...]
    assumptions: tuple[Note, ...]
    problems: tuple[Note, ...]
    limitations: tuple[Note, ...]
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
