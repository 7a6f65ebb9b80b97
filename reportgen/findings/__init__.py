"""What the report says: one rule for each finding, and the answer of page one.

Findings know results only.  They are plain text; every number in them is looked up
by its path and leaves its evidence.
"""

from __future__ import annotations

from dataclasses import replace

from reportgen.findings import (
    classification,
    comparison,
    data,
    exploration,
    preparation,
    preparation_values,
    regression,
    regression_checks,
    regression_scores,
    segments,
    trust,
)
from reportgen.findings.rule import Draft, Outcome, Rule, apply, check, finding
from reportgen.findings.verdict import verdict
from reportgen.findings.wording import reworded
from reportgen.results import Check, Finding, Grade, Report, Severity
from reportgen.text import using

RULES: tuple[Rule, ...] = (
    *data.RULES,
    *preparation.RULES,
    *preparation_values.RULES,
    *exploration.RULES,
    *segments.RULES,
    *regression.RULES,
    *regression_checks.RULES,
    *regression_scores.RULES,
    *classification.RULES,
    *trust.RULES,
    *comparison.RULES,
)
"""All rules, in the order of the report."""

SEVERITIES = (Severity.KEY, Severity.WARNING, Severity.NOTE)
"""From what the reader must know to what may be of use."""

FEWEST_KEY = 3
MOST_KEY = 6
MOST_WARNINGS_AMONG_KEY = 2
SMALL_WARNING = 45
"""Rank below which a warning stands in its part only."""
ALWAYS = frozenset({"too-good"})
"""What page one says first, even if the answer has the number already."""
SAME_STORY = (
    frozenset({"repeated-tracks", "moved-headline"}),
    frozenset({"zeros-spike", "moved-headline"}),
    frozenset({"near-chance", "useless-ranking", "accuracy-below-majority"}),
    frozenset({"rows-lost", "many-missing"}),
)
"""Codes of which page one needs no more than one."""


def judge(report: Report) -> Report:
    """Return the report with its verdict, findings and checks filled.

    Findings come by severity, then rank.  Each rule that watches for trouble adds a
    line to the checks, unless the report has a check of that name already.  A report of
    something else than tracks is put into its own words.
    """
    with using(report.language):
        return _judged(report)


def _judged(report: Report) -> Report:
    outcomes = [(rule, apply(rule, report)) for rule in RULES]
    findings = [finding(rule, o) for rule, o in outcomes if isinstance(o, Draft)]
    judged = replace(
        report,
        verdict=verdict(report),
        findings=tuple(sorted(findings, key=_order)),
        trust=replace(report.trust, checks=(*report.trust.checks, *_checks(report, outcomes))),
    )
    return reworded(judged)


def key_findings(report: Report) -> tuple[Finding, ...]:
    """Return three to six findings for page one, the most important first.

    At most two are warnings, so that the answer is not buried under its conditions;
    notes and small warnings come in only where there would be fewer than three.  What is
    weakly supported, or repeats numbers and stories that stand above it, comes last.
    Where the scores are suspected, that comes first, and what rests on them only fills up.
    """
    news = _news(report)
    suspicion = [found for found in news if found.code in ALWAYS]
    large = [f for f in news if f.severity is Severity.WARNING and f.rank >= SMALL_WARNING]
    warnings = [f for f in large if f not in suspicion][:MOST_WARNINGS_AMONG_KEY]
    keys = [f for f in news if f.severity is Severity.KEY and not suspicion]
    chosen = [*suspicion, *keys[: MOST_KEY - len(warnings)], *warnings]
    spare = [f for f in (*news, *report.findings) if f not in chosen]
    return (*chosen, *dict.fromkeys(spare))[: max(FEWEST_KEY, len(chosen))]


def _news(report: Report) -> list[Finding]:
    """Return findings that say more than the answer and the findings above them."""
    said = {evidence.path for evidence in report.verdict.evidence}
    told: set[str] = set()
    news = []
    for found in report.findings:
        paths = {evidence.path for evidence in found.evidence}
        repeats = bool(paths) and paths <= said and found.code not in ALWAYS
        if found.grade is Grade.WEAK or repeats or found.code in told:
            continue
        news.append(found)
        said |= paths
        told |= {code for story in SAME_STORY if found.code in story for code in story}
    return news


def _order(found: Finding) -> tuple[int, float]:
    return SEVERITIES.index(found.severity), -found.rank


def _checks(report: Report, outcomes: list[tuple[Rule, Outcome]]) -> list[Check]:
    known = {known.name for known in report.trust.checks}
    return [check(r, o) for r, o in outcomes if r.clear and r.code not in known]


__all__ = ["RULES", "judge", "key_findings"]
