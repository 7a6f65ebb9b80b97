"""``reportgen history``: looking at earlier runs, naming, moving and forgetting them."""

from __future__ import annotations

import gzip
import json
import shutil
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table as Grid
from rich.text import Text

from reportgen import history
from reportgen.cli.archive import write_index
from reportgen.cli.inspect import terminal
from reportgen.configuration import load
from reportgen.errors import DataError
from reportgen.formats import integer
from reportgen.history.pruning import prune
from reportgen.history.transfer import export, take_in
from reportgen.render.outputs import place
from reportgen.results import PastRun, PastValue, RunStatus
from reportgen.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

SHOWN = ("data.rows", "regression.scores[full].r2", "classification.auc")
"""Numbers that ``show`` prints where none is asked for, beside all effects."""


def opened(output: Path | None, config: Path | None, *, new: bool = False) -> Engine:
    """Open the history that a run with these flags would use."""
    settings = _settings(output, config)
    return history.open_database(settings.history, settings.report.output, new=new)


def _settings(output: Path | None, config: Path | None) -> Settings:
    return load(config, {"report": {"output": output}})


def print_runs(engine: Engine, limit: int, *, as_json: bool) -> None:
    """Print the newest runs, one a line."""
    found = history.runs(engine, limit)
    if as_json:
        click.echo(json.dumps([asdict(run) for run in found], ensure_ascii=False, indent=1))
        return
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    for name in ("run", "table", "rows", "ended", "gates", "since the run before"):
        grid.add_column(name, justify="right" if name == "rows" else "left", overflow="fold")
    for run in found:
        gates = f"{run.gates_passed}/{run.gates}" if run.gates else ""
        grid.add_row(
            run.id, Text(run.source), integer(run.rows), ended(run), gates, Text(run.since)
        )
    terminal().print(grid)


def ended(run: PastRun) -> str:
    """Say in a word or two how a run ended."""
    if run.status is RunStatus.WRITTEN:
        return "written" if not run.exit_code else f"written, code {run.exit_code}"
    if run.status is RunStatus.FAILED:
        return f"no files, code {run.exit_code}"
    return "not finished"


def print_run(engine: Engine, name: str, paths: Sequence[str], *, as_json: bool) -> None:
    """Print one run.

    Raises
    ------
    DataError
        If there is no such run, or it has no number at one of the paths.
    """
    run = history.find(engine, name)
    gates, steps = history.gates(engine, run.id), history.steps(engine, run.id)
    results = history.results(engine, run.id)
    for path in paths:
        if path not in results:
            raise DataError(
                f"The run has no number at {path}", where=run.id, hint="`--json` prints all."
            )
    if as_json:
        chosen = paths or tuple(results)
        whole = asdict(run) | {
            "gate_outcomes": [asdict(gate) for gate in gates],
            "steps": {step.name: step.seconds for step in steps},
            "results": {path: _bounds(results[path]) for path in chosen},
        }
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
        return
    if not paths:
        _print_facts(run)
        for gate in gates:
            click.echo(f"gate {gate.name}: {gate.status} ({gate.text})")
        for step in steps:
            click.echo(f"step {step.name}: {step.seconds:.2f} s")
    for path in paths or [path for path in results if _headline(path)]:
        click.echo(f"{path}\t{_written(results[path])}")


def _headline(path: str) -> bool:
    return path in SHOWN or (path.startswith("regression.effects[") and path.endswith(".per_sd"))


def _bounds(value: PastValue) -> dict[str, float | None]:
    return {"value": value.value, "low": value.low, "high": value.high, "n": value.n}


def _written(value: PastValue) -> str:
    bounds = "" if value.low is None else f" ({value.low:g} to {value.high:g})"
    return f"{value.value:g}{bounds}"


def _print_facts(run: PastRun) -> None:
    facts = {
        "run": run.id,
        "title": run.title,
        "table": f"{run.source}, {integer(run.rows)} rows, SHA-256 {run.sha256}",
        "made": f"{run.started} by reportgen {run.version}, settings {run.settings[:12]}",
        "ended": ended(run),
        "folder": run.folder,
        "answer": run.answer,
        "since": run.since,
        "compared with": run.previous,
    }
    for name, text in facts.items():
        if text:
            click.echo(f"{name}: {text}")


def write_export(engine: Engine, file: Path) -> None:
    """Write all runs into a file, whole or not at all."""
    content = "".join(export(engine)).encode()
    packed = gzip.compress(content, 6, mtime=0) if file.suffix == ".gz" else content
    (path,) = place(file.parent, {file.name: packed})
    click.echo(path)


def read_export(engine: Engine, file: Path) -> None:
    """Add the runs of a file.

    Raises
    ------
    DataError
        If it cannot be read, or is no history.
    """
    try:
        content = file.read_bytes()
        text = (gzip.decompress(content) if file.suffix == ".gz" else content).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise DataError(
            f"The history cannot be read ({getattr(error, 'strerror', None) or error})",
            where=str(file),
            hint="Give a file that `reportgen history export` wrote.",
        ) from None
    added, there = take_in(engine, text.splitlines(), str(file))
    click.echo(f"{added} runs added, {there} were there.")


def write_page(output: Path | None, config: Path | None) -> None:
    """Write the page of all runs."""
    click.echo(write_index(opened(output, config), _settings(output, config)))


def print_baselines(engine: Engine) -> None:
    """Print the baselines with their runs."""
    for name, run in history.baselines(engine).items():
        click.echo(f"{name}\t{run}")


def set_baseline(engine: Engine, name: str, run: str) -> None:
    """Let a name stand for a run."""
    click.echo(f"{name}\t{history.name_baseline(engine, name, run)}")


def forget(
    output: Path | None,
    config: Path | None,
    keep: int | None,
    before: datetime | None,
    *,
    texts: bool,
    files: bool,
    dry_run: bool,
) -> None:
    """Forget runs, and print them."""
    folder = _settings(output, config).report.output
    since = None if before is None else before.replace(tzinfo=UTC)
    engine = opened(output, config)
    gone = prune(engine, keep=keep, before=since, texts_only=texts, trial=dry_run)
    for run in gone.runs:
        click.echo(run)
    for name in gone.folders if files else ():
        click.echo(folder / name)
        if not dry_run:
            shutil.rmtree(folder / name, ignore_errors=True)
