"""How well popular tracks can be told from the rest."""

from __future__ import annotations

import math

from reportgen import formats
from reportgen.findings.grade import FACT, clear_of, grade, grade_unclear, widened
from reportgen.findings.naming import is_category, tracks_with
from reportgen.findings.phrase import Slot, at, lower, show, word, words
from reportgen.findings.regression_scores import unseen
from reportgen.findings.rule import NotApplicable, Outcome, RuleTable, draft
from reportgen.results import Classification, Estimate, Odds, Report, Severity, Skipped, TopShare
from reportgen.text import translate

ABOUT_TOP = 100
COIN = 0.5
RARE = 0.05
CUTOFF_MATTERS = 0.05
USEFUL_ODDS = 3.0
"""How many times the odds of tracks picked blind make a ranking more than a little better."""
NO_TOP = "there are too few tracks to look at those ranked highest"


def useful_ranking(report: Report, model: Classification) -> Outcome:
    """Say that the tracks ranked highest are popular more often than tracks picked blind."""
    top = headline_top(model)
    if top is None:
        return NotApplicable(NO_TOP)
    if top.share.low is None or top.share.low <= top.blind:
        return None
    path = at("classification.top", model.top, top)
    return draft(
        report,
        severity=Severity.KEY,
        grade=grade(top.share, model.n, top.blind),
        rank=90,
        title="The ranking is useful, though no single prediction is sure"
        if _odds(top.share.value) >= USEFUL_ODDS * _odds(top.blind)
        else "The ranking is better than picking blind",
        text=(
            "Of the {n} tracks ranked highest, {hits} are popular ({share}), against {blind} "
            "of tracks picked blind."
        ),
        **_top_slots(path),
    )


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf


def useless_ranking(report: Report, model: Classification) -> Outcome:
    """Warn that the tracks ranked highest are no more often popular than others."""
    top = headline_top(model)
    if top is None:
        return NotApplicable(NO_TOP)
    if top.share.low is None or top.share.low > top.blind:
        return None
    path = at("classification.top", model.top, top)
    return draft(
        report,
        severity=Severity.WARNING,
        grade=grade_unclear(model.n),
        rank=85,
        title="The ranking is not clearly better than picking blind",
        text=(
            "Of the {n} tracks ranked highest, {hits} are popular ({share}); picked blind it "
            "would be {blind}."
        ),
        **_top_slots(path),
    )


def _top_slots(path: str) -> dict[str, Slot]:
    return {
        "n": show(f"{path}.n"),
        "hits": show(f"{path}.hits"),
        "share": show(f"{path}.share", _interval_of_share),
        "blind": show(f"{path}.blind", formats.percent),
    }


def headline_top(model: Classification) -> TopShare | None:
    """Return the top share whose size is nearest to one hundred tracks."""
    return min(model.top, key=lambda top: abs(top.n - ABOUT_TOP), default=None)


def _interval_of_share(share: Estimate) -> str:
    digits = formats.percent_digits(share)
    if digits is None or share.low is None or share.high is None:
        return formats.percent(share.value)
    low, high = formats.percent(share.low, digits), formats.percent(share.high, digits)
    if share.high >= 1 > share.value:
        return translate("{low} or more").format(low=low)
    return translate("{low} to {high}").format(low=low, high=high)


def accuracy_below_majority(report: Report, model: Classification) -> Outcome:
    """Warn that accuracy is no better than always giving the more frequent answer."""
    gain = model.gains.accuracy
    if gain.low is not None and gain.low > 0:
        return None
    return draft(
        report,
        severity=Severity.WARNING,
        grade=grade_unclear(model.n),
        rank=72,
        title="Accuracy is a poor guide here"
        if _ranks(model)
        else "Accuracy is not clearly above that of one constant answer",
        text=(
            "Deciding by even odds, the model is right on {accuracy} of tracks; always giving "
            "the more frequent answer is right on {majority}. The difference is {gain} "
            "percentage points."
            + (" Look at the ranking instead: AUC is {auc}." if _ranks(model) else "")
        ),
        accuracy=show("classification.accuracy_at_half", formats.percent_estimate),
        majority=show("classification.majority", lambda share: formats.percent(share, 1)),
        gain=show("classification.gains.accuracy", formats.percentage_points),
        auc=show("classification.auc", formats.estimate),
    )


