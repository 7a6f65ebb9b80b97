"""The command line: what it prints, writes and returns."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

import reportgen
from reportgen.cli import main
from reportgen.errors import ExitCode
from reportgen.results import FORMAT_VERSION

HEADER = "track_id,artist,danceability,energy,tempo,popularity\n"


def rows(n: int, popularity: Callable[[int], object] = lambda i: i % 90) -> str:
    generator = np.random.default_rng(3)
    numbers = generator.uniform(0, 1, (n, 2)).round(3)
    return "".join(
        f"t{i},a{i % 40},{numbers[i, 0]},{numbers[i, 1]},{90 + i % 60},{popularity(i)}\n"
        for i in range(n)
    )


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def table(folder: Path, text: str | bytes) -> Path:
    path = folder / "tracks.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_version_is_the_package_version() -> None:
    assert invoke("--version").stdout == f"reportgen, version {reportgen.__version__}\n"


def test_help_shows_examples_and_exit_codes() -> None:
    shown = invoke("--help").stdout
    assert "reportgen run tracks.csv" in shown
    assert "4 data" in shown
    assert "reportgen run tracks.csv -o briefing" in invoke("run", "--help").stdout


def test_run_prints_the_paths_it_wrote_and_nothing_else(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER + rows(400))
    result = invoke("run", path, "-o", tmp_path / "out", "--format", "json", "--title", "T")
    assert result.exit_code == ExitCode.OK
    assert result.stdout.splitlines() == [str(tmp_path / "out" / "report.json")]
    assert result.stderr == ""
    stored = json.loads((tmp_path / "out" / "report.json").read_bytes())
    assert stored["title"] == "T"
    assert stored["data"]["rows"] == 400
    assert stored["generated"] is False


def test_verbose_prints_a_line_a_step_and_quiet_prints_nothing(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER + rows(400))
    loud = invoke("run", path, "-o", tmp_path / "a", "--format", "json", "-v")
    assert [line.split("  ")[0] for line in loud.stderr.splitlines()][:3] == [
        "Reading the table",
        "Cleaning",
        "Describing",
    ]
    silent = invoke("run", path, "-o", tmp_path / "b", "--format", "json", "-q")
    assert (silent.stdout, silent.stderr) == ("", "")


def test_inspect_changes_nothing(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER + rows(50))
    before = sorted(tmp_path.iterdir())
    result = invoke("inspect", path)
    assert result.exit_code == ExitCode.OK
    assert "danceability" in result.stdout
    assert sorted(tmp_path.iterdir()) == before


BAD: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "empty"),
    "header only": (HEADER, "row"),
    "no numeric feature": ("title,artist,popularity\na,b,3\nc,d,4\n", "feature"),
    "two different rows": ("danceability,energy\n" + "0.1,0.2\n0.3,0.4\n" * 50, "complete rows"),
    "constant target": (HEADER + rows(200, lambda _: 7), "same value"),
    "fewer rows than parameters": (HEADER + rows(9), "complete rows"),
    "one class only": (
        HEADER.replace("popularity", "hit") + rows(200, lambda _: 1),
        "same value",
    ),
    "binary": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "PNG"),
    "nul bytes": (b"a,b\n1,\x00\x00\x00\n" * 50, ""),
    "broken gzip": (gzip.compress((HEADER + rows(300)).encode())[:200], ""),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_said_and_nothing_is_written(tmp_path: Path, case: str) -> None:
    content, word = BAD[case]
    path = table(tmp_path, content)
    result = invoke("run", path, "-o", tmp_path / "out")
    assert result.exit_code == ExitCode.DATA
    assert result.stderr.startswith("Error: ")
    assert word in result.stderr
    assert "tracks.csv" in result.stderr
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def test_a_missing_file_and_a_folder_are_said(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        result = invoke("run", path, "-o", tmp_path / "out")
        assert result.exit_code == ExitCode.DATA
        assert str(path) in result.stderr


def test_an_unknown_target_is_said_with_the_nearest(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER + rows(100))
    result = invoke("run", path, "--target", "populrity", "-o", tmp_path / "out")
    assert result.exit_code == ExitCode.DATA
    assert "popularity" in result.stderr


@pytest.mark.parametrize(
    "arguments", [("run", "--format", "docx"), ("run", "--seed", "-1"), ("frobnicate",)]
)
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    assert invoke(*arguments).exit_code == ExitCode.USAGE


def test_a_previous_report_names_the_segments(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER + rows(400))
    config = tmp_path / "k.toml"
    config.write_text("[segments]\nk = 2\n", encoding="utf-8")
    run = ("run", path, "-c", config, "--format", "json", "-o")
    assert invoke(*run, tmp_path / "first").exit_code == ExitCode.OK
    first = tmp_path / "first" / "report.json"
    again = invoke(*run, tmp_path / "second", "--previous", first, "--seed", "5")
    assert again.exit_code == ExitCode.OK
    old, new = (
        json.loads((tmp_path / name / "report.json").read_text(encoding="utf-8"))["segments"]
        for name in ("first", "second")
    )
    assert old["previous"] is None
    assert new["previous"]["k"] == 2
    kept = {c["name"]: c["label"] for c in new["previous"]["changes"] if c["distance"] is not None}
    labels = {member["name"]: member["label"] for member in old["members"]}
    assert kept
    assert kept.items() <= labels.items()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        ("no report", "is not JSON"),
        ('{"format_version": 1}', "format version 1, and this version reads"),
        (f'{{"format_version": {FORMAT_VERSION}}}', "is not valid"),
    ],
)
def test_a_broken_previous_report_is_said(tmp_path: Path, content: str | None, said: str) -> None:
    previous = tmp_path / "last.json"
    if content is not None:
        previous.write_text(content, encoding="utf-8")
    path = table(tmp_path, HEADER + rows(400))
    result = invoke("run", path, "-o", tmp_path / "out", "--previous", previous)
    assert result.exit_code == ExitCode.DATA
    assert str(previous) in result.stderr
    assert said in result.stderr
    assert not (tmp_path / "out").exists()


def test_an_unknown_setting_exits_with_3(tmp_path: Path) -> None:
    config = tmp_path / "c.toml"
    config.write_text("sede = 3\n", encoding="utf-8")
    result = invoke("run", "-c", config, "-o", tmp_path / "out")
    assert result.exit_code == ExitCode.SETTINGS
    assert "Did you mean seed?" in result.stderr


def test_a_folder_that_cannot_be_made_exits_with_6(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER + rows(400))
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    result = invoke("run", path, "--format", "json", "-o", tmp_path / "file" / "out")
    assert result.exit_code == ExitCode.RENDERING
    assert "Traceback" not in result.output


def test_our_own_mistakes_show_their_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("reportgen.cli.run.analyze", broken)
    result = invoke("run", table(tmp_path, HEADER + rows(40)), "-o", tmp_path / "out")
    assert result.exit_code == ExitCode.BUG
    assert "ZeroDivisionError: planted" in result.stderr
    assert "bug in reportgen" in result.stderr


def test_the_clock_is_taken_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path, HEADER + rows(400))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert invoke("run", path, "-o", tmp_path, "--format", "json").exit_code == ExitCode.OK
    stored = json.loads((tmp_path / "report.json").read_bytes())
    assert stored["provenance"]["created"] == "1970-01-02T00:00:00+00:00"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert invoke("run", path, "-o", tmp_path).exit_code == ExitCode.SETTINGS


@pytest.mark.parametrize("command", ["run", "inspect"])
def test_a_reader_that_has_gone_is_no_mistake(tmp_path: Path, command: str) -> None:
    path = table(tmp_path, HEADER + rows(400))
    options = ["-o", str(tmp_path / "out"), "--format", "json"] if command == "run" else []
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [sys.executable, "-m", "reportgen", command, str(path), *options],
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (ended.returncode, b"Broken" in ended.stderr) == (ExitCode.OK, False)


# A process that is started in the background may inherit an ignored SIGINT.
LISTENING = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from reportgen.cli import main; main(sys.argv[1:])"
)


def test_interrupted_in_the_middle_nothing_is_left(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LISTENING, "run", "-o", str(tmp_path / "out"), "-v"]
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith(b"Reading")
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Interrupted; nothing was written." in errors
    assert b"Traceback" not in errors
    assert not (tmp_path / "out").exists()
