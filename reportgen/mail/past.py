"""Runs as the calm rules see them: this one from its report, others from the history."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from reportgen.history import gates, runs, subject_of
from reportgen.history.outbox import Outbox
from reportgen.mail.edition import Edition
from reportgen.mail.occasions import Occasion, Past
from reportgen.results import Comparison, GateStatus, PastRun, RunStatus
from reportgen.text import translate

FARTHEST = 400
"""Runs to look back to: a year of nights."""


def this(edition: Edition) -> Past:
    """Return the run of a report."""
    found = edition.report.comparison
    return Past(
        created=edition.created,
        quiet=found.quiet if isinstance(found, Comparison) else None,
        failing=frozenset(edition.failing),
    )


def earlier(outbox: Outbox, edition: Edition, subject: str | None) -> tuple[Past, ...]:
    """Return the runs on the same subject before a report, the oldest first."""
    about = subject or subject_of(edition.report.provenance.source)
    told: dict[str, set[Occasion]] = defaultdict(set)
    for message in outbox.told(edition.series):
        told[message.report].add(Occasion(message.occasion))
    found = runs(outbox.engine, FARTHEST, subject=about)
    return tuple(
        _past(outbox, run, frozenset(told[run.report_sha256]))
        for run in reversed(found)
        if run.status is RunStatus.WRITTEN and run.report_sha256 != edition.key
    )


def _past(outbox: Outbox, run: PastRun, told: frozenset[Occasion]) -> Past:
    failing = frozenset[str]()
    if run.gates_passed < run.gates:
        failing = frozenset(
            gate.name
            for gate in gates(outbox.engine, run.id)
            if gate.severity == "fail" and gate.status != GateStatus.PASSED
        )
    return Past(
        created=datetime.fromisoformat(run.started),
        quiet=run.quiet,
        failing=failing,
        told=told,
        since=run.since or translate("Not compared."),
        gated=_gated(run),
    )


def _gated(run: PastRun) -> str:
    if not run.gates:
        return "–"
    return translate("{passed} of {n} passed").format(passed=run.gates_passed, n=run.gates)
