"""Looking at earlier runs, naming, moving and forgetting them, on the command line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen import history, read_report
from reportgen.errors import ExitCode
from reportgen.results import Comparison
from reportgen.settings import HistorySettings
from tests.cli.test_main import HEADER, rows, table
from tests.cli.test_night import invoke
from tests.example import example_report
from tests.history.conftest import add, night
from tests.history.test_record import on


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three nights."""
    engine = history.open_database(HistorySettings(), tmp_path)
    for day in (1, 2, 3):
        add(engine, on(day, report=example_report()), night(day), folder=f"night-{day}")
        (tmp_path / f"night-{day}").mkdir()
    return tmp_path


def test_runs_are_listed_and_shown(folder: Path) -> None:
    listed = invoke("history", "list", "-o", folder)
    assert listed.exit_code == ExitCode.OK
    assert "20261103T060000Z" in listed.stdout
    assert "1/4" in listed.stdout
    found = json.loads(invoke("history", "list", "-o", folder, "--json").stdout)
    assert [run["created"] for run in found] == ["2026-11-03", "2026-11-02", "2026-11-01"]
    shown = invoke("history", "show", "20261102", "-o", folder).stdout
    assert "gate R² holds: failed" in shown
    assert "step pdf: 1.50 s" in shown
    whole = json.loads(invoke("history", "show", "-o", folder, "--json").stdout)
    assert whole["results"]["classification.auc"]["low"] is not None
    one = invoke("history", "show", "-o", folder, "--path", "data.rows").stdout
    assert one == "data.rows\t32240\n"
    assert invoke("history", "show", "-o", folder, "--path", "data.row").exit_code == ExitCode.DATA


def test_a_history_is_moved_and_pruned(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "moved" / "history.jsonl.gz"
    assert invoke("history", "export", file, "-o", folder).exit_code == ExitCode.OK
    assert len(gzip.decompress(file.read_bytes()).splitlines()) == 4
    other = tmp_path / "other"
    assert invoke("history", "import", file, "-o", other).stdout == "3 runs added, 0 were there.\n"
    assert invoke("history", "import", file, "-o", other).stdout == "0 runs added, 3 were there.\n"
    file.write_bytes(file.read_bytes()[:-20])
    assert invoke("history", "import", file, "-o", other).exit_code == ExitCode.DATA
    named = invoke("history", "baseline", "release", "20261101", "-o", folder)
    assert named.stdout.startswith("release\t20261101T060000Z-")
    assert invoke("history", "baseline", "-o", folder).stdout == named.stdout
    assert invoke("history", "prune", "-o", folder).exit_code == ExitCode.USAGE
    trial = invoke("history", "prune", "--keep", "1", "--files", "--dry-run", "-o", folder).stdout
    assert (folder / "night-2").exists()
    assert invoke("history", "prune", "--keep", "1", "--files", "-o", folder).stdout == trial
    assert trial.splitlines()[-1] == str(folder / "night-2")
    assert [path.name for path in sorted(folder.glob("night-*"))] == ["night-1", "night-3"]
    assert invoke("history", "page", "-o", folder).stdout == f"{folder / 'index.html'}\n"


def test_where_there_is_no_history_it_is_said(tmp_path: Path) -> None:
    ended = invoke("history", "list", "-o", tmp_path / "none")
    assert ended.exit_code == ExitCode.DELIVERY
    assert "There is no history" in ended.stderr
    assert not (tmp_path / "none").exists()


@pytest.fixture
def nightly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run on a day of November, and return what is said."""
    table(tmp_path, HEADER + rows(400))

    def made(day: int, *more: str) -> str:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(night(day).timestamp())))
        where = ("-o", tmp_path / "out", "--format", "json")
        ended = invoke("run", tmp_path / "tracks.csv", *where, *more)
        assert ended.exit_code == ExitCode.OK, ended.stderr
        return ended.stderr

    return made


@pytest.mark.long
def test_nights_look_back_by_themselves(tmp_path: Path, nightly: Callable[..., str]) -> None:
    out = tmp_path / "out"
    assert nightly(1, "--archive") == ""
    assert "the table is that of 1 November 2026" in nightly(2, "--archive")
    report = read_report(out / "latest" / "report.json")
    assert isinstance(report.comparison, Comparison)
    assert len(list(out.glob("2026-*"))) == 2
    assert (out / "index.html").read_text(encoding="utf-8").count("report.json") == 2
    told = invoke("run", tmp_path / "tracks.csv", "-o", out, "--archive", "--no-history")
    assert told.exit_code == ExitCode.SETTINGS


@pytest.mark.long
def test_a_baseline_is_looked_back_to(tmp_path: Path, nightly: Callable[..., str]) -> None:
    out = tmp_path / "out"
    nightly(1)
    invoke("history", "baseline", "release", "-o", out)
    nightly(2)
    first = nightly(3, "--baseline", "release")
    assert "the table is that of 1 November 2026" in first
    kept = (out / "report.json").read_bytes()
    assert nightly(3, "--baseline", "release") == first
    assert (out / "report.json").read_bytes() == kept, "the same day gives the same bytes"
    assert "the table is that of 2 November 2026" in nightly(3)
    told = invoke("run", tmp_path / "tracks.csv", "-o", out, "--baseline", "relaese")
    assert told.exit_code == ExitCode.SETTINGS
    assert "no baseline 'relaese'" in told.stderr
