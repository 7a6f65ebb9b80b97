"""Predicting a hit: logistic regression, scored on artists that it never saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reportgen.aggregates.block import Floats
from reportgen.analysis.coefficients import term_sd
from reportgen.analysis.cutoffs import Cutoff, choose, labelled, others
from reportgen.analysis.decisions import Decisions, decide, training_thresholds
from reportgen.analysis.hits import HitModel, fit_hits
from reportgen.analysis.intervals import Bootstrap
from reportgen.analysis.linear import collect
from reportgen.analysis.misses import calibration_bins
from reportgen.analysis.odds import (
    logit_coefficients,
    marginal_draws,
    odds,
    slope_errors,
)
from reportgen.analysis.ranking import (
    Ranking,
    gain_curve,
    precision_recall_curve,
    rank,
    roc_curve,
)
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.errors import AnalysisError
from reportgen.results import Classification, CutoffScore, Gains, Skipped
from reportgen.settings import ClassificationSettings
from reportgen.text import translate

STEP = "classification"
THRESHOLD_RULE = "highest balanced accuracy on the training folds, averaged over the folds"


@dataclass(frozen=True, slots=True)
class Hits:
    """The logistic model: its result, cut-off and fits, and the rows with probabilities.

    ``draws`` are bootstrap replicates of results, shape (replicates,), by path.
    """

    result: Classification
    cutoff: float
    model: HitModel
    scored: Rows
    draws: Mapping[str, Floats]


def classify(
    rows: Rows, bootstrap: Bootstrap, settings: ClassificationSettings
) -> Classification | Skipped:
    """Return the result of :func:`hits` alone."""
    fitted = hits(rows, bootstrap, settings)
    return fitted if isinstance(fitted, Skipped) else fitted.result


def hits(rows: Rows, bootstrap: Bootstrap, settings: ClassificationSettings) -> Hits | Skipped:
    """Fit and score the logistic model.

    Raises
    ------
    DataError
        If a cut-off that was asked for leaves too few tracks in one class.
    AnalysisError
        If the fit does not converge.
    """
    if rows.target is None:
        return Skipped(step=STEP, reason=translate("the table has no target column"))
    cutoff = choose(rows.scored(ARTISTS), settings.cutoff)
    if cutoff is None:
        return Skipped(
            step=STEP, reason=translate("one of the two classes has fewer than 20 tracks")
        )
    labels = labelled(rows, cutoff.value)
    try:
        model, scored, ranking = scored_hits(labels, ARTISTS, bootstrap)
    except AnalysisError as error:
        said = translate(error.what)
        return Skipped(step=STEP, reason=f"{said[:1].lower()}{said[1:]}")
    thresholds = training_thresholds(labels, model, ARTISTS)
    decisions = decide(scored.engine, thresholds, ARTISTS, bootstrap)
    sd = term_sd(collect(labels.engine, model.design, "label", ARTISTS, rows.folds))
    errors = slope_errors(labels, model)
    result = _result(
        rows,
        cutoff,
        ranking,
        decisions,
        n=scored.n,
        threshold=float(thresholds.mean()),
        odds=odds(labels, model, errors, sd),
        coefficients=logit_coefficients(labels, model, errors),
        cutoffs=_cutoffs(rows, cutoff, ranking, thresholds, decisions, bootstrap),
        **_fit(model),
        **_shape(scored, ranking),
    )
    draws = {"classification.auc": ranking.drawn.replicates}
    if rows.task == "binary":
        draws |= marginal_draws(model, errors, sd, bootstrap)
    return Hits(result, cutoff.value, model, scored, draws)


def scored_hits(labels: Rows, fold: str, bootstrap: Bootstrap) -> tuple[HitModel, Rows, Ranking]:
    """Fit on labelled rows, score each by the model that left it out, and rank."""
    model, scored = predicted_hits(labels, fold)
    return model, scored, rank(scored.engine, bootstrap)


def predicted_hits(labels: Rows, fold: str) -> tuple[HitModel, Rows]:
    """Fit on labelled rows, and score each by the model that left it out."""
    design = collect(
        labels.engine, labels.design(labels.moments()), "label", fold, labels.folds
    ).design
    model = fit_hits(labels, design, fold)
    whole = labels.scored(fold)
    return model, whole.on(whole.engine.derive(model.probability(fold)))


def _result(
    rows: Rows, cutoff: Cutoff, ranking: Ranking, decisions: Decisions, **parts: Any
) -> Classification:
    return Classification(
        cutoff=None if rows.task == "binary" else cutoff.value,
        cutoff_rule=cutoff.rule,
        positives=int(ranking.ranked.positives.sum()),
        prevalence=cutoff.share,
        threshold_rule=translate(THRESHOLD_RULE),
        accuracy=decisions.accuracy,
        accuracy_at_half=decisions.accuracy_at_half,
        majority=max(cutoff.share, 1 - cutoff.share),
        balanced_accuracy=decisions.balanced_accuracy,
        mcc=decisions.mcc,
        auc=ranking.auc,
        average_precision=ranking.average_precision,
        brier=decisions.brier,
        log_loss=decisions.log_loss,
        gains=_gains(ranking, decisions),
        confusion=decisions.confusion,
        rates=decisions.rates,
        **parts,
    )


def _fit(model: HitModel) -> dict[str, Any]:
    """How the fit was had."""
    return {
        "penalty": float(max(model.penalty.slopes.max(initial=0), model.penalty.groups.max())),
        "separated": model.separated,
        "iterations": model.whole.passes,
    }


def _shape(scored: Rows, ranking: Ranking) -> dict[str, Any]:
    """Curves of the ranking, and whether probabilities mean what they say."""
    return {
        "roc": roc_curve(ranking.ranked),
        "precision_recall": precision_recall_curve(ranking.ranked),
        "gain": gain_curve(ranking.ranked),
        "calibration": calibration_bins(scored, "score", "label"),
        "calibration_slope": ranking.slope,
        "calibration_intercept": ranking.intercept,
        "top": ranking.top,
    }


def _gains(ranking: Ranking, decisions: Decisions) -> Gains:
    return Gains(
        accuracy=decisions.above_majority,
        average_precision=ranking.above_prevalence,
        brier=decisions.brier_skill,
    )


def _cutoffs(
    rows: Rows,
    chosen: Cutoff,
    ranking: Ranking,
    thresholds: Floats,
    decisions: Decisions,
    bootstrap: Bootstrap,
) -> tuple[CutoffScore, ...]:
    """Scores at the chosen cut-off and, by the same rules, at others where the fits settle."""
    if rows.task == "binary":
        return ()
    scores = [_cutoff_score(chosen, ranking, thresholds, decisions)]
    for cutoff in others(rows.scored(ARTISTS), chosen):
        labels = labelled(rows, cutoff.value)
        try:
            model, scored, beside = scored_hits(labels, ARTISTS, bootstrap)
        except AnalysisError:
            continue
        balanced = training_thresholds(labels, model, ARTISTS)
        decided = decide(scored.engine, balanced, ARTISTS, bootstrap)
        scores.append(_cutoff_score(cutoff, beside, balanced, decided))
    return tuple(sorted(scores, key=lambda score: score.cutoff))


def _cutoff_score(
    cutoff: Cutoff, ranking: Ranking, thresholds: Floats, decisions: Decisions
) -> CutoffScore:
    return CutoffScore(
        name=cutoff.name,
        cutoff=cutoff.value,
        prevalence=cutoff.share,
        auc=ranking.auc,
        threshold=float(thresholds.mean()),
        balanced_accuracy=decisions.balanced_accuracy,
        accuracy=decisions.accuracy_at_half.value,
        majority=max(cutoff.share, 1 - cutoff.share),
        average_precision=ranking.average_precision.value,
    )
