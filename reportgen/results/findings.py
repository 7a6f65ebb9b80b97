"""What the report says, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters to the reader."""

    KEY = "key"
    NOTE = "note"
    WARNING = "warning"


class Grade(StrEnum):
    """How well a finding is supported."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A number printed in a sentence: where it comes from and how it was shown."""

    path: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing the report says, with the paths of all numbers in it.

    ``rank`` orders findings of one severity, highest first.
    """

    code: str
    slice: str
    severity: Severity
    grade: Grade
    title: str
    text: str
    evidence: tuple[Evidence, ...]
    rank: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A headline number with its words."""

    name: str
    value: str
    label: str
    note: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Plain text with the paths of all numbers in it."""

    text: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer of page one, in one sentence and four tiles.

    ``since`` says what has changed since an earlier run, ``gated`` which limits are kept.
    ``limits`` is what the absent columns would have told; empty where none is absent.
    """

    answer: str
    evidence: tuple[Evidence, ...]
    tiles: tuple[Tile, ...]
    since: Statement = Statement()
    gated: Statement = Statement()
    limits: str = ""
