"""The audit: planted truths are recovered, and leaks are shown for what they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import r2_score, roc_auc_score

from reportgen.analysis import flexible
from reportgen.analysis.bounds import bounds
from reportgen.analysis.classification import Hits, classify, hits
from reportgen.analysis.preparation import prepare
from reportgen.analysis.regression import regress, straight_line
from reportgen.analysis.rows import ARTISTS, ROWS, TRACKS
from reportgen.analysis.trust import Models, PastAndFuture, audit
from reportgen.engine import MemoryEngine
from reportgen.ingest import from_frame
from reportgen.results import (
    AuditScore,
    Ceiling,
    Classification,
    Regression,
    Skipped,
    Trust,
)
from reportgen.settings import ClassificationSettings, ColumnSettings, PreparationSettings
from tests.builders import block, catalogue, prepared, regressors, resampling, songs, whole

EFFECTS = {"energy": 20.0, "valence": -8.0, "tempo": 0.1, "loudness": 0.0}


def planted(n: int, artists: int, seed: int, *, own: float, noise: float) -> pd.DataFrame:
    """Effects of features, of genre (pop: + 6), and of artists who sound alike throughout."""
    draw = np.random.default_rng(seed)
    frame = songs(n, artists=artists, seed=seed)
    artist = frame["artist_name"].str.slice(7).astype(int).to_numpy()
    for name in ("energy", "valence"):
        home = draw.uniform(0.2, 0.8, artists)[artist]
        frame[name] = (home + draw.normal(0, 0.03 if own else 0.15, n)).clip(0.01, 0.99)
    level = 40 + sum(effect * frame[name] for name, effect in EFFECTS.items())
    level = level - 12.0 + 6.0 * (frame["genre"] == "pop")
    level = level + own * draw.normal(size=artists)[artist] + noise * draw.normal(size=n)
    return frame.assign(popularity=level)


def audited(
    frame: pd.DataFrame, cleaning: PreparationSettings | None = None
) -> tuple[Models, Trust]:
    result = prepared(frame, cleaning)
    bootstrap = resampling(result.rows)
    models = Models(
        straight_line(result.rows, bootstrap),
        hits(result.rows, bootstrap, ClassificationSettings()),
    )
    return models, audit(result, models, bootstrap)


def named(trust: Trust) -> dict[str, AuditScore]:
    return {score.name: score for score in trust.audit}


def test_planted_effects_are_recovered_within_their_intervals() -> None:
    rows = prepared(planted(4_000, 400, 3, own=0.0, noise=8.0)).rows
    found = regress(rows, resampling(rows))
    assert isinstance(found, Regression)
    for effect in found.effects:
        if effect.name in EFFECTS:
            wanted = EFFECTS[effect.name] * effect.sd
            assert effect.per_sd.value == pytest.approx(wanted, abs=0.45)
            assert effect.per_sd.low is not None
            assert effect.per_sd.high is not None
            assert effect.per_sd.low - 0.15 < wanted < effect.per_sd.high + 0.15
    loud = next(e for e in found.effects if e.name == "loudness")
    assert loud.p_adjusted > 0.05
    genre = {c.name: c.value for c in found.coefficients if c.name.startswith("genre=")}
    assert genre == pytest.approx({"genre=jazz": -6.0, "genre=rock": -6.0}, abs=0.9)
    assert found.residual_sd == pytest.approx(8.0, abs=0.3)
    full = {score.name: score.r2 for score in found.scores}["full"]
    assert full.low is not None
    assert full.high is not None
    assert full.low < found.r2_training < full.high + 0.02


def test_what_genre_adds_is_a_paired_difference() -> None:
    rows = prepared(planted(4_000, 400, 3, own=0.0, noise=8.0)).rows
    found = regress(rows, resampling(rows, 200))
    assert isinstance(found, Regression)
    features, genre, full = found.scores
    assert features.over_features is None
    for score in (genre, full):
        assert score.over_features is not None
        wanted = score.r2.value - features.r2.value
        assert score.over_features.value == pytest.approx(wanted, rel=1e-12)
    gain = full.over_features
    assert gain is not None
    assert gain.low is not None
    assert gain.high is not None
    assert full.r2.low is not None
    assert full.r2.high is not None
    assert 0 < gain.low < gain.high
    assert gain.high - gain.low < full.r2.high - full.r2.low


def test_naive_scores_flatter_where_few_artists_carry_the_effects() -> None:
    frame = planted(900, 12, 4, own=12.0, noise=4.0)
    repeated = pd.concat([frame, frame.sample(400, random_state=1)], ignore_index=True)
    models, trust = audited(repeated)
    found = named(trust)
    assert list(found) == ["rows", "tracks", "artists"]
    assert (found["rows"].n, found["tracks"].n, found["artists"].n) == (1_300, 900, 900)
    scores = {name: score.r2.value for name, score in found.items() if score.r2 is not None}
    assert scores["artists"] < scores["tracks"] - 0.05
    assert scores["artists"] < scores["rows"] - 0.05
    areas = {name: score.auc.value for name, score in found.items() if score.auc is not None}
    assert areas["artists"] < min(areas["tracks"], areas["rows"]) - 0.01
    assert found["artists"].r2 == models.headline
    assert isinstance(models.hits, Hits)
    assert found["artists"].auc == models.hits.result.auc
    assert (found["artists"].r2_gap, found["artists"].auc_gap) == (None, None)


def test_scores_are_those_of_a_cross_validation_by_hand() -> None:
    frame = songs(700, seed=3)
    result = prepared(pd.concat([frame, frame.iloc[:200]], ignore_index=True))
    models, trust = audited(pd.concat([frame, frame.iloc[:200]], ignore_index=True))
    found = named(trust)
    for name, rows, fold in (
        ("rows", result.repeated, ROWS),
        ("tracks", result.rows, TRACKS),
        ("artists", result.rows, ARTISTS),
    ):
        columns, x = whole(rows.engine), regressors(rows).to_numpy()
        y, f = columns["popularity"], columns[fold]
        guess, mean = np.empty(len(y)), np.empty(len(y))
        for held in range(5):
            train, test = f != held, f == held
            guess[test] = LinearRegression().fit(x[train], y[train]).predict(x[test])
            mean[test] = y[train].mean()
        wanted = 1 - ((y - guess) ** 2).sum() / ((y - mean) ** 2).sum()
        score = found[name].r2
        assert score is not None
        assert score.value == pytest.approx(wanted, rel=1e-8)
    assert isinstance(models.hits, Hits)
    assert models.hits.result.n == 700


def test_trained_on_the_past_tested_on_the_future() -> None:
    frame = songs(2_000, seed=9)
    frame["year"] = np.sort(np.random.default_rng(1).integers(1990, 2020, 2_000))
    frame.loc[:19, "year"] = np.nan
    _, trust = audited(frame)
    found = named(trust)["future"]
    dated = frame["year"].notna()
    last = np.quantile(frame["year"][dated], 0.8)
    recent = (frame["year"] >= last).to_numpy()
    assert found.n == recent.sum()
    rows = prepared(frame).rows
    x, y = regressors(rows).to_numpy(), whole(rows.engine)["popularity"]
    order = whole(rows.engine)["row"]
    past = (dated.to_numpy() & ~recent)[order]
    test = recent[order]
    guess = LinearRegression().fit(x[past], y[past]).predict(x[test])
    wanted = 1 - ((y[test] - guess) ** 2).sum() / ((y[test] - y[past].mean()) ** 2).sum()
    assert found.r2 is not None
    assert found.r2.value == pytest.approx(wanted, rel=1e-8)
    assert found.r2.value != pytest.approx(r2_score(y[test], guess), rel=1e-6)


def dated(n: int = 2_000) -> pd.DataFrame:
    """Tracks by year, some of which miss their energy."""
    frame = songs(n, seed=9)
    frame["year"] = np.sort(np.random.default_rng(1).integers(1990, 2020, n))
    frame.loc[3::9, "energy"] = np.nan
    return frame


def test_the_future_is_filled_by_what_the_past_teaches() -> None:
    frame = dated()
    _, trust = audited(frame, PreparationSettings(missing="impute"))
    future = named(trust)["future"]
    test = (frame["year"] >= np.quantile(frame["year"], 0.8)).to_numpy()
    filled = frame.assign(energy=frame["energy"].fillna(frame["energy"][~test].median()))
    x = regressors(prepared(filled).rows).to_numpy()
    order = whole(prepared(filled).rows.engine)["row"].astype(int)
    y, test = filled["popularity"].to_numpy()[order], test[order]
    guess = LinearRegression().fit(x[~test], y[~test]).predict(x[test]).clip(0, 100)
    wanted = 1 - ((y[test] - guess) ** 2).sum() / ((y[test] - y[~test].mean()) ** 2).sum()
    assert future.n == test.sum()
    assert future.r2 is not None
    assert future.r2.value == pytest.approx(wanted, rel=1e-8)


@pytest.mark.parametrize(
    ("missing", "action"),
    [
        ("impute", "remove"),
        *(
            pytest.param(*way, marks=pytest.mark.long)
            for way in (("drop", "flag"), ("impute", "flag"))
        ),
        pytest.param("drop", "remove", marks=pytest.mark.long),
    ],
)
def test_every_way_of_cleaning_is_audited_on_whole_test_parts(missing: str, action: str) -> None:
    cleaning: dict[str, Any] = {"missing": missing, "outlier_action": action, "outlier_factor": 1.0}
    _, trust = audited(dated(), PreparationSettings(**cleaning))
    tracks = 2_000 if missing == "impute" else int(dated()["energy"].notna().sum())
    found = named(trust)
    assert list(found) == ["rows", "tracks", "artists", "future"]
    assert {found[name].n for name in ("rows", "tracks", "artists")} == {tracks}
    for score in found.values():
        assert score.r2 is not None
        assert score.auc is not None
        assert score.flexible is not None


def test_a_future_of_one_class_has_no_area_and_no_nan() -> None:
    frame = dated()
    frame.loc[frame["year"] >= 2012, "popularity"] = 0.0
    _, trust = audited(frame)
    future = named(trust)["future"]
    assert (future.auc, future.auc_gap) == (None, None)
    assert future.r2 is not None
    assert future.flexible is not None
    assert future.flexible.auc is None


def test_rows_without_a_year_are_neither_past_nor_future() -> None:
    engine = MemoryEngine((block(year=[1990.0, np.nan, 2001.0, 2000.0], row=[0, 1, 2, 3]),))
    found = whole(engine.derive(PastAndFuture(2000.0)))
    assert found["row"].tolist() == [0, 2, 3]
    assert found["fold_time"].tolist() == [0, 1, 0]


def test_few_recent_tracks_are_no_future() -> None:
    frame = songs(900, seed=9).assign(year=2001)
    frame.loc[:100, "year"] = 2019
    _, trust = audited(frame)
    assert "future" not in named(trust)


def curved() -> pd.DataFrame:
    """Popularity that bends with valence: a straight line sees nothing of it."""
    draw = np.random.default_rng(5)
    frame = songs(3_000, artists=300, seed=6)
    curve = 60 * (frame["valence"] - 0.5).abs() * 2
    frame["popularity"] = (20 + curve + draw.normal(0, 5, 3_000)).clip(1, 99)
    return frame


@pytest.mark.long
def test_a_curve_lifts_the_ceiling_above_the_straight_line() -> None:
    _, trust = audited(curved())
    ceiling = trust.ceiling
    assert isinstance(ceiling, Ceiling)
    assert ceiling.n == 3_000
    assert ceiling.r2 is not None
    assert ceiling.linear_r2 is not None
    assert ceiling.r2_gain is not None
    assert ceiling.auc_gain is not None
    assert ceiling.r2.value > 0.75
    assert ceiling.linear_r2.value < 0.1
    assert ceiling.r2_gain.value == pytest.approx(ceiling.r2.value - ceiling.linear_r2.value)
    assert ceiling.r2_gain.low is not None
    assert ceiling.r2_gain.low > 0.6
    assert ceiling.auc_gain.value > 0.2
    # On a small table all folds are tested, so that the line scores what its headline says.
    models, _ = audited(curved())
    assert models.headline is not None
    assert ceiling.linear_r2.value == pytest.approx(models.headline.value, rel=1e-9)


def test_trees_learn_artists_and_copies_by_heart_where_the_split_lets_them() -> None:
    frame = planted(1_500, 60, 4, own=14.0, noise=6.0)
    copies = pd.concat([frame, frame.sample(900, random_state=1)], ignore_index=True)
    _, trust = audited(copies)
    found = {name: score.flexible for name, score in named(trust).items()}
    scores = {name: s.r2.value for name, s in found.items() if s and s.r2}
    assert scores["rows"] > scores["tracks"] + 0.1 > scores["artists"] + 0.2
    assert found["rows"] is not None
    assert found["rows"].r2_gap is not None
    assert found["rows"].r2_gap.low is not None
    assert found["rows"].r2_gap.low > 0.1
    assert found["rows"].r2_gap.value == pytest.approx(scores["rows"] - scores["artists"])


def test_trees_are_tested_on_folds_that_they_never_saw() -> None:
    rows = prepared(songs(900, seed=2)).rows
    everyone = flexible.some_clusters(rows)
    assert everyone.all()
    sample = flexible.take(rows, flexible.everything(rows), ARTISTS, 50.0, everyone)
    guessed = flexible.guess(sample, range(5))
    assert guessed is not None
    assert sorted(guessed.rows) == list(range(900))
    wanted = np.empty(900)
    for fold in range(5):
        test = sample.fold == fold
        held_back = sample.fold == (3 if fold == 4 else 4)
        train = ~test & ~held_back
        model = HistGradientBoostingRegressor(
            learning_rate=0.15, categorical_features=sample.is_category, early_stopping=True,
            n_iter_no_change=5, random_state=0, max_leaf_nodes=63, min_samples_leaf=5,
        )  # fmt: skip
        model.fit(
            sample.inputs[train], sample.target[train],
            X_val=sample.inputs[held_back], y_val=sample.target[held_back],
        )  # fmt: skip
        wanted[test] = model.predict(sample.inputs[test])
    np.testing.assert_allclose(guessed.predicted, wanted[guessed.rows])
    auc = flexible.auc_of(sample, guessed.rows, guessed.predicted, resampling(rows))
    label = sample.target >= 50
    assert auc is not None
    assert auc.value == pytest.approx(roc_auc_score(label, wanted), rel=1e-12)


def test_a_sample_of_artists_takes_them_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = prepared(songs(900, artists=90, seed=2)).rows
    monkeypatch.setattr(flexible, "SAMPLE", 300)
    chosen = flexible.some_clusters(rows)
    shuffled = prepared(songs(900, artists=90, seed=2).sample(frac=1, random_state=3)).rows
    other = flexible.some_clusters(shuffled)
    assert set(rows.cluster_keys[chosen]) == set(shuffled.cluster_keys[other])
    sample = flexible.take(rows, flexible.attributes(rows), ARTISTS, 50.0, chosen)
    cluster = whole(rows.engine)["cluster"]
    assert 250 < len(sample.target) <= 300
    assert len(sample.target) == np.isin(cluster, np.flatnonzero(chosen)).sum()


def test_later_tracks_are_ranked_by_a_model_of_the_past() -> None:
    frame = songs(2_000, seed=9)
    frame["year"] = np.sort(np.random.default_rng(1).integers(1990, 2020, 2_000))
    models, trust = audited(frame)
    future = named(trust)["future"]
    assert isinstance(models.hits, Hits)
    rows = prepared(frame).rows
    x = regressors(rows).to_numpy()
    columns = whole(rows.engine)
    label = columns["popularity"] >= models.hits.cutoff
    test = columns["year"] >= np.quantile(frame["year"], 0.8)
    scale = x[~test].std(axis=0)
    scale[scale == 0] = 1.0
    logit = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1_000)
    score = logit.fit(x[~test] / scale, label[~test]).decision_function(x[test] / scale)
    assert future.auc is not None
    assert future.auc.value == pytest.approx(roc_auc_score(label[test], score), abs=1e-6)
    assert future.auc_gap is not None
    assert future.flexible is not None
    assert future.flexible.n == test.sum()


def test_auc_is_that_of_scores_by_models_that_never_saw_the_artist() -> None:
    rows = prepared(songs(700, seed=3)).rows
    found = classify(rows, resampling(rows), ClassificationSettings(cutoff=50.0))
    assert isinstance(found, Classification)
    assert found.positives == found.confusion.false_negative + found.confusion.true_positive
    said = found.confusion.true_positive + found.confusion.true_negative
    assert found.accuracy.value == pytest.approx(said / 700)
    label = whole(rows.engine)["popularity"] >= 50
    assert found.prevalence == pytest.approx(label.mean())
    assert found.majority == max(found.prevalence, 1 - found.prevalence)
    assert [c.cutoff for c in found.cutoffs] == sorted(c.cutoff for c in found.cutoffs)
    chosen = next(c for c in found.cutoffs if c.name == "chosen")
    assert chosen.auc == found.auc
    assert roc_auc_score(label, regressors(rows)["energy"]) < found.auc.value < 0.9


def test_a_yes_or_no_target_has_no_straight_line() -> None:
    frame = songs(500, seed=2)
    frame = frame.drop(columns="popularity").assign(hit=(frame["popularity"] > 50).astype(int))
    models, trust = audited(frame)
    assert isinstance(models.straight, Skipped)
    assert "yes or no" in models.straight.reason
    assert isinstance(trust.ceiling, Ceiling)
    assert (trust.ceiling.r2, trust.ceiling.linear_r2) == (None, None)
    assert trust.ceiling.auc is not None
    assert {score.r2 for score in trust.audit} == {None}
    assert isinstance(models.hits, Hits)
    assert (models.hits.result.cutoff, models.hits.result.cutoffs) == (None, ())


def test_without_artists_the_honest_split_is_that_of_tracks() -> None:
    _, trust = audited(songs(900, seed=2).drop(columns="artist_name"))
    assert trust.honest == "tracks"
    found = named(trust)
    assert list(found) == ["rows", "tracks"]
    assert found["tracks"].r2_gap is None
    assert found["rows"].r2_gap is not None


def test_a_score_beyond_what_is_published_is_suspicious() -> None:
    frame = planted(3_000, 300, 3, own=0.0, noise=1.0)
    _, trust = audited(frame)
    by_name = {bound.name: bound for bound in trust.bounds}
    assert list(by_name) == ["r2", "flexible", "auc"]
    assert by_name["r2"].exceeded
    assert by_name["r2"].published == 0.13
    _, calm = audited(songs(3_000, artists=300, seed=3))
    assert not any(bound.exceeded for bound in calm.bounds)


def test_nothing_is_published_for_other_tables() -> None:
    draw = np.random.default_rng(0)
    frame = pd.DataFrame({"acid": draw.normal(size=400), "sugar": draw.normal(size=400)})
    frame["quality"] = 5 + frame["acid"] + draw.normal(size=400)
    table = from_frame(frame, ColumnSettings(target="quality", features=("acid", "sugar")))
    rows = prepare(catalogue(table), PreparationSettings(), 5).rows
    line = straight_line(rows, resampling(rows))
    assert not isinstance(line, Skipped)
    skipped = Skipped(step="x", reason="not asked")
    assert bounds(rows, line, skipped, skipped) == ()
