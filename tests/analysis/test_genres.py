"""Effects in single genres against statsmodels on their rows alone."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from reportgen.analysis.regression import regress
from reportgen.results import Regression
from tests.analysis.jackknife import jackknifed
from tests.builders import regressors, resampling, rows_of, songs, whole

FRAME = songs(1_500, artists=120, seed=5)
ROWS = rows_of(FRAME)
FOUND = regress(ROWS, resampling(ROWS))


def test_effects_of_a_genre_are_those_of_its_rows_alone() -> None:
    assert isinstance(FOUND, Regression)
    assert ROWS.genre is not None
    assert [genre.name for genre in FOUND.genres] == ["pop", "rock", "jazz"]
    columns, x = whole(ROWS.engine), regressors(ROWS)
    shared = [name for name in x.columns if not name.startswith("genre=")]
    sd = {effect.name: effect.sd for effect in FOUND.effects}
    for genre in FOUND.genres:
        mine = columns["genre"] == ROWS.genre.levels.index(genre.name)
        y, groups = columns["popularity"][mine], columns["cluster"][mine]
        wanted = sm.OLS(y, x.loc[mine, shared]).fit()
        spread = jackknifed(x.loc[mine, shared], y, groups)
        quantile = stats.t.ppf(0.975, len(np.unique(groups)) - 1)
        assert genre.n == mine.sum()
        for effect in genre.effects:
            column = next(name for name in shared if name.split("=")[0] == effect.name)
            error = np.sqrt(spread[column].to_dict()[column]) * sd[effect.name]
            assert effect.per_sd is not None
            value = wanted.params[column] * sd[effect.name]
            assert effect.per_sd.value == pytest.approx(value, rel=1e-7)
            assert effect.per_sd.low == pytest.approx(value - quantile * error, rel=1e-6)
            assert effect.per_sd.high == pytest.approx(value + quantile * error, rel=1e-6)


def test_the_strongest_effects_come_first() -> None:
    assert isinstance(FOUND, Regression)
    sizes = {effect.name: abs(effect.per_sd.value) for effect in FOUND.effects}
    names = [effect.name for effect in FOUND.genres[0].effects]
    assert names == sorted(sizes, key=lambda name: -sizes[name])[:4]


def test_a_feature_that_does_not_vary_in_a_genre_has_no_effect_there() -> None:
    frame = FRAME.assign(energy=np.where(FRAME["genre"] == "pop", 0.5, FRAME["energy"]))
    frame["popularity"] = (FRAME["popularity"] / 2 + 40 * frame["energy"]).round()
    found = regress(rows_of(frame), resampling(rows_of(frame)))
    assert isinstance(found, Regression)
    by_name = {genre.name: {e.name: e.per_sd for e in genre.effects} for genre in found.genres}
    assert by_name["pop"]["energy"] is None
    assert by_name["rock"]["energy"] is not None


@pytest.mark.parametrize("few", ["rows", "artists"])
def test_small_genres_are_left_out(few: str) -> None:
    frame = FRAME.copy()
    if few == "rows":
        frame = frame.drop(frame.index[frame["genre"] == "jazz"][150:])
    else:
        jazz = frame["genre"] == "jazz"
        frame.loc[jazz, "artist_name"] = "Trio " + (frame.index[jazz] % 3).astype(str)
    found = regress(rows_of(frame), resampling(rows_of(frame)))
    assert isinstance(found, Regression)
    assert [genre.name for genre in found.genres] == ["pop", "rock"]


def test_without_genre_there_is_none() -> None:
    rows = rows_of(FRAME.drop(columns="genre"))
    found = regress(rows, resampling(rows))
    assert isinstance(found, Regression)
    assert found.genres == ()
