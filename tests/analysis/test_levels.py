"""Which levels a category keeps."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.analysis.levels import Recoding, recoded
from reportgen.formats import OTHER


def decided(counts: dict[str, int], fewest: int = 10, most: int = 200) -> Recoding | None:
    return recoded("genre", list(counts), np.array([*counts.values(), 99]), fewest, most)


def mapped(recoding: Recoding | None, counts: dict[str, int]) -> dict[str, str]:
    assert recoding is not None
    levels = recoding.factor.levels
    return {name: levels[code] for name, code in zip(counts, recoding.codes[:-1], strict=True)}


def test_the_most_frequent_level_is_the_reference_and_the_rest_are_sorted() -> None:
    counts = {"pop": 30, "rock": 80, "jazz": 30}
    recoding = decided(counts)
    assert recoding is not None
    assert recoding.factor.levels == ("rock", "jazz", "pop")
    assert recoding.codes.tolist() == [2, 0, 1, -1]
    assert recoding.folded == ()


def test_among_equals_the_name_decides_the_reference() -> None:
    recoding = decided({"b": 30, "a": 30})
    assert recoding is not None
    assert recoding.factor.levels == ("a", "b")


def test_rare_levels_are_folded_together() -> None:
    counts = {"pop": 80, "rock": 40, "ska": 6, "dub": 5}
    recoding = decided(counts)
    assert mapped(recoding, counts) == {"pop": "pop", "rock": "rock", "ska": OTHER, "dub": OTHER}
    assert recoding is not None
    assert recoding.folded == ("ska", "dub")


def test_too_few_rare_rows_join_the_reference() -> None:
    counts = {"pop": 80, "rock": 40, "ska": 6}
    assert mapped(decided(counts), counts) == {"pop": "pop", "rock": "rock", "ska": "pop"}


def test_rare_levels_join_a_level_that_is_called_other() -> None:
    counts = {"pop": 80, "other": 40, "ska": 12, "dub": 3}
    recoding = decided(counts, most=2)
    assert mapped(recoding, counts) == {"pop": "pop", "other": "other", "ska": OTHER, "dub": OTHER}
    assert recoding is not None
    assert recoding.factor.levels == ("pop", OTHER)


def test_a_level_without_rows_goes_with_the_rare_ones() -> None:
    # Rows that were left out of the counts, such as repeats, may still have it.
    counts = {"pop": 80, "rock": 40, "ska": 0}
    assert mapped(decided(counts), counts) == {"pop": "pop", "rock": "rock", "ska": "pop"}
    counts |= {"dub": 11, "oi": 9, "emo": 4}
    assert mapped(decided(counts, fewest=12), counts)["ska"] == OTHER


def test_one_level_is_none() -> None:
    assert decided({"pop": 80}) is None
    assert decided({"pop": 80, "ska": 3}) is None
    assert decided({"pop": 3, "ska": 3}) is None


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=12),
    st.integers(2, 15),
    st.integers(2, 6),
)
def test_every_row_keeps_a_level_and_no_level_is_too_small(
    sizes: list[int], fewest: int, most: int
) -> None:
    recoding = recoded(
        "g", [f"l{i}" for i in range(len(sizes))], np.array([*sizes, 5]), fewest, most
    )
    if recoding is None:
        assert sum(size >= fewest for size in sizes) < 2
        return
    assert recoding.codes[-1] == -1
    assert recoding.codes[:-1].min() >= 0
    rows = np.bincount(recoding.codes[:-1], sizes, len(recoding.factor.levels))
    assert rows.min() >= fewest
    assert len(rows) <= most + 1
    assert rows.sum() == sum(sizes)
