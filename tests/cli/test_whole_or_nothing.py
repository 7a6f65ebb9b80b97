"""Runs that are ended at any moment: no half file, no lost history, and the next run is fine."""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from filelock import lock_descriptor

from reportgen import history
from reportgen.cli.memory import remembered
from reportgen.cli.progress import Steps
from reportgen.cli.run import hand_over
from reportgen.errors import ExitCode, RenderError
from reportgen.render import lock
from reportgen.render.json import load
from reportgen.render.lock import held, orderly, undisturbed
from reportgen.render.outputs import sweep
from reportgen.results import Report, RunStatus
from reportgen.settings import ArchiveSettings, ReportSettings, Settings
from tests.change import change
from tests.example import example_report
from tests.history.conftest import night

NAMES = ("report.json", "report.md")


def one_run(folder: Path, report: Report, number: int, *, archive: bool) -> None:
    """Do what a run does once its report is there."""
    settings = Settings(
        report=ReportSettings(output=folder, formats=("json", "md")),
        archive=ArchiveSettings(enabled=archive),
    )
    report = change(report, title=f"Run {number}", **{"provenance.sha256": f"{number:064}"})
    with orderly(), Steps(quiet=True, verbose=False) as steps, held(folder):
        sweep(folder)
        memory = remembered(settings.history, folder, night(1) + timedelta(minutes=number))
        hand_over(report, settings, memory, steps, ExitCode.OK)
        if memory.lost is not None:
            raise memory.lost


def forked(work: Callable[[int], None]) -> tuple[int, int]:
    """Start a process that works, and return it with the end of a pipe that it tells through."""
    read, write = os.pipe()
    child = os.fork()
    if child:
        os.close(write)
        return child, read
    status = 1
    try:
        os.close(read)
        work(write)
        status = 0
    except KeyboardInterrupt:
        status = 130
    except BaseException:  # noqa: BLE001 - the child may not run the tests of its parent
        traceback.print_exc()
    finally:
        os._exit(status)


def run_on(folder: Path, report: Report, first: int, *, archive: bool) -> Callable[[int], None]:
    def work(told: int) -> None:
        for number in range(first, first + 1000):
            one_run(folder, report, number, archive=archive)
            os.write(told, number.to_bytes(4))

    return work


def all_of(told: int) -> list[int]:
    content = b""
    while piece := os.read(told, 4096):
        content += piece
    os.close(told)
    return [int.from_bytes(content[i : i + 4]) for i in range(0, len(content), 4)]


def title_of(path: Path) -> str:
    """Return the title of a whole file."""
    content = path.read_bytes()
    if path.suffix == ".json":
        return load(content).title
    assert content.endswith(b"\n")
    return content.decode().split("\n", 1)[0].strip("# ")


def examined(folder: Path, done: set[int]) -> int:
    """Look at the history after a run was ended, and return how many of its runs are open."""
    if not (folder / "history.sqlite").exists():
        assert not done
        return 0
    with closing(sqlite3.connect(folder / "history.sqlite")) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'runs'").fetchall():
            assert not done, "it was ended before the tables were made"
            return 0
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        counts = connection.execute("SELECT count(*) FROM results GROUP BY run").fetchall()
        assert len(set(counts)) <= 1, "a run lacks some of its numbers"
        query = "SELECT title, status, report_sha256 FROM runs"
        runs = connection.execute(query).fetchall()
    assert len(counts) == len(runs)
    written = {title for title, status, _ in runs if status == RunStatus.WRITTEN}
    assert {f"Run {number}" for number in done} <= written
    assert len({sha for _, _, sha in runs}) == len(runs)
    return sum(status != RunStatus.WRITTEN for _, status, _ in runs)


def folders(folder: Path, *, archive: bool) -> list[Path]:
    if not archive:
        return [folder]
    return [path for path in folder.glob("20*") if path.is_dir()]


