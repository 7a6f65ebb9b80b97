"""The memory engine: neither threads nor cutting change an answer."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import numpy as np
import pandas as pd
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
from reportgen.settings import SegmentSettings, Settings, ValidationSettings
from tests.builders import block, cut, recut, songs, whole

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


def frame() -> pd.DataFrame:
    made = songs(420, artists=40, seed=77)
    made["year"] = 1990 + np.arange(420) // 14
    made = pd.concat([made, made.iloc[50:90].assign(genre="rock")], ignore_index=True)
    made.loc[[5, 77, 300], "energy"] = np.nan
    return made


TABLE = from_frame(frame())


def report(table: Table, threads: int) -> Report:
    settings = Settings(
        validation=ValidationSettings(replicates=60), segments=SegmentSettings(k_max=3)
    )
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    recorded = record("t", table.sha256, table.size, settings, threads=threads, now=moment)
    made = run(table, settings, recorded)
    # The number of threads is on record; everything else must not depend on it.
    return replace(made, provenance=replace(recorded, threads=1))


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    if is_dataclass(value):
        named = {f".{field.name}": getattr(value, field.name) for field in fields(value)}
    elif isinstance(value, tuple):
        named = {f"[{i}]": part for i, part in enumerate(value)}
    else:
        return {path: value}
    found = {path: type(value).__name__}
    for name, part in named.items():
        found |= leaves(part, path + name)
    return found


def test_threads_do_not_change_a_digit() -> None:
    pieces = recut(TABLE, PLACES)
    assert report(pieces, 1) == report(pieces, 3)


def test_cutting_does_not_change_the_report() -> None:
    a, b = leaves(report(TABLE, 1)), leaves(report(recut(TABLE, PLACES), 2))
    assert list(a) == list(b)
    numbers = 0
    for path, value in a.items():
        if isinstance(value, float) and not isinstance(value, Enum):
            numbers += 1
            assert b[path] == pytest.approx(value, rel=1e-8, abs=1e-9), path
        else:
            assert b[path] == value, path
    assert numbers > 500
