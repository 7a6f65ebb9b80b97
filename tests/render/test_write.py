from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import reportgen.render.pdf
from reportgen.errors import RenderError, SettingsError
from reportgen.render import make, write
from reportgen.results import Report

PROGRAM = """
import hashlib
from reportgen.render import make
from tests.example import example_report
for name, content in make(example_report()).items():
    print(name, hashlib.sha256(content).hexdigest())
"""


def test_files_have_the_names_and_order_of_the_formats(tmp_path: Path, report: Report) -> None:
    steps: list[str] = []

    @contextmanager
    def progress(step: str) -> Iterator[None]:
        steps.append(step)
        yield

    paths = write(report, tmp_path, ("html", "json"), progress=progress)
    assert [path.name for path in paths] == ["report.json", "report.html"]
    assert steps == ["json", "draw", "html"]


def test_json_alone_draws_nothing(
    tmp_path: Path, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.render.context.draw", None)
    assert [path.name for path in write(report, tmp_path, ("json",))] == ["report.json"]


def test_nothing_appears_when_the_pdf_fails(
    tmp_path: Path, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise RenderError("the pages have a fault")

    monkeypatch.setattr(reportgen.render.pdf, "pdf", fail)
    with pytest.raises(RenderError):
        write(report, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("formats", [("docx",), ()])
def test_an_unknown_format_is_refused(
    tmp_path: Path, report: Report, formats: tuple[str, ...]
) -> None:
    with pytest.raises(SettingsError, match="format"):
        write(report, tmp_path, formats)


def test_another_process_makes_the_same_bytes(made: dict[str, bytes]) -> None:
    root = Path(__file__).parents[2]
    surroundings = {
        **os.environ,
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
        "PYTHONPATH": str(root),
    }
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=surroundings, cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = dict(line.split() for line in answer.stdout.splitlines())
    assert lines == {name: hashlib.sha256(content).hexdigest() for name, content in made.items()}


def test_making_again_gives_the_same_bytes(report: Report, made: dict[str, bytes]) -> None:
    again = make(report, ("json", "html"))
    assert again == {name: made[name] for name in again}
