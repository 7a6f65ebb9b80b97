"""From rows read to rows modelled."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.results.common import Estimate, Skipped
from reportgen.results.data import Level, Note


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerStep:
    """One line of the ledger: rows before = ``removed`` + ``remaining``.

    ``r2_without`` is what the headline R² would have been had the step been left
    out; ``None`` where the step removed nothing or the score is undefined.
    """

    name: str
    label: str
    removed: int
    remaining: int
    reason: str
    r2_without: Estimate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """Tracks that stood on more than one row.

    ``key`` names what makes two rows one track.  ``conflicting_target`` and
    ``conflicting_genre`` count the tracks whose rows disagree.
    """

    key: str
    rule: str
    tracks: int
    extra_rows: int
    conflicting_target: int | None
    conflicting_genre: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outliers:
    """Values of one feature beyond its wide limits (flagged, kept)."""

    name: str
    label: str
    low: float
    high: float
    below: int
    above: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """The ledger from rows read to rows modelled; it reconciles to the row."""

    rows_read: int
    rows_modelled: int
    steps: tuple[LedgerStep, ...]
    repeats: Repeats | Skipped
    missing: tuple[Level, ...]
    dropped_columns: tuple[Note, ...]
    outlier_rule: str
    outliers: tuple[Outliers, ...]
    outlier_rows: int
    artists: int | None
