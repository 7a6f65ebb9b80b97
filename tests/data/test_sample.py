"""The sample holds what its truth says was planted."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from data.make_sample import FOLDER, TABLE, TRUTH, make, write
from data.sample_catalogue import draw
from data.sample_design import FEATURES, GENRES, Design

TEXT_COLUMNS = ["track_id", "track_name", "artist_name", "album_name", "release_date", "genre"]


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return pd.read_csv(FOLDER / TABLE, dtype=dict.fromkeys(TEXT_COLUMNS, str))


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / TRUTH).read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def tracks(table: pd.DataFrame) -> pd.DataFrame:
    return table.drop_duplicates("track_id")


def test_the_script_makes_the_table_that_is_kept(tmp_path: Path) -> None:
    written, told = write(make(), tmp_path)
    # Deflate implementations differ between machines, the text inside does not.
    kept = (FOLDER / TABLE).read_bytes()
    assert gzip.decompress(written.read_bytes()) == gzip.decompress(kept)
    ignored = {"sha256"}
    fresh, old = (json.loads(path.read_text(encoding="utf-8")) for path in (told, FOLDER / TRUTH))
    assert {k: v for k, v in fresh.items() if k not in ignored} == {
        k: v for k, v in old.items() if k not in ignored
    }


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    small = Design(tracks=1_500, artists=400)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write(make(small), tmp_path / name)
    assert (tmp_path / "a" / TABLE).read_bytes() == (tmp_path / "b" / TABLE).read_bytes()
    assert make(Design(tracks=1_500, artists=400, seed=1)).text != make(small).text


def test_the_truth_knows_the_table_by_its_sum(truth: dict[str, Any]) -> None:
    kept = (FOLDER / TABLE).read_bytes()
    assert len(kept) < 1_000_000
    assert hashlib.sha256(kept).hexdigest() == truth["sha256"]
    assert hashlib.sha256(gzip.decompress(kept)).hexdigest() == truth["sha256_unpacked"]


def test_size_genres_and_artists(table: pd.DataFrame, truth: dict[str, Any]) -> None:
    assert len(table) == truth["rows"] == 7_960
    assert set(table["genre"].dropna()) == set(GENRES)
    assert len(GENRES) == 9
    assert 1_980 <= table["artist_name"].nunique() <= 2_000
    counts = table["artist_name"].value_counts()
    assert counts.max() >= 40
    assert counts.median() <= 2


def test_repeated_tracks_are_counted(table: pd.DataFrame, truth: dict[str, Any]) -> None:
    planted = truth["planted"]
    sizes = table["track_id"].value_counts()
    shown = table.groupby("track_id")["popularity"].nunique(dropna=False)
    assert len(sizes) == planted["tracks"]
    assert int((sizes > 1).sum()) == planted["repeated_tracks"]
    assert int((sizes - 1).sum()) == planted["extra_rows"]
    assert int((shown > 1).sum()) == planted["conflicting_popularity"]
    assert 0.08 <= planted["extra_rows"] / len(table) <= 0.12
    assert not table.duplicated(["track_id", "genre"]).any()


def test_repeats_agree_on_everything_but_genre_and_popularity(table: pd.DataFrame) -> None:
    others = table.drop(columns=["track_id", "genre", "popularity"]).columns.tolist()
    assert (table.groupby("track_id")[others].nunique(dropna=False) == 1).all(axis=None)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("missing_popularity", "popularity"),
        ("missing_track_name", "track_name"),
        ("missing_artist_name", "artist_name"),
        ("missing_release_date", "release_date"),
        ("missing_valence", "valence"),
        ("missing_instrumentalness", "instrumentalness"),
        ("missing_loudness", "loudness"),
    ],
)
def test_missing_values_are_counted(
    tracks: pd.DataFrame, truth: dict[str, Any], name: str, column: str
) -> None:
    assert int(tracks[column].isna().sum()) == truth["planted"][name] > 0


def test_impossible_values_are_counted(tracks: pd.DataFrame, truth: dict[str, Any]) -> None:
    planted = truth["planted"]
    assert int((tracks["tempo"] == 0).sum()) == planted["tempo_zero"] == 14
    absurd = tracks["loudness"].notna() & ~tracks["loudness"].between(-60, 5)
    assert int(absurd.sum()) == planted["loudness_absurd"] == 9
    assert int((tracks["duration_ms"] > 2_700_000).sum()) == planted["hour_long"] == 4


def test_popularity_has_zeros_and_lumps(tracks: pd.DataFrame, truth: dict[str, Any]) -> None:
    shown = tracks["popularity"].dropna()
    zeros = int((shown == 0).sum())
    assert zeros == truth["planted"]["zero_popularity"]
    assert zeros / len(shown) == pytest.approx(0.08, abs=0.01)
    assert shown.between(0, 100).all()
    positive = shown[shown > 0]
    assert (positive % 5 == 0).mean() == pytest.approx(0.2 + 0.8 * 0.1, abs=0.02)
    assert 0.05 < (shown >= 70).mean() < 0.12


def test_loudness_is_missing_more_often_in_quiet_genres(tracks: pd.DataFrame) -> None:
    share = tracks["loudness"].isna().groupby(tracks["genre"]).mean()
    assert share[["classical", "jazz"]].min() > 0.03
    assert share.drop(["classical", "jazz"]).max() < 0.015


def test_some_dates_know_only_the_year(table: pd.DataFrame, truth: dict[str, Any]) -> None:
    lengths = table["release_date"].dropna().str.len()
    assert set(lengths) == {4, 10}
    assert int((lengths == 4).sum()) == truth["planted"]["rows_with_year_only"]
    assert table["release_date"].max() <= "2024-05-31"


def test_features_are_correlated_as_in_real_catalogues() -> None:
    design = Design()
    features = pd.DataFrame(draw(design, np.random.default_rng(design.seed)).features)
    correlations = features.corr()
    assert correlations.loc["energy", "loudness"] == pytest.approx(0.7, abs=0.1)
    assert correlations.loc["energy", "acousticness"] == pytest.approx(-0.65, abs=0.15)
    assert correlations.loc["danceability", "valence"] == pytest.approx(0.45, abs=0.1)
    assert features.skew()["speechiness"] > 1.5
    assert (features["instrumentalness"] == 0).mean() > 0.3


def test_least_squares_finds_the_planted_effects_in_the_clean_tracks() -> None:
    design = Design()
    tracks = draw(design, np.random.default_rng(design.seed))
    levels = np.eye(len(GENRES))[tracks.genre][:, :-1]
    numbers = [tracks.features[name] for name in FEATURES]
    matrix = np.column_stack(
        [*numbers, tracks.explicit, tracks.year - 2010, np.ones(7_250), levels]
    )
    fit = sm.OLS(tracks.score, matrix).fit(cov_type="cluster", cov_kwds={"groups": tracks.artist})
    planted = [*design.popularity.per_unit.values(), design.popularity.explicit]
    planted.append(design.popularity.per_year)
    distance = (fit.params[:12] - planted) / fit.bse[:12]
    assert np.abs(distance).max() < 3.0
    assert np.abs(fit.bse[:10] * np.std(numbers, axis=1)).max() < 0.6
    sigma = np.hypot(design.popularity.artist_sd, design.popularity.noise_sd)
    assert np.sqrt(fit.scale) == pytest.approx(sigma, rel=0.03)


def test_the_table_shows_the_effects_diluted_by_its_zeros(
    tracks: pd.DataFrame, truth: dict[str, Any]
) -> None:
    rows = tracks[tracks["tempo"].gt(0) & tracks["loudness"].between(-60, 5)]
    rows = rows.assign(duration=rows["duration_ms"] / 60_000).dropna()
    rows = rows[rows["duration"] < 45]
    genre = pd.get_dummies(rows["genre"], drop_first=True)
    matrix = sm.add_constant(
        pd.concat([rows[[*FEATURES, "explicit"]], genre], axis=1).astype(float)
    )
    fit = sm.OLS(rows["popularity"], matrix).fit(
        cov_type="cluster", cov_kwds={"groups": pd.factorize(rows["artist_name"])[0]}
    )
    for name, effect in truth["popularity"]["per_unit"].items():
        shown = effect * truth["shown_share"]
        assert abs(fit.params[name] - shown) < 3.0 * fit.bse[name], name
    assert fit.pvalues["loudness"] < 1e-6
    assert fit.pvalues["tempo"] > 0.01


def test_the_kinds_are_told_row_by_row(table: pd.DataFrame, truth: dict[str, Any]) -> None:
    letters = pd.Series(list(truth["kinds"]["first_letter_by_row"]))
    assert len(letters) == len(table)
    assert set(letters) == {name[0] for name in truth["kinds"]["names"]}
    assert (letters.groupby(table["track_id"]).nunique() == 1).all()
    telling = ["speechiness", "instrumentalness", "acousticness"]
    means = table.groupby(letters)[telling].mean()
    assert "".join(map(str, means.idxmax())) == "sia"
