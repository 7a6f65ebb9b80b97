"""One table of engines: each gives the same report, however the rows are cut."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import feather
from pyarrow import parquet as pq

from reportgen.aggregates.block import Aggregate, Block
from reportgen.aggregates.moments import Moments
from reportgen.aggregates.sandwich import ClusterSums
from reportgen.engine import Engine, MemoryEngine, StreamEngine
from reportgen.engine.dask import Cluster, DaskEngine
from reportgen.engine.room import available
from reportgen.engine.scratch import ScratchFile, StoredBlocks
from reportgen.engine_settings import EngineSettings
from reportgen.errors import EngineError
from reportgen.results import Report
from tests.builders import block, cut
from tests.engine.reports import frame, made, require_alike

PLACES = (0, 1, 40, 41, 200, 200, 390)
GIB = 1 << 30


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write the same rows as one file, as batches, and as a folder of files."""
    folder, rows = tmp_path_factory.mktemp("tables"), frame()
    rows.to_parquet(folder / "tracks.parquet", index=False, row_group_size=90)
    feather.write_feather(pa.Table.from_pandas(rows), folder / "tracks.arrow", chunksize=70)
    (folder / "tracks").mkdir()
    for i, (start, stop) in enumerate([(0, 1), (1, 300), (300, None)]):
        rows[start:stop].to_parquet(folder / f"tracks/{i}.parquet", index=False)
    return {
        "one file": folder / "tracks.parquet",
        "batches": folder / "tracks.arrow",
        "folder": folder / "tracks",
    }


@pytest.fixture(scope="module")
def expected(tables: dict[str, Path]) -> Report:
    """Return the report of all rows in one block of memory."""
    return made(tables["one file"], EngineSettings(name="memory"))


ENGINES = [
    pytest.param("memory", "folder", 65_536, 1, id="memory-folder"),
    pytest.param("stream", "one file", 61, 2, id="stream-many-blocks"),
    pytest.param("stream", "folder", 65_536, 1, id="stream-folder", marks=pytest.mark.long),
    pytest.param("stream", "batches", 100, 1, id="stream-batches", marks=pytest.mark.long),
    pytest.param("dask", "folder", 61, 2, id="dask-many-blocks", marks=pytest.mark.long),
    pytest.param("dask", "one file", 65_536, 1, id="dask-one-block", marks=pytest.mark.long),
]


