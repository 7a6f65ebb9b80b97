"""Addressing a number in a report by its path."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

_STEP = re.compile(r"(?P<field>[a-z_0-9]+)|\[(?P<member>[^\]]+)\]|\.")


def lookup(report: object, path: str) -> Any:
    """Return the value at ``path``.

    Raises
    ------
    KeyError
        If no such value exists; the message names the step that failed.
    """
    value: Any = report
    for match in _steps(path):
        if match["field"] is not None:
            value = _field(value, match["field"], path)
        elif match["member"] is not None:
            value = _member(value, match["member"], path)
    return value


def paths(value: object, prefix: str = "") -> Iterator[str]:
    """Walk over the paths of all numbers and texts of a report, in its order.

    Members are called by their name where it is unique among them and can stand in
    brackets, else by their position.
    """
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            dot = "." if prefix else ""
            yield from paths(getattr(value, field.name), f"{prefix}{dot}{field.name}")
    elif isinstance(value, tuple):
        names = [getattr(item, "name", None) for item in value]
        for position, item in enumerate(value):
            name = names[position]
            plain = isinstance(name, str) and name and not set(name) & set("[]")
            key = name if plain and names.count(name) == 1 else position
            yield from paths(item, f"{prefix}[{key}]")
    elif value is not None:
        yield prefix


def kinds_at(noun: type, path: str) -> tuple[Any, ...]:
    """Return the types that the value at ``path`` can have; none where there is no such field.

    Members of tuples count as known, whatever they are called: which there are is seen
    only in a finished report.

    Raises
    ------
    KeyError
        If the path cannot be read.
    """
    kinds: tuple[Any, ...] = (noun,)
    for match in _steps(path):
        if match["field"] is not None:
            kinds = _below(kinds, match["field"])
        elif match["member"] is not None:
            kinds = tuple(t for kind in kinds for t in _members(kind))
    return kinds


def patterns(noun: type, prefix: str = "") -> Iterator[str]:
    """Walk over the paths of all numbers that reports can have, members written ``[…]``."""
    for field in fields(noun):
        hint = get_type_hints(noun)[field.name]
        where = f"{prefix}.{field.name}" if prefix else field.name
        for kind in _alternatives(hint):
            inner, below = kind, where
            while get_origin(inner) is tuple:
                inner, below = _members(inner)[0], f"{below}[…]"
            if isinstance(inner, type) and is_dataclass(inner):
                yield from patterns(inner, below)
            else:
                yield below


def _steps(path: str) -> Iterator[re.Match[str]]:
    position = 0
    while position < len(path):
        match = _STEP.match(path, position)
        if match is None:
            raise KeyError(f"{path}: cannot be read at position {position}")
        yield match
        position = match.end()


def _below(kinds: tuple[Any, ...], name: str) -> tuple[Any, ...]:
    """Return the types that a field of that name can have, unions taken apart."""
    found: list[Any] = []
    for kind in kinds:
        if is_dataclass(kind) and isinstance(kind, type):
            hint = get_type_hints(kind).get(name)
            found += () if hint is None else _alternatives(hint)
    return tuple(found)


def _members(kind: Any) -> tuple[Any, ...]:
    return _alternatives(get_args(kind)[0]) if get_origin(kind) is tuple else ()


def _alternatives(hint: Any) -> tuple[Any, ...]:
    if get_origin(hint) in {Union, types.UnionType}:
        return tuple(t for t in get_args(hint) if t is not type(None))
    return (hint,)


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
