"""What the report says: one rule for each finding, and the answer of page one.

Findings know results only.  They are plain text; every number in them is looked up
by its path and leaves its evidence.
"""

from __future__ import annotations

from dataclasses import replace

from reportgen.findings import (
    classification,
    data,
    exploration,
    preparation,
    regression,
    regression_checks,
    regression_scores,
    segments,
    trust,
)
from reportgen.findings.rule import Draft, Outcome, Rule, apply, check, finding
from reportgen.findings.verdict import verdict
from reportgen.results import Check, Finding, Report, Severity

RULES: tuple[Rule, ...] = (
    *data.RULES,
    *preparation.RULES,
    *exploration.RULES,
    *segments.RULES,
    *regression.RULES,
    *regression_checks.RULES,
    *regression_scores.RULES,
    *classification.RULES,
    *trust.RULES,
)
"""All rules, in the order of the report."""

SEVERITIES = (Severity.KEY, Severity.WARNING, Severity.NOTE)
"""From what the reader must know to what may be of use."""

FEWEST_KEY = 3
MOST_KEY = 6
MOST_WARNINGS_AMONG_KEY = 2


def judge(report: Report) -> Report:
    """Return the report with its verdict, findings and checks filled.

    Findings come by severity, then rank.  Each rule that watches for trouble adds a
    line to the checks, unless the report has a check of that name already.
    """
    outcomes = [(rule, apply(rule, report)) for rule in RULES]
    findings = [finding(rule, o) for rule, o in outcomes if isinstance(o, Draft)]
    return replace(
        report,
        verdict=verdict(report),
        findings=tuple(sorted(findings, key=_order)),
        trust=replace(report.trust, checks=(*report.trust.checks, *_checks(report, outcomes))),
    )


def key_findings(report: Report) -> tuple[Finding, ...]:
    """Return three to six findings for page one, the most important first.

    At most two are warnings, so that the answer is not buried under its conditions;
    notes come in only where there would be fewer than three.
    """
    by_severity = {
        severity: [f for f in report.findings if f.severity is severity] for severity in SEVERITIES
    }
    warnings = by_severity[Severity.WARNING]
    keys = by_severity[Severity.KEY][: MOST_KEY - len(warnings[:MOST_WARNINGS_AMONG_KEY])]
    chosen = [*keys, *warnings[:MOST_WARNINGS_AMONG_KEY]]
    spare = [*warnings[MOST_WARNINGS_AMONG_KEY:], *by_severity[Severity.NOTE]]
    return (*chosen, *spare[: max(0, FEWEST_KEY - len(chosen))])


def _order(found: Finding) -> tuple[int, float]:
    return SEVERITIES.index(found.severity), -found.rank


def _checks(report: Report, outcomes: list[tuple[Rule, Outcome]]) -> list[Check]:
    known = {known.name for known in report.trust.checks}
    return [check(r, o) for r, o in outcomes if r.clear and r.code not in known]


__all__ = ["RULES", "judge", "key_findings"]
