"""What a rule is, and what comes of it.

A rule looks at a report and says something, nothing, or that it does not apply.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reportgen.findings.phrase import Slot, compose, lower
from reportgen.results import (
    Check,
    Evidence,
    Finding,
    Grade,
    Report,
    Severity,
    Skipped,
    Status,
    lookup,
)
from reportgen.text import translate


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """A rule has nothing to look at."""

    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a rule says; the table of rules adds its code and slice."""

    severity: Severity
    grade: Grade
    rank: float
    title: str
    text: str
    evidence: tuple[Evidence, ...]


Outcome = Draft | NotApplicable | None
Judge = Callable[[Report, Any], Outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A line in the table of rules.

    ``part`` is the path of the result that ``judge`` is given beside the report; where
    that was skipped the rule does not apply.  ``clear`` is what the list of checks
    says when the rule stays silent; a rule without it is no check.
    """

    code: str
    slice: str
    title: str
    judge: Judge
    part: str
    clear: str = ""


def draft(
    report: Report,
    *,
    severity: Severity,
    grade: Grade,
    rank: float,
    title: str,
    text: str,
    **slots: Slot,
) -> Draft:
    """Write title and text from templates over the same slots.

    What is only weakly supported is a note, never a key finding.
    """
    if severity is Severity.KEY and grade is Grade.WEAK:
        severity = Severity.NOTE
    head = compose(report, title, slots)
    body = compose(report, text, slots)
    evidence = tuple(dict.fromkeys((*head.evidence, *body.evidence)))
    return Draft(severity, grade, rank, head.text, body.text, evidence)


@dataclass(frozen=True, slots=True)
class RuleTable:
    """Adds the slice, and the part that its rules look at, to the lines of one module."""

    slice: str
    part: str

    def rule(
        self, code: str, title: str, judge: Judge, *, clear: str = "", part: str | None = None
    ) -> Rule:
        """Return one line of the table."""
        return Rule(
            code=code,
            slice=self.slice,
            title=title,
            judge=judge,
            part=self.part if part is None else part,
            clear=clear,
        )


def apply(rule: Rule, report: Report) -> Outcome:
    """Run one rule; a skipped part makes it not applicable."""
    part = lookup(report, rule.part)
    if isinstance(part, Skipped):
        return NotApplicable(part.reason)
    return rule.judge(report, part)


def finding(rule: Rule, written: Draft) -> Finding:
    """Turn what a rule says into a finding of the report."""
    return Finding(
        code=rule.code,
        slice=rule.slice,
        severity=written.severity,
        grade=written.grade,
        title=written.title,
        text=written.text,
        evidence=written.evidence,
        rank=float(written.rank),
    )


def check(rule: Rule, outcome: Outcome) -> Check:
    """Turn the outcome of a rule into a line of the list of checks."""
    match outcome:
        case None:
            status, text = Status.PASSED, translate(rule.clear)
        case NotApplicable(reason=reason):
            said = lower(translate(reason))
            status, text = (
                Status.NOT_APPLICABLE,
                translate("Not applicable: {reason}.").format(reason=said),
            )
        case Draft(severity=Severity.WARNING, title=title):
            status, text = Status.WARNS, f"{title}."
        case Draft(title=title):
            status, text = Status.PASSED, f"{title}."
    return Check(name=rule.code, label=translate(rule.title), status=status, text=text)