def ended_at(folder: Path, moments: int, number: signal.Signals, *, archive: bool) -> Counter[str]:
    """End a run at so many moments, and count what it was in the middle of."""
    report, chance = example_report(), random.Random(f"{number}{archive}")
    done: set[int] = set()
    first, open_runs = 0, 0
    found: Counter[str] = Counter()
    span = _usual(folder.with_name("measured"), report, archive=archive)
    for _ in range(moments):
        child, told = forked(run_on(folder, report, first, archive=archive))
        time.sleep(chance.random() * span)
        os.kill(child, number)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) in {-number, 130}
        now = all_of(told)
        done |= set(now)
        found["done before"] += len(now)
        found["scratch was left"] += bool(list(folder.rglob(".reportgen-*")))
        before, open_runs = open_runs, examined(folder, done)
        found["a run was open"] += open_runs > before
        for place in folders(folder, archive=archive):
            for name in NAMES:
                if archive or (place / name).exists():
                    title_of(place / name)
        first = max((*done, first)) + 2
        next_one(folder, report, first, archive=archive)
        open_runs = examined(folder, done | {first})
        done.add(first)
        first += 1
    return found


def _usual(folder: Path, report: Report, *, archive: bool) -> float:
    """Return the seconds in which to end runs: one and a half of what one takes."""
    next_one(folder, report, 0, archive=archive)
    began = time.monotonic()
    next_one(folder, report, 1, archive=archive)
    return 1.5 * (time.monotonic() - began)


def next_one(folder: Path, report: Report, number: int, *, archive: bool) -> None:
    """The next run is fine, and tidies up."""
    child, told = forked(lambda _: one_run(folder, report, number, archive=archive))
    _, status = os.waitpid(child, 0)
    os.close(told)
    assert status == 0
    assert [path.name for path in folder.rglob(".reportgen-*")] == []
    here = folder / "latest" if archive else folder
    assert {title_of(here / name) for name in NAMES} == {f"Run {number}"}
    examined(folder, {number})


@pytest.mark.parametrize(
    "archive", [False, pytest.param(True, marks=pytest.mark.long)], ids=["flat", "archive"]
)
def test_killed_at_a_few_moments(tmp_path: Path, archive: bool) -> None:
    ended_at(tmp_path / "out", 2, signal.SIGKILL, archive=archive)


@pytest.mark.long
@pytest.mark.parametrize(
    ("number", "archive"),
    [(signal.SIGKILL, False), (signal.SIGKILL, True), (signal.SIGTERM, False)],
)
def test_ended_at_fifty_moments(tmp_path: Path, number: signal.Signals, archive: bool) -> None:
    found = ended_at(tmp_path / "out", 50, number, archive=archive)
    print(number.name, "archive" if archive else "flat", dict(found))  # noqa: T201 - for the record
    assert min(found["done before"], found["a run was open"]) > 5


def test_a_set_that_is_whole_is_carried_on(tmp_path: Path) -> None:
    """Killed after the commit and before all renames: the next writer ends the work."""
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").write_bytes(b"old")
    whole = tmp_path / ".reportgen-whole-0123"
    whole.mkdir()
    (whole / "b").write_bytes(b"new")
    scratch = tmp_path / ".reportgen-4567"
    scratch.mkdir()
    (scratch / "a").write_bytes(b"half")
    sweep(tmp_path)
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert found == {"a": b"old", "b": b"new"}


def test_a_full_disk_leaves_the_last_report_in_its_place(tmp_path: Path) -> None:
    report, folder = example_report(), tmp_path / "out"
    one_run(folder, report, 1, archive=False)

    def on_a_full_disk(_told: int) -> None:
        limit = (folder / "report.json").stat().st_size - 1000
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        with pytest.raises(RenderError, match="File too large"):
            one_run(folder, report, 2, archive=False)

    child, told = forked(on_a_full_disk)
    _, status = os.waitpid(child, 0)
    os.close(told)
    assert status == 0
    assert [path.name for path in folder.glob(".reportgen-*")] == []
    assert {title_of(folder / name) for name in NAMES} == {"Run 1"}
    examined(folder, {1})
    next_one(folder, report, 3, archive=False)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A disk of 700 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    return folder


