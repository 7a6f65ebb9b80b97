"""Each setting with its value, and whether a flag, a line of the file or the default set it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from reportgen.cli.secrets import HIDDEN, VARIABLE, redacted
from reportgen.configuration import FILE, load

QUERIES = frozenset({"input.sql"})
"""Texts that may hold a secret anywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One setting.

    ``source`` is ``flag``, ``default``, or file and line; ``variable`` says of a setting that
    names an environment variable whether that is set.
    """

    name: str
    value: Any
    source: str
    variable: str | None = None


def origins(path: Path | None, flags: Mapping[str, Any]) -> tuple[Origin, ...]:
    """Return all settings in their order.

    Parameters
    ----------
    path : Path, optional
        A settings file; by default ``reportgen.toml`` in the working folder, if it is there.
    flags : mapping
        As of the command line; what is ``None`` is not set.

    Raises
    ------
    SettingsError
        If the file cannot be read, or a setting is unknown or impossible.
    """
    settings = load(path, flags)
    if path is None and Path(FILE).is_file():
        path = Path(FILE)
    stored = {} if path is None else lines(path.read_text(encoding="utf-8"))
    given = {name for name, value in leaves(flags) if value is not None}
    return tuple(
        _origin(name, value, given, stored, path)
        for name, value in leaves(settings)
        if not (name.startswith("gates[") and value is None)
    )


def _origin(
    name: str, value: Any, given: set[str], stored: Mapping[str, int], path: Path | None
) -> Origin:
    source = "default"
    if name in given:
        source = "flag"
    elif name in stored:
        source = f"{path}:{stored[name]}"
    variable = None
    if name.endswith(VARIABLE) and isinstance(value, str):
        variable = "set" if os.environ.get(value) else "not set"
    return Origin(name=name, value=_plain(name, value), source=source, variable=variable)


def _plain(name: str, value: Any) -> Any:
    """Return a value as JSON has it, without secrets."""
    if name in QUERIES and value is not None:
        return HIDDEN
    if isinstance(value, Path):
        value = str(value)
    return redacted(list(value) if isinstance(value, tuple) else value)


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Walk over the names and values of single settings, of groups or as a file has them.

    Members of an array of groups are called by their place, ``gates[0].path``.
    """
    if is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping) and (value or not name):
        for key, below in value.items():
            yield from leaves(below, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list | tuple) and any(
        is_dataclass(item) or isinstance(item, Mapping) for item in value
    ):
        for place, item in enumerate(value):
            yield from leaves(item, f"{name}[{place}]")
    else:
        yield name, value


def lines(text: str) -> dict[str, int]:
    """Return the line on which each setting of a TOML file begins, counted from 1.

    The file is read up to each line in turn: where it makes sense so far, what is new began
    after the last line up to which it made sense.
    """
    found: dict[str, int] = {}
    rows = text.split("\n")
    begun = 1
    for end in range(1, len(rows) + 1):
        if not rows[end - 1].strip() and begun == end:
            begun = end + 1
            continue
        try:
            known = tomllib.loads("\n".join(rows[:end]))
        except tomllib.TOMLDecodeError:
            continue
        for name, value in leaves(known):
            if value != {}:
                found.setdefault(name, begun)
        begun = end + 1
    return found
