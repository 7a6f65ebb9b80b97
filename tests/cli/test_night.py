"""A run that looks back and is watched, and what is printed of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from reportgen import read_report
from reportgen.cli import main
from reportgen.cli.watch import Watch, finish
from reportgen.compare import compare
from reportgen.errors import ExitCode, RenderError
from reportgen.render import make
from reportgen.render.json import dump
from reportgen.results import Comparison, Report
from tests.change import change
from tests.cli.test_main import HEADER, rows, table
from tests.compare.reports import plain_report


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a table, and the report of a first run."""
    made = tmp_path_factory.mktemp("night")
    table(made, HEADER + rows(400))
    ended = invoke("run", made / "tracks.csv", "-o", made / "first", "--format", "json", "-q")
    assert ended.exit_code == ExitCode.OK
    return made


def run(folder: Path, settings: str, *more: str | Path) -> Result:
    config = folder / "night.toml"
    config.write_text(settings, encoding="utf-8")
    out = ("-o", folder / "out", "--format", "json")
    return invoke("run", folder / "tracks.csv", *out, "-c", config, *more)


KEPT = "[[gates]]\nname = 'rows'\npath = 'data.rows'\nmin = 400\n"
BROKEN = "[[gates]]\nname = 'more rows'\npath = 'data.rows'\nmin = 401\n"
BACK = "[[gates]]\nname = 'steady'\npath = 'data.rows'\nmax_change = 0\n"


def test_a_gate_that_fails_ends_the_run_with_10_and_the_report_is_there(folder: Path) -> None:
    ended = run(folder, KEPT + BROKEN)
    assert ended.exit_code == ExitCode.GATE_FAILED
    assert ended.stdout.splitlines() == [str(folder / "out" / "report.json")]
    text = "1 of 2 passed. “more rows” failed: 400 is below 401."
    assert ended.stderr.splitlines() == [f"Gates: {text}"]
    report = read_report(folder / "out" / "report.json")
    assert report.verdict.gated.text == text


def test_gates_only_warn_where_that_is_asked_and_nothing_to_look_back_to_is_not_green(
    folder: Path,
) -> None:
    ended = run(folder, KEPT + BACK, "--warn-only")
    assert ended.exit_code == ExitCode.OK
    assert "1 of 2 passed. “steady” cannot be computed: there is no previous run" in ended.stderr


def test_an_unchanged_table_has_nothing_to_decide(folder: Path) -> None:
    ended = run(folder, BACK, "--previous", folder / "first" / "report.json")
    assert ended.exit_code == ExitCode.OK
    assert "Since the last run: Nothing to decide: the table is that of" in ended.stderr
    assert "Gates: 1 of 1 passed." in ended.stderr
    report = read_report(folder / "out" / "report.json")
    assert isinstance(report.comparison, Comparison)
    assert report.comparison.quiet
    assert report.comparison.same_file


def test_another_method_is_not_comparable_and_the_report_is_there(folder: Path) -> None:
    ended = run(folder, "[validation]\nfolds = 3\n", "--previous", folder / "first" / "report.json")
    assert ended.exit_code == ExitCode.NOT_COMPARABLE
    assert "Not comparable with the run of" in ended.stderr
    assert "validation.folds was 5 and is 3" in ended.stderr
    assert read_report(folder / "out" / "report.json").title == "Popularity in tracks"


