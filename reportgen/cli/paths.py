"""``reportgen paths``: what a gate can watch."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from reportgen.api import read_report
from reportgen.results import Report, lookup, paths, patterns


def print_paths(path: Path | None) -> None:
    """Print the path of every number and date of a report, with its value.

    Without a report, the paths that reports can have.
    """
    if path is None:
        for pattern in dict.fromkeys(patterns(Report)):
            click.echo(pattern)
        return
    report = read_report(path)
    for place in paths(report):
        value = lookup(report, place)
        if _watched(value):
            click.echo(f"{place}\t{value}")


def _watched(value: object) -> bool:
    """Say whether a gate can watch a value: a number, or the text of a date."""
    if isinstance(value, str):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return False
        return "-" in value
    return isinstance(value, int | float) and not isinstance(value, bool)
