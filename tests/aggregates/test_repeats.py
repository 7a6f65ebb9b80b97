"""Which of several rows of a track stays."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.aggregates.hashing import Content
from reportgen.aggregates.repeats import RepeatedTracks, TrackRows
from reportgen.engine import MemoryEngine
from tests.builders import block

NAN = np.nan


def tracks(key: list[int], energy: list[float], genre: list[int], by_key: bool = True) -> TrackRows:
    data = block(
        track=np.array(key, np.uint64),
        energy=np.array(energy),
        genre=np.array(genre, np.int32),
        row=np.arange(len(key)),
    )
    aggregate = RepeatedTracks(
        "track" if by_key else None, Content(("energy", "genre")), ("energy", "genre")
    )
    (found,) = MemoryEngine((data,)).run(aggregate)
    assert isinstance(found, TrackRows)
    return found


def test_the_row_with_the_fewest_gaps_stays() -> None:
    found = tracks([7, 7, 7, 9], [NAN, 0.5, 0.5, NAN], [-1, -1, 2, 0])
    assert found.key.tolist() == [7, 9]
    assert found.row.tolist() == [2, 3]
    assert found.n.tolist() == [3, 1]


def test_extremes_tell_conflicts_and_gaps_are_none() -> None:
    found = tracks([7, 7, 9, 9], [0.5, NAN, 0.5, 0.6], [1, 1, 1, 2])
    conflict = found.high > found.low
    assert conflict.tolist() == [[False, True], [False, True]]


def test_rows_without_a_key_are_one_track_when_they_are_equal() -> None:
    found = tracks([0, 0, 0, 0], [0.5, 0.5, 0.6, NAN], [1, 1, 1, 1], by_key=False)
    assert sorted(found.row.tolist()) == [0, 2, 3]
    assert sorted(found.n.tolist()) == [1, 1, 2]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1_000))
def test_the_order_of_rows_does_not_decide(seed: int) -> None:
    draw = np.random.default_rng(seed)
    key, energy = draw.integers(0, 4, 20), draw.random(20).round(1)
    genre = draw.integers(-1, 3, 20)
    order = draw.permutation(20)
    a = tracks(key.tolist(), energy.tolist(), genre.tolist())
    b = tracks(key[order].tolist(), energy[order].tolist(), genre[order].tolist())
    np.testing.assert_array_equal(energy[a.row], energy[order][b.row])
    np.testing.assert_array_equal(genre[a.row], genre[order][b.row])


def test_the_draw_favours_neither_high_nor_low_values() -> None:
    draw = np.random.default_rng(5)
    key = np.repeat(np.arange(2_000), 2)
    energy = draw.random(4_000)
    found = tracks(key.tolist(), energy.tolist(), [0] * 4_000)
    higher = energy[found.row] == found.high[0]
    assert abs(higher.mean() - 0.5) < 4 * 0.5 / np.sqrt(2_000)
