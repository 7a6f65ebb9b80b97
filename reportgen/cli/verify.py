"""``reportgen verify``: whether a report is what its table gives."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.table import Table as Grid
from rich.text import Text

from reportgen.api import read_report
from reportgen.cli import logs
from reportgen.cli.inspect import terminal
from reportgen.cli.progress import Steps
from reportgen.cli.run import told
from reportgen.configuration import defaults, load
from reportgen.errors import ExitCode
from reportgen.formats import count, date
from reportgen.verify import Difference, Outcome, Verification, exit_code
from reportgen.verify.proof import stored, verified

MOST = 20
"""Differences printed; all of them are in the JSON."""


def print_verification(
    path: Path,
    table: str,
    *,
    flags: Mapping[str, Any],
    config: Path | None,
    previous: Path | None,
    as_json: bool,
    quiet: bool,
) -> ExitCode:
    """Verify a report, print what became of each part, and return how the command ends.

    Raises
    ------
    ReportgenError
        If the report or the table cannot be read, or the report not be made anew.
    """
    found = stored(path)
    if isinstance(found, str):
        _print_unreadable(found, as_json=as_json)
        return ExitCode.NOT_COMPARABLE
    earlier = None if previous is None else read_report(previous)
    look = defaults({}) if config is None else load(config, {})
    with told(quiet=quiet, strict=False), Steps(quiet=quiet or as_json, verbose=False) as steps:
        result = verified(
            found, table, flags=flags, look=look, previous=earlier, progress=steps.step
        )
    code = exit_code(result)
    logs.event("verified", outcome=result.outcome.value, exit_code=int(code))
    if as_json:
        told_of = {"outcome": result.outcome, "exit_code": int(code), **asdict(result)}
        click.echo(json.dumps(told_of, ensure_ascii=False, indent=1))
    else:
        _print(result)
    return code


def _print_unreadable(reason: str, *, as_json: bool) -> None:
    if as_json:
        code = int(ExitCode.NOT_COMPARABLE)
        found = {"outcome": Outcome.NOT_COMPARABLE, "exit_code": code, "reason": reason}
        click.echo(json.dumps(found, indent=1))
    else:
        click.echo(f"Not comparable: {reason}.")


def _print(found: Verification) -> None:
    out = terminal()
    about = f"{found.title}: {found.source}, {date(found.created)}"
    out.print(Text(f"{about}, seed {found.seed}, reportgen {found.version}"))
    for line, differences in _parts(found):
        out.print(Text(line))
        if differences:
            out.print(_grid(differences))
    for gap in found.gaps:
        out.print(Text(f"Not compared: {gap.place} ({gap.reason})."))
    out.print(Text(_verdict(found), style="bold"))


def _parts(found: Verification) -> list[tuple[str, Sequence[Difference]]]:
    """Return a sentence for each part that was looked at, with what is apart in it."""
    parts: list[tuple[str, Sequence[Difference]]] = []
    if found.versions:
        parts.append(("Other software than that of the report:", found.versions))
    if found.words or found.pages:
        same = f"{count(found.words, 'word')} as the numbers inside make them"
        parts.append((f"Pages: {same}{_apart(found.pages)}", found.pages))
        parts.append((f"Attached tables{_apart(found.attached) or ': all agree'}", found.attached))
    if not found.same_table:
        hashes = Difference(place="SHA-256", report=found.sha256, here=found.table or "")
        parts.append(("The table is not that of the report:", (hashes,)))
    else:
        agreed = f"Values: {count(found.values, 'value')} came out again"
        parts.append((f"{agreed}{_apart(found.values_apart)}", found.values_apart))
    return parts


def _apart(differences: Sequence[Difference]) -> str:
    return f", {count(len(differences), 'place')} apart:" if differences else ""


def _grid(differences: Sequence[Difference]) -> Grid:
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    for column in ("  where", "in the report", "here"):
        grid.add_column(column, overflow="fold")
    for item in differences[:MOST]:
        grid.add_row(Text(f"  {item.place}"), Text(item.report), Text(item.here))
    if len(differences) > MOST:
        grid.add_row(Text(f"  and {len(differences) - MOST} more"), Text("--json has all"))
    return grid


def _verdict(found: Verification) -> str:
    return {
        Outcome.AGREES: "Agrees: the report is what this table gives.",
        Outcome.DISAGREES: "Disagrees: the report is not what its numbers and this table give.",
        Outcome.NOT_COMPARABLE: "Not comparable: see above what is missing.",
    }[found.outcome]
