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
from reportgen.configuration import toml
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
    )
)
"""Settings that shape no number, that have a field of their own, or that may hold a secret:
of a query only the digest is kept, among what was assumed of the table."""
GROUPS_NOT_RECORDED = ("brand.", "history.", "archive.", "mail.", "engine.")
"""Groups of settings that shape no number."""
SHAPING = (
    *("report", "input", "sections", "columns", "preparation", "validation", "segments"),
    *("regression", "classification", "gates"),
)
"""Groups of settings that shape a number or a word of the report, and stand in its recipe."""
NOT_SHAPING = ("brand", "history", "archive", "mail", "engine")
"""All other groups; a test insists that each group is in one of the two."""
NOT_IN_RECIPE = frozenset(
    (
        *("report.output", "report.templates", "report.formats", "sections.strict"),
        *("input.sql", "input.sql_url_env"),
    )
)
"""Settings of the shaping groups that shape nothing themselves, or may hold a secret."""
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
        When; only its day (in UTC) is kept, so that reports of one day agree, but
        for what the analysis took.
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
            if name not in NOT_RECORDED and not name.startswith(GROUPS_NOT_RECORDED)
        ),
        recipe=recipe(settings),
    )


def recipe(settings: Settings) -> str:
    """Return the settings that shaped a report as the text of a settings file.

    What is left at its default is not written.  The threads are recorded beside it, and the
    time in the report; secrets, and the query of a database, are left out.
    """
    lines = [f"seed = {settings.seed}"]
    for name in (name for name in SHAPING if name != "gates"):
        lines += _table(name, getattr(settings, name))
    for gate in settings.gates:
        lines += ["", "[[gates]]", *_set(gate, "gates")]
    return "\n".join(lines) + "\n"


def _table(name: str, group: Any) -> list[str]:
    lines = _set(group, name)
    head = ["", f"[{name}]", *lines] if lines else []
    for field in fields(group):
        value = getattr(group, field.name)
        if isinstance(value, Mapping) and value:
            head += ["", f"[{name}.{field.name}]"]
            head += [f"{toml(key)} = {toml(what)}" for key, what in value.items()]
    return head


def _set(group: Any, prefix: str) -> list[str]:
    """Return a line for each value of a group that is not its default."""
    return [
        f"{field.name} = {toml(value)}"
        for field in fields(group)
        if f"{prefix}.{field.name}" not in NOT_IN_RECIPE
        and (value := getattr(group, field.name)) != field.default
        and not isinstance(value, Mapping)
    ]


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
