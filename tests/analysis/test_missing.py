"""Gaps: what is missing together, what it goes along with, what fills it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from reportgen.aggregates.counts import PairSums
from reportgen.aggregates.gaps import GapCounts
from reportgen.analysis.classification import scored_hits
from reportgen.analysis.cleaning import Cleaning, cleaned
from reportgen.analysis.cutoffs import labelled
from reportgen.analysis.linear import fit_each, gather
from reportgen.analysis.missing import clustered_difference
from reportgen.analysis.parts import fit_parts
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.analysis.scoring import predict
from reportgen.engine import MemoryEngine
from reportgen.settings import PreparationSettings
from tests.builders import FEATURES, FOLDS, block, prepared, resampling, songs, whole

IMPUTE = PreparationSettings(missing="impute")
CATEGORIES = ["genre", "mode", "time_signature"]


def with_gaps(n: int = 500, seed: int = 9) -> pd.DataFrame:
    """Songs with a tenth of some columns missing."""
    frame = songs(n, artists=60, seed=seed).astype({"mode": float, "time_signature": float})
    draw = np.random.default_rng(seed)
    for name in ("energy", "tempo", "genre", "time_signature"):
        frame.loc[draw.random(n) < 0.1, name] = None
    return frame


FRAME = with_gaps()


def raw(rows: Rows) -> tuple[pd.DataFrame, np.ndarray]:
    """The rows scored as others have them, NaN for a gap, and their folds."""
    columns = pd.DataFrame(whole(rows.whole))
    codes = {n: columns[n].where(columns[n] >= 0).astype(float) for n in CATEGORIES}
    return columns.assign(**codes), columns[ARTISTS].to_numpy()


def imputing(model: Any, *, scaled: bool = False) -> Any:
    numbers = [SimpleImputer(strategy="median"), *([StandardScaler()] if scaled else [])]
    return make_pipeline(
        make_column_transformer(
            (make_pipeline(*numbers), list(FEATURES)),
            (
                make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(drop="first")),
                CATEGORIES,
            ),
        ),
        model,
    )


def test_filling_inside_folds_is_that_of_a_pipeline() -> None:
    result = prepared(FRAME, IMPUTE)
    rows = result.rows
    frame, fold = raw(rows)
    assert frame[list(FEATURES)].isna().sum().sum() > 60
    wanted = np.empty(len(frame))
    for f in range(FOLDS):
        model = imputing(LinearRegression())
        model.fit(frame[fold != f], frame["popularity"][fold != f])
        wanted[fold == f] = np.clip(model.predict(frame[fold == f]), 0, 100)
    predicted = predict(rows, rows.design(rows.moments()), ARTISTS)
    np.testing.assert_allclose(whole(predicted.engine)["predicted"], wanted, rtol=1e-8)
    assert predicted.n == rows.n == result.account.rows_modelled == 500


def test_filling_inside_folds_holds_for_the_logistic_model_too() -> None:
    rows = labelled(prepared(FRAME, IMPUTE).rows, 45.0)
    frame, fold = raw(rows)
    wanted = np.empty(len(frame))
    for f in range(FOLDS):
        model = imputing(LogisticRegression(C=np.inf, tol=1e-9, max_iter=1_000), scaled=True)
        model.fit(frame[fold != f], frame["label"][fold != f])
        wanted[fold == f] = model.predict_proba(frame[fold == f])[:, 1]
    model, scored, ranking = scored_hits(rows, ARTISTS, resampling(rows))
    assert model.separated == ()
    np.testing.assert_allclose(whole(scored.engine)["score"], wanted, atol=1e-5)
    assert int(ranking.ranked.positives.sum()) == frame["label"].sum()


@pytest.mark.parametrize("missing", ["drop", "impute"])
def test_cells_add_up_to_the_training_parts(missing: Any) -> None:
    frame = with_gaps(300, seed=5)
    frame.loc[::17, "tempo"] = 500.0
    settings = PreparationSettings(missing=missing, outlier_action="remove", outlier_factor=1.0)
    rows = prepared(frame, settings).rows
    assert rows.parts is not None
    design = rows.design(rows.moments())
    found = fit_parts(rows, rows.parts, design, ARTISTS)
    plain = fit_each(
        [
            gather(rows.training(ARTISTS, f), design, "popularity", ARTISTS, FOLDS)
            for f in range(FOLDS)
        ]
    )
    for name in ("slopes", "intercepts", "means"):
        np.testing.assert_allclose(getattr(found, name), getattr(plain, name), rtol=1e-9)


def test_a_table_where_every_row_has_a_gap_can_be_filled() -> None:
    frame = songs(400, seed=3)
    for i, name in enumerate(FEATURES):
        frame.loc[i::4, name] = np.nan
    rows = prepared(frame, IMPUTE).rows
    assert rows.n == 400
    columns = pd.DataFrame(whole(rows.whole))
    fold, x = columns[ARTISTS].to_numpy(), columns[[*FEATURES]]
    slim = replace(rows, factors=(), genre=None)
    predicted = predict(slim, slim.design(slim.moments()), ARTISTS)
    wanted = np.empty(400)
    for f in range(FOLDS):
        model = make_pipeline(SimpleImputer(strategy="median"), LinearRegression())
        model.fit(x[fold != f], columns["popularity"][fold != f])
        wanted[fold == f] = model.predict(x[fold == f])
    np.testing.assert_allclose(whole(predicted.engine)["predicted"], wanted, rtol=1e-8)


def test_rows_described_are_filled_from_all_rows_and_the_account_says_with_what() -> None:
    result = prepared(FRAME, IMPUTE)
    gaps = {gap.name: gap for gap in result.account.missing}
    assert gaps["tempo"].fill_value == FRAME["tempo"].median()
    assert gaps["genre"].fill_level == FRAME["genre"].mode()[0] == "pop"
    assert gaps["tempo"].fill_level is None
    assert gaps["genre"].fill_value is None
    columns = whole(result.rows.engine)
    row = np.argsort(columns["row"])
    np.testing.assert_allclose(
        columns["tempo"][row], FRAME["tempo"].fillna(FRAME["tempo"].median())
    )
    assert result.account.steps[2].removed == 0
    dropped = prepared(FRAME).account
    assert {gap.fill_value for gap in dropped.missing} == {None}
    assert {gap.fill_level for gap in dropped.missing} == {None}


def test_nothing_to_fill_changes_nothing() -> None:
    frame = songs(200, seed=2)
    assert prepared(frame, IMPUTE).rows.parts is None
    assert prepared(frame, IMPUTE).account == replace(
        prepared(frame).account, steps=prepared(frame, IMPUTE).account.steps
    )


def test_patterns_are_those_of_a_group_by() -> None:
    account = prepared(FRAME).account
    names = [gap.name for gap in account.missing]
    absent = FRAME[names].isna()
    assert [gap.n for gap in account.missing] == absent.sum().tolist()
    assert account.gap_rows == absent.any(axis=1).sum()
    wanted = absent[absent.any(axis=1)].value_counts()
    assert len(account.gap_patterns) == min(6, len(wanted))
    for pattern in account.gap_patterns:
        assert pattern.n == wanted[tuple(name in pattern.columns for name in names)]
    counts = [pattern.n for pattern in account.gap_patterns]
    assert counts == wanted.sort_values(ascending=False).tolist()[:6]


def test_patterns_hold_for_many_columns_and_for_none() -> None:
    draw = np.random.default_rng(1)
    names = tuple(f"x{i}" for i in range(70))
    columns = {n: np.where(draw.random(200) < 0.005, np.nan, 1.0) for n in names}
    (found,) = MemoryEngine((block(**columns),)).run(GapCounts(names))
    absent = pd.DataFrame(columns).isna()
    wanted = absent[absent.any(axis=1)].value_counts()
    assert dict(zip(map(tuple, found.absent.tolist()), found.n.tolist(), strict=True)) == dict(
        wanted.items()
    )
    (nothing,) = MemoryEngine((block(**columns),)).run(GapCounts(()))
    assert nothing.n.tolist() == []


def test_the_difference_beside_the_target_is_that_of_a_clustered_regression() -> None:
    account = prepared(FRAME).account
    rows = prepared(FRAME).source
    columns = whole(rows.engine)
    for gap in account.missing:
        values = columns[gap.name]
        flag = np.isnan(values) if values.dtype.kind == "f" else values < 0
        x = sm.add_constant(flag.astype(float))
        fit = sm.OLS(columns["popularity"], x).fit(
            cov_type="cluster",
            cov_kwds={"groups": columns["cluster"], "use_correction": False},
        )
        c = len(np.unique(columns["cluster"]))
        assert gap.difference is not None
        assert gap.difference.low is not None
        assert gap.difference.high is not None
        assert gap.difference.value == pytest.approx(fit.params[1], rel=1e-9)
        half = (gap.difference.high - gap.difference.low) / 2
        error = fit.bse[1] * np.sqrt(c / (c - 1))
        assert half == pytest.approx(stats.t.ppf(0.975, c - 1) * error, rel=1e-8)
        assert gap.share == gap.n / 500


def test_a_difference_needs_rows_and_artists_on_both_sides() -> None:
    frame = songs(300, artists=40, seed=8)
    frame.loc[:18, "tempo"] = np.nan
    assert prepared(frame).account.missing[0].difference is None
    frame.loc[:19, "tempo"] = np.nan
    assert prepared(frame).account.missing[0].difference is not None
    frame["artist_name"] = [f"a{i % 9 if i < 20 else i % 40}" for i in range(300)]
    assert prepared(frame).account.missing[0].difference is None


def test_two_clusters_on_both_sides_are_told_apart() -> None:
    data = block(
        flag=np.array([0, 0, 1, 1], np.int32),
        cluster=np.array([0, 1, 0, 1], np.int32),
        y=[1.0, 3.0, 4.0, 6.0],
    )
    (totals,) = MemoryEngine((data,)).run(PairSums("flag", "cluster", "y", 2))
    found = clustered_difference(totals)
    # Each artist differs by exactly 3: what artists have in common cancels.
    assert (found.value, found.low, found.high) == (3.0, 3.0, 3.0)


def test_a_feature_without_values_in_a_training_part_takes_the_median_of_all() -> None:
    rows = prepared(songs(200, seed=4)).source
    fold = whole(rows.engine)[ARTISTS]

    def gone(part: Any) -> Any:
        tempo = np.where(part.columns[ARTISTS] == 2, part.columns["tempo"], np.nan)
        return part.having(tempo=tempo)

    source = rows.on(rows.engine.derive(gone))
    cleaning = Cleaning(PreparationSettings(), (), impute=True, remove=False)
    found = cleaned(source, cleaning, (ARTISTS,))
    assert found.parts is not None
    middle = np.median(whole(rows.engine)["tempo"][fold == 2])
    np.testing.assert_array_equal(found.parts.fillings[ARTISTS]["tempo"], np.full(FOLDS, middle))
    predicted = whole(predict(found, found.design(found.moments()), ARTISTS).engine)["predicted"]
    assert np.isfinite(predicted).all()
