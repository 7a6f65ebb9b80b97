"""From rows read to rows modelled."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.results.common import Estimate, Skipped
from reportgen.results.data import Note


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerStep:
    """One line of the ledger: rows before = ``removed`` + ``remaining``."""

    name: str
    label: str
    removed: int
    remaining: int
    reason: str


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
class Gap:
    """A column with missing values, on one row per track.

    ``difference`` is the mean target of the rows that miss the column less that of the
    rows that have it, interval clustered by artist; ``None`` where too few rows can be
    compared.  ``fill_value`` or ``fill_level`` is what fills the gaps of the rows
    described; both are ``None`` where gaps are not filled.
    """

    name: str
    n: int
    share: float
    difference: Estimate | None = None
    fill_value: float | None = None
    fill_level: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GapPattern:
    """Columns that are missing together, and nothing else, on ``n`` rows."""

    columns: tuple[str, ...]
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outliers:
    """Values of one feature beyond its limits.

    ``low`` and ``high`` are the limits that all rows give.  ``below`` and ``above`` count
    values beyond the limits learnt from the folds other than their own.
    """

    name: str
    label: str
    low: float
    high: float
    below: int
    above: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Zeros:
    """Tracks whose score is exactly zero, beside the scores next to it.

    ``neighbours`` counts the tracks that round to 1, 2, 3, 4 and 5.
    """

    n: int
    zeros: int
    share: float
    neighbours: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """The headline as it would be under another choice of preparation.

    ``n`` rows are scored.  ``score`` is ``None`` where too few rows are left to fit or a
    fit fails; ``difference`` (alternative less headline, paired over artists) where
    both do not score the same rows.
    """

    name: str
    label: str
    n: int
    score: Estimate | None
    difference: Estimate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """The headline on unseen artists, and what other choices would make of it.

    ``measure`` is R², or AUC where the target is yes or no.  Choices that would change no
    row are left out.
    """

    measure: str
    n: int
    score: Estimate
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """The ledger from rows read to rows modelled; it reconciles to the row.

    ``rows_modelled`` are described and learnt from, ``rows_scored`` are predicted; they
    differ where outliers are removed, which are still scored.  ``missing`` counts each
    column's gaps on one row per track, ``gap_rows`` the rows with any, ``gap_patterns``
    the most frequent patterns.  ``outlier_shift`` is how far a limit moves at most from
    one training part to all rows, as a share of the distance between the limits.
    """

    rows_read: int
    rows_modelled: int
    rows_scored: int
    steps: tuple[LedgerStep, ...]
    repeats: Repeats | Skipped
    missing: tuple[Gap, ...]
    gap_rows: int
    gap_patterns: tuple[GapPattern, ...]
    dropped_columns: tuple[Note, ...]
    outlier_rule: str
    outlier_action: str
    outlier_shift: float | None
    outliers: tuple[Outliers, ...]
    outlier_rows: int
    zeros: Zeros | Skipped
    sensitivity: Sensitivity | Skipped
    artists: int | None
