"""Limits on numbers of the report, and whether they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

LimitName = Literal["min", "max", "max_change", "max_drop", "fresh_within", "min_rows"]


class GateStatus(StrEnum):
    """How a gate ended; only ``PASSED`` is green."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_COMPUTED = "cannot be computed"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateLimit:
    """One limit of a gate.

    ``limit`` and ``value`` are in the unit of the number (hours for ``fresh_within``, rows
    for ``min_rows``); ``value`` is what the limit was held against, ``None`` where it could
    not be computed, and so is ``met``.
    """

    name: LimitName
    limit: float
    value: float | None
    met: bool | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GateOutcome:
    """One gate after the run.

    ``severity`` says what follows when it is not passed; ``on`` whether its limits apply to
    the estimate or to the worse bound of its interval.
    """

    name: str
    path: str
    severity: Literal["fail", "warn"]
    on: Literal["estimate", "bound"]
    status: GateStatus
    value: float | None
    limits: tuple[GateLimit, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """All gates of a run, ``passed`` of ``n``."""

    n: int
    passed: int
    outcomes: tuple[GateOutcome, ...]
