"""Log lines on stderr, as text or as JSON: time, level, run, event, step and duration.

Off by default; ``--log-format`` or ``--log-level`` turns them on, and progress bars off.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Literal
from uuid import uuid4

import click

from reportgen.cli.secrets import redacted

LOGGER = logging.getLogger("reportgen")
LEVELS = ("debug", "info", "warning", "error")
Form = Literal["text", "json"]

_OPTIONS = (
    click.option(
        "--log-format",
        type=click.Choice(["text", "json"]),
        help="Write log lines to standard error, in place of progress.",
    ),
    click.option(
        "--log-level",
        type=click.Choice(LEVELS),
        help="Least level of log lines.  [default: info, where lines are asked for]",
    ),
)


@dataclass(slots=True)
class Run:
    """What every line of one run has in common; ``step`` is the one under way."""

    form: Form
    name: str = field(default_factory=lambda: uuid4().hex[:12])
    began: float = field(default_factory=time.perf_counter)
    step: str | None = None
    secrets: tuple[str, ...] = ()


_RUNS: list[Run] = []
"""The run that is logged, if one is: handlers of the logger belong to it."""


def logged(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of logging to a command, and follow them before it starts."""

    @wraps(command)
    def started(**options: Any) -> None:
        form, level = options.pop("log_format"), options.pop("log_level")
        if form is not None or level is not None:
            start(click.get_current_context().find_root(), form or "text", level or "info")
        command(**options)

    for option in reversed(_OPTIONS):
        started = option(started)
    return started


def start(context: click.Context, form: Form, level: str) -> None:
    """Write lines from now on, until the context of the whole command ends."""
    run = Run(form)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines(run))
    kept = LOGGER.level, LOGGER.propagate
    LOGGER.addHandler(handler)
    LOGGER.setLevel(level.upper())
    LOGGER.propagate = False
    _RUNS.append(run)

    def stop() -> None:
        LOGGER.removeHandler(handler)
        LOGGER.setLevel(kept[0])
        LOGGER.propagate = kept[1]
        _RUNS.remove(run)

    context.call_on_close(stop)


def current() -> Run | None:
    """Return the run that is logged, if one is."""
    return _RUNS[-1] if _RUNS else None


def elapsed() -> float | None:
    """Return the seconds since lines are written, if they are."""
    return time.perf_counter() - _RUNS[-1].began if _RUNS else None


def hide(secrets: tuple[str, ...]) -> None:
    """Write these nowhere."""
    if _RUNS:
        _RUNS[-1].secrets += secrets


def event(
    name: str, level: int = logging.INFO, *, duration: float | None = None, **more: Any
) -> bool:
    """Log that something happened; return whether lines are written at all.

    Parameters
    ----------
    name : str
        What happened, such as ``step ended``.
    duration : float, optional
        Seconds that it took.
    more
        Further fields of the line: numbers, texts, lists and mappings of them.
    """
    if not _RUNS:
        return False
    LOGGER.log(level, name, extra={"duration": duration, "more": more})
    return True


@contextmanager
def step(name: str) -> Iterator[None]:
    """Log the beginning (at level debug) and the end of a step."""
    run = current()
    if run is None:
        yield
        return
    before, run.step = run.step, name
    began, cpu = time.perf_counter(), time.process_time()
    event("step started", logging.DEBUG)
    try:
        yield
        seconds = time.perf_counter() - began
        event("step ended", duration=seconds, cpu=round(time.process_time() - cpu, 3))
    finally:
        run.step = before


class _Lines(logging.Formatter):
    """Turns a record into one line, without secrets."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        moment = datetime.fromtimestamp(record.created, UTC)
        duration = getattr(record, "duration", None)
        line = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "run": self._run.name,
            "event": record.getMessage(),
            "step": self._run.step,
            "duration": None if duration is None else round(duration, 3),
            **getattr(record, "more", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        clean = redacted(line, self._run.secrets)
        if self._run.form == "json":
            return json.dumps(clean, ensure_ascii=False, default=str)
        return _text(clean)


def _text(line: dict[str, Any]) -> str:
    """Return a line for people: what is not set is left out, texts stand in quotation marks."""
    head = f"{line.pop('time')} {line.pop('level').upper():<7} {line.pop('event')}"
    rest = (
        f"{key}={json.dumps(value, ensure_ascii=False, default=str)}"
        for key, value in line.items()
        if value is not None
    )
    return " ".join((head, *rest))
