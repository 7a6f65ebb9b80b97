"""What is remembered of earlier runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RunStatus(StrEnum):
    """How far a run came.

    ``ANALYSED``: its numbers are kept, its files are not known to be there (they are being
    made, or the run was killed).  ``WRITTEN``: its files were handed over as a set.
    ``FAILED``: its numbers are kept, and its files could not be made.
    """

    ANALYSED = "analysed"
    WRITTEN = "written"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """One run of the history.

    ``subject`` is what runs that belong together have in common; ``started`` is a moment in
    ISO 8601 (UTC), ``created`` the day of the report.  ``settings`` is the digest of all
    settings that are recorded, ``method`` of what makes two runs comparable; ``report_sha256``
    that of ``report.json``, and ``kept`` says whether its text is still there.  ``exit_code``
    is ``None`` while the run is not over; ``quiet`` where nothing was compared.  ``previous``
    is the run it was compared with; ``folder`` its place in the archive.
    """

    id: str
    subject: str
    started: str
    created: str
    source: str
    sha256: str
    size: int
    rows: int
    title: str
    answer: str
    since: str
    version: str
    format_version: int
    method: str
    settings: str
    report_sha256: str
    kept: bool
    status: RunStatus
    exit_code: int | None
    quiet: bool | None
    previous: str
    folder: str
    gates: int
    gates_passed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PastValue:
    """One number of one run, with the bounds of its interval and the rows behind it.

    Values of runs whose ``method`` differs were not made in the same way.
    """

    run: str
    created: str
    method: str
    value: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PastGate:
    """How one gate of one run ended."""

    name: str
    path: str
    severity: str
    status: str
    value: float | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastStep:
    """Seconds that one step of a run took."""

    name: str
    seconds: float
