"""``reportgen compare``: two reports, and what changed between them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import click
from rich.table import Table as Grid
from rich.text import Text

from reportgen.api import read_report
from reportgen.cli.inspect import terminal
from reportgen.compare import compare
from reportgen.errors import ExitCode
from reportgen.findings.since import since
from reportgen.formats import integer, percent, point, signed_estimate, small
from reportgen.results import Comparison, Estimate, Judgement
from reportgen.text import using


def print_comparison(before: Path, now: Path, *, as_json: bool) -> ExitCode:
    """Print what changed between two reports, and return how the command ends.

    Raises
    ------
    DataError
        If a file is no report.
    """
    later = read_report(now)
    found = compare(later, read_report(before))
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1))
    else:
        with using(later.language):
            text = since(replace(later, comparison=found)).text
            _print(found, text)
    return ExitCode.OK if found.comparable else ExitCode.NOT_COMPARABLE


def _print(found: Comparison, text: str) -> None:
    out = terminal()
    out.print(Text(text, style="bold"))
    for grid in (_counts(found), _drift(found), _results(found)):
        if grid.row_count:
            out.print()
            out.print(grid)


def _grid(*columns: str) -> Grid:
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    for i, column in enumerate(columns):
        grid.add_column(column, justify="right" if 0 < i < 4 else "left", overflow="fold")
    return grid


def _counts(found: Comparison) -> Grid:
    grid = _grid("rows", "then", "now", "change", "")
    for count in found.counts:
        change = "" if count.change is None else percent(abs(count.change))
        sign = "" if not count.change else "+" if count.change > 0 else "−"
        cells = (count.label, integer(count.before), integer(count.now), f"{sign}{change}")
        grid.add_row(*cells, "moved" if count.moved else "")
    return grid


def _drift(found: Comparison) -> Grid:
    """Columns that changed, drifted or emptied; the others are in ``--json``."""
    grid = _grid("column", "stability index", "usual up to", "shift in sd", "")
    for change in found.columns:
        grid.add_row(change.label, "", "", "", f"{change.alteration}")
    for drift in found.drift:
        if drift.drifted or drift.emptied:
            said = ["drifted"] * drift.drifted + ["gaps changed"] * drift.emptied
            numbers = [("" if v is None else small(v, 3)) for v in (drift.psi, drift.limit)]
            shift = _or_blank(drift.shift, signed_estimate)
            grid.add_row(drift.label, *numbers, shift, ", ".join(said))
    return grid


def _results(found: Comparison) -> Grid:
    grid = _grid("result", "then", "now", "difference", "")
    loud = {Judgement.CONFIRMED: "", Judgement.NOISE: ""}
    for change in found.results:
        verdict = f"{change.judgement}{f': {change.reason}' if change.reason else ''}"
        grid.add_row(
            change.label,
            _or_blank(change.before, point),
            _or_blank(change.now, point),
            _or_blank(change.difference, signed_estimate),
            verdict,
            style=loud.get(change.judgement, "bold"),
        )
    return grid


def _or_blank(estimate: Estimate | None, write: Callable[[Estimate], str]) -> str:
    return "" if estimate is None else write(estimate)
