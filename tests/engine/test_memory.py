"""The memory engine: neither threads nor cutting change an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from reportgen.aggregates.block import Block
from reportgen.aggregates.moments import Moments
from reportgen.aggregates.sandwich import ClusterSums
from reportgen.engine import MemoryEngine
from reportgen.errors import EngineError
from reportgen.ingest import Table, from_frame
from reportgen.pipeline import run
from reportgen.provenance import record
from reportgen.results import Report
from tests.builders import block, cut, recut, whole
from tests.engine.reports import BARE, frame, require_alike

PLACES = (0, 1, 40, 41, 200, 390, 390)


def test_all_aggregates_are_finished_in_one_pass() -> None:
    data = block(v=np.arange(10.0), c=np.arange(10, dtype=np.int32) % 2)
    seen: list[int] = []

    class Seen:
        columns = ("v",)

        def update(self, part: Block) -> int:
            seen.append(part.size)
            return part.size

        def merge(self, a: int, b: int) -> int:
            return a + b

        def finish(self, state: int) -> str:
            return f"{state} rows"

    engine = MemoryEngine(tuple(cut(data, (0, 4, 4, 7))))
    moments, rows, sums = engine.run(Moments(("v",)), Seen(), ClusterSums(("v",), "c", 2))
    assert moments.mean[0] == 4.5
    assert rows == "10 rows"
    assert sums.tolist() == [[5.0, 20.0], [5.0, 25.0]]
    assert seen == [4, 3, 3]


def test_no_rows_is_an_error() -> None:
    with pytest.raises(EngineError, match="no rows"):
        MemoryEngine(()).run(Moments(("v",)))


def test_derived_rows_keep_their_order_and_leave_the_old_ones_alone() -> None:
    engine = MemoryEngine(tuple(cut(block(v=np.arange(100.0)), (10, 20, 90))), threads=3)
    derived = engine.derive(lambda part: part.keep(part.columns["v"] >= 20))
    assert (derived.rows, len(derived.blocks), derived.threads) == (80, 2, 3)
    assert whole(derived)["v"].tolist() == list(range(20, 100))
    assert engine.rows == 100


def test_an_error_in_a_thread_reaches_the_caller() -> None:
    engine = MemoryEngine(tuple(cut(block(v=np.arange(9.0)), (3, 6))), threads=3)
    with pytest.raises(KeyError, match="absent"):
        engine.run(Moments(("absent",)))


TABLE = from_frame(frame())


def report(table: Table, threads: int) -> Report:
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    recorded = record("t", table.sha256, table.size, BARE, threads=threads, now=moment)
    made = run(table, BARE, recorded)
    # The number of threads is on record; everything else must not depend on it.
    return replace(made, provenance=replace(recorded, threads=1))


def test_neither_threads_nor_cutting_change_the_report() -> None:
    pieces = recut(TABLE, PLACES)
    found = report(pieces, 1)
    assert found == report(pieces, 3)
    require_alike(report(TABLE, 1), found)