@pytest.mark.long
def test_a_disk_that_is_really_full(tiny: Path) -> None:
    report = example_report()
    try:
        one_run(tiny, report, 1, archive=False)
        (tiny / "filler").write_bytes(b"0" * (os.statvfs(tiny).f_bavail * 4096 - 100_000))
        with pytest.raises(RenderError, match="No space left"):
            one_run(tiny, report, 2, archive=False)
        assert {title_of(tiny / name) for name in NAMES} == {"Run 1"}
        examined(tiny, {1})
        (tiny / "filler").unlink()
        next_one(tiny, report, 3, archive=False)
    finally:
        subprocess.run(["umount", "-l", str(tiny)], check=True)


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RenderError, match="cannot be written"):
        one_run(tmp_path / "file" / "out", example_report(), 1, archive=False)
    with pytest.raises(RenderError, match="cannot be written"):
        one_run(Path("/proc/out"), example_report(), 1, archive=False)


def test_numbers_are_remembered_where_a_page_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RenderError("the page cannot be made")

    report = example_report()
    one_run(tmp_path, report, 1, archive=False)
    monkeypatch.setattr("reportgen.cli.run.make_files", fails)
    with pytest.raises(RenderError):
        one_run(tmp_path, report, 2, archive=False)
    engine = history.open_database(Settings().history, tmp_path)
    ended = [(run.title, run.status, run.exit_code) for run in history.runs(engine)]
    assert ended == [("Run 2", "failed", 6), ("Run 1", "written", 0)]
    assert title_of(tmp_path / "report.json") == "Run 1"


WAITS = """
import sys
from pathlib import Path
from reportgen.render.lock import held
with held(Path(sys.argv[1]), waiting=lambda: print("waiting", flush=True)):
    print("in", flush=True)
    if len(sys.argv) > 2:
        sys.stdin.readline()
"""


def test_a_second_run_waits_or_ends(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    command = [sys.executable, "-c", WAITS, str(folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([*command, "stay"], **pipes) as first:  # type: ignore[call-overload]
        assert first.stdout.readline() == "in\n"
        with pytest.raises(RenderError, match="another run is writing"), held(folder, wait=False):
            pass
        with subprocess.Popen(command, **pipes) as second:  # type: ignore[call-overload]
            assert second.stdout.readline() == "waiting\n"
            first.kill()
            assert second.stdout.readline() == "in\n", "a lock goes with its process"
    assert list(folder.iterdir()) == []


def test_two_runs_at_once_both_end_and_are_remembered(tmp_path: Path) -> None:
    report, folder = example_report(), tmp_path / "out"
    numbers = range(2)
    children = [
        forked(lambda _, n=number: one_run(folder, report, n, archive=False))  # type: ignore[misc]
        for number in numbers
    ]
    for child, told in children:
        assert os.waitpid(child, 0)[1] == 0
        os.close(told)
    assert examined(folder, set(numbers)) == 0
    assert len({title_of(folder / name) for name in NAMES}) == 1


def test_a_folder_that_cannot_be_locked_has_a_file_that_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = lock_descriptor

    def files_only(descriptor: int, **options: bool) -> bool:
        if os.fstat(descriptor).st_mode & 0o040000:
            raise OSError(9, "Bad file descriptor")
        return original(descriptor, **options)

    monkeypatch.setattr(lock, "lock_descriptor", files_only)
    with held(tmp_path):
        assert (tmp_path / ".reportgen.lock").exists()
        child, told = forked(lambda _: held(tmp_path, wait=False).__enter__())
        os.close(told)
        assert os.waitpid(child, 0)[1] != 0


def test_a_signal_waits_until_the_set_is_in_its_place() -> None:
    seen = []
    with pytest.raises(KeyboardInterrupt), orderly():  # noqa: PT012 - the order is what is tested
        with undisturbed():
            os.kill(os.getpid(), signal.SIGTERM)
            seen.append("still here")
        seen.append("never")
    assert seen == ["still here"]


def test_the_name_of_a_folder_says_what_is_in_it(tmp_path: Path) -> None:
    report = example_report()
    for number in (1, 2, 2):
        one_run(tmp_path, report, number, archive=True)
    found = folders(tmp_path, archive=True)
    assert len(found) == 2
    for folder in found:
        content = (folder / "report.json").read_bytes()
        day = json.loads(content)["provenance"]["created"][:10]
        assert folder.name == f"{day}-{hashlib.sha256(content).hexdigest()[:10]}"
    assert title_of(tmp_path / "latest" / "report.json") == "Run 2"
    assert (tmp_path / "latest").is_symlink()
