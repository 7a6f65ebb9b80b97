"""How far the scores can be believed."""

from __future__ import annotations

from typing import Literal

from reportgen import formats
from reportgen.findings.grade import FACT, clear_of, grade
from reportgen.findings.phrase import Slot, at, lower, show, word, words
from reportgen.findings.regression_scores import unseen
from reportgen.findings.rule import NotApplicable, Outcome, RuleTable, draft
from reportgen.results import (
    AuditScore,
    Bound,
    Ceiling,
    Estimate,
    FlexibleScore,
    Grade,
    Handling,
    Report,
    ScreenedColumn,
    Severity,
    Trust,
)
from reportgen.text import translate

METRICS = {"r2": "R²", "auc": "AUC"}
LEAKS = 0.02
"""Gap of a flexible model from which on its naive score says something worth telling."""
NO_SPLITS = "the splits could not be compared"
NO_SCREEN = "there is no target to compare columns with"

Metric = Literal["r2", "auc"]
Scores = AuditScore | FlexibleScore


def flattering_rows(report: Report, trust: Trust) -> Outcome:
    """Warn that the naive split scores higher than the honest one."""
    naive, honest = _split(trust, "rows"), _split(trust, trust.honest)
    metric = _gap_metric(naive)
    if naive is None or honest is None or metric is None:
        return NotApplicable(NO_SPLITS)
    gap = _gap(naive, metric)
    if not _clearly_above(gap):
        return None
    return draft(
        report,
        severity=Severity.NOTE,
        grade=grade(gap, honest.n),
        rank=56,
        title="Rows split as they come flatter the score",
        text=(
            f"With rows split as they come, {METRICS[metric]} is {{naive}}. That is {{gap}} more "
            "than on {unseen}: {lifted}."
        ),
        naive=show(f"trust.audit[rows].{metric}", formats.point),
        gap=show(f"trust.audit[rows].{metric}_gap", formats.estimate),
        unseen=unseen(report),
        lifted=_either(report, "copies and familiar artists lift it", "copies of tracks lift it"),
    )


def _either(report: Report, with_artists: str, without: str) -> Slot:
    """Choose words by whether the table names artists."""
    known = report.preparation.artists is not None
    return word("title", lambda _: translate(with_artists if known else without))


def leak(report: Report, trust: Trust) -> Outcome:
    """Show what a flexible model would claim under the naive split."""
    rows, apart = _split(trust, "rows"), _split(trust, trust.honest)
    naive = None if rows is None else rows.flexible
    honest = None if apart is None else apart.flexible
    metric = _gap_metric(naive)
    if naive is None or honest is None or metric is None:
        return NotApplicable("no flexible model could be tested under both splits")
    gap = _gap(naive, metric)
    if not _clearly_above(gap) or gap.value < LEAKS:
        return None
    path = f"trust.audit[rows].flexible.{metric}"
    return draft(
        report,
        severity=Severity.KEY,
        grade=grade(gap, min(naive.n, honest.n)),
        rank=88,
        title="A careless split would promise far too much",
        text=(
            f"Trees tested on rows split as they come claim an {METRICS[metric]} of {{naive}}. On "
            "{unseen} the same trees reach {honest}: what they learnt by heart was {learnt}."
        ),
        naive=show(path, formats.estimate),
        honest=show(
            f"trust.audit[{apart.name if apart else ''}].flexible.{metric}", formats.estimate
        ),
        unseen=unseen(report),
        learnt=_either(report, "copies and artists", "copies"),
    )


def weaker_future(report: Report, trust: Trust) -> Outcome:
    """Warn that scores fall on tracks that came later."""
    future = _split(trust, "future")
    metric = _gap_metric(future)
    if future is None or metric is None:
        return NotApplicable("no test on later tracks was possible")
    gap = _gap(future, metric)
    if gap.high is None or gap.high >= 0:
        return None
    return draft(
        report,
        severity=Severity.WARNING,
        grade=grade(gap, future.n),
        rank=68,
        title="Later tracks are harder to predict",
        text=(
            f"Trained on the past and tested on what came after, {METRICS[metric]} is {{future}}. "
            "Against a test without regard to time that is a difference of {gap}."
        ),
        future=show(f"trust.audit[future].{metric}", formats.point),
        gap=show(f"trust.audit[future].{metric}_gap", formats.signed_estimate),
    )


def _split(trust: Trust, name: str) -> AuditScore | None:
    return next((score for score in trust.audit if score.name == name), None)


def _gap_metric(score: Scores | None) -> Metric | None:
    """Return the metric that can be compared with the honest split; R² is preferred."""
    if score is None or (score.r2_gap is None and score.auc_gap is None):
        return None
    return "auc" if score.r2_gap is None else "r2"


def _gap(score: Scores, metric: Metric) -> Estimate:
    gap = score.r2_gap if metric == "r2" else score.auc_gap
    if gap is None:
        raise ValueError(f"{score} has no gap of {metric}")
    return gap


def _clearly_above(gap: Estimate) -> bool:
    return clear_of(gap) and gap.value > 0


def headroom(report: Report, ceiling: Ceiling) -> Outcome:
    """Say that a flexible model finds more than straight lines."""
    metric, gain = _gain(ceiling)
    if gain is None:
        return NotApplicable("there is no other model to compare with")
    if not _clearly_above(gain):
        return None
    return draft(
        report,
        severity=Severity.NOTE,
        grade=grade(gain, ceiling.n),
        rank=49,
        title="Straight lines leave something on the table",
        text=(
            f"On {{n}} {{unseen}}, a flexible model reaches an {METRICS[metric]} of "
            "{ceiling}. That is {gain} more than the straight one on the same tracks: it sees "
            "bends and combinations."
        ),
        **_ceiling_slots(report, metric),
    )


