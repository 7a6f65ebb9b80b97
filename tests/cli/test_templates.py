"""``reportgen templates``: what there is, and copies for editing."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reportgen.cli import main
from reportgen.errors import ExitCode
from reportgen.render import make
from reportgen.render.context import Drawings, Look
from reportgen.render.html import html
from reportgen.render.pages import templates_folder
from tests.example import example_report


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["templates", *map(str, arguments)])


def files(folder: Path) -> dict[str, bytes]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_each_template_is_listed_with_its_blocks() -> None:
    lines = invoke("list").stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == sorted(files(templates_folder()))
    assert "sections/verdict.html.j2: answer, tiles, picture, keys, runs, after" in lines


def test_eject_copies_all_originals_and_says_what_to_do(tmp_path: Path) -> None:
    result = invoke("eject", tmp_path / "mine")
    assert result.exit_code == ExitCode.OK
    assert files(tmp_path / "mine") == files(templates_folder())
    assert len(result.stdout.splitlines()) == len(files(templates_folder()))
    assert f"reportgen run TABLE --templates {tmp_path / 'mine'}" in result.stderr


def test_the_default_is_a_folder_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert invoke("eject", "--only", "report.html.j2").exit_code == ExitCode.OK
    assert list(files(tmp_path)) == ["templates/report.html.j2"]


def test_one_can_be_ejected_alone(tmp_path: Path) -> None:
    name = "sections/verdict.html.j2"
    result = invoke("eject", tmp_path, "--only", name, "--only", "report.html.j2")
    assert sorted(files(tmp_path)) == ["report.html.j2", name]
    assert str(tmp_path / name) in result.stdout.splitlines()


def test_an_unknown_name_is_an_error_with_the_nearest(tmp_path: Path) -> None:
    result = invoke("eject", tmp_path, "--only", "sections/verdikt.html.j2")
    assert result.exit_code == ExitCode.SETTINGS
    assert "Did you mean sections/verdict.html.j2?" in result.stderr
    assert files(tmp_path) == {}


def test_nothing_is_written_over_and_nothing_at_all_is_written(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "print.css").write_text("mine")
    result = invoke("eject", tmp_path)
    assert result.exit_code == ExitCode.RENDERING
    assert "styles/print.css is there already" in result.stderr
    assert files(tmp_path) == {"styles/print.css": b"mine"}
    assert invoke("eject", tmp_path, "--force").exit_code == ExitCode.OK
    assert files(tmp_path) == files(templates_folder())


def test_copies_come_all_or_none(tmp_path: Path) -> None:
    (tmp_path / "summary.md.j2").mkdir()
    before = files(tmp_path)
    result = invoke("eject", tmp_path, "--force")
    assert result.exit_code == ExitCode.RENDERING
    assert files(tmp_path) == before


def test_unchanged_copies_make_the_same_files(tmp_path: Path) -> None:
    report = example_report()
    invoke("eject", tmp_path)
    drawn, copies = Drawings(charts={}, sparklines={}), Look(templates=tmp_path)
    assert html(report, drawn, copies) == html(report, drawn)
    assert make(report, ("md",), tmp_path) == make(report, ("md",))


@pytest.mark.long
def test_unchanged_copies_make_the_same_pdf(tmp_path: Path) -> None:
    invoke("eject", tmp_path)
    assert make(example_report(), ("pdf",), tmp_path) == make(example_report(), ("pdf",))


def test_a_fault_in_a_template_is_said_before_the_table_is_read(tmp_path: Path) -> None:
    (tmp_path / "report.html.j2").write_text("<p>\n{% if %}")
    arguments = ["run", "no-such-table.csv", "--templates", str(tmp_path)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == ExitCode.RENDERING
    assert f"{tmp_path / 'report.html.j2'}, line 2" in result.stderr


def test_a_brand_that_cannot_be_is_said_before_the_table_is_read(tmp_path: Path) -> None:
    settings = tmp_path / "s.toml"
    settings.write_text('[brand]\naccent = "#eeeeee"\n')
    result = CliRunner().invoke(main, ["run", "no-such-table.csv", "-c", str(settings)])
    assert result.exit_code == ExitCode.SETTINGS
    assert "The nearest darker colour" in result.stderr
