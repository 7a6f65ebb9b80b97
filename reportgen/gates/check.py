"""Holding the numbers of a report against the limits that the settings name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from reportgen.compare.pairing import difference, pairing
from reportgen.gates.number import Absent, Number, found, rows_behind
from reportgen.gates.words import limit_text
from reportgen.results import (
    Comparison,
    GateLimit,
    GateOutcome,
    Gates,
    GateStatus,
    Judgement,
    Report,
    Skipped,
    lookup,
)
from reportgen.results.gates import LimitName
from reportgen.settings import GateSettings
from reportgen.text import translate

DIRECTION: dict[LimitName, int] = {
    "min": 1,
    "max": -1,
    "max_change": -1,
    "max_drop": -1,
    "fresh_within": -1,
    "min_rows": 1,
}
"""1 where a value has to reach its limit, −1 where it may not pass it."""


def check(
    report: Report, gates: Sequence[GateSettings], previous: Report | None = None
) -> Gates | Skipped:
    """Return how each gate ended.

    A limit that cannot be held against a number is not kept: a skipped step, an undefined
    value, a missing bound, or no earlier run to compare with never pass.

    Parameters
    ----------
    report : Report
        With its comparison, if there is a previous run.
    gates : sequence of GateSettings
        From the settings, their paths known to be possible.
    previous : Report, optional
        What ``max_change`` and ``max_drop`` look back to.
    """
    if not gates:
        return Skipped(step="gates", reason=translate("no gates are set"))
    outcomes = tuple(_outcome(report, gate, previous) for gate in gates)
    passed = sum(outcome.status is GateStatus.PASSED for outcome in outcomes)
    return Gates(n=len(outcomes), passed=passed, outcomes=outcomes)


def _outcome(report: Report, gate: GateSettings, previous: Report | None) -> GateOutcome:
    limits = tuple(_limit(report, gate, previous, name, at) for name, at in gate.limits.items())
    here = found(report, gate.path) if gate.path else rows_behind(report, "")
    return GateOutcome(
        name=gate.label,
        path=gate.path,
        severity=gate.severity,
        on=gate.on,
        status=_status(limits),
        value=here.value if isinstance(here, Number) else None,
        limits=limits,
        text="; ".join(dict.fromkeys(limit.text for limit in limits)),
    )


def _status(limits: Sequence[GateLimit]) -> GateStatus:
    if any(limit.met is False for limit in limits):
        return GateStatus.FAILED
    if any(limit.met is None for limit in limits):
        return GateStatus.NOT_COMPUTED
    return GateStatus.PASSED


def _limit(
    report: Report, gate: GateSettings, previous: Report | None, name: LimitName, limit: float
) -> GateLimit:
    value = _tested(report, gate, previous, name)
    if isinstance(value, Absent):
        return GateLimit(name=name, limit=limit, value=None, met=None, text=value.reason)
    met = DIRECTION[name] * (value - limit) >= 0
    text = limit_text(name, value, limit, met=met, bound=gate.on == "bound")
    return GateLimit(name=name, limit=limit, value=value, met=met, text=text)


def _tested(
    report: Report, gate: GateSettings, previous: Report | None, name: LimitName
) -> float | Absent:
    """Return what a limit is held against, or why there is nothing."""
    if name == "min_rows":
        rows = rows_behind(report, gate.path)
        return rows.value if isinstance(rows, Number) else rows
    if name == "fresh_within":
        return age(report, gate.path)
    here = found(report, gate.path)
    if isinstance(here, Absent):
        return here
    if name in {"min", "max"}:
        return _side(here, gate, "low" if name == "min" else "high")
    return _moved(report, gate, previous, here, name)


def _side(number: Number, gate: GateSettings, side: str) -> float | Absent:
    if gate.on == "estimate":
        return number.value
    bound = None if number.estimate is None else getattr(number.estimate, side)
    if bound is None:
        return Absent(translate("{path} has no interval").format(path=gate.path))
    return float(bound)


def _moved(
    report: Report, gate: GateSettings, previous: Report | None, here: Number, name: LimitName
) -> float | Absent:
    """Return the change or the drop since the previous run, or its worse bound."""
    if previous is None:
        return Absent(_alone(report))
    apart = _apart(report, gate.path)
    if apart:
        said = translate("this cannot be compared with the previous run: {reason}")
        return Absent(said.format(reason=apart))
    before = found(previous, gate.path)
    if isinstance(before, Absent):
        said = translate("in the previous run {reason}")
        return Absent(said.format(reason=before.reason))
    if gate.on == "estimate":
        change = here.value - before.value
        return -change if name == "max_drop" else abs(change)
    r = pairing(report, previous).correlation(gate.path.removesuffix(".value"))
    low, high = _reach(here, before, r)
    if low is None or high is None:
        said = translate("{path} has no interval in both runs")
        return Absent(said.format(path=gate.path))
    return -low if name == "max_drop" else max(abs(low), abs(high))


def _reach(here: Number, before: Number, correlation: float | None) -> tuple[float | None, ...]:
    """Return the bounds of a difference, paired where both runs know their artists."""
    if here.estimate is None or before.estimate is None:
        return None, None
    both = difference(here.estimate, before.estimate, correlation)
    return (None, None) if both is None else (both.low, both.high)


def _alone(report: Report) -> str:
    """Say that there is no previous run, and why, where that is more than being the first."""
    reason = report.comparison.reason if isinstance(report.comparison, Skipped) else ""
    if reason in {"", translate("this is the first run")}:
        return translate("there is no previous run to compare with")
    said = translate("there is no previous run to compare with: {reason}")
    return said.format(reason=reason)


def _apart(report: Report, path: str) -> str:
    """Say why the comparison calls a number not comparable, if it does."""
    comparison = report.comparison
    if not isinstance(comparison, Comparison):
        return comparison.reason
    if comparison.reasons:
        return comparison.reasons[0].text
    apart = (r for r in comparison.results if r.judgement is Judgement.NOT_COMPARABLE and r.path)
    return next((r.reason for r in apart if f"{path}.".startswith(f"{r.path}.")), "")


def age(report: Report, path: str) -> float | Absent:
    """Return the age in hours of the date at ``path`` on the day of the report.

    Reports know the day on which they were made, not the hour, so that the same day gives
    the same report: a date of the day before is 24 hours old.
    """
    try:
        written = lookup(report, path)
        then = datetime.fromisoformat(written)
    except (KeyError, TypeError, ValueError):
        here = found(report, path)
        if isinstance(here, Absent):
            return here
        return Absent(translate("{path} is not a date").format(path=path))
    now = datetime.fromisoformat(report.provenance.created)
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return (now - then).total_seconds() / 3600
