"""The picture of the target, before any model."""

from __future__ import annotations

from reportgen.analysis.exploration import explore
from reportgen.results import TargetProfile
from tests.builders import rows_of, rows_of_score, songs

FRAME = songs(400, seed=5)


def profile(shift: float) -> TargetProfile:
    frame = FRAME.drop(columns="popularity").assign(score=FRAME["popularity"] + shift)
    found = explore(rows_of_score(frame)).target
    assert isinstance(found, TargetProfile)
    return found


def test_a_score_of_a_hundred_is_counted_in_pairs_of_points() -> None:
    found = explore(rows_of(FRAME)).target
    assert isinstance(found, TargetProfile)
    assert (found.histogram.edges[0], found.histogram.edges[-1]) == (-1.5, 100.5)
    assert sum(found.histogram.counts) == len(FRAME)


def test_a_target_without_a_scale_is_counted_where_it_lies() -> None:
    below, above = profile(-200.0), profile(200.0)
    score = FRAME["popularity"]
    assert below.histogram.edges[0] == score.min() - 200
    assert below.histogram.edges[-1] == score.max() - 200
    assert below.histogram.counts == above.histogram.counts
    assert max(below.histogram.counts) < len(FRAME) / 2
