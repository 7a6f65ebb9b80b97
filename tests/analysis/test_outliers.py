"""Outliers: limits of training parts, the isolation forest, removal inside training only."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.ensemble import IsolationForest
from sklearn.linear_model import LinearRegression

from reportgen.aggregates.block import Block
from reportgen.aggregates.sample import RowSample
from reportgen.analysis import forest as forests
from reportgen.analysis.forest import Forest
from reportgen.analysis.outliers import Limits, Marked, limits, screens
from reportgen.analysis.outliers import rule as say_rule
from reportgen.analysis.rows import ARTISTS, TRACKS
from reportgen.analysis.scoring import predict
from reportgen.analysis.training import OutsideFold, outside_column
from reportgen.engine import MemoryEngine
from reportgen.errors import DataError
from reportgen.settings import OutlierRule, PreparationSettings
from tests.builders import FOLDS, cut, prepared, regressors, songs, whole

DRAW = np.random.default_rng(12)
N = 400
NAMES = ("a", "b", "gap", "flat")
COLUMNS = {
    "a": DRAW.normal(3.0, 2.0, N),
    "b": DRAW.exponential(1.0, N),
    "gap": np.where(DRAW.random(N) < 0.3, np.nan, DRAW.normal(size=N)),
    "flat": np.where(DRAW.random(N) < 0.1, 1.0, 0.0),
    "fold": DRAW.integers(0, 3, N).astype(np.int32),
    "row": np.arange(N, dtype=np.int64),
}
ENGINE = MemoryEngine(tuple(cut(Block(COLUMNS, N), (90, 250))))
FRAME = songs(400, artists=50, seed=44)
FRAME["tempo"] = 60 + FRAME["tempo"] / 2
FRAME.loc[::23, "tempo"] = 245.0
FRAME.loc[5::31, "loudness"] = -58.0
FRAME.loc[5::31, "popularity"] = 1.0


def expected(rule: OutlierRule, values: np.ndarray, factor: float) -> tuple[float, float]:
    values = values[~np.isnan(values)]
    if rule == "iqr":
        low, high = np.quantile(values, [0.25, 0.75])
        return low - factor * stats.iqr(values), high + factor * stats.iqr(values)
    if rule == "mad":
        reach = factor * stats.median_abs_deviation(values, scale="normal")
        return np.median(values) - reach, np.median(values) + reach
    reach = factor * pd.Series(values).std()
    return values.mean() - reach, values.mean() + reach


@pytest.mark.parametrize(("rule", "factor"), [("iqr", 1.5), ("mad", 3.0), ("z", 2.0)])
def test_limits_are_those_of_the_rows_outside_the_fold(rule: OutlierRule, factor: float) -> None:
    found = limits(ENGINE, NAMES, "fold", (-1, 0, 1, 2), rule, factor)
    for held_out, part in zip((-1, 0, 1, 2), found, strict=True):
        training = COLUMNS["fold"] != held_out
        for i, name in enumerate(NAMES):
            low, high = expected(rule, COLUMNS[name][training], factor)
            if low < high:
                assert (part.low[i], part.high[i]) == pytest.approx((low, high), rel=1e-9)
            else:
                assert (part.low[i], part.high[i]) == (-np.inf, np.inf)
    assert np.isfinite(found[0].low).tolist() == [True, True, True, rule == "z"]


def test_z_flags_the_scores_of_scipy() -> None:
    (found,) = limits(ENGINE, ("b",), "fold", (-1,), "z", 2.5)
    wanted = np.abs(stats.zscore(COLUMNS["b"], ddof=1)) > 2.5
    np.testing.assert_array_equal(found.outside(Block(COLUMNS, N)), wanted)
    assert 0 < wanted.sum() < 40


def test_marks_say_by_which_training_part_a_row_is_far_out() -> None:
    low = [np.array([0.0]), np.array([3.0]), np.array([-np.inf])]
    step = Marked("fold", tuple(Limits(("a",), x, np.array([8.0])) for x in low))
    marks = step(Block(COLUMNS, N)).columns[outside_column("fold")]
    a = COLUMNS["a"]
    wanted = ((a < 0) | (a > 8)) + 2 * ((a < 3) | (a > 8)) + 4 * (a > 8)
    np.testing.assert_array_equal(marks, wanted)


def test_the_forest_is_that_of_scikit_learn_on_the_same_sample(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forests, "SAMPLE", 150)
    settings = PreparationSettings(outliers="isolation-forest", outlier_share=0.05)
    (found,) = screens(ENGINE, ("a", "b", "gap"), "fold", (1,), settings)
    assert isinstance(found, Forest)
    training = ENGINE.derive(OutsideFold("fold", 1))
    (sample,) = training.run(RowSample(("a", "b", "gap"), 150, forests.SEED))
    middle = np.nanmedian(COLUMNS["gap"][COLUMNS["fold"] != 1])
    x = np.where(np.isnan(sample.values), middle, sample.values).T
    oracle = IsolationForest(n_estimators=100, contamination=0.05, random_state=0).fit(x)
    everything = np.stack([COLUMNS["a"], COLUMNS["b"], COLUMNS["gap"]], axis=1)
    wanted = oracle.predict(np.where(np.isnan(everything), middle, everything)) == -1
    np.testing.assert_array_equal(found.outside(Block(COLUMNS, N)), wanted)
    assert found.outside(Block(COLUMNS, N)).sum() == pytest.approx(0.05 * N, abs=12)


def marked_by_hand(frame: pd.DataFrame, fold: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """Whether each row is outside the limits without each fold, shape (F, n)."""
    out = np.zeros((FOLDS, len(frame)), bool)
    for f in range(FOLDS):
        for name in names:
            low, high = expected("iqr", frame[name].to_numpy()[fold != f], 3.0)
            out[f] |= ~frame[name].between(low, high).to_numpy()
    return out


def test_tracks_are_flagged_by_the_limits_of_the_other_folds() -> None:
    result = prepared(FRAME)
    columns = pd.DataFrame(whole(result.rows.engine))
    fold = columns[ARTISTS].to_numpy()
    out = marked_by_hand(columns, fold, result.rows.features)
    account = result.account
    assert account.outlier_rows == out[fold, np.arange(len(columns))].sum() > 20
    assert account.rows_modelled == account.rows_scored == 400
    tempo = next(o for o in account.outliers if o.name == "tempo")
    low, high = expected("iqr", columns["tempo"].to_numpy(), 3.0)
    assert (tempo.low, tempo.high) == pytest.approx((low, high))
    assert (tempo.below, tempo.above) == (0, 18)
    moves = [0.0]
    for o in account.outliers:
        for f in range(FOLDS):
            part = expected("iqr", columns[o.name].to_numpy()[fold != f], 3.0)
            moves += [
                abs(p - q) / (o.high - o.low) for p, q in zip(part, (o.low, o.high), strict=True)
            ]
    assert account.outlier_shift == pytest.approx(max(moves))


def test_a_feature_whose_quartiles_coincide_has_no_limits() -> None:
    frame = FRAME.assign(liveness=0.2)
    frame.loc[::40, "liveness"] = 0.9
    account = prepared(frame).account
    assert [o.name for o in account.outliers] == ["energy", "loudness", "tempo", "valence"]
    assert account.outlier_shift == prepared(FRAME).account.outlier_shift


def by_row(columns: Any, name: str) -> np.ndarray:
    return np.asarray(columns[name])[np.argsort(columns["row"])]


@pytest.mark.parametrize("fold_column", [ARTISTS, TRACKS])
def test_removal_is_that_of_a_plain_loop_over_training_parts(fold_column: str) -> None:
    kept = prepared(FRAME).rows
    x, columns = regressors(kept), pd.DataFrame(whole(kept.engine))
    fold, y = columns[fold_column].to_numpy(), columns["popularity"].to_numpy()
    out = marked_by_hand(columns, fold, kept.features)
    wanted = np.empty(len(y))
    for f in range(FOLDS):
        training = (fold != f) & ~out[f]
        assert training.sum() < (fold != f).sum()
        model = LinearRegression().fit(x[training], y[training])
        wanted[fold == f] = np.clip(model.predict(x[fold == f]), 0, 100)
    rows = prepared(FRAME, PreparationSettings(outlier_action="remove")).rows
    predicted = predict(rows, rows.design(rows.moments()), fold_column)
    found = whole(predicted.engine)
    assert predicted.n == 400 > rows.n
    np.testing.assert_allclose(
        by_row(found, "predicted"), wanted[np.argsort(columns["row"])], rtol=1e-8
    )


def test_removed_rows_are_not_described_and_the_ledger_says_so() -> None:
    flagged = prepared(FRAME).account
    result = prepared(FRAME, PreparationSettings(outlier_action="remove"))
    account = result.account
    assert account.steps[-1].removed == account.outlier_rows == flagged.outlier_rows
    assert account.rows_modelled == result.rows.n == 400 - flagged.outlier_rows
    assert account.rows_scored == 400
    inside = whole(result.rows.engine)
    assert inside["tempo"].max() < 245
    assert inside["loudness"].min() > -58
    assert account.outlier_action == "remove"


def test_a_level_that_only_outliers_have_joins_the_reference() -> None:
    frame = FRAME.copy()
    frame.loc[::23, "genre"] = "noise"
    settings = PreparationSettings(outlier_action="remove", min_level_rows=2)
    result = prepared(frame, settings)
    assert result.rows.genre is not None
    assert result.rows.genre.levels == ("pop", "jazz", "rock")
    scored = whole(result.rows.whole)
    noise = scored["tempo"] == 245.0
    assert noise.sum() == 18
    np.testing.assert_array_equal(scored["genre"][noise], 0)
    predict(result.rows, result.rows.design(result.rows.moments()), ARTISTS)


def test_a_feature_that_only_outliers_vary_is_left_out_and_said() -> None:
    frame = FRAME.assign(liveness=0.2)
    frame.loc[::40, "liveness"] = 0.9
    settings = PreparationSettings(outliers="z", outlier_action="remove")
    result = prepared(frame, settings)
    assert "liveness" not in result.rows.features
    assert "Liveness: the same value on every row" in [
        note.text for note in result.account.dropped_columns
    ]


def test_limits_that_leave_hardly_a_row_are_refused() -> None:
    settings = PreparationSettings(outliers="z", outlier_factor=0.3, outlier_action="remove")
    with pytest.raises(DataError, match="rows are left once outliers are removed"):
        prepared(FRAME, settings)


@pytest.mark.parametrize(
    ("rule", "width"), [("iqr", "3"), ("mad", "5"), ("z", "4"), ("isolation-forest", "0.01")]
)
def test_each_rule_says_its_width(rule: OutlierRule, width: str) -> None:
    assert f" {width} " in say_rule(PreparationSettings(outliers=rule))


def test_the_forest_flags_about_its_share_and_shows_no_limits() -> None:
    settings = PreparationSettings(outliers="isolation-forest", outlier_share=0.1)
    account = prepared(FRAME, settings).account
    assert account.outliers == ()
    assert account.outlier_shift is None
    assert account.outlier_rows == pytest.approx(40, abs=12)
