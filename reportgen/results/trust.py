"""How far the scores can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reportgen.results.common import Estimate, Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class FlexibleScore:
    """A flexible model of the musical attributes alone under one way of splitting.

    ``n`` are the rows tested; ``r2_gap`` and ``auc_gap`` say how much higher the score is
    than under the honest split, their intervals from the same resamples of artists.
    """

    n: int
    r2: Estimate | None
    auc: Estimate | None
    r2_gap: Estimate | None
    auc_gap: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditScore:
    """The same models under one way of splitting train from test.

    Names: ``rows`` (rows as they come), ``tracks`` (one row per track),
    ``artists`` (artists kept apart), ``future`` (trained on the past).
    ``r2_gap`` and ``auc_gap`` say how much higher the score is than under the honest split
    (``None`` for that one itself), their intervals from the same resamples of artists.
    """

    name: str
    label: str
    n: int
    r2: Estimate | None
    auc: Estimate | None
    r2_gap: Estimate | None
    auc_gap: Estimate | None
    flexible: FlexibleScore | None


class Handling(StrEnum):
    """What became of a column that was screened."""

    KEPT = "kept"
    DOUBTED = "kept, but doubtful"
    ASKED_FOR = "kept, because the settings ask for it"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenedColumn:
    """How much of the target one column tells by itself, on artists never seen.

    ``r2`` is that of the mean of each of its levels, or of each of twenty bins; ``None``
    where the target does not vary.
    """

    name: str
    label: str
    r2: float | None
    handling: Handling


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A score against what is published for musical attributes.

    ``published`` is ``None`` where only the limit is set, above which a score is suspicious.
    """

    name: str
    label: str
    path: str
    value: Estimate
    published: float | None
    source: str
    limit: float
    exceeded: bool


class Status(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    WARNS = "warns"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check that ran."""

    name: str
    label: str
    status: Status
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """A flexible model on the same unseen artists: what a straight line leaves.

    It knows all that the linear and the logistic model know.  ``linear_r2`` and
    ``logistic_auc`` are the scores of these on the same ``n`` tracks; the gains are paired.
    """

    model: str
    n: int
    r2: Estimate | None
    linear_r2: Estimate | None
    r2_gain: Estimate | None
    auc: Estimate | None
    logistic_auc: Estimate | None
    auc_gain: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """How far the scores can be believed.

    ``honest`` names the split of the headline: ``artists``, or ``tracks`` where no artist
    is known.  ``flexible`` names the flexible model of the audit; ``screen`` is ordered by
    score, highest first.
    """

    audit: tuple[AuditScore, ...]
    honest: str
    flexible: str
    ceiling: Ceiling | Skipped
    screen: tuple[ScreenedColumn, ...]
    bounds: tuple[Bound, ...]
    checks: tuple[Check, ...]
