"""The logistic model against statsmodels, scikit-learn and a general optimiser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray
from scipy import optimize
from sklearn.linear_model import LogisticRegression

from reportgen.aggregates.logistic import Candidate
from reportgen.analysis.coefficients import term_sd
from reportgen.analysis.cutoffs import labelled
from reportgen.analysis.hits import HitModel, fit_hits
from reportgen.analysis.linear import collect
from reportgen.analysis.newton import Penalty, fit_logistic
from reportgen.analysis.odds import logit_coefficients, odds, slope_errors
from reportgen.analysis.rows import ARTISTS, Rows
from tests.builders import FOLDS, regressors, rows_of, songs, whole

if TYPE_CHECKING:
    import pandas as pd

CLOSE = 1e-8
FRAME = songs(800, artists=60, seed=8)


def hits(frame: pd.DataFrame, cutoff: float) -> tuple[Rows, HitModel]:
    rows = labelled(rows_of(frame), cutoff)
    sums = collect(rows.engine, rows.design(rows.moments()), "label", ARTISTS, FOLDS)
    return rows, fit_hits(rows, sums.design, ARTISTS)


def slopes_in_stored_units(model: HitModel, slopes: NDArray[np.float64]) -> NDArray[np.float64]:
    scale = np.ones(model.design.width)
    scale[: len(model.design.scale)] = model.design.scale
    return slopes / scale


def logit(rows: Rows) -> tuple[Any, pd.DataFrame, list[str]]:
    x = regressors(rows)
    names = [name for name in x.columns if name != "const" and not name.startswith("genre=")]
    return sm.Logit(whole(rows.engine)["label"], x), x, names


ROWS, MODEL = hits(FRAME, 52.0)
LOGIT, X, NAMES = logit(ROWS)
FIT = LOGIT.fit(method="newton", tol=1e-14, disp=0)


def test_the_fit_is_maximum_likelihood() -> None:
    found = slopes_in_stored_units(MODEL, MODEL.whole.candidate.slopes)
    np.testing.assert_allclose(found, FIT.params[NAMES], rtol=CLOSE)
    assert MODEL.whole.curvature.log_likelihood == pytest.approx(FIT.llf, rel=1e-12)
    assert MODEL.penalty.slopes.max() == MODEL.penalty.groups.max() == 0.0
    assert MODEL.separated == ()
    genre = np.diff(MODEL.whole.candidate.intercepts)
    jazz, rock = FIT.params["genre=jazz"], FIT.params["genre=rock"]
    np.testing.assert_allclose(genre, [jazz, rock - jazz], rtol=CLOSE)


def test_fits_without_a_fold_never_see_it() -> None:
    columns = whole(ROWS.engine)
    for f, fold_fit in enumerate(MODEL.folds):
        train = columns[ARTISTS] != f
        alone = sm.Logit(columns["label"][train], X[train]).fit(method="newton", tol=1e-14, disp=0)
        found = slopes_in_stored_units(MODEL, fold_fit.candidate.slopes)
        np.testing.assert_allclose(found, alone.params[NAMES], rtol=1e-6)
        score = whole(ROWS.engine.derive(MODEL.probability(ARTISTS)))["score"]
        wanted = alone.predict(X[~train])
        np.testing.assert_allclose(score[~train], wanted, rtol=1e-6)


def test_plain_errors_are_those_of_the_information() -> None:
    table = logit_coefficients(ROWS, MODEL, slope_errors(ROWS, MODEL))
    assert [c.name for c in table] == NAMES
    np.testing.assert_allclose([c.value for c in table], FIT.params[NAMES], rtol=CLOSE)
    np.testing.assert_allclose([c.std_error for c in table], FIT.bse[NAMES], rtol=CLOSE)


def test_clustered_errors_are_those_of_steps_without_each_artist() -> None:
    groups, label = whole(ROWS.engine)["cluster"], whole(ROWS.engine)["label"]
    errors = slope_errors(ROWS, MODEL)
    codes, moved = np.unique(groups), []
    for code in codes:
        others = sm.Logit(label[groups != code], X[groups != code])
        step = np.linalg.solve(others.hessian(FIT.params), others.score(FIT.params))
        moved.append(-step[np.isin(X.columns, NAMES)])
    wanted = np.sqrt((np.array(moved) ** 2).sum(axis=0) * (len(codes) - 1) / len(codes))
    assert errors.freedom == len(codes) - 1
    found = slopes_in_stored_units(MODEL, np.sqrt(np.diag(errors.robust)))
    np.testing.assert_allclose(found, wanted, rtol=1e-7)


def test_without_artists_errors_are_robust_by_row() -> None:
    rows, model = hits(FRAME.drop(columns=["artist_name"]), 52.0)
    plain, _, names = logit(rows)
    wanted = plain.fit(method="newton", tol=1e-14, disp=0, cov_type="HC0").bse[names]
    errors = slope_errors(rows, model)
    found = slopes_in_stored_units(model, np.sqrt(np.diag(errors.robust)))
    np.testing.assert_allclose(found, wanted, rtol=CLOSE)


def table_of_odds(rows: Rows, model: HitModel, *, plain: bool) -> dict[str, Any]:
    errors = slope_errors(rows, model)
    if plain:
        errors = type(errors)(errors.plain, errors.plain, 10**9)
    sd = term_sd(collect(rows.engine, model.design, "label", ARTISTS, FOLDS))
    return {found.name: found for found in odds(rows, model, errors, sd)}


def test_marginal_effects_are_those_of_statsmodels() -> None:
    margins = FIT.get_margeff(at="overall").summary_frame()
    found = table_of_odds(ROWS, MODEL, plain=True)
    assert list(found) == ["energy", "loudness", "tempo", "valence", "mode"]
    for name, one in found.items():
        column = next(n for n in NAMES if n.split("=")[0] == name)
        sd = float(X[column].std(ddof=1))
        assert one.marginal.value == pytest.approx(margins.loc[column, "dy/dx"] * sd, rel=CLOSE)
        error = (one.marginal.high - one.marginal.low) / 2 / 1.959963984540054
        assert error == pytest.approx(margins.loc[column, "Std. Err."] * sd, rel=1e-6)
        ratio = np.exp(FIT.params[column] * sd)
        assert one.odds_ratio.value == pytest.approx(ratio, rel=CLOSE)
        low = np.exp((FIT.params[column] - 1.959963984540054 * FIT.bse[column]) * sd)
        assert one.odds_ratio.low == pytest.approx(low, rel=1e-6)


def test_clustered_marginal_effects_are_near_those_of_statsmodels() -> None:
    # The intercepts' own share of the error is taken from the information, hence near.
    clustered = LOGIT.fit(
        method="newton",
        tol=1e-14,
        disp=0,
        cov_type="cluster",
        cov_kwds={"groups": whole(ROWS.engine)["cluster"]},
    )
    margins = clustered.get_margeff(at="overall").summary_frame()
    found = table_of_odds(ROWS, MODEL, plain=False)
    for name, one in found.items():
        column = next(n for n in NAMES if n.split("=")[0] == name)
        error = (one.marginal.high - one.marginal.low) / 2 / 2.0
        wanted = margins.loc[column, "Std. Err."] * float(X[column].std(ddof=1))
        assert error == pytest.approx(wanted, rel=0.05)


def test_a_ridge_is_that_of_scikit_learn() -> None:
    design = MODEL.design.without_group()
    columns = whole(ROWS.engine)
    penalty = Penalty(np.full(design.width, 2.5), np.zeros(1), 0.0)
    start = Candidate(np.zeros(design.width), np.zeros(1))
    (found,) = fit_logistic(ROWS.engine, design, ARTISTS, (start,), penalty)
    x = np.concatenate([design.matrix(part, slice(None)) for part in blocks(ROWS)], axis=1).T
    model = LogisticRegression(C=1 / 2.5, tol=1e-12, max_iter=10_000).fit(x, columns["label"])
    np.testing.assert_allclose(found.candidate.slopes, model.coef_[0], rtol=1e-6)
    np.testing.assert_allclose(found.candidate.intercepts, model.intercept_, rtol=1e-6)


def blocks(rows: Rows) -> Any:
    engine: Any = rows.engine
    return engine.blocks


def with_pure_genre() -> pd.DataFrame:
    frame = FRAME.copy()
    frame.loc[frame.index[:40], "genre"] = "zydeco"
    frame.loc[frame.index[:40], "popularity"] = 10
    return frame


def test_a_genre_without_hits_is_found_and_penalised() -> None:
    rows, model = hits(with_pure_genre(), 52.0)
    assert "genre: zydeco" in model.separated
    assert model.penalty.slopes.max() == 0.0
    assert set(model.penalty.groups) == {1.0}
    columns = whole(rows.engine)
    x = np.concatenate([model.design.matrix(part, slice(None)) for part in blocks(rows)], axis=1)
    share = columns["label"].mean()
    centre = np.log(share / (1 - share))
    groups = model.design.groups

    def loss(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        slopes, intercepts = at[:-groups], at[-groups:]
        eta = slopes @ x + intercepts[columns["genre"]]
        miss = 1 / (1 + np.exp(-eta)) - columns["label"]
        value = np.logaddexp(0, eta).sum() - columns["label"] @ eta
        gradient = np.bincount(columns["genre"], miss, groups) + (intercepts - centre)
        value += ((intercepts - centre) ** 2).sum() / 2
        return value, np.concatenate([x @ miss, gradient])

    best = optimize.minimize(loss, np.zeros(len(x) + groups), jac=True, tol=1e-12).x
    np.testing.assert_allclose(model.whole.candidate.slopes, best[:-groups], atol=1e-5)
    np.testing.assert_allclose(model.whole.candidate.intercepts, best[-groups:], atol=1e-5)


def test_a_level_without_misses_is_found() -> None:
    frame = FRAME.copy()
    frame.loc[frame.index[:60], "time_signature"] = 1
    frame.loc[frame.index[:60], "popularity"] = 90
    _, model = hits(frame, 52.0)
    assert model.separated == ("time_signature: 1",)
    penalised = [
        name
        for (name, _), weight in zip(model.design.terms, model.penalty.slopes, strict=True)
        if weight
    ]
    assert penalised == ["time_signature"] * 3
    assert model.penalty.groups.max() == 0.0


@pytest.mark.parametrize("gap", [0.0, 0.3], ids=["no gap", "wide gap"])
def test_a_feature_that_decides_alone_is_penalised(gap: float) -> None:
    frame = FRAME.copy()
    hit = frame["energy"] > frame["energy"].median()
    frame["popularity"] = np.where(hit, 90, 10)
    frame["energy"] = frame["energy"] / 2 + gap * hit
    _, model = hits(frame, 52.0)
    assert model.separated == ()
    assert set(model.penalty.slopes) == {1.0}
    assert 3 < model.whole.candidate.slopes[0] < 15


def test_a_feature_that_rules_out_hits_is_penalised() -> None:
    draw = np.random.default_rng(1)
    frame = FRAME.copy()
    some = draw.random(len(frame)) < 0.3
    frame["instrumentalness"] = np.where(some, draw.random(len(frame)), 0.0)
    frame.loc[some, "popularity"] = 10
    _, model = hits(frame, 52.0)
    assert set(model.penalty.slopes) == {1.0}
    place = model.design.features.index("instrumentalness")
    assert -15 < model.whole.candidate.slopes[place] < -1
