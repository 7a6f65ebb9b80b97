"""Changing one value deep inside a frozen report."""

from __future__ import annotations

import re
from dataclasses import is_dataclass, replace
from typing import Any

from reportgen.results import Report

_STEP = re.compile(r"(?P<field>[a-z_0-9]+)|\[(?P<member>[^\]]+)\]|\.")


def change(report: Report, **values: Any) -> Report:
    """Return the report with values put at paths.

    A path is written as a keyword: ``change(report, **{"regression.clipped": 0.2})``.
    """
    for path, value in values.items():
        steps = [match for match in _STEP.finditer(path) if match[0] != "."]
        report = _put(report, steps, value)
    return report


def _put(node: Any, steps: list[re.Match[str]], value: Any) -> Any:
    if not steps:
        return value
    field, member = steps[0]["field"], steps[0]["member"]
    if field is not None:
        assert is_dataclass(node)
        assert not isinstance(node, type)
        return replace(node, **{field: _put(getattr(node, field), steps[1:], value)})
    place = _place(node, member)
    return (*node[:place], _put(node[place], steps[1:], value), *node[place + 1 :])


def _place(members: tuple[Any, ...], key: str) -> int:
    names = [getattr(member, "name", None) for member in members]
    return names.index(key) if key in names else int(key)
