"""How far the scores can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reportgen.results.common import Estimate, Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditScore:
    """The same models under one way of splitting train from test.

    Names: ``rows`` (rows as they come), ``tracks`` (one row per track),
    ``artists`` (artists kept apart; the headline), ``future`` (trained on the past).
    """

    name: str
    label: str
    n: int
    r2: Estimate | None
    auc: Estimate | None


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
    """A flexible model on the same unseen artists: what a straight line leaves."""

    model: str
    n: int
    r2: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """How far the scores can be believed."""

    audit: tuple[AuditScore, ...]
    ceiling: Ceiling | Skipped
    checks: tuple[Check, ...]