def _ranks(model: Classification) -> bool:
    """Say whether the order of tracks is worth looking at."""
    return model.auc.low is not None and model.auc.low > COIN


def near_chance(report: Report, model: Classification) -> Outcome:
    """Warn that the model cannot tell popular tracks from the rest."""
    if model.auc.low is None or _ranks(model):
        return None
    return draft(
        report,
        severity=Severity.WARNING,
        grade=grade_unclear(model.n),
        rank=91,
        title="Popular tracks are not clearly told from the rest",
        text="On {unseen}, AUC is {auc}, where a coin scores one half.",
        unseen=unseen(report),
        auc=show("classification.auc", formats.estimate),
    )


def miscalibrated(report: Report, model: Classification) -> Outcome:
    """Warn that predicted probabilities cannot be taken at their word."""
    slope = model.calibration_slope
    if not clear_of(slope, 1.0):
        return None
    timid = slope.value > 1.0
    return draft(
        report,
        severity=Severity.WARNING,
        grade=grade(slope, model.n, 1.0),
        rank=50,
        title="Predicted probabilities are off",
        text=(
            "The calibration slope is {slope}, where one is right: probabilities are too "
            f"{'timid' if timid else 'extreme'}."
            + (" Trust the order of tracks more than them." if _ranks(model) else "")
        ),
        slope=show("classification.calibration_slope", formats.estimate),
    )


def separated(report: Report, model: Classification) -> Outcome:
    """Warn that a penalty was needed to fit the model at all."""
    if not model.separated and model.penalty == 0:
        return None
    if not model.separated:
        return _penalised(report)
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=40,
        title="Some levels decide on their own",
        text=(
            "All tracks, or none, are popular in: {levels}. A small penalty keeps their "
            "coefficients finite; do not read them as sizes."
        ),
        levels=words(
            [f"classification.separated[{i}]" for i in range(len(model.separated))],
            lambda level: f"“{lower(level)}”",
        ),
    )


def _penalised(report: Report) -> Outcome:
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=40,
        title="The fit needed a penalty",
        text=(
            "Plain maximum likelihood did not settle, so a penalty of {penalty} was added; "
            "coefficients are drawn a little towards zero."
        ),
        penalty=show("classification.penalty", formats.number),
    )


def cutoff_sensitive(report: Report, model: Classification) -> Outcome:
    """Warn that the answer depends on what is called popular."""
    if len(model.cutoffs) < 2:
        return NotApplicable("only one cut-off is possible")
    best = max(model.cutoffs, key=lambda cutoff: cutoff.auc.value)
    worst = min(model.cutoffs, key=lambda cutoff: cutoff.auc.value)
    if best.auc.value - worst.auc.value <= CUTOFF_MATTERS:
        return None
    paths = [at("classification.cutoffs", model.cutoffs, cutoff) for cutoff in (best, worst)]
    return draft(
        report,
        severity=Severity.WARNING,
        grade=grade(best.auc, model.n, worst.auc.value),
        rank=48,
        title="The answer depends on what is called popular",
        text=(
            "If tracks from {best} on count as popular, AUC is {best_auc}; from {worst} on, it is "
            "{worst_auc}. The cut-off was set before looking: {rule}."
        ),
        best=show(f"{paths[0]}.cutoff", formats.number),
        worst=show(f"{paths[1]}.cutoff", formats.number),
        best_auc=show(f"{paths[0]}.auc", formats.estimate),
        worst_auc=show(f"{paths[1]}.auc", formats.estimate),
        rule=word("classification.cutoff_rule"),
    )


def rare(report: Report, model: Classification) -> Outcome:
    """Warn that popular tracks are rare."""
    if model.prevalence >= RARE:
        return None
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=46,
        title="Popular tracks are rare",
        text=(
            "Only {positives} of {n} tracks are popular, so precision stays low even where "
            "the ranking is good."
        ),
        positives=show("classification.positives"),
        n=show("classification.n"),
    )


