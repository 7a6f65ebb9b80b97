"""Robust errors, effects and adjusted p-values against statsmodels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.multitest import multipletests

from reportgen.analysis.coefficients import effects, term_sd
from reportgen.analysis.covariance import robust
from reportgen.analysis.intervals import holm
from reportgen.analysis.linear import collect, fit_all
from reportgen.analysis.regression import regress
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.results import Adjustment, Effect, Regression
from reportgen.settings import PreparationSettings
from tests.analysis.jackknife import jackknifed
from tests.builders import FOLDS, prepared, regressors, resampling, rows_of, songs, whole

EXACT = 1e-8
FRAME = songs(500, artists=40, seed=4)
ROWS = rows_of(FRAME)
NOBODY = rows_of(FRAME.drop(columns=["artist_name"]))


def explained(rows: Rows) -> tuple[Effect, ...]:
    sums = collect(rows.engine, rows.design(rows.moments()), "popularity", ARTISTS, FOLDS)
    fit = fit_all(sums)
    return effects(rows, sums, fit, robust(rows, fit), Adjustment.HOLM)


def names_of(design: pd.DataFrame) -> list[str]:
    return [name for name in design.columns if name != "const" and not name.startswith("genre=")]


def test_clustered_errors_are_those_of_refits_without_each_artist() -> None:
    x, columns = regressors(ROWS), whole(ROWS.engine)
    y, groups = columns["popularity"], columns["cluster"]
    wanted, slopes = jackknifed(x, y, groups), sm.OLS(y, x).fit().params
    sums = collect(ROWS.engine, ROWS.design(ROWS.moments()), "popularity", ARTISTS, FOLDS)
    covariance = robust(ROWS, fit_all(sums))
    scale = np.array([*sums.design.scale, *np.ones(3)])
    names = names_of(x)
    matrix = wanted.loc[names, names].to_numpy()
    np.testing.assert_allclose(covariance.matrix / np.outer(scale, scale), matrix, rtol=EXACT)
    assert covariance.freedom == 40 - 1
    for effect in explained(ROWS):
        name = next(n for n in names if n.split("=")[0] == effect.name)
        error = np.sqrt(wanted[name].to_dict()[name])
        margin = stats.t.ppf(0.975, 39) * error
        assert effect.per_sd.low == pytest.approx((slopes[name] - margin) * effect.sd, rel=EXACT)
        assert effect.per_sd.high == pytest.approx((slopes[name] + margin) * effect.sd, rel=EXACT)
        p_value = 2 * stats.t.sf(abs(slopes[name]) / error, 39)
        assert effect.p_value == pytest.approx(p_value, rel=1e-6)


def test_many_small_artists_have_the_errors_of_the_sandwich() -> None:
    rows = rows_of(songs(2_600, artists=1_300, seed=12))
    x, columns = regressors(rows), whole(rows.engine)
    model = sm.OLS(columns["popularity"], x)
    wanted = model.fit(cov_type="cluster", cov_kwds={"groups": columns["cluster"]}).bse
    sums = collect(rows.engine, rows.design(rows.moments()), "popularity", ARTISTS, FOLDS)
    scale = np.array([*sums.design.scale, *np.ones(3)])
    found = robust(rows, fit_all(sums)).errors / scale
    np.testing.assert_allclose(found, wanted[names_of(x)], rtol=0.01)


def test_an_artist_with_a_genre_and_a_category_alone_has_errors_too() -> None:
    frame = songs(300, artists=25, seed=13)
    alone = frame["artist_name"] == "Artist 3"
    frame["genre"] = np.where(alone, "polka", frame["genre"])
    frame["time_signature"] = np.where(alone, 5, frame["time_signature"].replace(5, 4))
    settings = PreparationSettings(min_level_rows=2)
    rows = prepared(frame, settings).rows
    sums = collect(rows.engine, rows.design(rows.moments()), "popularity", ARTISTS, FOLDS)
    errors = robust(rows, fit_all(sums)).errors
    assert np.isfinite(errors).all()
    assert (errors[: len(rows.features)] > 0).all()


def test_without_artists_errors_are_hc3() -> None:
    assert NOBODY.artists is None
    x = regressors(NOBODY)
    wanted = sm.OLS(whole(NOBODY.engine)["popularity"], x).fit(cov_type="HC3", use_t=True)
    sums = collect(NOBODY.engine, NOBODY.design(NOBODY.moments()), "popularity", ARTISTS, FOLDS)
    covariance = robust(NOBODY, fit_all(sums))
    scale = np.array([*sums.design.scale, *np.ones(3)])
    np.testing.assert_allclose(covariance.errors / scale, wanted.bse[names_of(x)], rtol=EXACT)
    assert covariance.freedom == int(wanted.df_resid)


def test_an_effect_says_what_its_name_promises() -> None:
    x, y = regressors(ROWS), whole(ROWS.engine)["popularity"]
    full = sm.OLS(y, x).fit()
    few = x[["const", *names_of(x)]]
    pooled, spread = sm.OLS(y, few).fit(), jackknifed(few, y, whole(ROWS.engine)["cluster"])
    found = {effect.name: effect for effect in explained(ROWS)}
    assert list(found) == ["energy", "loudness", "tempo", "valence", "mode"]
    for name in ("energy", "tempo", "mode"):
        column = next(n for n in x.columns if n.split("=")[0] == name)
        effect, sd = found[name], float(x[column].std(ddof=1))
        assert effect.sd == pytest.approx(sd, rel=EXACT)
        assert effect.per_sd.value == pytest.approx(full.params[column] * sd, rel=EXACT)
        assert effect.pooled is not None
        assert effect.pooled.value == pytest.approx(pooled.params[column] * sd, rel=EXACT)
        margin = stats.t.ppf(0.975, 39) * np.sqrt(spread[column].to_dict()[column])
        low = (pooled.params[column] - margin) * sd
        assert effect.pooled.low == pytest.approx(low, rel=EXACT)
    steps = {"energy": 0.1, "loudness": 1.0, "tempo": 10.0, "mode": 1.0}
    for name, step in steps.items():
        column = next(n for n in x.columns if n.split("=")[0] == name)
        assert found[name].step == step
        assert found[name].per_unit.value == pytest.approx(full.params[column] * step, rel=EXACT)


def test_holm_is_that_of_statsmodels() -> None:
    found = explained(ROWS)
    p_values = np.array([effect.p_value for effect in found])
    wanted = multipletests(p_values, method="holm")[1]
    np.testing.assert_allclose([effect.p_adjusted for effect in found], wanted, rtol=1e-12)
    ties = np.array([0.04, 0.01, 0.01, 0.9, 0.0])
    np.testing.assert_allclose(holm(ties), multipletests(ties, method="holm")[1], rtol=1e-12)


def test_the_result_carries_adjusted_r2_and_references() -> None:
    found = regress(ROWS, resampling(ROWS))
    assert isinstance(found, Regression)
    full = sm.OLS(whole(ROWS.engine)["popularity"], regressors(ROWS)).fit()
    assert found.r2_adjusted == pytest.approx(full.rsquared_adj, rel=EXACT)
    assert found.residual_sd == pytest.approx(np.sqrt(full.mse_resid), rel=EXACT)
    assert (found.clusters, found.error_type) == (40, "cluster")
    most = {"genre": FRAME["genre"].mode()[0], "time_signature": "4"}
    assert {r.category: r.level for r in found.references}.items() >= most.items()
    assert [score.name for score in found.scores] == ["features", "genre", "full"]


def test_sd_of_terms_is_that_of_the_columns() -> None:
    sums = collect(ROWS.engine, ROWS.design(ROWS.moments()), "popularity", ARTISTS, FOLDS)
    x = regressors(ROWS)
    scale = np.array([*sums.design.scale, *np.ones(3)])
    np.testing.assert_allclose(term_sd(sums) * scale, x[names_of(x)].std(ddof=1), rtol=EXACT)


def test_clustered_errors_cover_where_classical_ones_do_not() -> None:
    draw = np.random.default_rng(6)
    inside = {"classical": 0, "clustered": 0}
    for _ in range(60):
        artist = np.repeat(np.arange(50), 8)
        x = draw.normal(size=50)[artist] + 0.3 * draw.normal(size=400)
        frame = pd.DataFrame(
            {
                "track_id": [f"t{i}" for i in range(400)],
                "track_name": [f"s{i}" for i in range(400)],
                "artist_name": [f"a{i}" for i in artist],
                "energy": 0.5 + 0.05 * x,
                "popularity": 50 + 3 * draw.normal(size=50)[artist] + 3 * draw.normal(size=400),
            }
        )
        rows = rows_of(frame)
        sums = collect(rows.engine, rows.design(rows.moments()), "popularity", ARTISTS, FOLDS)
        fit = fit_all(sums)
        for name, error in (
            ("classical", fit.errors[0]),
            ("clustered", robust(rows, fit).errors[0]),
        ):
            inside[name] += abs(fit.slopes[0]) < stats.t.ppf(0.975, 49) * error
    assert inside["clustered"] >= 52
    assert inside["classical"] <= 48
