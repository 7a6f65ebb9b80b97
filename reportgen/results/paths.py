"""Addressing a number in a report by its path."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from typing import Any

_STEP = re.compile(r"(?P<field>[a-z_0-9]+)|\[(?P<member>[^\]]+)\]|\.")


def lookup(report: object, path: str) -> Any:
    """Return the value at ``path``.

    Raises
    ------
    KeyError
        If no such value exists; the message names the step that failed.
    """
    value: Any = report
    position = 0
    while position < len(path):
        match = _STEP.match(path, position)
        if match is None:
            raise KeyError(f"{path}: cannot be read at position {position}")
        if match["field"] is not None:
            value = _field(value, match["field"], path)
        elif match["member"] is not None:
            value = _member(value, match["member"], path)
        position = match.end()
    return value


def _field(value: Any, name: str, path: str) -> Any:
    if not is_dataclass(value) or name not in {field.name for field in fields(value)}:
        raise KeyError(f"{path}: {type(value).__name__} has no field {name!r}")
    return getattr(value, name)


def _member(value: Any, key: str, path: str) -> Any:
    if not isinstance(value, tuple):
        raise KeyError(f"{path}: {type(value).__name__} has no members")
    for item in value:
        if getattr(item, "name", None) == key:
            return item
    if key.isdigit() and int(key) < len(value):
        return value[int(key)]
    raise KeyError(f"{path}: no member {key!r}")
