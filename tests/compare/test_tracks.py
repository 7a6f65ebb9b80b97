"""Tracks that came and went, counted from sketches of both runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.aggregates.hashing import level_keys, mix
from reportgen.analysis.imprint import KEPT, lowest_hashes, shared, sketch
from reportgen.compare import compare
from reportgen.compare.rows import track_change
from reportgen.results import Repeats, Report, Skipped, TrackChange, TrackSketch
from tests.compare.reports import plain_report

REPORT = plain_report()
REPEATS = REPORT.preparation.repeats


def of(names: range | set[int]) -> TrackSketch:
    found = sketch(level_keys([f"track {i}" for i in names]), REPEATS)
    assert not isinstance(found, Skipped)
    return found


def night(tracks: TrackSketch | Skipped) -> Report:
    return replace(REPORT, imprint=replace(REPORT.imprint, tracks=tracks))


def change(before: TrackSketch, now: TrackSketch) -> TrackChange:
    found = track_change(night(now), night(before))
    assert found is not None
    return found


@given(st.sets(st.integers(0, 60), min_size=1), st.sets(st.integers(0, 60), min_size=1))
def test_few_tracks_are_counted_exactly(before: set[int], now: set[int]) -> None:
    found = change(of(before), of(now))
    assert found.exact
    counts = [e.value for e in (found.stayed, found.came, found.went)]
    assert counts == [len(before & now), len(now - before), len(before - now)]


def test_the_same_tracks_are_known_to_be_the_same_however_many() -> None:
    names = level_keys([f"track {i}" for i in range(20_000)])
    a, b = sketch(names, REPEATS), sketch(names[::-1], REPEATS)
    assert a == b
    assert isinstance(a, TrackSketch)
    found = change(a, a)
    assert found.exact
    assert (found.came.value, found.went.value, found.stayed.value) == (0, 0, 20_000)


def test_a_sketch_keeps_the_lowest_hashes() -> None:
    keys = level_keys([f"track {i}" for i in range(5_000)])
    found = sketch(keys, REPEATS)
    assert isinstance(found, TrackSketch)
    np.testing.assert_array_equal(
        lowest_hashes(found), np.sort(mix(keys, 11))[:KEPT] >> np.uint64(24)
    )
    assert (found.n, found.kept) == (5_000, KEPT)


@pytest.mark.parametrize("gone", [100, 2_000, 10_000])
def test_many_tracks_are_counted_within_their_interval(gone: int) -> None:
    """One night, twenty thousand tracks; more nights are in the long test."""
    found = change(of(range(20_000)), of(range(gone, 20_000 + gone // 2)))
    assert not found.exact
    for estimate, truth in (
        (found.stayed, 20_000 - gone), (found.went, gone), (found.came, gone // 2),
    ):  # fmt: skip
        assert estimate.low is not None
        assert estimate.high is not None
        assert estimate.low - 0.01 * truth <= truth <= estimate.high + 0.01 * truth
    assert found.stayed.value + found.came.value == found.now
    assert found.stayed.value + found.went.value == found.before


def test_a_small_table_beside_a_large_one_is_no_mistake() -> None:
    found = change(of(range(30_000)), of(range(500)))
    assert found.stayed.low is not None
    assert found.stayed.low <= 500
    assert found.came.value < 120


@pytest.mark.long
def test_intervals_of_tracks_hold_the_truth() -> None:
    inside = []
    keys = level_keys([f"track {i}" for i in range(24_000)])
    for seed in range(200):
        salted = mix(keys, 1_000 + seed)
        a, b = sketch(salted[:20_000], REPEATS), sketch(salted[400:20_600], REPEATS)
        assert isinstance(a, TrackSketch)
        assert isinstance(b, TrackSketch)
        went = change(a, b).went
        assert went.low is not None
        assert went.high is not None
        inside.append(went.low <= 400 <= went.high)
    assert 0.91 <= np.mean(inside) <= 0.99


def test_tracks_told_apart_by_other_columns_are_not_counted() -> None:
    here = of({1, 2})
    assert track_change(night(here), night(replace(here, key="title and artist"))) is None
    nobody = sketch(np.empty(0, np.uint64), REPEATS)
    assert isinstance(nobody, Skipped)
    assert compare(night(nobody), night(here)).tracks is None
    assert isinstance(REPEATS, Repeats)


def test_sketches_of_one_set_share_all() -> None:
    assert shared(of(range(3_000)), of(range(3_000))) == (3_000, 3_000)