def misses(report: Report, model: Classification) -> Outcome:
    """Say how many popular tracks the decision misses, and how many alarms are false."""
    if model.positives == 0:
        return NotApplicable("no track is popular")
    path = "classification.confusion"
    return draft(
        report,
        severity=Severity.NOTE,
        grade=FACT,
        rank=43,
        title="What a yes or no would cost",
        text=(
            "Of {positives} popular tracks the decision finds {found} and misses {missed}; "
            "it also raises {alarms}." + _of_a_hundred(model) + " The threshold is the one with "
            "the {rule}."
        ),
        positives=show("classification.positives"),
        found=show(f"{path}.true_positive"),
        missed=show(f"{path}.false_negative"),
        alarms=show(f"{path}.false_positive", lambda n: formats.count(n, "false alarm")),
        called=show("classification.rates.precision", _per_hundred),
        passed=show("classification.rates.omission", _per_hundred),
        rule=_rule(),
    )


def _of_a_hundred(model: Classification) -> str:
    """Write precision and omission as natural frequencies, where both are defined."""
    if model.rates.precision is None or model.rates.omission is None:
        return ""
    return (
        " Of a hundred tracks that it calls popular, {called} are; of a hundred that it does "
        "not, {passed} are."
    )


def _per_hundred(share: Estimate) -> str:
    return formats.per_hundred(share.value)


def _rule() -> Slot:
    return word("classification.threshold_rule", lambda text: lower(text).rstrip("."))


def strongest_odds(report: Report, model: Classification) -> Outcome:
    """State the largest clear association with being popular, in points of probability."""
    features = [odds for odds in model.odds if not is_category(report, odds.name)]
    clear = [odds for odds in features if clear_of(widened(odds.marginal, len(model.odds)))]
    if not clear:
        return None
    strongest = max(clear, key=_log_odds)
    path = at("classification.odds", model.odds, strongest)
    often = "more often" if strongest.marginal.value > 0 else "less often"
    # Without a linear model this is the answer to "which attributes matter".
    key = isinstance(report.regression, Skipped) and _ranks(model)
    return draft(
        report,
        severity=Severity.KEY if key else Severity.NOTE,
        grade=grade(strongest.marginal, model.n),
        rank=95 if key else 46,
        title=f"All else equal, {{tracks}} are popular {often}",
        text=(
            "A track that is one standard deviation higher in {feature} is associated with a "
            "probability of being popular that differs by {marginal} percentage points."
        ),
        tracks=tracks_with(report, f"{path}.label", strongest.name, strongest.label),
        feature=word(f"{path}.label", lower),
        marginal=show(f"{path}.marginal", formats.percentage_points),
    )


def _log_odds(odds: Odds) -> float:
    return abs(math.log(odds.odds_ratio.value)) if odds.odds_ratio.value > 0 else math.inf


_TABLE = RuleTable("classification", "classification")

RULES = (
    _TABLE.rule("useful-ranking", "Ranking against picking blind", useful_ranking),
    _TABLE.rule(
        "useless-ranking",
        "Better than picking blind",
        useless_ranking,
        clear="The tracks ranked highest are popular more often than tracks picked blind.",
    ),
    _TABLE.rule(
        "accuracy-below-majority",
        "Accuracy against the more frequent answer",
        accuracy_below_majority,
        clear="Accuracy is above that of always giving the more frequent answer.",
    ),
    _TABLE.rule(
        "near-chance", "Better than a coin", near_chance, clear="AUC is above that of a coin."
    ),
    _TABLE.rule(
        "calibration",
        "Predicted against observed probabilities",
        miscalibrated,
    ),
    _TABLE.rule("separation", "Levels that decide alone", separated),
    _TABLE.rule(
        "cutoff-sensitivity",
        "Other cut-offs",
        cutoff_sensitive,
        clear="Another cut-off would give much the same answer.",
    ),
    _TABLE.rule("rare-hits", "Enough popular tracks", rare, clear="Popular tracks are not rare."),
    _TABLE.rule("misses", "Misses and false alarms", misses),
    _TABLE.rule("strongest-odds", "Strongest association with being popular", strongest_odds),
)
