"""What is needed to make the same report again."""

from __future__ import annotations

import platform
import shlex
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from reportgen import __version__
from reportgen.results import Package, Provenance, Setting
from reportgen.settings import Settings

PACKAGES = (
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "scikit-learn",
    "matplotlib",
    "seaborn",
    "jinja2",
    "weasyprint",
)
NOT_RECORDED = frozenset(
    (
        *("report.output", "report.templates", "report.formats", "report.language"),
        *("report.catalogue", "sections.strict", "seed", "threads"),
        *("input.sql", "input.sql_url_env", "gates"),
        *("engine.name", "engine.scheduler", "engine.scratch"),
    )
)
"""Settings that shape no number, that have a field of their own, or that may hold a secret:
of a query only the digest is kept, among what was assumed of the table.  All of the brand
is left out as well."""
_FLAGS = ("sheet", "member", "table", "delimiter", "encoding", "decimal")


def record(
    source: str,
    sha256: str,
    size: int,
    settings: Settings,
    *,
    threads: int,
    now: datetime,
    engine: str = "memory",
) -> Provenance:
    """Record how a report is made.

    Parameters
    ----------
    source : str
        Name of the table, without its folder.
    sha256, size : str and int
        Digest and bytes of the table as stored.
    settings : Settings
        All settings.
    threads : int
        Threads of the engine.
    now : datetime
        When; only its day (in UTC) is kept, so that runs of one day agree in every byte.
    engine : str
        Where the rows are worked on.
    """
    day = now.astimezone(UTC).date()
    return Provenance(
        created=f"{day.isoformat()}T00:00:00+00:00",
        version=__version__,
        python=platform.python_version(),
        packages=tuple(Package(name=name, version=version(name)) for name in PACKAGES),
        source=source,
        sha256=sha256,
        size=size,
        seed=settings.seed,
        threads=threads,
        engine=engine,
        command=_command(source, settings),
        settings=tuple(
            Setting(name=name, value=value)
            for name, value in _flat(settings, "")
            if name not in NOT_RECORDED and not name.startswith("brand.")
        ),
    )


def _command(source: str, settings: Settings) -> str:
    words = ["reportgen", "run", source, "--seed", str(settings.seed)]
    for name in _FLAGS:
        value = getattr(settings.input, name)
        words += [] if value is None else [f"--{name}", value]
    if settings.input.sql is not None:
        words += ["--sql", "QUERY"]
    if settings.columns.target is not None:
        words += ["--target", settings.columns.target]
    for column, name in settings.columns.read_as.items():
        words += ["--read-as", f"{column}={name}"]
    if settings.report.title is not None:
        words += ["--title", settings.report.title]
    return shlex.join(words)


def _flat(group: Any, prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for field in fields(group):
        value = getattr(group, field.name)
        if is_dataclass(value):
            found += _flat(value, f"{prefix}{field.name}.")
        elif value not in (None, (), {}):
            found.append((f"{prefix}{field.name}", _text(value)))
    return found


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {what}" for key, what in value.items())
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
