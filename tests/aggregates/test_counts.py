"""Counts against pandas and NumPy."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reportgen.aggregates.counts import BinCounts, LevelCounts, OutsideCounts, PairSums
from reportgen.aggregates.sample import RowSample
from reportgen.engine import MemoryEngine
from tests.builders import block, cut

DRAW = np.random.default_rng(8)
FRAME = pd.DataFrame(
    {
        "genre": DRAW.integers(-1, 4, 500).astype(np.int32),
        "cluster": DRAW.integers(0, 30, 500).astype(np.int32),
        "value": DRAW.normal(50.0, 20.0, 500),
        "row": np.arange(500),
    }
)
ENGINE = MemoryEngine(tuple(cut(block(**{str(k): FRAME[k].to_numpy() for k in FRAME}), (80, 300))))


def test_levels_are_counted_with_missing_last() -> None:
    (found,) = ENGINE.run(LevelCounts({"genre": 4}))
    assert found["genre"].tolist() == [*(int((FRAME.genre == g).sum()) for g in (0, 1, 2, 3, -1))]


def test_bins_are_those_of_numpy_with_values_outside_left_out() -> None:
    (found,) = ENGINE.run(BinCounts(("value",), (20.0,), (80.0,), 12))
    wanted, _ = np.histogram(FRAME.value, 12, (20.0, 80.0))
    assert found[0].tolist() == wanted.tolist()


def test_limits_belong_to_the_inside_and_to_a_fold() -> None:
    data = block(v=[1.0, 2.0, 3.0, np.nan, 3.5], w=[0.0, 9.0, 9.0, 9.0, -1.0], fold=[0, 0, 0, 0, 1])
    low, high = np.array([[2.0, 0.0], [0.0, -1.0]]), np.array([[3.0, 8.0], [3.4, 8.0]])
    (found,) = MemoryEngine((data,)).run(OutsideCounts(("v", "w"), low, high, "fold"))
    assert (found.below.tolist(), found.above.tolist(), found.rows) == ([1, 0], [1, 3], 5)


def test_pairs_are_those_of_a_group_by() -> None:
    aggregate = PairSums("genre", "cluster", "value", 30)
    (found,) = ENGINE.run(aggregate)
    wanted = FRAME[FRAME.genre >= 0].groupby(["genre", "cluster"]).value.agg(["size", "sum"])
    assert list(zip(found.first, found.second, strict=True)) == list(wanted.index)
    assert found.n.tolist() == wanted["size"].tolist()
    np.testing.assert_allclose(found.total, wanted["sum"], rtol=1e-12)


def test_pairs_can_be_grouped_anew() -> None:
    aggregate = PairSums("genre", "cluster", "value", 30)
    (found,) = ENGINE.run(aggregate)
    merged = aggregate.regroup(found, np.array([1, 0, 1, 1]))
    some = FRAME[FRAME.genre >= 0]
    wanted = some.groupby([(some.genre != 1).astype(int), "cluster"]).value.agg(["size", "sum"])
    assert merged.n.tolist() == wanted["size"].tolist()
    np.testing.assert_allclose(merged.total, wanted["sum"], rtol=1e-12)


def test_a_sample_is_distinct_rows_with_their_own_values_and_no_bias() -> None:
    (found,) = ENGINE.run(RowSample(("row", "value"), 200, 3))
    picked = found.values[0].astype(int)
    assert len(set(picked.tolist())) == 200
    np.testing.assert_array_equal(found.values[1], FRAME.value.to_numpy()[picked])
    assert abs(picked.mean() - 249.5) < 4 * 144 / np.sqrt(200)
    (all_rows,) = ENGINE.run(RowSample(("row",), 900, 3))
    assert sorted(all_rows.values[0].tolist()) == list(range(500))
    assert all_rows.values[0][:200].tolist() == picked.tolist()
