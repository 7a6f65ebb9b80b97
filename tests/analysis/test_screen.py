"""The screen of single columns: planted leaks are left out, honest columns stay."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.analysis.data import describe
from reportgen.analysis.preparation import Prepared, prepare
from reportgen.analysis.screen import REASON, cross_fitted_r2, marked, screen
from reportgen.errors import DataError
from reportgen.ingest import from_frame
from reportgen.results import Handling, Role, ScreenedColumn
from reportgen.settings import PreparationSettings
from tests.builders import catalogue, prepared, songs, whole

DRAW = np.random.default_rng(3)


def screened(frame: pd.DataFrame, asked_for: tuple[str, ...] = ()) -> dict[str, ScreenedColumn]:
    return {column.name: column for column in screen(prepared(frame).rows, asked_for)}


def cleaned(frame: pd.DataFrame, asked_for: tuple[str, ...] = ()) -> Prepared:
    return prepare(catalogue(from_frame(frame)), PreparationSettings(), 5, asked_for)


def planted(kind: str, frame: pd.DataFrame) -> Any:
    """Return a column made from popularity, in the place of valence."""
    target = frame["popularity"]
    noise = np.random.default_rng(1).normal(0, 1, len(frame))
    made = {
        "copy": target,
        "noisy copy": target + noise * target.std() * 0.6,
        "rank": target.rank(),
        "power": 10 ** (target / 10),
        "bins": (target // 10) * 10,
        "turned": -target,
        "bent": (target - target.median()).abs() * np.sign(noise) + 3 * (target > 40),
        "mean of the artist": target.groupby(frame["artist_name"]).transform("mean"),
    }[kind]
    return (made - made.min()) / (made.max() - made.min())


@pytest.mark.parametrize("kind", ["copy", "noisy copy", "rank", "power", "bins", "turned"])
def test_a_column_made_from_the_target_is_left_out(kind: str) -> None:
    frame = songs(1_500, seed=4)
    frame["valence"] = planted(kind, frame)
    found = cleaned(frame)
    assert [c.name for c in found.screened if c.handling is Handling.LEFT_OUT] == ["valence"]
    for rows in (found.rows, found.repeated, found.source):
        assert "valence" not in rows.features
    assert "valence" not in {outlier.name for outlier in found.account.outliers}
    note = found.account.dropped_columns[0]
    assert (note.code, note.text) == ("valence", f"Valence: {REASON}")


def test_gaps_of_a_leak_are_no_reason_to_drop_rows() -> None:
    frame = songs(1_500, seed=4)
    frame["valence"] = planted("noisy copy", frame)
    frame.loc[frame["popularity"] < frame["popularity"].median() - 5, "valence"] = np.nan
    gone = int(frame["valence"].isna().sum())
    found = prepare(catalogue(from_frame(frame)), PreparationSettings(max_missing=0.9), 5)
    assert [c.name for c in found.screened if c.handling is Handling.LEFT_OUT] == ["valence"]
    assert gone > 300
    assert found.account.rows_modelled == 1_500
    assert found.repeated.n == 1_500
    assert found.account.steps[-1].remaining == 1_500


def test_a_column_that_the_settings_ask_for_stays_and_is_named() -> None:
    frame = songs(900, seed=4)
    frame["valence"] = planted("copy", frame)
    found = cleaned(frame, ("valence",))
    assert found.screened[0].handling is Handling.ASKED_FOR
    assert "valence" in found.rows.features


def test_honest_columns_stay() -> None:
    for seed in range(5):
        found = screened(songs(700, seed=seed))
        assert {column.handling for column in found.values()} == {Handling.KEPT}


def test_the_score_is_that_of_bin_means_on_artists_never_seen() -> None:
    frame = songs(900, seed=8)
    rows = prepared(frame).rows
    columns = whole(rows.engine)
    y, fold = columns["popularity"], columns["fold_artists"]
    edges = np.quantile(columns["energy"], np.linspace(0, 1, 21)[1:-1])
    places = {
        "energy": np.searchsorted(edges, columns["energy"], side="left"),
        "mode": columns["mode"],
        "genre": columns["genre"],
    }
    found = screened(frame)
    for name, place in places.items():
        error = baseline = 0.0
        for held in range(5):
            train, test = fold != held, fold == held
            means = pd.Series(y[train]).groupby(place[train]).mean()
            guess = pd.Series(place[test]).map(means).fillna(y[train].mean()).to_numpy()
            error += ((y[test] - guess) ** 2).sum()
            baseline += ((y[test] - y[train].mean()) ** 2).sum()
        assert found[name].r2 == pytest.approx(1 - error / baseline, rel=1e-9)


def test_genre_may_tell_much_and_is_never_left_out() -> None:
    frame = songs(900, seed=5)
    level = frame["genre"].map({"jazz": 10.0, "pop": 50.0, "rock": 90.0})
    frame["popularity"] = (level + DRAW.normal(0, 3, 900)).clip(0, 100)
    found = cleaned(frame)
    assert found.screened[0].name == "genre"
    assert found.screened[0].handling is Handling.DOUBTED
    assert found.rows.genre is not None


def test_a_table_of_leaks_only_cannot_answer() -> None:
    frame = songs(400, seed=5)
    leaks = dict.fromkeys(("energy", "valence"), frame["popularity"] / 100)
    frame = frame.drop(columns=["loudness", "tempo"]).assign(**leaks)
    with pytest.raises(DataError, match="No feature is left") as caught:
        cleaned(frame)
    assert caught.value.where == "table"


def test_columns_left_out_are_marked_in_the_description() -> None:
    frame = songs(900, seed=4)
    frame["valence"] = planted("rank", frame)
    data = marked(describe(catalogue(from_frame(frame))), cleaned(frame).screened)
    out = {c.name: c for c in data.columns if c.role is Role.EXCLUDED}
    assert list(out) == ["valence"]
    assert out["valence"].excluded == REASON


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_r2_of_bin_means_never_passes_one(seed: int) -> None:
    draw = np.random.default_rng(seed)
    totals = np.zeros((3, 2, 3, 4))
    for column in range(2):
        place, fold, y = draw.integers(0, 4, 60), draw.integers(0, 3, 60), draw.normal(size=60)
        for power in range(3):
            np.add.at(totals[power, column], (fold, place), y**power)
    assert (cross_fitted_r2(totals) <= 1.0).all()
