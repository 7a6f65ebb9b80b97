"""What goes with popularity: ordinary least squares with honest errors and scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.counts import PairSums
from reportgen.aggregates.design import Design
from reportgen.aggregates.moments import Moments
from reportgen.analysis.coefficients import coefficient_table, effects
from reportgen.analysis.covariance import robust
from reportgen.analysis.distribution import histograms, quantiles
from reportgen.analysis.intervals import Bootstrap, clustered_means
from reportgen.analysis.linear import Fit, collect, fit_all
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.analysis.scoring import linear_scores, predict
from reportgen.results import Bin, Reference, Regression, Score, Skipped

STEP = "regression"
BINS = 10
RESIDUAL_BINS = 40


@dataclass(frozen=True, slots=True)
class Straight:
    """The linear model: its result, its design, and the rows with its predictions."""

    result: Regression
    design: Design
    predicted: Rows


def regress(rows: Rows, bootstrap: Bootstrap) -> Regression | Skipped:
    """Return the result of :func:`straight_line` alone."""
    fitted = straight_line(rows, bootstrap)
    return fitted if isinstance(fitted, Skipped) else fitted.result


def straight_line(rows: Rows, bootstrap: Bootstrap) -> Straight | Skipped:
    """Fit, explain and score the linear model.

    Raises
    ------
    AnalysisError
        If there are fewer rows than parameters.
    """
    if rows.target is None:
        return Skipped(step=STEP, reason="the table has no target column")
    if rows.task == "binary":
        label = rows.fields[rows.target].label
        return Skipped(
            step=STEP, reason=f"{label} is yes or no, which a straight line does not describe"
        )
    design = rows.design(rows.moments())
    sums = collect(rows.engine, design, rows.target, ARTISTS, rows.folds)
    fit = fit_all(sums)
    covariance = robust(rows, fit)
    predicted = predict(rows, fit.design, ARTISTS)
    result = Regression(
        target=rows.target,
        unit=rows.fields[rows.target].unit,
        n=fit.n,
        parameters=fit.parameters,
        clusters=rows.artists,
        error_type="HC3" if rows.artists is None else "cluster",
        references=_references(rows, fit),
        effects=effects(rows, sums, fit, covariance),
        coefficients=coefficient_table(rows, fit, covariance.errors),
        r2_training=fit.r2,
        r2_adjusted=1.0 - (1.0 - fit.r2) * (fit.n - 1) / fit.freedom,
        residual_sd=float(np.sqrt(fit.variance)),
        condition_number=fit.condition_number,
        scores=_scores(rows, fit, predicted, bootstrap),
        headline="features" if rows.genre is None else "full",
        **_diagnostics(predicted),
    )
    return Straight(result, fit.design, predicted)


def _references(rows: Rows, fit: Fit) -> tuple[Reference, ...]:
    factors = [*fit.design.factors, *([rows.genre] if rows.genre else [])]
    return tuple(Reference(category=factor.name, level=factor.levels[0]) for factor in factors)


def _scores(rows: Rows, fit: Fit, predicted: Rows, bootstrap: Bootstrap) -> tuple[Score, ...]:
    if rows.genre is None:
        return (_score("features", "Musical attributes", predicted, bootstrap),)
    features = predict(rows, fit.design.without_group(), ARTISTS)
    genre = predict(rows, fit.design.group_only(), ARTISTS)
    return (
        _score("features", "Musical attributes alone", features, bootstrap),
        _score("genre", "Genre alone", genre, bootstrap),
        _score("full", "Attributes and genre", predicted, bootstrap),
    )


def _score(name: str, label: str, predicted: Rows, bootstrap: Bootstrap) -> Score:
    scores = linear_scores(predicted.engine, bootstrap)
    return Score(name=name, label=label, n=scores.n, r2=scores.r2, rmse=scores.rmse)


@dataclass(frozen=True, slots=True)
class Binned:
    """Adds ``bin``: which of the intervals between ``edges`` a column falls in."""

    column: str
    edges: Floats

    def __call__(self, block: Block) -> Block:
        """Return the block with its bins."""
        place = np.searchsorted(self.edges, block.columns[self.column], side="left")
        return block.having(bin=place.astype(np.int32))


def calibration_bins(predicted: Rows, column: str, target: str) -> tuple[Bin, ...]:
    """Mean of ``column`` against mean of ``target`` in ten bins of equal size."""
    (moments,) = predicted.engine.run(Moments((column,)))
    inner = np.linspace(0, 1, BINS + 1)[1:-1]
    edges = np.unique(quantiles(predicted.engine, (column,), moments, tuple(inner.tolist()))[0])
    engine = predicted.engine.derive(Binned(column, edges))
    guessed, seen = engine.run(
        PairSums("bin", "cluster", column, predicted.clusters),
        PairSums("bin", "cluster", target, predicted.clusters),
    )
    pairs = zip(clustered_means(guessed), clustered_means(seen), strict=True)
    return tuple(Bin(n=b.n, predicted=a.mean.value, observed=b.mean) for a, b in pairs)


def _diagnostics(predicted: Rows) -> dict[str, Any]:
    (moments,) = predicted.engine.run(Moments(("residual", "clipped")))
    low, high = moments.minimum[:1], moments.maximum[:1]
    (shape,) = histograms(predicted.engine, ("residual",), low, high, RESIDUAL_BINS)
    return {
        "residuals": shape,
        "bins": calibration_bins(predicted, "predicted", str(predicted.target)),
        "clipped": float(moments.mean[1]),
    }
