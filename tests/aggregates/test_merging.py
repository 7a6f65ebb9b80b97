"""What every aggregate promises: any cutting and merging of rows gives one answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from reportgen.aggregates.block import Aggregate, Block
from reportgen.aggregates.clusters import (
    ClusterTotals,
    LloydSums,
    NearestRows,
    Silhouette,
    Space,
)
from reportgen.aggregates.counts import BinCounts, LevelCounts, OutsideCounts, PairSums
from reportgen.aggregates.crossproducts import CrossProducts
from reportgen.aggregates.design import Design, Factor
from reportgen.aggregates.facts import ColumnFacts
from reportgen.aggregates.fold_bins import BinnedColumn, FoldBinSums
from reportgen.aggregates.gaps import GapCounts
from reportgen.aggregates.hashing import Content
from reportgen.aggregates.influence import ChosenClusters, RowInfluence
from reportgen.aggregates.least_squares import GroupMeans, WithinFactors
from reportgen.aggregates.logistic import Candidate, NewtonSums
from reportgen.aggregates.moments import Moments
from reportgen.aggregates.partials import PartialSums
from reportgen.aggregates.quantiles import QuantileWindows, Window
from reportgen.aggregates.repeats import RepeatedTracks
from reportgen.aggregates.rivals import RivalErrors
from reportgen.aggregates.sample import RowSample
from reportgen.aggregates.sandwich import (
    ClusterProducts,
    ClusterScores,
    ClusterSpread,
    ClusterSums,
    LeverageMeat,
)
from reportgen.aggregates.scores import DrawnScoreBins, ScoreCounts
from reportgen.aggregates.without import Without
from tests.builders import cut

GROUPS, FOLDS, CLUSTERS = 4, 3, 5
DESIGN = Design(("x", "y"), (0.1, -0.2), (1.3, 0.7), (Factor("c", ("a", "b", "d")),), "g", GROUPS)
CENTRE = np.linspace(-0.4, 0.6, GROUPS * 4).reshape(GROUPS, 4)
FOLD_CENTRE = np.linspace(-0.5, 0.7, FOLDS * GROUPS * 5).reshape(FOLDS, GROUPS, 5)
PLACE = np.array([1, -1, 0, 2, -1])
SPACE = Space(("x", "y"), (0.5, -0.3), (0.2, 0.0), (1.1, 0.9), (0.0, 4.0), 3.0)
CENTRES = np.array([[-0.6, 0.1], [0.4, -1.0], [1.2, 0.8]])
TOTALS = ClusterTotals(np.array([4, 5, 6]), 5 * CENTRES, np.array([3.0, 7.0, 16.0]), inertia=11.0)
FITS = tuple(
    Candidate(np.array([0.3, -0.2, 0.5, 0.1]), np.array([0.1, -0.4, 0.2, 0.0]), held_out)
    for held_out in (-1, 0, 2)
)
SLOPES = np.linspace(-1.0, 1.0, FOLDS * 2 * 4).reshape(FOLDS, 2, 4)
INTERCEPTS = np.linspace(-50.0, -30.0, FOLDS * 2 * GROUPS).reshape(FOLDS, 2, GROUPS)

WEIGHTS = np.arange(CLUSTERS * 5, dtype=np.uint8).reshape(CLUSTERS, 5) % 3

AGGREGATES: dict[str, Aggregate[Any, Any]] = {
    "moments": Moments(("x", "gap")),
    "levels": LevelCounts({"c": 3, "m": 3}),
    "bins": BinCounts(("x", "gap"), (-1.0, 0.0), (1.0, 0.0), 7),
    "facts": ColumnFacts(("x", "gap"), 0.5),
    "fold bins": FoldBinSums(
        (BinnedColumn("x", np.array([-0.5, 0.1]), 3), BinnedColumn("c", None, 3)),
        "z",
        "fold",
        FOLDS,
        0.2,
    ),
    "outside": OutsideCounts(
        ("x", "gap"), np.linspace(-1.0, -0.1, 6).reshape(FOLDS, 2), np.ones((FOLDS, 2)), "fold"
    ),
    "without a fold": Without(Moments(("x", "gap")), "fold", 1),
    "without any fold": Without(LevelCounts({"fold": FOLDS}), "fold", -1),
    "gaps": GapCounts(("gap", "x", "year", "m")),
    "pairs": PairSums("c", "cluster", "x", CLUSTERS),
    "pairs with missing": PairSums("year", "m", "x", 3),
    "cross-products": CrossProducts(("x", "y", "score"), (0.1, 0.2, 0.3), (1.0, 2.0, 3.0)),
    "group means": GroupMeans(DESIGN, "z", "fold", FOLDS),
    "one group": GroupMeans(DESIGN.without_group(), "z", "fold", FOLDS),
    "fold factors": WithinFactors(DESIGN, "z", FOLD_CENTRE, "fold"),
    "cluster scores": ClusterScores(DESIGN, CENTRE, "z", "cluster", CLUSTERS),
    "cluster spread": ClusterSpread(DESIGN, CENTRE, "cluster", CLUSTERS),
    "cluster products": ClusterProducts(DESIGN, CENTRE, "z", "cluster", PLACE),
    "weighted products": ClusterProducts(DESIGN, CENTRE, "z", "cluster", PLACE, "score"),
    "leverage meat": LeverageMeat(DESIGN, CENTRE, "z", np.eye(4) / 90, np.full(GROUPS, 0.1)),
    "rival errors": RivalErrors(
        DESIGN, "z", "fold", "cluster", CLUSTERS, SLOPES, INTERCEPTS, -48.0, -32.0
    ),
    "partial residuals": PartialSums(
        "x", "y", "cluster", np.array([-0.7, 0.0, 0.8]), 1.5, 0.1, CLUSTERS
    ),
    "row influence": RowInfluence(
        DESIGN, CENTRE, "score", np.eye(4) / 90, np.full(GROUPS, 0.1), 0.2, 8, 40, (0.2, 1.5, 0.02)
    ),
    "chosen clusters": ChosenClusters(DESIGN, CENTRE, "z", "cluster", np.array([4, 1])),
    "cluster sums": ClusterSums(("x", "score"), "cluster", CLUSTERS),
    "newton sums": NewtonSums(DESIGN, "label", "fold", FITS),
    "windows": QuantileWindows((Window("x", 0.5, -0.5, 0.5), Window("gap", 0.9, 0.0, 9.0))),
    "repeats by key": RepeatedTracks("track", Content(("gap", "c", "m")), ("gap", "m")),
    "repeats by content": RepeatedTracks(None, Content(("label", "c", "m")), ("label",)),
    "sample": RowSample(("x", "c"), 12, 7),
    "sample by content": RowSample(("x", "c"), 12, 7, by=("x", "y")),
    "lloyd step": LloydSums(SPACE, CENTRES),
    "silhouette": Silhouette(SPACE, CENTRES, TOTALS),
    "nearest rows": NearestRows(SPACE, CENTRES, 3),
    "scores": ScoreCounts("score", "label"),
    "score bins": DrawnScoreBins("score", "label", "cluster", 16, WEIGHTS),
}
every_aggregate = pytest.mark.parametrize("name", AGGREGATES)


def some_rows(n: int, seed: int) -> Block:
    draw = np.random.default_rng(seed)

    def codes(levels: int, lowest: int = 0) -> NDArray[np.int32]:
        return draw.integers(lowest, levels, n).astype(np.int32)

    gap = np.where(draw.random(n) < 0.2, np.nan, draw.normal(size=n).round(1))
    columns = {
        "x": draw.normal(size=n).round(2),
        "y": draw.normal(3.0, 0.5, size=n),
        "z": draw.normal(-40.0, 2.0, size=n),
        "gap": gap,
        "year": np.where(draw.random(n) < 0.2, np.nan, 2000.0 + codes(4)),
        "score": draw.random(n).round(2),
        "label": codes(2).astype(np.float64),
        "c": codes(3),
        "m": codes(3, -1),
        "g": codes(GROUPS),
        "fold": codes(FOLDS),
        "cluster": codes(CLUSTERS),
        "row": np.arange(n, dtype=np.int64),
        "track": codes(8).astype(np.uint64),
    }
    return Block(columns, n)


def answer(aggregate: Aggregate[Any, Any], parts: list[Block]) -> Any:
    state = aggregate.update(parts[0])
    for part in parts[1:]:
        state = aggregate.merge(state, aggregate.update(part))
    return finished(aggregate, state)


def finished(aggregate: Aggregate[Any, Any], state: Any) -> Any:
    """A result to compare; triangular factors as the cross-products they stand for."""
    value = aggregate.finish(state)
    if isinstance(aggregate, WithinFactors):
        return np.swapaxes(value, 1, 2) @ value
    return comparable(value)


def comparable(value: Any) -> Any:
    """A result as nested tuples of arrays."""
    if is_dataclass(value):
        return tuple(comparable(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, dict):
        return tuple(comparable(value[key]) for key in sorted(value))
    if isinstance(value, tuple):
        return tuple(comparable(part) for part in value)
    return np.asarray(value)


def assert_alike(a: Any, b: Any) -> None:
    if isinstance(a, tuple):
        assert len(a) == len(b)
        for p, q in zip(a, b, strict=True):
            assert_alike(p, q)
    elif a.dtype.kind == "f":
        size = np.abs(b[np.isfinite(b)]).max(initial=1.0)
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-11 * size)
    else:
        np.testing.assert_array_equal(a, b)


rows = st.builds(some_rows, st.integers(0, 60), st.integers(0, 10_000))
cuts = st.lists(st.integers(0, 60), max_size=5)


@every_aggregate
@settings(max_examples=25, deadline=None)
@given(whole=rows, places=cuts, shuffle=st.randoms(use_true_random=False))
def test_cutting_and_order_do_not_matter(
    name: str, whole: Block, places: list[int], shuffle: Any
) -> None:
    parts = cut(whole, places)
    shuffle.shuffle(parts)
    assert_alike(answer(AGGREGATES[name], parts), answer(AGGREGATES[name], [whole]))


@every_aggregate
@settings(max_examples=15, deadline=None)
@given(whole=rows, places=st.tuples(st.integers(0, 60), st.integers(0, 60)))
def test_merging_is_associative(name: str, whole: Block, places: tuple[int, int]) -> None:
    aggregate = AGGREGATES[name]

    def states() -> list[Any]:  # anew each time: merging may reuse memory
        return [aggregate.update(part) for part in cut(whole, places)]

    a, b, c = states()
    left = aggregate.merge(aggregate.merge(a, b), c)
    a, b, c = states()
    right = aggregate.merge(a, aggregate.merge(b, c))
    assert_alike(finished(aggregate, left), finished(aggregate, right))


class Watched(Mapping[str, NDArray[Any]]):
    """Columns that remember which of them were read."""

    def __init__(self, columns: Mapping[str, NDArray[Any]]) -> None:
        self.columns = columns
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> NDArray[Any]:
        self.read.add(name)
        return self.columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)


@every_aggregate
def test_columns_are_exactly_those_read(name: str) -> None:
    watched = Watched(some_rows(40, 1).columns)
    AGGREGATES[name].update(Block(watched, 40))
    assert watched.read == set(AGGREGATES[name].columns)
    assert len(AGGREGATES[name].columns) == len(set(AGGREGATES[name].columns))


@every_aggregate
def test_rows_beyond_one_chunk_are_all_counted(name: str) -> None:
    many = some_rows(40_000, 3)
    assert_alike(answer(AGGREGATES[name], [many]), answer(AGGREGATES[name], cut(many, (5, 20_000))))
