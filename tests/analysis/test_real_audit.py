"""The audit of real tables: known figures, and the leak that a careless split hides."""

from __future__ import annotations

from functools import cache

import pytest

from reportgen import analyze
from reportgen.results import AuditScore, Estimate, Report
from tests.ingest.tables import real

pytestmark = pytest.mark.long


@cache
def report(name: str) -> Report:
    return analyze(real(name))


def audited(name: str) -> dict[str, AuditScore]:
    return {score.name: score for score in report(name).trust.audit}


def value(estimate: Estimate | None) -> float:
    assert estimate is not None
    return estimate.value


@pytest.mark.parametrize(
    ("name", "split", "r2"),
    [
        ("spotify_songs_32k.csv.gz", "rows", 0.083),
        ("spotify_tracks_114k.csv.gz", "rows", 0.252),
        ("spotify_tracks_114k.csv.gz", "tracks", 0.319),
    ],
)
def test_linear_scores_are_near_those_of_others(name: str, split: str, r2: float) -> None:
    assert value(audited(name)[split].r2) == pytest.approx(r2, abs=0.015)


def test_trees_fall_from_rows_to_artists() -> None:
    found = audited("spotify_tracks_114k.csv.gz")
    trees = {name: score.flexible for name, score in found.items()}
    scores = {name: value(s.r2) for name, s in trees.items() if s is not None}
    assert scores["rows"] > 0.3
    assert 0.15 < scores["tracks"] < 0.27
    assert scores["artists"] < 0.15
    assert trees["rows"] is not None
    gap = trees["rows"].r2_gap
    assert gap is not None
    assert gap.low is not None
    assert gap.low > 0.15


@pytest.mark.parametrize(
    "name",
    [
        "spotify_songs_32k.csv.gz",
        "spotify_tracks_114k.csv.gz",
        "song_data_19k.csv.gz",
        "top10s_semicolon_cp1252.csv",
        "most_streamed_2023.csv",
    ],
)
def test_real_attributes_are_no_leaks(name: str) -> None:
    assert {str(column.handling) for column in report(name).trust.screen} == {"kept"}
    assert not any(bound.exceeded for bound in report(name).trust.bounds)
