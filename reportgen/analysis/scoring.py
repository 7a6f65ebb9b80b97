"""Scores of out-of-fold predictions, with intervals from resampled clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.aggregates.design import Design
from reportgen.aggregates.sandwich import ClusterSums
from reportgen.analysis.intervals import Bootstrap, Resampled, percentile_interval, resampled
from reportgen.analysis.linear import Predicted, collect, fit_folds
from reportgen.analysis.parts import fit_parts
from reportgen.analysis.rows import Rows
from reportgen.engine import Engine
from reportgen.results import Estimate


@dataclass(frozen=True, slots=True)
class LinearScores:
    """R² against the training mean and root mean squared error, out of sample.

    ``drawn`` is R² with its replicates; ``None`` where the target does not vary.
    """

    n: int
    drawn: Resampled | None
    r2: Estimate
    rmse: Estimate


def linear_scores(engine: Engine, bootstrap: Bootstrap) -> LinearScores:
    """Score the predictions that :class:`Predicted` added."""
    values = ("squared_error", "baseline_error")
    (sums,) = engine.run(ClusterSums(values, "cluster", bootstrap.clusters))
    n, error, baseline = sums.sum(axis=0)
    drawn = bootstrap.totals(sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        r2 = 1.0 - drawn[:, 1] / drawn[:, 2]
        rmse = np.sqrt(drawn[:, 1] / drawn[:, 0])
    return LinearScores(
        n=int(n),
        drawn=resampled(1.0 - error / baseline if baseline > 0 else np.nan, r2),
        r2=percentile_interval(1.0 - error / baseline, r2),
        rmse=percentile_interval(float(np.sqrt(error / n)), rmse),
    )


def predict(rows: Rows, design: Design, fold: str) -> Rows:
    """Return the rows that are scored, with out-of-fold predictions of a linear model."""
    target = _target(rows)
    if rows.parts is None:
        sums = collect(rows.engine, design, target, fold, rows.folds)
        design, fits = sums.design, fit_folds(sums)
    else:
        fits = fit_parts(rows, rows.parts, design, fold)
    scored = rows.scored(fold)
    step = Predicted(design, fits, target, fold, *rows.limits)
    return scored.on(scored.engine.derive(step))


def _target(rows: Rows) -> str:
    if rows.target is None:
        raise ValueError("a model needs a target")
    return rows.target
