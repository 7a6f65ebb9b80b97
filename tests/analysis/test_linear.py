"""Least squares against statsmodels and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from sklearn.linear_model import LinearRegression
from statsmodels.stats.outliers_influence import variance_inflation_factor

from reportgen.aggregates.block import Block
from reportgen.aggregates.design import Design, Factor
from reportgen.analysis.coefficients import coefficient_table
from reportgen.analysis.linear import collect, fit_all, fit_folds, pooled
from reportgen.analysis.rows import ARTISTS
from reportgen.analysis.scoring import predict
from reportgen.engine import MemoryEngine
from tests.analysis.straight import raw, straight
from tests.builders import FOLDS, block, regressors, rows_of, rows_of_score, songs, whole

EXACT = 1e-8
ROWS = rows_of(songs(700, seed=3))
X = regressors(ROWS)
COLUMNS = whole(ROWS.engine)
Y = COLUMNS["popularity"]
OLS = sm.OLS(Y, X).fit()
SUMS = collect(ROWS.engine, ROWS.design(ROWS.moments()), "popularity", ARTISTS, FOLDS)
FIT = fit_all(SUMS)


def close(found: object, wanted: object, rel: float = EXACT) -> None:
    np.testing.assert_allclose(np.asarray(found), np.asarray(wanted), rtol=rel, atol=0)


def test_slopes_errors_and_shares_are_those_of_statsmodels() -> None:
    table = {c.name: c for c in coefficient_table(ROWS, FIT, FIT.errors)}
    names = [name for name in X.columns if name != "const" and not name.startswith("genre=")]
    assert len(names) == len(FIT.slopes) == 7
    close([table[n].value for n in names], OLS.params[names])
    close([table[n].std_error for n in names], OLS.bse[names])
    close([FIT.r2, FIT.rss, FIT.variance], [OLS.rsquared, OLS.ssr, OLS.mse_resid])
    assert (FIT.parameters, FIT.freedom) == (len(X.columns), int(OLS.df_resid))


def test_intercept_and_genres_are_those_of_a_model_with_dummies() -> None:
    table = {c.name: c for c in coefficient_table(ROWS, FIT, FIT.errors)}
    names = {"intercept": "const", "genre=jazz": "genre=jazz", "genre=rock": "genre=rock"}
    for ours, theirs in names.items():
        close(table[ours].value, OLS.params[theirs])
        close(table[ours].std_error, OLS.bse[theirs])


def test_the_pooled_fit_is_the_one_without_genre() -> None:
    names = [name for name in X.columns if not name.startswith("genre=")]
    alone = sm.OLS(Y, X[names]).fit()
    fit = fit_all(pooled(SUMS))
    scale = np.array([*fit.design.scale, *np.ones(fit.design.width - len(fit.design.scale))])
    close(fit.slopes / scale, alone.params[names[1:]])
    close(fit.errors / scale, alone.bse[names[1:]])
    close(fit.r2, alone.rsquared)


def test_inflation_and_condition() -> None:
    matrix = X.to_numpy()
    sd = matrix[:, 1 : FIT.design.width + 1].std(axis=0, ddof=1)
    scale = np.array([*FIT.design.scale, *np.ones(FIT.design.width - len(FIT.design.scale))])
    found = np.diag(FIT.inverse) * (sd / scale) ** 2 * (FIT.n - 1)
    wanted = [variance_inflation_factor(matrix, j) for j in range(1, FIT.design.width + 1)]
    close(found, wanted)
    dummies = X[["const", "genre=jazz", "genre=rock"]].to_numpy()
    inside = matrix[:, 1 : FIT.design.width + 1]
    inside = inside - dummies @ np.linalg.lstsq(dummies, inside)[0]
    close(FIT.condition_number, np.linalg.cond(inside / np.linalg.norm(inside, axis=0)))


def test_predictions_out_of_fold_are_those_of_refits() -> None:
    predicted = whole(predict(ROWS, ROWS.design(ROWS.moments()), ARTISTS).engine)
    fold, matrix = COLUMNS[ARTISTS], X.to_numpy()
    wanted, mean = np.empty(len(Y)), np.empty(len(Y))
    for f in range(FOLDS):
        train, test = fold != f, fold == f
        wanted[test] = LinearRegression().fit(matrix[train], Y[train]).predict(matrix[test])
        mean[test] = Y[train].mean()
    close(predicted["predicted"], wanted)
    close(predicted["squared_error"], (Y - wanted) ** 2, 1e-6)
    close(predicted["baseline_error"], (Y - mean) ** 2)


def test_predictions_stay_inside_the_scale() -> None:
    frame = songs(400, seed=5)
    frame["popularity"] = np.where(frame["energy"] > frame["energy"].quantile(0.85), 100, 1)
    rows = rows_of(frame)
    predicted = whole(predict(rows, rows.design(rows.moments()), ARTISTS).engine)
    low = predicted["predicted"] == 0.0
    assert low.sum() > 20
    assert predicted["predicted"].min() == 0.0
    assert predicted["predicted"].max() <= 100.0
    assert predicted["clipped"].sum() == low.sum() + (predicted["predicted"] == 100.0).sum()


def test_predictions_of_a_target_without_a_scale_are_not_moved() -> None:
    frame = songs(400, seed=5)
    shifted = frame.drop(columns="popularity").assign(score=frame["popularity"] - 200.0)
    errors = []
    for rows in (rows_of(frame), rows_of_score(shifted)):
        predicted = whole(predict(rows, rows.design(rows.moments()), ARTISTS).engine)
        assert not predicted["clipped"].any()
        errors.append(predicted["squared_error"].sum())
    assert predicted["predicted"].max() < 0
    assert errors[1] == pytest.approx(errors[0], rel=1e-8)


def grouped(n: int = 60) -> Block:
    draw = np.random.default_rng(11)
    group = draw.integers(0, 3, n)
    fold = np.where(group == 2, 1, draw.integers(0, 2, n))
    x = draw.normal(size=n)
    y = 4 * x + 10.0 * group + draw.normal(size=n)
    return block(x=x, y=y, g=group.astype(np.int32), fold=fold.astype(np.int32))


def test_a_genre_unseen_in_training_gets_the_mean_of_all() -> None:
    data = grouped()
    design = Design(("x",), (0.0,), (1.0,), group="g", groups=3)
    fits = fit_folds(collect(MemoryEngine((data,)), design, "y", "fold", 2))
    train = data.columns["fold"] == 0
    assert 2 not in data.columns["g"][train]
    x, y, g = (data.columns[name][train] for name in ("x", "y", "g"))
    slope = float(sm.OLS(y, np.column_stack([x, g == 0, g == 1])).fit().params[0])
    close(fits.slopes[1], [slope])
    close(fits.intercepts[1][2], y.mean() - slope * x.mean())
    close(fits.means[1], y.mean())


def test_copies_are_left_out_and_the_rest_is_untouched() -> None:
    draw = np.random.default_rng(2)
    a, b = draw.normal(size=(2, 300))
    y = a - b + draw.normal(size=300)
    sums = straight({"a": a, "twice": 2 * a + 5, "b": b, "sum": a + b, "y": y}, (7, 8, 150))
    assert sums.design.features == ("a", "b")
    alone = fit_all(straight({"a": a, "b": b, "y": y}))
    close(fit_all(sums).slopes, alone.slopes)


def test_a_feature_that_only_tells_genres_apart_is_left_out() -> None:
    data = grouped()
    data = data.having(same=data.columns["g"] * 2.0)
    design = Design(("same", "x"), (0.0, 0.0), (1.0, 1.0), group="g", groups=3)
    assert collect(MemoryEngine((data,)), design, "y", "fold", 2).design.features == ("x",)


def test_a_category_that_repeats_the_genre_is_left_out_whole() -> None:
    data = grouped()
    data = data.having(same=data.columns["g"])
    factor = Factor("same", ("a", "b", "c"))
    design = Design(("x",), (0.0,), (1.0,), (factor,), "g", 3)
    assert collect(MemoryEngine((data,)), design, "y", "fold", 2).design.factors == ()


def test_a_column_like_a_time_stamp_keeps_its_digits() -> None:
    draw = np.random.default_rng(9)
    small = draw.normal(size=500)
    y = 3 * small + draw.normal(size=500)
    values, errors = raw(fit_all(straight({"t": 1.6e9 + small, "y": y})))
    stored = 1.6e9 + small - 1.6e9
    wanted = sm.OLS(y, sm.add_constant(stored)).fit()
    close(values[1], wanted.params[1])
    close(errors[1], wanted.bse[1])
