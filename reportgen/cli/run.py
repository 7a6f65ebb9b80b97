"""``reportgen run``: read settings, analyze, write, print the paths."""

from __future__ import annotations

import gc
import logging
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from reportgen import __version__
from reportgen.api import analyze, read_report
from reportgen.cli import logs
from reportgen.cli.archive import folder_name, placed, write_index
from reportgen.cli.memory import Memory, remembered
from reportgen.cli.progress import Steps, peak_memory
from reportgen.cli.secrets import secrets
from reportgen.cli.watch import Watch, finish
from reportgen.configuration import load
from reportgen.errors import ExitCode, RenderError, SectionWarning, SettingsError
from reportgen.gates import exit_code
from reportgen.render import file_name
from reportgen.render import make as make_files
from reportgen.render.brand import brand
from reportgen.render.json import dump
from reportgen.render.lock import held, orderly, undisturbed
from reportgen.render.outputs import sweep
from reportgen.render.pages import check_templates
from reportgen.results import Report, RunStatus
from reportgen.settings import Settings
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
    watch: Watch,
    wait: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Make a report, print the paths of its files, and return the exit code.

    Raises
    ------
    ReportgenError
        For every mistake that the user can mend.
    """
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)
    settings = load(config, flags)
    telling = _begun(table, settings, watch)
    group = settings.report
    brand(settings.brand)
    check_templates(group.templates)
    earlier = None if previous is None else read_report(previous)
    now = clock()
    with (
        orderly(),
        told(quiet=quiet, strict=settings.sections.strict),
        using(group.language, group.catalogue),
        Steps(quiet=quiet, verbose=verbose) as steps,
        held(group.output, wait=wait, waiting=partial(_waiting, group.output)),
    ):
        sweep(group.output)
        memory = remembered(settings.history, group.output, now)
        report = _analyzed(table, settings, now, steps, memory, earlier)
        code = exit_code(report, warn_only=watch.warn_only)
        paths = hand_over(report, settings, memory, steps, code)
    ended = finish(report, paths, watch, quiet=quiet)
    if memory.lost is not None:
        raise memory.lost
    if telling:
        ended = _told(report, settings, paths[0].parent, ended, quiet=quiet)
    logs.event("run ended", duration=logs.elapsed(), exit_code=ended, peak_memory=peak_memory())
    return ended


def _analyzed(
    table: str | None,
    settings: Settings,
    now: datetime,
    steps: Steps,
    memory: Memory,
    earlier: Report | None,
) -> Report:
    """Analyze the table beside what is remembered, or beside the report that was named."""
    report = analyze(
        table,
        settings,
        now=now,
        progress=steps.step,
        previous=earlier or memory.before,
        beside=memory.beside(named=earlier is None),
    )
    return report if CLOCK in os.environ else replace(report, execution=steps.execution())


def _begun(table: str | None, settings: Settings, watch: Watch) -> bool:
    """Log the start of a run, and return whether anybody is to be told of it."""
    logs.hide(secrets(settings))
    logs.event("run started", version=__version__, table=table)
    telling = settings.mail.told and not watch.no_mail
    if telling:
        from reportgen.cli.send import ready

        ready(settings)
    return telling


def _told(report: Report, settings: Settings, folder: Path, ended: int, *, quiet: bool) -> int:
    """Tell of the run, and return the exit code: a gate that failed goes before the rest."""
    from reportgen.cli.send import after_run

    told_all = after_run(report, settings, folder, quiet=quiet)
    untold = told_all is not ExitCode.OK and ended != ExitCode.GATE_FAILED
    return int(told_all) if untold else ended


def _waiting(folder: Path) -> None:
    click.echo(f"Waiting for another run that writes into {folder}.", err=True)


def hand_over(
    report: Report, settings: Settings, memory: Memory, steps: Steps, code: ExitCode
) -> tuple[Path, ...]:
    """Remember a report, make its files, and put them into their place as a set.

    Numbers come first: where a page cannot be made, the history has them.  From the moment
    that files appear to the one that the history knows it, no signal comes between.
    """
    group, payload = settings.report, dump(report)
    folder = folder_name(report, payload) if settings.archive.enabled else ""
    with memory.kept(report, payload, steps, folder):
        publisher = brand(settings.brand)
        made = make_files(
            report, group.formats, group.templates, steps.step, publisher, as_json=payload
        )
        files = {file_name(kind): content for kind, content in made.items()}
        with undisturbed():
            paths = placed(group.output, folder, files)
            memory.end(RunStatus.WRITTEN, code, steps.seconds)
        if folder and memory.engine is not None:
            write_index(memory.engine, settings)
    return paths


@contextmanager
def told(*, quiet: bool, strict: bool) -> Iterator[None]:
    """Print each warning about a section once on stderr; where ``strict``, end with it."""
    said: set[str] = set()

    def show(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
        text = str(message)
        ours = issubclass(category, SectionWarning)
        if ours and text in said:
            return
        said.add(text)
        if logs.event("warning", logging.WARNING, kind=category.__name__, text=text):
            return
        if not ours:
            before(message, category, *place, **more)
        elif not quiet:
            click.echo(f"Warning: {text.rstrip('.')}.", err=True)

    with warnings.catch_warnings():
        warnings.simplefilter("error" if strict else "always", SectionWarning)
        before, warnings.showwarning = warnings.showwarning, show
        try:
            yield
        except SectionWarning as warning:
            raise RenderError(
                str(warning).rstrip("."),
                hint="Name it in sections.disabled, or leave out --strict.",
            ) from warning


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
