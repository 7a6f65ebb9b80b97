"""What ``reportgen run`` tells a pipeline: files for gates, a line of JSON, an exit code."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from reportgen.cli import logs
from reportgen.cli.secrets import redacted
from reportgen.errors import RenderError, ReportgenError
from reportgen.gates import exit_code
from reportgen.gates.outputs import (
    json_line,
    json_line_of_failure,
    junit,
    junit_of_failure,
    markdown,
    markdown_of_failure,
    outcomes,
)
from reportgen.render.outputs import place
from reportgen.results import Comparison, GateStatus, Report, Skipped

SUMMARY = "GITHUB_STEP_SUMMARY"
"""Variable in which GitHub Actions names the file of a step's summary."""


@dataclass(slots=True, kw_only=True)
class Watch:
    """How a run is told to a pipeline: its options, and whether its report has been told."""

    warn_only: bool = False
    junit: Path | None = None
    summary: Path | None = None
    json_line: bool = False
    no_mail: bool = False
    finished: bool = False


def finish(report: Report, files: Sequence[Path], watch: Watch, *, quiet: bool) -> int:
    """Write what the pipeline asked for, print the outcome, and return the exit code.

    Raises
    ------
    RenderError
        If one of the files cannot be written.
    """
    watch.finished = True
    _put(watch, junit(report), markdown(report))
    if watch.json_line:
        names = [str(path) for path in files]
        click.echo(json_line(report, names, warn_only=watch.warn_only))
    elif not quiet:
        for path in files:
            click.echo(path)
    if logs.current() is not None:
        _log(report, files)
    elif not quiet:
        _tell(report)
    return int(exit_code(report, warn_only=watch.warn_only))


@contextmanager
def telling_failure(watch: Watch) -> Iterator[None]:
    """Tell the pipeline where no report is made: a green file of last night would lie.

    Raises
    ------
    RenderError
        If one of the files cannot be written.
    """
    try:
        yield
    except ReportgenError as error:
        if not watch.finished:
            _finish_failed(error, watch)
        raise


def _finish_failed(error: ReportgenError, watch: Watch) -> None:
    kind, text = type(error).__name__, str(redacted(str(error)))
    moment = datetime.now(UTC).isoformat()
    _put(watch, junit_of_failure(kind, text, moment), markdown_of_failure(text))
    if watch.json_line:
        click.echo(json_line_of_failure(kind, text, int(error.exit_code)))


def _put(watch: Watch, as_junit: bytes, as_markdown: str) -> None:
    if watch.junit is not None:
        place(watch.junit.parent, {watch.junit.name: as_junit})
    summary = watch.summary or _of_the_step()
    if summary is not None:
        _append(summary, as_markdown)


def _log(report: Report, files: Sequence[Path]) -> None:
    """Log the files, the gates that are not passed, and what changed."""
    for path in files:
        logs.event("file written", path=str(path))
    for gate in outcomes(report):
        if gate.status is not GateStatus.PASSED:
            level = logging.ERROR if gate.severity == "fail" else logging.WARNING
            told: dict[str, Any] = {
                "gate": gate.name,
                "path": gate.path,
                "status": gate.status.value,
            }
            logs.event("gate not passed", level, **told, value=gate.value, text=gate.text)
    if not isinstance(report.gates, Skipped):
        logs.event("gates checked", passed=report.gates.passed, of=report.gates.n)
    if isinstance(report.comparison, Comparison):
        logs.event("compared", quiet=report.comparison.quiet, text=report.verdict.since.text)


def _of_the_step() -> Path | None:
    named = os.environ.get(SUMMARY)
    return Path(named) if named else None


def _append(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise RenderError(
            f"the summary cannot be written ({error.strerror})",
            where=str(path),
            hint=f"Give another file with --summary, or unset {SUMMARY}.",
        ) from error


def _tell(report: Report) -> None:
    """Say on stderr what the gates and the comparison came to, where there are any."""
    verdict = report.verdict
    if isinstance(report.comparison, Comparison):
        click.echo(f"Since the last run: {verdict.since.text}", err=True)
    if not isinstance(report.gates, Skipped):
        click.echo(f"Gates: {verdict.gated.text}", err=True)