def test_the_files_of_a_pipeline(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = folder / "step.md"
    step.write_text("What stood there.\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(step))
    more = ("--junit", folder / "gates" / "junit.xml", "--json-line", "-q")
    ended = run(folder, KEPT + BROKEN, *more)
    (line,) = ended.stdout.splitlines()
    found = json.loads(line)
    assert found["exit_code"] == ended.exit_code == 10
    assert found["files"] == [str(folder / "out" / "report.json")]
    assert ended.stderr == ""
    suite = ET.parse(folder / "gates" / "junit.xml").getroot()
    assert (suite.attrib["tests"], suite.attrib["failures"]) == ("2", "1")
    text = step.read_text(encoding="utf-8")
    assert text.startswith("What stood there.\n### Popularity in tracks\n")
    assert "Gates: 1 of 2 passed" in text


def test_a_night_without_a_report_is_not_green(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broken export leaves neither the files of the last night nor none at all."""
    step, file = folder / "failed.md", folder / "last.xml"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(step))
    file.write_text("<testsuite tests='1' errors='0'/>", encoding="utf-8")
    broken = folder / "broken.csv"
    broken.write_text("a,b\n", encoding="utf-8")
    ended = invoke("run", broken, "-o", folder / "out", "--junit", file, "--json-line", "-q")
    assert ended.exit_code == ExitCode.DATA
    (line,) = ended.stdout.splitlines()
    found = json.loads(line)
    assert (found["status"], found["exit_code"], found["kind"]) == ("error", 4, "DataError")
    suite = ET.parse(file).getroot()
    assert (suite.attrib["tests"], suite.attrib["errors"]) == ("1", "1")
    error = suite.find("testcase/error")
    assert error is not None
    assert error.attrib["message"] == found["text"]
    assert ended.stderr == f"Error: {found['text']}\n"
    assert step.read_text(encoding="utf-8").startswith("### No report was made\n")


def test_a_summary_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way", encoding="utf-8")
    with pytest.raises(RenderError, match="the summary cannot be written"):
        finish(plain_report(), (), Watch(summary=file / "step.md"), quiet=True)


def stored(path: Path, report: Report) -> Path:
    path.write_bytes(dump(report))
    return path


def test_compare_prints_what_changed(tmp_path: Path) -> None:
    before = stored(tmp_path / "a.json", plain_report())
    turned = change(
        plain_report(),
        **{
            "regression.effects[energy].per_sd.value": 3.0,
            "regression.effects[energy].per_sd.low": 2.5,
            "regression.effects[energy].per_sd.high": 3.5,
        },
    )
    now = stored(tmp_path / "b.json", turned)
    ended = invoke("compare", before, now)
    assert ended.exit_code == ExitCode.OK
    assert "Results that changed: “energy” (reversed)." in " ".join(ended.stdout.split())
    line = next(line for line in ended.stdout.splitlines() if line.startswith("Energy"))
    assert line.split()[-1] == "reversed"
    as_json = invoke("compare", before, now, "--json")
    found = json.loads(as_json.stdout)
    assert {r["name"] for r in found["results"] if r["judgement"] == "reversed"} == {"energy"}
    assert found["needed"] == compare(turned, plain_report()).needed


def test_compare_ends_with_11_where_nothing_can_be_compared(tmp_path: Path) -> None:
    before = stored(tmp_path / "a.json", plain_report())
    other = plain_report(**{"provenance.version": "9.9.9"})
    ended = invoke("compare", before, stored(tmp_path / "b.json", other))
    assert ended.exit_code == ExitCode.NOT_COMPARABLE
    assert "version of reportgen was 0.1.0 and is 9.9.9" in " ".join(ended.stdout.split())


def test_what_is_no_report_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    for content in (b"%PDF-1.7 and no more", b"{}", b"text"):
        path.write_bytes(content)
        ended = invoke("compare", path, path)
        assert ended.exit_code == ExitCode.DATA
        assert str(path) in ended.stderr
    assert invoke("compare", tmp_path / "none.json", path).exit_code == ExitCode.DATA


@pytest.mark.long
def test_a_pdf_carries_its_report(tmp_path: Path) -> None:
    report = replace(plain_report(), title="In a PDF")
    path = tmp_path / "report.pdf"
    path.write_bytes(make(report, ("pdf",))["pdf"])
    assert read_report(path) == report
    ended = invoke("compare", path, stored(tmp_path / "b.json", report))
    assert ended.exit_code == ExitCode.OK
    assert "Nothing to decide" in ended.stdout


def test_paths_lists_what_a_gate_can_watch(tmp_path: Path) -> None:
    path = stored(tmp_path / "a.json", plain_report())
    lines = invoke("paths", path).stdout.splitlines()
    assert "regression.scores[full].r2.value\t0.083" in lines
    assert "provenance.created\t2026-11-23T06:00:00+00:00" in lines
    assert not [line for line in lines if line.startswith(("title\t", "regression.target\t"))]
    assert "regression.scores[…].r2.value" in invoke("paths").stdout.splitlines()
