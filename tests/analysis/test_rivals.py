"""Loss of R² without a feature, and its gain from a bend, against plain refits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray
from scipy import stats
from sklearn.linear_model import LinearRegression

from reportgen.analysis.curves import (
    BEND,
    curves,
    departs,
    outline,
    slopes_beside_knot,
    told_apart,
    widened,
)
from reportgen.analysis.linear import collect, fit_all, fit_folds, without
from reportgen.analysis.regression import regress
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.results import Curve, Estimate, Importance, Regression, Shape
from tests.analysis.jackknife import jackknifed
from tests.builders import FOLDS, regressors, resampling, rows_of, songs, whole

if TYPE_CHECKING:
    import pandas as pd

EXACT = 1e-8
FRAME = songs(700, seed=3)
ROWS = rows_of(FRAME)
BOOTSTRAP = resampling(ROWS)
X = regressors(ROWS)
COLUMNS = whole(ROWS.engine)
Y = COLUMNS["popularity"]


def found_in(rows: Rows) -> Regression:
    found = regress(rows, resampling(rows))
    assert isinstance(found, Regression)
    return found


FOUND = found_in(ROWS)
IMPORTANCE = {item.name: item for item in FOUND.importance}
CURVES = {curve.name: curve for curve in FOUND.curves}


def errors(x: pd.DataFrame) -> NDArray[np.float64]:
    """Squared errors of refits that each leave out one fold."""
    matrix, fold = x.to_numpy(), COLUMNS[ARTISTS]
    predicted = np.empty(len(Y))
    for f in range(FOLDS):
        train, test = fold != f, fold == f
        predicted[test] = LinearRegression().fit(matrix[train], Y[train]).predict(matrix[test])
    return np.asarray((Y - np.clip(predicted, 0.0, 100.0)) ** 2)


def about_mean() -> NDArray[np.float64]:
    fold = COLUMNS[ARTISTS]
    means = np.array([Y[fold != f].mean() for f in range(FOLDS)])
    return np.asarray((Y - means[fold]) ** 2)


def assert_gain(found: Estimate, worse: NDArray[np.float64], better: NDArray[np.float64]) -> None:
    """Compare with the difference of R² and with its paired percentile interval."""
    rows = np.stack([worse, better, about_mean()])
    cluster = COLUMNS["cluster"]
    parts = [np.bincount(cluster, row, ROWS.clusters).astype(np.float64) for row in rows]
    sums = np.stack(parts, axis=1)
    drawn = BOOTSTRAP.totals(sums)
    difference = (drawn[:, 0] - drawn[:, 1]) / drawn[:, 2]
    value = (worse.sum() - better.sum()) / rows[2].sum()
    assert found.value == pytest.approx(value, rel=1e-6, abs=1e-10)
    wanted = np.quantile(difference, [0.025, 0.975])
    assert [found.low, found.high] == pytest.approx(wanted.tolist(), rel=1e-6, abs=1e-10)


@pytest.mark.parametrize("name", ["energy", "valence", "mode", "time_signature", "genre"])
def test_a_loss_is_the_difference_of_refits(name: str) -> None:
    left_out = [column for column in X.columns if column.split("=")[0] == name]
    assert len(left_out) == {"time_signature": 2, "genre": 2}.get(name, 1)
    assert_gain(IMPORTANCE[name].loss, errors(X.drop(columns=left_out)), errors(X))


def test_losses_come_by_size_and_name_every_column() -> None:
    losses = [item.loss.value for item in FOUND.importance]
    assert losses == sorted(losses, reverse=True)
    assert set(IMPORTANCE) == {*ROWS.features, "mode", "time_signature", "genre"}
    assert isinstance(FOUND.importance[0], Importance)
    assert IMPORTANCE["time_signature"].label == ROWS.fields["time_signature"].label


@pytest.mark.parametrize("name", ["energy", "tempo"])
def test_a_gain_is_that_of_refits_with_a_bend(name: str) -> None:
    gain, knot = CURVES[name].gain, CURVES[name].knot
    assert gain is not None
    assert knot is not None
    assert knot == pytest.approx(np.quantile(COLUMNS[name], 0.5), rel=1e-12)
    bent = X.assign(bend=np.minimum(COLUMNS[name], knot))
    assert_gain(gain, errors(X), errors(bent))


def test_sums_without_a_column_are_those_of_the_smaller_design() -> None:
    design = ROWS.design(ROWS.moments())
    sums = collect(ROWS.engine, design, "popularity", ARTISTS, FOLDS)
    less = without(sums, ("tempo", "mode"))
    alone = collect(ROWS.engine, design.without(("tempo", "mode")), "popularity", ARTISTS, FOLDS)
    assert less.design == alone.design
    for a, b in ((fit_folds(less), fit_folds(alone)), (fit_all(less), fit_all(alone))):
        np.testing.assert_allclose(a.slopes, b.slopes, rtol=EXACT)
        np.testing.assert_allclose(a.intercepts, b.intercepts, rtol=EXACT)


def test_partial_residuals_are_averaged_in_deciles() -> None:
    x = X.to_numpy()
    beta, *_ = np.linalg.lstsq(x, Y)
    residual = Y - x @ beta
    slope = beta[list(X.columns).index("energy")]
    energy = COLUMNS["energy"]
    partial = residual + slope * (energy - energy.mean())
    edges = np.quantile(energy, np.linspace(0.1, 0.9, 9))
    place = np.searchsorted(edges, energy)
    for code, b in enumerate(CURVES["energy"].bins):
        mine = place == code
        assert b.n == mine.sum()
        assert b.at == pytest.approx(energy[mine].mean(), rel=EXACT)
        assert b.line == pytest.approx(slope * (energy[mine].mean() - energy.mean()), rel=1e-6)
        assert b.observed.value == pytest.approx(partial[mine].mean(), rel=1e-6)


def bent_frame(how: str) -> pd.DataFrame:
    draw = np.random.default_rng(8)
    frame = songs(2_500, artists=300, seed=8)
    z = (frame["valence"] - 0.5) / frame["valence"].std()
    level = {"turn": -6 * np.abs(z), "level off": 9 * np.minimum(z, 0), "line": 6 * z}[how]
    noise = draw.normal(0, 4, 300)[frame["artist_name"].str[7:].astype(int)]
    frame["popularity"] = np.clip(50 + level + noise + draw.normal(0, 8, len(frame)), 1, 99)
    return frame


@pytest.mark.parametrize(
    ("how", "wanted"),
    [("turn", Shape.TURNS), ("level off", Shape.BENDS), ("line", Shape.LINE)],
)
def test_planted_shapes_are_named(how: str, wanted: Shape) -> None:
    found = {curve.name: curve for curve in found_in(rows_of(bent_frame(how))).curves}
    assert found["valence"].shape is wanted
    assert {c.shape for c in found.values() if c.name != "valence"} == {Shape.LINE}


def test_a_small_gain_or_an_unclear_one_is_a_line() -> None:
    assert departs(Estimate(value=0.002, low=0.001, high=0.003))
    assert not departs(Estimate(value=0.0019, low=0.001, high=0.003))
    assert not departs(Estimate(value=0.01, low=-0.001, high=0.02))
    assert not departs(Estimate(value=0.01))


def test_slopes_beside_the_knot_are_those_of_statsmodels() -> None:
    knot = CURVES["energy"].knot
    assert knot is not None
    energy = COLUMNS["energy"]
    x = X.drop(columns="energy").assign(
        below=np.minimum(energy, knot), above=np.maximum(energy, knot)
    )
    wanted, spread = sm.OLS(Y, x).fit(), jackknifed(x, Y, COLUMNS["cluster"])
    quantile = stats.t.ppf(0.975, len(np.unique(COLUMNS["cluster"])) - 1)
    design = ROWS.design(ROWS.moments())
    bent, wide = widened(ROWS, design, {"energy": knot})
    pair = slopes_beside_knot(bent, fit_all(wide), "energy")
    for found, name in zip(pair, ("below", "above"), strict=True):
        assert found.value == pytest.approx(wanted.params[name], rel=1e-7)
        margin = quantile * np.sqrt(spread[name].to_dict()[name])
        assert found.low == pytest.approx(wanted.params[name] - margin, rel=1e-6)
        assert found.high == pytest.approx(wanted.params[name] + margin, rel=1e-6)


def test_a_feature_of_two_values_has_no_bend_and_one_that_is_mostly_zero_a_step() -> None:
    frame = FRAME.assign(
        liveness=(FRAME["energy"] > 0.55).astype(float) * 0.5,
        instrumentalness=np.where(FRAME["tempo"] > 130, FRAME["valence"], 0.0),
    )
    rows = rows_of(frame)
    shown = outline(rows, rows.features)
    assert "liveness" not in shown.knots
    assert shown.knots["instrumentalness"] > 0
    found = {curve.name: curve for curve in found_in(rows).curves}
    assert (found["liveness"].gain, found["liveness"].knot) == (None, None)
    assert found["instrumentalness"].gain is not None
    assert sum(b.n for b in found["instrumentalness"].bins) == rows.n


def test_a_bend_that_others_tell_already_is_not_tried() -> None:
    knot = float(np.quantile(FRAME["energy"], 0.5))
    frame = FRAME.assign(acousticness=np.minimum(FRAME["energy"], knot))
    rows = rows_of(frame)
    design = rows.design(rows.moments())
    shown = outline(rows, design.features)
    _, wide = widened(rows, design, shown.knots)
    tried = told_apart(wide, shown.knots)
    assert "energy" not in tried
    assert {"loudness", "tempo", "valence"} <= set(tried)
    assert BEND + "energy" in wide.design.features
    assert {c.name: c.gain for c in found_in(rows).curves}["energy"] is None


def test_curves_of_no_features_are_none() -> None:
    sums = collect(ROWS.engine, ROWS.design(ROWS.moments()), "popularity", ARTISTS, FOLDS)
    fit = fit_all(without(sums, ROWS.features))
    shown = outline(ROWS, ())
    rows, wide = widened(ROWS, fit.design, shown.knots)
    assert wide.design == fit.design
    assert told_apart(wide, shown.knots) == ()
    nothing: tuple[Curve, ...] = ()
    with_residuals = rows.on(rows.engine)
    assert curves(with_residuals, fit, shown, {}, {}) == nothing
