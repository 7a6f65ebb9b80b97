"""Measure whole commands: ``python -m benchmarks.whole_command [TABLE]``.

Each command runs several times in a process of its own; the table has the median of CPU
seconds (all processes that it starts included) and of the peak of resident memory.
It is printed and written into the README beside this script.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.measuring import Cost, measure

README = Path(__file__).with_name("README.md")
START, END = "<!-- measured: begin -->", "<!-- measured: end -->"
FLOOR = "import pandas, sklearn.linear_model, seaborn, matplotlib.figure, weasyprint"
LIBRARIES = ("pandas", "numpy", "scikit-learn", "matplotlib", "weasyprint")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command to measure, and the one that it is held against."""

    name: str
    words: tuple[str, ...]
    against: str | None = None


def commands(table: Path | None, folder: Path) -> tuple[Command, ...]:
    """Return what is measured, floors before what is held against them."""
    python = (sys.executable, "-c")
    reportgen = (sys.executable, "-m", "reportgen")
    rows = (str(table),) if table else ()
    name = table.name if table else "the sample"
    run = (*reportgen, "run", *rows, "-q", "-o", str(folder))
    return (
        Command(name="`import click`", words=(*python, "import click")),
        Command(name="`reportgen --help`", words=(*reportgen, "--help"), against="`import click`"),
        Command(name="import floor", words=(*python, FLOOR)),
        Command(
            name=f"`reportgen run`, {name}, JSON only",
            words=(*run, "--format", "json"),
            against="import floor",
        ),
        Command(name=f"`reportgen run`, {name}, all formats", words=run, against="import floor"),
    )


def as_markdown(costs: dict[Command, Cost], runs: int) -> str:
    """Return the table, with what it was measured on."""
    lines = [
        f"Median of {runs} runs, {_machine()}.",
        "",
        "| command | CPU s | wall s | peak MB | CPU against |",
        "|---|---:|---:|---:|---|",
    ]
    by_name = {command.name: cost for command, cost in costs.items()}
    for command, cost in costs.items():
        ratio = ""
        if command.against is not None:
            ratio = f"{cost.cpu / by_name[command.against].cpu:.2f} × {command.against}"
        lines.append(
            f"| {command.name} | {cost.cpu:.2f} | {cost.wall:.2f} | {cost.peak_mb:.0f} | {ratio} |"
        )
    return "\n".join(lines)


def _machine() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"Python {platform.python_version()}, {os.cpu_count()} cores; {libraries}"


def rewrite(readme: Path, table: str) -> None:
    """Put ``table`` between the marks of ``readme``.

    Raises
    ------
    ValueError
        If the file has no marks.
    """
    before, begin, rest = readme.read_text(encoding="utf-8").partition(START)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{readme.name} lacks the marks {START} and {END}")
    readme.write_text(f"{before}{START}\n{table}\n{END}{after}", encoding="utf-8")


def main() -> None:
    """Measure, print, and write the table down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wanted = commands(chosen.table, Path(folder))
        costs = {command: measure(command.words, chosen.runs) for command in wanted}
    table = as_markdown(costs, chosen.runs)
    print(table)
    if chosen.table is None:
        rewrite(README, table)


if __name__ == "__main__":
    main()