def no_headroom(report: Report, ceiling: Ceiling) -> Outcome:
    """Say that a flexible model finds no more than straight lines."""
    metric, gain = _gain(ceiling)
    if gain is None:
        return NotApplicable("there is no other model to compare with")
    if _clearly_above(gain):
        return None
    return draft(
        report,
        severity=Severity.NOTE,
        grade=Grade.MODERATE,
        rank=49,
        title="A flexible model does no clearly better",
        text=(
            f"On {{n}} {{unseen}}, its {METRICS[metric]} is {{ceiling}}. The difference "
            "from the straight one on the same tracks is {gain}, so that no gain from bends and "
            "combinations is shown."
        ),
        **_ceiling_slots(report, metric),
    )


def _gain(ceiling: Ceiling) -> tuple[Metric, Estimate | None]:
    return ("auc", ceiling.auc_gain) if ceiling.r2_gain is None else ("r2", ceiling.r2_gain)


def _ceiling_slots(report: Report, metric: Metric) -> dict[str, Slot]:
    write = formats.estimate
    return {
        "n": show("trust.ceiling.n"),
        "unseen": _either(report, "tracks by unseen artists", "unseen tracks"),
        "ceiling": show(f"trust.ceiling.{metric}", write),
        "gain": show(f"trust.ceiling.{metric}_gain", formats.signed_estimate),
    }


def too_good(report: Report, trust: Trust) -> Outcome:
    """Raise suspicion when a score is above what is published for such data."""
    if not trust.bounds:
        return NotApplicable("nothing is published for such a target or such columns")
    found = suspect(report)
    if found is None:
        return None
    path = at("trust.bounds", trust.bounds, found)
    known = "" if found.published is None else "; published is about {published}"
    slots = {} if found.published is None else {"published": show(f"{path}.published", _plain)}
    return draft(
        report,
        severity=Severity.WARNING,
        grade=Grade.MODERATE,
        rank=99,
        title="The scores look too good to be true",
        text=(
            "{label} is {value}, above the limit of {limit}"
            + known
            + ". Before believing it, look for a column made from the target, or for copies of a "
            "track on both sides of the split."
        ),
        label=word(f"{path}.label"),
        value=show(f"{path}.value", formats.estimate),
        limit=show(f"{path}.limit", _plain),
        **slots,
    )


def _plain(value: float) -> str:
    return formats.number(value, 2)


def suspect(report: Report) -> Bound | None:
    """Return the first score above its limit; ``None`` if there is none."""
    return next((bound for bound in report.trust.bounds if bound.exceeded), None)


def made_from_target(report: Report, trust: Trust) -> Outcome:
    """Warn of columns that were left out because each nearly is the target."""
    return _screened(
        report,
        trust,
        (Handling.LEFT_OUT,),
        rank=98,
        title="Left out, as it gives the target away: {labels}",
        text=(
            "By itself, on {unseen}, {label} explains {r2} of the differences, which no musical "
            "attribute does. It is taken to be made from the target."
        ),
    )


def doubtful_column(report: Report, trust: Trust) -> Outcome:
    """Warn of columns that tell surprisingly much by themselves and were kept."""
    return _screened(
        report,
        trust,
        (Handling.DOUBTED, Handling.ASKED_FOR),
        rank=67,
        title="A column tells surprisingly much by itself: {labels}",
        text=(
            "By itself, on {unseen}, {label} explains {r2} of the differences. Such a column is "
            "often made from the target, or from how the table was put together: ask where it "
            "comes from. It is kept."
        ),
    )


def _screened(
    report: Report,
    trust: Trust,
    handling: tuple[Handling, ...],
    *,
    rank: float,
    title: str,
    text: str,
) -> Outcome:
    if not trust.screen:
        return NotApplicable(NO_SCREEN)
    found = [column for column in trust.screen if column.handling in handling]
    if not found:
        return None
    paths = [_column_path(trust, column) for column in found]
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=rank,
        title=title,
        text=text,
        unseen=unseen(report),
        label=word(f"{paths[0]}.label", lower),
        labels=words([f"{path}.label" for path in paths], lower),
        r2=show(f"{paths[0]}.r2", formats.percent),
    )


def _column_path(trust: Trust, column: ScreenedColumn) -> str:
    return at("trust.screen", trust.screen, column)


_TABLE = RuleTable("trust", "trust")

RULES = (
    _TABLE.rule(
        "flattering-rows",
        "Naive split against the honest one",
        flattering_rows,
        clear="The naive split does not flatter the straight models.",
    ),
    _TABLE.rule(
        "leak",
        "What a careless split would promise",
        leak,
        clear="A flexible model claims no more under a naive split.",
    ),
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
        clear="No score lies above what is plausible for such data.",
    ),
    _TABLE.rule(
        "made-from-target",
        "Columns that give the target away",
        made_from_target,
        clear="No single column nearly determines the target.",
    ),
    _TABLE.rule(
        "doubtful-column",
        "Columns that tell much by themselves",
        doubtful_column,
        clear="No single column tells more than such columns do.",
    ),
)
