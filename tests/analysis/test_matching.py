"""Segments of a previous run: which are still there, which came and went."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reportgen.analysis.segments import segment
from reportgen.results import Segments
from reportgen.settings import SegmentSettings
from tests.analysis.test_segments import blobs
from tests.builders import rows_of

if TYPE_CHECKING:
    import pandas as pd

ASKED = SegmentSettings(k_max=5, sample=1_000)


def found(frame: pd.DataFrame, previous: Segments | None = None, seed: int = 3) -> Segments:
    segments, _ = segment(rows_of(frame), ASKED, seed, previous)
    assert isinstance(segments, Segments)
    return segments


@pytest.fixture(scope="module")
def before() -> Segments:
    """Three segments whose numbers and labels no new run would give."""
    first = found(blobs())
    assert first.previous is None
    odd = zip(first.members, ("7", "2", "5"), ("first", "second", "third"), strict=True)
    members = tuple(replace(m, name=name, label=label) for m, name, label in odd)
    return replace(first, members=members)


def test_the_same_table_keeps_names_and_numbers(before: Segments) -> None:
    again = found(blobs(), before, seed=11)
    assert [(m.name, m.label, m.n) for m in again.members] == [
        ("2", "second", 210),
        ("5", "third", 150),
        ("7", "first", 300),
    ]
    assert {point.segment for point in again.points} == {2, 5, 7}
    assert again.previous is not None
    for change in again.previous.changes:
        assert change.distance == pytest.approx(0.0, abs=1e-9)
        assert change.share_change == pytest.approx(0.0, abs=1e-12)


def test_a_segment_that_moved_away_is_new_and_the_old_one_gone(before: Segments) -> None:
    frame = blobs()
    group = np.repeat(np.arange(3), (150, 300, 210))
    frame.loc[group == 0, "energy"] += 0.6
    frame.loc[group == 0, "valence"] -= 0.6
    moved = found(frame, before)
    assert moved.previous is not None
    changes = {c.name: c for c in moved.previous.changes}
    assert set(changes) == {"7", "2", "1", "5"}
    assert changes["1"].share_before is None
    assert changes["5"].share is None
    assert changes["5"].label == "third"
    assert [m.name for m in moved.members] == ["1", "2", "7"]
    new = next(m for m in moved.members if m.name == "1")
    assert new.label not in {"first", "second", "third"}


def test_a_grown_segment_keeps_its_name_and_says_how_it_grew(before: Segments) -> None:
    fewer = found(blobs().drop(index=range(50)), before)
    assert fewer.previous is not None
    change = next(c for c in fewer.previous.changes if c.name == "5")
    assert change.share == pytest.approx(100 / 610)
    assert change.share_before == pytest.approx(150 / 660)
    assert change.share_change == pytest.approx(100 / 610 - 150 / 660)


def test_runs_that_share_one_feature_are_not_compared(before: Segments) -> None:
    other = replace(before, features=("energy", "speechiness"))
    again = found(blobs(), other)
    assert again.previous is not None
    assert again.previous.changes == ()
    assert not {m.name for m in again.members} & {m.name for m in before.members}


def test_where_no_segments_are_left_all_are_gone(before: Segments) -> None:
    draw = np.random.default_rng(7)
    frame = blobs()
    for name in ("energy", "valence"):
        frame[name] = draw.random(len(frame))
    frame["tempo"] = draw.normal(120, 20, len(frame))
    none = found(frame, before)
    assert none.k == 1
    assert none.previous is not None
    assert {c.name for c in none.previous.changes} == {"7", "2", "5"}
    assert {c.share for c in none.previous.changes} == {None}
