"""Log lines: JSON that can be read line by line, without secrets, errors with their code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from reportgen import read_report
from reportgen.cli import main
from reportgen.cli.logs import current
from reportgen.cli.secrets import redacted, secrets
from reportgen.configuration import load
from reportgen.errors import ExitCode
from tests.cli.test_main import HEADER, rows, table

ALWAYS = {"time", "level", "run", "event", "step", "duration"}


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def lines(result: Result) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in result.stderr.splitlines()]
    assert all(set(line) >= ALWAYS for line in found)
    assert len({line["run"] for line in found}) == 1
    assert current() is None
    return found


def test_a_run_is_told_in_lines_of_json(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER + rows(400))
    config = tmp_path / "c.toml"
    config.write_text("[[gates]]\npath = 'data.rows'\nmin = 401\n", encoding="utf-8")
    out = ("-o", tmp_path / "out", "--format", "json,md", "-v", "-c", config)
    ended = invoke("run", path, *out, "--log-format", "json", "--log-level", "debug")
    assert ended.exit_code == ExitCode.GATE_FAILED
    assert len(ended.stdout.splitlines()) == 2
    found = lines(ended)
    assert (found[0]["event"], found[-1]["event"]) == ("run started", "run ended")
    steps = [line for line in found if line["event"] == "step ended"]
    report = read_report(tmp_path / "out" / "report.json")
    assert report.execution is not None
    assert [line["step"] for line in steps[:-2]] == [s.name for s in report.execution.steps]
    assert [line["step"] for line in steps[-2:]] == ["remember", "md"]
    for line, step in zip(steps, report.execution.steps, strict=False):
        assert line["duration"] == pytest.approx(step.seconds, abs=0.01)
    assert found[-1]["exit_code"] == 10
    assert found[-1]["duration"] >= sum(line["duration"] for line in steps) - 0.01
    assert found[-1]["peak_memory"] >= (report.execution.peak_memory or 0) > 10_000_000
    (gate,) = (line for line in found if line["event"] == "gate not passed")
    assert (gate["level"], gate["gate"], gate["value"]) == ("error", "data.rows", 400.0)
    assert sum(line["event"] == "step started" for line in found) == len(steps)


def test_lines_for_people_and_a_level(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER + rows(400))
    out = ("-o", tmp_path / "out", "--format", "json")
    shown = invoke("run", path, *out, "--log-format", "text").stderr.splitlines()
    assert " INFO    step ended run=" in shown[1]
    assert ' step="read" duration=0.' in shown[1]
    assert not [line for line in shown if "step started" in line]
    assert invoke("run", path, *out, "--log-level", "error").stderr == ""


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (("none.csv",), ExitCode.DATA, "none.csv"),
        (("x.csv", "-c", "none.toml"), ExitCode.SETTINGS, "none.toml"),
        (("x.csv", "--sede", "3"), ExitCode.USAGE, "--sede"),
        (("x.csv", "--seed", "x"), ExitCode.USAGE, "--seed"),
    ],
)
def test_a_mistake_is_one_line_with_its_code(words: tuple[str, ...], code: int, text: str) -> None:
    ended = invoke("run", *words, "--log-format", "json")
    assert ended.exit_code == code
    last = lines(ended)[-1]
    assert (last["event"], last["level"], last["exit_code"]) == ("error", "error", code)
    assert text in last["text"]
    plain = invoke("run", *words)
    assert plain.exit_code == code
    assert "{" not in plain.stderr


def test_a_bug_is_one_line_with_its_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("reportgen.cli.run.analyze", broken)
    ended = invoke("run", table(tmp_path, HEADER), "--log-format=json")
    assert ended.exit_code == ExitCode.BUG
    last = lines(ended)[-1]
    assert (last["kind"], last["exit_code"]) == ("ZeroDivisionError", 1)
    assert "planted" in last["trace"]


def test_secrets_stand_in_no_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSIC", "postgresql://ada:s%20cret@127.0.0.1:1/music")
    words = ("--sql", "SELECT 1", "--log-format", "json")
    for more in (("--sql-url-env", "MUSIC"), ("postgresql://ada:s%20cret@127.0.0.1:1/music",)):
        ended = invoke("run", *more, *words)
        assert ended.exit_code == ExitCode.DATA
        assert len(lines(ended)) >= 2
        assert "cret" not in ended.stderr
    settings = load(None, {"input": {"sql": "SELECT 1", "sql_url_env": "MUSIC"}})
    assert secrets(settings) == ("postgresql://ada:s%20cret@127.0.0.1:1/music",)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at smtp://u:p@h:25/x", "at smtp://***@h:25/x"),
        ("http://h/?token=abc&n=1", "http://h/?token=***&n=1"),
        ("pa ss&word and pa%20ss%26word", "*** and ***"),
        ("mail ada@example.org, see https://example.org", "mail ada@example.org, see https://example.org"),
    ],
)  # fmt: skip
def test_what_is_hidden(text: str, shown: str) -> None:
    assert redacted([{"a": text}], ("pa ss&word",)) == [{"a": shown}]


def test_the_same_bytes_where_the_clock_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    path = table(tmp_path, HEADER + rows(400))
    for name in "ab":
        assert invoke("run", path, "-o", tmp_path / name, "--format", "json").exit_code == 0
    one, two = ((tmp_path / name / "report.json").read_bytes() for name in "ab")
    assert one == two
    assert json.loads(one)["execution"] is None
