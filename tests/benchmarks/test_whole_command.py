"""Measuring and writing down."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.measuring import Cost, measure
from benchmarks.whole_command import README, Command, as_markdown, rewrite


def test_a_cost_counts_work_and_memory_of_the_child_alone() -> None:
    ballast = b"x" * 400_000_000
    idle = measure([sys.executable, "-c", "pass"], runs=1)
    busy = "x = b'x' * 300_000_000\nfor i in range(3_000_000): pass"
    worked = measure([sys.executable, "-c", busy], runs=1)
    assert worked.cpu > idle.cpu + 0.05
    assert 290 < worked.peak_mb < 340
    assert idle.peak_mb < 30 < len(ballast)


def test_a_command_that_fails_is_not_measured() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        measure([sys.executable, "-c", "raise SystemExit(3)"], runs=1)


def test_the_table_holds_ratios_against_the_floor() -> None:
    floor = Command(name="floor", words=())
    run = Command(name="run", words=(), against="floor")
    costs = {
        floor: Cost(cpu=2.0, wall=2.1, peak_mb=200.4),
        run: Cost(cpu=5.0, wall=4.0, peak_mb=400.6),
    }
    lines = as_markdown(costs, runs=3).splitlines()
    assert lines[0].startswith("Median of 3 runs, Python 3.")
    assert lines[-2:] == [
        "| floor | 2.00 | 2.10 | 200 |  |",
        "| run | 5.00 | 4.00 | 401 | 2.50 × floor |",
    ]


def test_only_what_stands_between_the_marks_is_rewritten(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    text = README.read_text(encoding="utf-8")
    page.write_text(text, encoding="utf-8")
    rewrite(page, "| new |")
    rewrite(page, "| newer |")
    fresh = page.read_text(encoding="utf-8")
    assert "| new |" not in fresh
    assert "begin -->\n| newer |\n<!-- measured: end" in fresh
    assert fresh.split("<!--")[0] == text.split("<!--")[0]


def test_a_page_without_marks_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match=r"README\.md lacks the marks"):
        rewrite(page, "| new |")
