"""How far the scores can be believed."""

from __future__ import annotations

from reportgen import formats
from reportgen.findings.grade import above, grade_gap
from reportgen.findings.phrase import show
from reportgen.findings.regression_scores import headline_r2, unseen
from reportgen.findings.rule import NotApplicable, Outcome, RuleTable, draft
from reportgen.results import (
    AuditScore,
    Ceiling,
    Classification,
    Estimate,
    Grade,
    Regression,
    Report,
    Severity,
    Skipped,
    Trust,
)

SUSPICIOUS_R2 = 0.35
SUSPICIOUS_AUC = 0.95
METRICS = {"r2": "R²", "auc": "AUC"}
NO_SPLITS = "the splits could not be compared"


def flattering_rows(report: Report, trust: Trust) -> Outcome:
    """Warn that the naive split scores higher than the honest one."""
    pair = _pair(trust, "rows", "artists")
    if pair is None:
        return NotApplicable(NO_SPLITS)
    metric, naive, honest = pair
    if honest.high is None or naive.value <= honest.high:
        return None
    return draft(
        report,
        severity=Severity.KEY if above(naive, honest) else Severity.NOTE,
        grade=grade_gap(naive, honest, _size(trust, "artists")),
        rank=88,
        title="Rows split as they come flatter the score",
        text=(
            f"With rows split as they come {METRICS[metric]} is {{naive}}; with artists kept "
            "apart it is {honest}. Only the second speaks of artists never seen; copies and "
            "familiar artists can lift the first."
        ),
        naive=show(f"trust.audit[rows].{metric}", formats.estimate),
        honest=show(f"trust.audit[artists].{metric}", formats.estimate),
    )


def weaker_future(report: Report, trust: Trust) -> Outcome:
    """Warn that scores fall on tracks that came later."""
    pair = _pair(trust, "future", "artists")
    if pair is None:
        return NotApplicable("no test on later tracks was possible")
    metric, future, present = pair
    if not above(present, future) and (present.low is None or future.value >= present.low):
        return None
    return draft(
        report,
        severity=Severity.WARNING,
        grade=grade_gap(present, future, _size(trust, "future")),
        rank=68,
        title="Later tracks are harder to predict",
        text=(
            f"Trained on the past and tested on what came after, {METRICS[metric]} is "
            "{future}, against {present} without regard to time."
        ),
        future=show(f"trust.audit[future].{metric}", formats.estimate),
        present=show(f"trust.audit[artists].{metric}", formats.estimate),
    )


def _pair(trust: Trust, first: str, second: str) -> tuple[str, Estimate, Estimate] | None:
    """Return a metric that both splits have, and its two values; R² is preferred."""
    a, b = _audit(trust, first), _audit(trust, second)
    if a is None or b is None:
        return None
    if a.r2 is not None and b.r2 is not None:
        return "r2", a.r2, b.r2
    if a.auc is not None and b.auc is not None:
        return "auc", a.auc, b.auc
    return None


def _audit(trust: Trust, name: str) -> AuditScore | None:
    return next((score for score in trust.audit if score.name == name), None)


def _size(trust: Trust, name: str) -> int:
    score = _audit(trust, name)
    return 0 if score is None else score.n


def headroom(report: Report, ceiling: Ceiling) -> Outcome:
    """Say that a flexible model finds more than straight lines."""
    r2 = headline_r2(report)
    if r2 is None:
        return NotApplicable("there is no linear model to compare with")
    path, linear = r2
    if not above(ceiling.r2, linear):
        return None
    return draft(
        report,
        severity=Severity.NOTE,
        grade=grade_gap(ceiling.r2, linear, ceiling.n),
        rank=49,
        title="Straight lines leave something on the table",
        text=(
            "On {unseen}, a flexible model reaches an R² of {ceiling}, the linear one "
            "{linear}. The gap lies in bends and combinations that straight lines miss."
        ),
        unseen=unseen(report),
        ceiling=show("trust.ceiling.r2", formats.estimate),
        linear=show(path, formats.estimate),
    )


def no_headroom(report: Report, ceiling: Ceiling) -> Outcome:
    """Say that a flexible model finds no more than straight lines."""
    r2 = headline_r2(report)
    if r2 is None:
        return NotApplicable("there is no linear model to compare with")
    path, linear = r2
    if above(ceiling.r2, linear):
        return None
    return draft(
        report,
        severity=Severity.NOTE,
        grade=Grade.MODERATE,
        rank=49,
        title="A flexible model does no clearly better",
        text=(
            "Tested on {n} tracks, its R² is {ceiling}; that of the linear one, tested on all, "
            "is {linear}. A gain from bends and combinations is not shown."
        ),
        n=show("trust.ceiling.n"),
        ceiling=show("trust.ceiling.r2", formats.estimate),
        linear=show(path, formats.estimate),
    )


def too_good(report: Report, _: Trust) -> Outcome:
    """Raise suspicion when a score is above what is published for such data."""
    suspect = suspicious(report)
    if suspect is None:
        parts = (report.regression, report.classification)
        scored = not all(isinstance(part, Skipped) for part in parts)
        return None if scored else NotApplicable("there is no score")
    metric, path = suspect
    return draft(
        report,
        severity=Severity.WARNING,
        grade=Grade.MODERATE,
        rank=99,
        title="The scores look too good to be true",
        text=(
            f"{metric} is {{value}}, well above what is published for musical attributes. "
            "Look for a column made from the target, or for copies of a track on both sides "
            "of the split, before believing it."
        ),
        value=show(path, formats.estimate),
    )


def suspicious(report: Report) -> tuple[str, str] | None:
    """Return the metric above the published range, and its path; ``None`` if there is none.

    Published for such data: R² 0.13 from audio descriptors alone (Music4All).
    """
    if isinstance(report.regression, Regression):
        for score in report.regression.scores:
            if score.name == "features" and score.r2.value > SUSPICIOUS_R2:
                return "R² of musical attributes alone", "regression.scores[features].r2"
    ceiling = report.trust.ceiling
    if isinstance(ceiling, Ceiling) and ceiling.r2.value > 2 * SUSPICIOUS_R2:
        return "R² of the flexible model", "trust.ceiling.r2"
    model = report.classification
    if isinstance(model, Classification) and model.auc.value > SUSPICIOUS_AUC:
        return "AUC", "classification.auc"
    return None


_TABLE = RuleTable("trust", "trust")

RULES = (
    _TABLE.rule("flattering-rows", "Naive split against artists kept apart", flattering_rows),
    _TABLE.rule(
        "weaker-future",
        "Past against future",
        weaker_future,
        clear="Scores on later tracks are not clearly lower.",
    ),
    _TABLE.rule("headroom", "What a flexible model adds", headroom, part="trust.ceiling"),
    _TABLE.rule("no-headroom", "A flexible model adds little", no_headroom, part="trust.ceiling"),
    _TABLE.rule(
        "too-good",
        "Too good to be true",
        too_good,
    ),
)
