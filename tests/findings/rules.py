"""Running one rule on a changed example."""

from __future__ import annotations

from typing import Any

from reportgen.findings import RULES
from reportgen.findings.rule import Draft, NotApplicable, Outcome, apply
from reportgen.results import Report, Skipped
from tests.change import change
from tests.example import unjudged_report

SKIPPED = Skipped(step="step", reason="it was skipped")


def outcome(code: str, report: Report | None = None, **values: Any) -> Outcome:
    """Run the rule of that code on the example (or ``report``) with values changed."""
    rule = next(rule for rule in RULES if rule.code == code)
    return apply(rule, change(report or unjudged_report(), **values))


def fires(code: str, report: Report | None = None, **values: Any) -> Draft:
    """Return what the rule says; fail if it says nothing."""
    found = outcome(code, report, **values)
    assert isinstance(found, Draft), f"{code} stays silent: {found}"
    return found


def silent(code: str, report: Report | None = None, **values: Any) -> bool:
    """Say whether the rule applies and says nothing."""
    return outcome(code, report, **values) is None


def not_applicable(code: str, report: Report | None = None, **values: Any) -> str:
    """Return why the rule does not apply; fail if it does."""
    found = outcome(code, report, **values)
    assert isinstance(found, NotApplicable), f"{code} applies: {found}"
    return found.reason
