"""Nights on a real catalogue: slices of it, with events planted, each named for what it is."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from reportgen import analyze
from reportgen.compare import compare
from reportgen.results import Alteration, Comparison, Judgement, Report
from tests.ingest.tables import real

pytestmark = pytest.mark.long

ROWS = 40_000


@cache
def catalogue() -> pd.DataFrame:
    return pd.read_csv(real("spotify_tracks_114k.csv.gz"), index_col=0)


def night(seed: int) -> pd.DataFrame:
    """Return a slice of the catalogue, in its order."""
    whole = catalogue()
    rows = np.random.default_rng(seed).choice(len(whole), ROWS, replace=False)
    return whole.iloc[np.sort(rows)].reset_index(drop=True)


@cache
def before() -> Report:
    return analyze(night(1))


def since(frame: pd.DataFrame) -> Comparison:
    return compare(analyze(frame), before())


def changed(found: Comparison) -> dict[str, Judgement]:
    plain = {Judgement.CONFIRMED, Judgement.NOISE, Judgement.NOT_COMPARABLE}
    return {r.name: r.judgement for r in found.results if r.judgement not in plain}


def drifted(found: Comparison) -> set[str]:
    return {column.name for column in found.drift if column.drifted}


@pytest.mark.parametrize("seed", [2, 3])
def test_another_slice_is_a_quiet_night(seed: int) -> None:
    found = since(night(seed))
    assert found.quiet
    assert found.family >= 15


def test_a_column_that_drifted_is_named_and_no_other() -> None:
    frame = night(4)
    found = since(frame.assign(energy=frame["energy"] * 0.8))
    assert drifted(found) == {"energy"}
    assert changed(found) == {}
    assert not found.quiet


def test_a_load_that_came_twice_is_no_drift_and_no_change() -> None:
    frame = night(5)
    found = since(pd.concat([frame, frame.iloc[: ROWS // 2]]))
    assert found.repeats is not None
    assert found.repeats.risen
    assert abs(found.repeats.tracks_change) < 0.01
    assert (drifted(found), changed(found)) == (set(), {})


def test_an_export_that_broke_is_not_compared() -> None:
    frame = night(6).drop(columns="valence").iloc[:24_000]
    frame.loc[15_000:, "tempo"] = np.nan
    found = since(frame)
    assert not found.comparable
    assert {(c.name, c.alteration) for c in found.columns} == {("valence", Alteration.REMOVED)}
    assert [d.name for d in found.drift if d.emptied] == ["tempo"]
    assert next(c for c in found.counts if c.name == "read").moved
    assert changed(found) == {}


def test_an_effect_that_turned_is_the_only_change() -> None:
    """Every standard deviation of danceability takes four points of popularity."""
    frame = night(7)
    z = (frame["danceability"] - frame["danceability"].mean()) / frame["danceability"].std()
    turned = (frame["popularity"] - 4 * z).clip(0, 100).round().astype(int)
    found = since(frame.assign(popularity=turned))
    assert changed(found) in (
        {"danceability": Judgement.REVERSED},
        {"danceability": Judgement.NEW},
    ), "new where it was not clear of nothing on the first night"
    assert drifted(found) == set()