@pytest.mark.parametrize(("name", "table", "rows", "threads"), ENGINES)
def test_the_report_is_the_same(
    name: Any,
    table: str,
    rows: int,
    threads: int,
    tables: dict[str, Path],
    expected: Report,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("reportgen.ingest.streamed.flow.BLOCK_ROWS", rows)
    monkeypatch.setattr("reportgen.engine.stream.PART_ROWS", 2 * rows)
    monkeypatch.setattr("reportgen.engine.dask.PART_ROWS", 4 * rows)
    monkeypatch.setattr("reportgen.analysis.distribution.MOST_VALUES", 300)
    require_alike(expected, made(tables[table], EngineSettings(name=name), threads))


DATA = block(
    v=np.arange(450.0) ** 2,
    c=np.arange(450, dtype=np.int32) % 7,
    key=np.arange(450, dtype=np.uint64) % 41,
    row=np.arange(450, dtype=np.int64),
)
SUMS = (Moments(("v",)), ClusterSums(("v",), "c", 7))


def above(part: Block) -> Block:
    """Keep rows and add a column."""
    return part.having(w=part.columns["v"] + 1).keep(part.columns["v"] >= 1e4)


def require_engine(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Assert that an engine over :data:`DATA` does all that one in memory does."""
    for module in ("stream", "dask"):
        monkeypatch.setattr(f"reportgen.engine.{module}.PART_ROWS", 60)
    memory = MemoryEngine(tuple(cut(DATA, PLACES))).derive(above)
    for derived in (engine.derive(above), engine.derive(above).keep()):
        assert derived.rows == memory.rows == 350
        ours, theirs = derived.run(Moments(("w",)), SUMS[1]), memory.run(Moments(("w",)), SUMS[1])
        assert ours[0].mean[0] == pytest.approx(theirs[0].mean[0], rel=1e-14)
        assert ours[1].tolist() == theirs[1].tolist()
    with pytest.raises(EngineError, match="no rows"):
        engine.derive(lambda part: part.keep(part.columns["v"] < 0)).run(*SUMS)
    parts = list(engine.apart("key"))
    keys = [set(np.flatnonzero(p.run(ClusterSums((), "key", 41))[0][:, 0])) for p in parts]
    assert len(parts) == 8
    assert sum(map(len, keys)) == len(set().union(*keys)) == 41
    assert sum(part.rows for part in parts) == engine.rows == 450


def test_a_stream_does_all_that_memory_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = StreamEngine.of(iter(cut(DATA, PLACES)), 3, tmp_path)
    require_engine(engine, monkeypatch)
    assert not any(tmp_path.iterdir())


def test_a_stream_reads_only_what_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = StreamEngine.of(iter(cut(DATA, (100,))))
    read: list[tuple[Any, int]] = []
    plain = ScratchFile.read

    def seen(file: ScratchFile, start: int, kind: np.dtype[Any], rows: int) -> Any:
        read.append((str(kind), rows))
        return plain(file, start, kind, rows)

    monkeypatch.setattr(ScratchFile, "read", seen)
    engine.derive(above).run(Moments(("v",)))
    assert read == [("float32", 100), ("float32", 350)]


def test_columns_come_back_from_scratch_as_they_went() -> None:
    odd = block(
        exact=np.array([0.1, np.nan, -0.0, 1e300]),
        small=np.array([0.5, np.nan, -np.inf, 2.0**100]),
        code=np.array([-1, 0, 127, 3], np.int32),
        wide=np.array([-1, 0, 200, 3], np.int32),
        row=np.array([5, 6, 8, 9], np.int64),
        key=np.array([0, 1, 2**64 - 1, 7], np.uint64),
    )
    (found,) = StoredBlocks.of(iter([odd]))
    for name, values in odd.columns.items():
        assert found.columns[name].dtype == values.dtype
        assert found.columns[name].tobytes() == values.tobytes(), name


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said(code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(*_: object) -> int:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(EngineError, match=os.strerror(code)) as caught:
        StreamEngine.of(iter([DATA]), 1, tmp_path)
    assert "--scratch" in caught.value.hint
    with pytest.raises(EngineError, match="cannot be made"):
        ScratchFile(tmp_path / "nowhere")


def group(root: Path, path: str, **files: str) -> None:
    """Write the files of a control group."""
    folder = root / "sys/fs/cgroup" / path
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(f"{text}\n")


def test_memory_available_is_that_of_the_tightest_group(tmp_path: Path) -> None:
    assert available(tmp_path) is None
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/meminfo").write_text(f"MemFree: 1 kB\nMemAvailable: {8 << 20} kB\n")
    assert available(tmp_path) == 8 * GIB
    (tmp_path / "proc/self/cgroup").write_text("0::/a/b\n")
    group(tmp_path, "a/b", memory__max="max", memory__current=str(GIB))
    assert available(tmp_path) == 8 * GIB
    pages = f"anon 5\ninactive_file {GIB}"
    group(tmp_path, "a", memory__max=str(4 * GIB), memory__current=str(3 * GIB), memory__stat=pages)
    assert available(tmp_path) == 2 * GIB
    (tmp_path / "proc/self/cgroup").write_text("7:cpu:/a\n4:memory,hugetlb:/c\n")
    names = {"memory__limit_in_bytes": str(GIB), "memory__usage_in_bytes": str(GIB // 4)}
    group(tmp_path, "memory/c", **names)
    assert available(tmp_path) == GIB - GIB // 4


class Deadly:
    """Sums, in whose first pass the worker that comes to row 200 dies."""

    columns = ("v", "row")

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def update(self, part: Block) -> float:
        """Die once."""
        if 200 in part.columns["row"] and not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return float(part.columns["v"].sum())

    def merge(self, a: float, b: float) -> float:
        """Add up."""
        return a + b

    def finish(self, state: float) -> float:
        """Return the sum."""
        return state


def pass_with_a_death(engine: Engine, mark: Path) -> float:
    """Run a pass in which a worker dies."""
    deadly: Aggregate[float, float] = Deadly(mark)
    (total,) = engine.derive(above).keep().run(deadly)
    assert mark.exists()
    return float(total)


TOTAL = float(DATA.columns["v"][100:].sum())


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a scheduler and two workers without nannies, and return its address."""
    folder = tmp_path_factory.mktemp("cluster")
    note = folder / "scheduler.json"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1"]
    dask += ["--port", "0", "--no-dashboard", "--scheduler-file", str(note)]
    work = [sys.executable, "-m", "distributed.cli.dask_worker", "--no-nanny", "--no-dashboard"]
    work += ["--nthreads", "1", "--scheduler-file", str(note), "--host", "127.0.0.1"]
    quiet: dict[str, Any] = {"stderr": subprocess.DEVNULL, "cwd": folder}
    started = [subprocess.Popen(dask, **quiet)]
    while not note.exists():
        time.sleep(0.1)
    started += [subprocess.Popen(work, **quiet) for _ in range(2)]
    try:
        yield json.loads(note.read_text())["address"]
    finally:
        for process in started:
            process.kill()
            process.wait()


@pytest.mark.long
def test_a_cluster_does_all_that_memory_does_and_outlives_a_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.engine.dask.GROUP", 2)
    cluster = Cluster(None, 2, tmp_path)
    engine = DaskEngine.of(StoredBlocks.of(iter(cut(DATA, PLACES))), cluster)
    require_engine(engine, monkeypatch)
    assert pass_with_a_death(engine, tmp_path / "mark") == TOTAL
    cluster.close()


@pytest.mark.long
def test_a_cluster_elsewhere_outlives_a_worker_until_the_last_is_gone(
    processes: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = Cluster(processes, 1)
    cluster.client.wait_for_workers(2, timeout=60)
    monkeypatch.setattr("reportgen.engine.dask.WAIT", 3)
    engine = DaskEngine.of(StoredBlocks.of(iter(cut(DATA, PLACES))), cluster)
    assert pass_with_a_death(engine, tmp_path / "first") == TOTAL
    assert len(cluster.client.scheduler_info()["workers"]) == 1
    with pytest.raises(EngineError, match="lost in the middle") as caught:
        pass_with_a_death(engine, tmp_path / "second")
    assert caught.value.exit_code == 5
    assert caught.value.where == processes
    cluster.close()


@pytest.mark.long
def test_a_scheduler_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportgen.engine.dask.WAIT", 1)
    with pytest.raises(EngineError, match="cannot be reached") as caught:
        Cluster("tcp://127.0.0.1:9", 1)
    assert caught.value.where == "tcp://127.0.0.1:9"


LIMITED = """
import resource, sys
from reportgen.cli import main
import reportgen.pipeline, reportgen.ingest.streamed
kind, size = getattr(resource, sys.argv[1]), int(sys.argv[2])
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(kind, (size + (used if kind == resource.RLIMIT_AS else 0),) * 2)
main(sys.argv[3:])
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a table of 250 MB."""
    path = tmp_path_factory.mktemp("large") / "tracks.parquet"
    names = ("energy", "valence", "tempo", "loudness", "liveness", "speechiness", "popularity")
    values = np.random.default_rng(1).normal(size=4_500_000)
    pq.write_table(pa.table(dict.fromkeys(names, values)), path, compression="none")
    return path


@pytest.mark.long
@pytest.mark.parametrize(
    ("limit", "size", "engine", "said"),
    [
        ("RLIMIT_FSIZE", 20_000, "stream", "A scratch file cannot be written (File too large)"),
        ("RLIMIT_AS", 400 << 20, "memory", "There is not enough memory for this table"),
    ],
)
def test_a_limit_ends_a_run_with_exit_code_5(
    limit: str, size: int, engine: str, said: str, large: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", LIMITED, limit, str(size), "run", str(large)]
    command += ["--engine", engine, "-o", str(tmp_path / "out"), "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 5, done.stderr
    assert said in done.stderr
    assert not (tmp_path / "out/report.json").exists()


@pytest.mark.long
def test_scratch_is_gone_after_a_crash(tables: dict[str, Path], tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from reportgen.settings import *\n"
        "from reportgen.ingest.streamed import *\n"
        "flow = flow_of(Path(sys.argv[1]), InputSettings())\n"
        "kept = understood(flow, ColumnSettings(), Path(sys.argv[2]))\n"
        "os.kill(os.getpid(), 9)"
    )
    command = [sys.executable, "-c", code, str(tables["one file"]), str(tmp_path)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert not any(tmp_path.iterdir())
