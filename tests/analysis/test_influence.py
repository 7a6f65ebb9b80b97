"""Influence of tracks and artists against statsmodels and plain refits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.outliers_influence import OLSInfluence

from reportgen.aggregates.influence import ChosenClusters, RowInfluence
from reportgen.analysis.coefficients import term_sd
from reportgen.analysis.covariance import Fitted, robust
from reportgen.analysis.influence import influence, without_cluster
from reportgen.analysis.linear import collect, fit_all
from reportgen.analysis.regression import regress
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.ingest import from_frame
from reportgen.results import Regression
from tests.builders import FOLDS, regressors, resampling, rows_of, songs, whole

FRAME = songs(420, artists=35, seed=12)
ROWS = rows_of(FRAME)
X = regressors(ROWS)
COLUMNS = whole(ROWS.engine)
Y = COLUMNS["popularity"]
OLS = sm.OLS(Y, X).fit()
SUMS = collect(ROWS.engine, ROWS.design(ROWS.moments()), "popularity", ARTISTS, FOLDS)
FIT = fit_all(SUMS)
FITTED = ROWS.on(ROWS.engine.derive(Fitted(FIT, "popularity")))
SLOPES = [name for name in X.columns if name != "const" and not name.startswith("genre=")]
SCALE = np.array([*FIT.design.scale, *np.ones(FIT.design.width - len(FIT.design.scale))])


def rows_influence(bounds: tuple[float, float, float]) -> RowInfluence:
    weight = 1.0 / FIT.n_by_group
    return RowInfluence(
        FIT.design, FIT.centre, "residual", FIT.inverse, weight,
        FIT.variance, FIT.parameters, FIT.freedom, bounds,
    )  # fmt: skip


def test_influence_of_rows_is_that_of_statsmodels() -> None:
    wanted = OLSInfluence(OLS)
    asked = rows_influence((0.03, 2.0, 0.005))
    (block,) = FITTED.engine.blocks  # type: ignore[attr-defined]
    leverage, studentised, cook = asked.measures(block, slice(None))
    np.testing.assert_allclose(leverage, wanted.hat_matrix_diag, rtol=1e-8)
    outside = np.abs(wanted.resid_studentized_external)
    np.testing.assert_allclose(studentised, outside, rtol=1e-8)
    np.testing.assert_allclose(cook, wanted.cooks_distance[0], rtol=1e-7)
    (found,) = FITTED.engine.run(asked)
    assert found.leverage == pytest.approx(wanted.hat_matrix_diag.max(), rel=1e-8)
    assert found.studentised == pytest.approx(outside.max(), rel=1e-8)
    assert found.cook == pytest.approx(wanted.cooks_distance[0].max(), rel=1e-7)
    assert found.high_leverage == (wanted.hat_matrix_diag > 0.03).sum() > 0
    assert found.far_off == (outside > 2.0).sum() > 0
    assert found.influential == (wanted.cooks_distance[0] > 0.005).sum() > 0


def test_a_row_that_has_a_parameter_to_itself_has_no_studentised_residual() -> None:
    asked = rows_influence((0.9, 3.0, 1.0))
    (block,) = FITTED.engine.blocks  # type: ignore[attr-defined]
    alone = RowInfluence(
        asked.design, asked.centre, "residual", asked.inverse * 0, asked.weight * 0 + 1.0,
        asked.variance, asked.parameters, asked.freedom, asked.bounds,
    )  # fmt: skip
    leverage, studentised, cook = alone.measures(block, slice(0, 5))
    assert leverage.tolist() == [1.0] * 5
    assert not studentised.any()
    assert not cook.any()


def refit_without(rows: Rows, cluster: int) -> pd.Series[float]:
    kept = whole(rows.engine)["cluster"] != cluster
    x = regressors(rows)[kept]
    used = [name for name in x.columns if x[name].any()]
    return pd.Series(sm.OLS(whole(rows.engine)["popularity"][kept], x[used]).fit().params)


def test_slopes_without_an_artist_are_those_of_a_refit() -> None:
    covariance = robust(ROWS, FIT)
    assert covariance.scores is not None
    chosen = np.array([3, 0, 17])
    asked = ChosenClusters(FIT.design, FIT.centre, "residual", "cluster", chosen)
    (parts,) = FITTED.engine.run(asked)
    for t, code in enumerate(chosen):
        change = without_cluster(FIT, parts, t, covariance.scores[code])
        wanted = refit_without(ROWS, int(code))[SLOPES]
        np.testing.assert_allclose((FIT.slopes - change) / SCALE, wanted, rtol=1e-7)
        assert parts.n[t].sum() == (COLUMNS["cluster"] == code).sum()


def test_an_artist_who_is_a_whole_genre_goes_with_it() -> None:
    frame = FRAME.assign(genre=np.where(FRAME["artist_name"] == "Artist 4", "solo", "pop"))
    frame = pd.concat([frame, songs(60, artists=1, seed=9).assign(
        genre="solo", artist_name="Artist 4", track_id=[f"x{i}" for i in range(60)],
        track_name=[f"Tune {i}" for i in range(60)],
    )])  # fmt: skip
    rows = rows_of(frame)
    sums = collect(rows.engine, rows.design(rows.moments()), "popularity", ARTISTS, FOLDS)
    fit, columns = fit_all(sums), whole(rows.engine)
    assert rows.genre is not None
    solo = columns["genre"] == rows.genre.levels.index("solo")
    (code,) = np.unique(columns["cluster"][solo])
    fitted = rows.on(rows.engine.derive(Fitted(fit, "popularity")))
    asked = ChosenClusters(fit.design, fit.centre, "residual", "cluster", np.array([code]))
    (parts,) = fitted.engine.run(asked)
    scores = robust(rows, fit).scores
    assert scores is not None
    change = without_cluster(fit, parts, 0, scores[code])
    wanted = refit_without(rows, int(code))
    scale = np.array([*fit.design.scale, *np.ones(fit.design.width - len(fit.design.scale))])
    names = [n for n in regressors(rows).columns if n != "const" and not n.startswith("genre=")]
    np.testing.assert_allclose((fit.slopes - change) / scale, wanted[names], rtol=1e-6)


def dominated() -> pd.DataFrame:
    """One artist with many loud hits of very high energy bends the slope of valence."""
    frame = songs(600, artists=80, seed=21)
    band = frame["artist_name"] == "Artist 7"
    extra = frame[band].sample(60, replace=True, random_state=1).assign(
        track_id=[f"y{i}" for i in range(60)],
        track_name=[f"Hit {i}" for i in range(60)],
        valence=np.linspace(0.97, 1.0, 60),
        popularity=99.0,
    )  # fmt: skip
    return pd.concat([frame, extra], ignore_index=True)


NAMES = tuple(f"cluster {code}" for code in range(ROWS.clusters))


def test_an_artist_who_dominates_is_found_with_the_effect_of_a_refit() -> None:
    frame = dominated()
    rows = rows_of(frame)
    names = from_frame(frame).levels["artist"]
    found = regress(rows, resampling(rows), artists=names)
    assert isinstance(found, Regression)
    artist = found.influence.artist
    assert artist is not None
    first = int(np.flatnonzero(frame["artist_name"] == "Artist 7")[0])
    assert artist.artist == "Artist 7"
    assert artist.name == "valence"
    assert artist.n == (frame["artist_name"] == "Artist 7").sum()
    sd = next(e.sd for e in found.effects if e.name == "valence")
    columns = whole(rows.engine)
    code = columns["cluster"][columns["row"] == first][0]
    wanted = refit_without(rows, int(code))["valence"] * sd
    assert artist.without == pytest.approx(wanted, rel=1e-6)
    assert artist.errors > 1.0
    assert found.influence.artists_moving == 1


def test_the_move_is_counted_in_errors_without_the_artist() -> None:
    covariance = robust(ROWS, FIT)
    found = influence(FITTED, FIT, covariance, term_sd(SUMS), NAMES).artist
    assert found is not None
    assert covariance.moves is not None
    j = [name for name, _ in FIT.design.terms].index(found.name)
    code = NAMES.index(found.artist)
    rest = np.delete(covariance.moves[:, j], code)
    error = np.sqrt(covariance.small * (rest**2).sum())
    moved = abs(found.per_sd - found.without) / term_sd(SUMS)[j]
    assert found.errors == pytest.approx(moved / error, rel=1e-6)


def test_without_artists_only_tracks_are_looked_at() -> None:
    rows = rows_of(FRAME.drop(columns=["artist_name"]))
    found = regress(rows, resampling(rows))
    assert isinstance(found, Regression)
    assert found.influence.artist is None
    assert found.influence.artists_moving is None
    assert found.influence.leverage > found.influence.leverage_bound / 3


def test_an_artist_without_a_name_is_still_counted() -> None:
    found = influence(FITTED, FIT, robust(ROWS, FIT), term_sd(SUMS), ()).artist
    assert found is not None
    assert found.artist == ""
    assert found.n > 0


def test_artists_who_share_a_cluster_are_not_taken_for_one() -> None:
    found = influence(FITTED, FIT, robust(ROWS, FIT), term_sd(SUMS), (*NAMES, "one more"))
    assert (found.artist, found.artists_moving) == (None, None)
    assert found.leverage > 0
