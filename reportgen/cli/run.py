"""``reportgen run``: read settings, analyze, write, print the paths."""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from reportgen.api import analyze, read_report
from reportgen.cli.progress import Steps
from reportgen.configuration import load
from reportgen.errors import SettingsError
from reportgen.render import write
from reportgen.text import using

CLOCK = "SOURCE_DATE_EPOCH"
YOUNG_OBJECTS = 50_000
"""New objects between two rounds of the garbage collector: a run makes millions that all
live to its end, and looking through them again and again costs a tenth of its time."""


def make(
    table: str | None,
    config: Path | None,
    flags: Mapping[str, Any],
    *,
    previous: Path | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Make a report and print the paths of its files.

    Raises
    ------
    ReportgenError
        For every mistake that the user can mend.
    """
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)
    settings = load(config, flags)
    earlier = None if previous is None else read_report(previous)
    group = settings.report
    with using(group.language, group.catalogue), Steps(quiet=quiet, verbose=verbose) as steps:
        report = analyze(table, settings, now=clock(), progress=steps.step, previous=earlier)
        paths = write(
            report, group.output, group.formats, templates=group.templates, progress=steps.step
        )
    if not quiet:
        for path in paths:
            click.echo(path)


def clock() -> datetime:
    """Return the time of the report: ``SOURCE_DATE_EPOCH`` where it is set, else now.

    Raises
    ------
    SettingsError
        If the variable is set to something that is no number of seconds.
    """
    stamp = os.environ.get(CLOCK)
    if stamp is None:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(stamp), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise SettingsError(
            f"{stamp!r} is not a number of seconds",
            where=CLOCK,
            hint="Set it to seconds since 1970, or unset it.",
        ) from error
