"""What goes with popularity: ordinary least squares with honest errors and scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reportgen.aggregates.block import Floats
from reportgen.aggregates.design import Design
from reportgen.aggregates.moments import Moments
from reportgen.analysis.adjustment import METHODS
from reportgen.analysis.coefficients import (
    coefficient_table,
    effect_draws,
    effects,
    term_sd,
)
from reportgen.analysis.covariance import Covariance, Fitted, robust
from reportgen.analysis.curves import BEND, curves, outline, shapes, told_apart, widened
from reportgen.analysis.distribution import histograms
from reportgen.analysis.genres import by_genre
from reportgen.analysis.influence import influence
from reportgen.analysis.intervals import Bootstrap
from reportgen.analysis.linear import Fit, Predicted, Sums, collect, fit_all, fit_folds
from reportgen.analysis.misses import binned_sums, bins_of, misses
from reportgen.analysis.rivals import FULL, contest, importance
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.analysis.scoring import LinearScores, linear_scores, predict
from reportgen.results import Reference, Regression, Score, Skipped
from reportgen.settings import RegressionSettings
from reportgen.text import translate

STEP = "regression"
RESIDUAL_BINS = 40
DEFAULT = RegressionSettings()


@dataclass(frozen=True, slots=True)
class Model:
    """The linear model: its sums and fit; rows with residuals in sample and out of fold."""

    rows: Rows
    sums: Sums
    fit: Fit
    fitted: Rows
    predicted: Rows


@dataclass(frozen=True, slots=True)
class Straight:
    """The linear model: its result, its design, and the rows with its predictions.

    ``draws`` are bootstrap replicates of results, shape (replicates,), by path.
    """

    result: Regression
    design: Design
    predicted: Rows
    draws: Mapping[str, Floats]


def regress(
    rows: Rows,
    bootstrap: Bootstrap,
    settings: RegressionSettings = DEFAULT,
    artists: Sequence[str] = (),
) -> Regression | Skipped:
    """Return the result of :func:`straight_line` alone."""
    fitted = straight_line(rows, bootstrap, settings, artists)
    return fitted if isinstance(fitted, Skipped) else fitted.result


def straight_line(
    rows: Rows,
    bootstrap: Bootstrap,
    settings: RegressionSettings = DEFAULT,
    artists: Sequence[str] = (),
) -> Straight | Skipped:
    """Fit, explain and score the linear model.

    Parameters
    ----------
    rows : Rows
        Prepared rows.
    bootstrap : Bootstrap
        Resamples of the artists.
    settings : RegressionSettings
        How p-values are adjusted.
    artists : sequence of str
        Names of the artists by code, for showing.

    Raises
    ------
    AnalysisError
        If there are fewer rows than parameters.
    """
    if rows.target is None:
        return Skipped(step=STEP, reason=translate("the table has no target column"))
    if rows.task == "binary":
        label = rows.fields[rows.target].label
        said = translate("{column} is yes or no, which a straight line does not describe")
        return Skipped(step=STEP, reason=said.format(column=label))
    model = _fitted(rows, rows.target)
    covariance = robust(rows, model.fit)
    alone, scored = _scored(model, bootstrap)
    draws = {
        **effect_draws(model.fit, covariance, bootstrap),
        **{
            f"regression.scores[{name}].r2": found.drawn.replicates
            for name, (_, found) in scored.items()
            if found.drawn is not None
        },
    }
    result = _result(
        model,
        scores=_scores(scored),
        **_explanation(model, covariance, settings, artists),
        **_rivals(model, alone, bootstrap),
        **_diagnostics(model.predicted, bootstrap),
    )
    return Straight(result, model.fit.design, model.predicted, draws)


def _result(model: Model, **parts: Any) -> Regression:
    rows, fit = model.rows, model.fit
    return Regression(
        target=str(rows.target),
        unit=rows.fields[str(rows.target)].unit,
        n=fit.n,
        parameters=fit.parameters,
        clusters=rows.artists,
        error_type="HC3" if rows.artists is None else "cluster",
        references=_references(rows, fit),
        r2_training=fit.r2,
        r2_adjusted=1.0 - (1.0 - fit.r2) * (fit.n - 1) / fit.freedom,
        residual_sd=float(np.sqrt(fit.variance)),
        condition_number=fit.condition_number,
        headline="features" if rows.genre is None else "full",
        **parts,
    )


def _fitted(rows: Rows, target: str) -> Model:
    sums = collect(rows.engine, rows.design(rows.moments()), target, ARTISTS, rows.folds)
    fit = fit_all(sums)
    fitted = rows.on(rows.engine.derive(Fitted(fit, target)))
    if rows.parts is not None:
        return Model(rows, sums, fit, fitted, predict(rows, sums.design, ARTISTS))
    step = Predicted(sums.design, fit_folds(sums), target, ARTISTS, *rows.limits)
    return Model(rows, sums, fit, fitted, rows.on(rows.engine.derive(step)))


def _references(rows: Rows, fit: Fit) -> tuple[Reference, ...]:
    factors = [*fit.design.factors, *([rows.genre] if rows.genre else [])]
    return tuple(Reference(category=factor.name, level=factor.levels[0]) for factor in factors)


def _explanation(
    model: Model, covariance: Covariance, settings: RegressionSettings, artists: Sequence[str]
) -> dict[str, Any]:
    """Effects and coefficients, and what they hang on."""
    rows, sums, fit = model.rows, model.sums, model.fit
    sd = term_sd(sums)
    method = METHODS[settings.adjust]
    found = effects(rows, sums, fit, covariance, method)
    return {
        "adjustment": method,
        "effects": found,
        "coefficients": coefficient_table(rows, fit, covariance.errors),
        "genres": by_genre(rows, fit, sd, found),
        "influence": influence(model.fitted, fit, covariance, sd, artists),
    }


Scored = dict[str, tuple[str, LinearScores]]
"""Label and scores of each model, by name."""


def _scored(model: Model, bootstrap: Bootstrap) -> tuple[Rows | None, Scored]:
    """Score the model and its parts; the rows predicted by attributes alone come with them."""
    rows, design = model.rows, model.fit.design
    if rows.genre is None:
        whole = linear_scores(model.predicted.engine, bootstrap)
        return None, {"features": (translate("Musical attributes"), whole)}
    alone = predict(rows, design.without_group(), ARTISTS)
    genre = predict(rows, design.group_only(), ARTISTS)
    parts = {
        "features": (translate("Musical attributes alone"), alone),
        "genre": (translate("Genre alone"), genre),
        "full": (translate("Attributes and genre"), model.predicted),
    }
    return alone, {
        name: (label, linear_scores(scored.engine, bootstrap))
        for name, (label, scored) in parts.items()
    }


def _scores(scored: Scored) -> tuple[Score, ...]:
    base = scored["features"][1].drawn
    return tuple(
        Score(
            name=name,
            label=label,
            n=found.n,
            r2=found.r2,
            rmse=found.rmse,
            over_features=None
            if name == "features" or base is None or found.drawn is None
            else found.drawn.minus(base),
        )
        for name, (label, found) in scored.items()
    )


def _rivals(model: Model, alone: Rows | None, bootstrap: Bootstrap) -> dict[str, Any]:
    """Hold the model against those without a column, and those with a bend.

    Where training parts are cleaned apart, this is done on the rows described.
    """
    design, rows = model.fit.design, model.rows.on(model.rows.engine)
    if alone is not None and model.rows.parts is not None:
        alone = predict(rows, design.without_group(), ARTISTS)
    shown = outline(rows, design.features)
    bent, wide = widened(rows, design, shown.knots)
    tried, bends = told_apart(wide, shown.knots), {BEND + name for name in shown.knots}
    columns = [*design.features, *(factor.name for factor in design.factors)]
    rivals = {FULL: bends} | {name: bends | {name} for name in columns}
    rivals |= {BEND + name: bends - {BEND + name} for name in tried}
    held = contest(bent, wide, rivals, bootstrap, alone)
    gains = {name: held.gain(FULL, BEND + name) for name in tried}
    named = shapes(bent, wide, shown.knots, gains)
    return {
        "importance": importance(rows, design, held),
        "curves": curves(model.fitted, model.fit, shown, gains, named),
    }


def _diagnostics(predicted: Rows, bootstrap: Bootstrap) -> dict[str, Any]:
    """Residuals out of sample: their shape, bias and spread."""
    (moments,) = predicted.engine.run(Moments(("residual", "clipped")))
    low, high = moments.minimum[:1], moments.maximum[:1]
    (shape,) = histograms(predicted.engine, ("residual",), low, high, RESIDUAL_BINS)
    guessed, seen, squares = binned_sums(
        predicted, "predicted", "predicted", str(predicted.target), "squared_error"
    )
    return {
        "residuals": shape,
        "bins": bins_of(guessed, seen),
        "clipped": float(moments.mean[1]),
        "misses": misses(predicted, moments, guessed, squares, bootstrap),
    }
