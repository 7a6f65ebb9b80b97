"""Finding the number that a gate watches, or saying why it is not there."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from reportgen.results import Estimate, Report, Skipped, lookup, paths
from reportgen.text import translate


@dataclass(frozen=True, slots=True)
class Number:
    """A number, with the estimate that it is the value of, if it is one."""

    value: float
    estimate: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Absent:
    """There is no number, and why."""

    reason: str


def found(report: Report, path: str) -> Number | Absent:
    """Return the number at a path; an estimate counts as its value."""
    try:
        value = lookup(report, path)
    except KeyError:
        return Absent(_skipped(report, path) or _unknown(report, path))
    if isinstance(value, Estimate):
        return Number(value.value, value)
    if value is None:
        return Absent(translate("{path} is undefined").format(path=path))
    if isinstance(value, Skipped):
        return Absent(_skipped(report, path))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Absent(translate("{path} is not a number").format(path=path))
    above = lookup(report, path.rpartition(".")[0]) if path.endswith(".value") else None
    return Number(float(value), above if isinstance(above, Estimate) else None)


def rows_behind(report: Report, path: str) -> Number | Absent:
    """Return how many rows a number rests on: the nearest ``n`` above, else all analysed."""
    try:
        lookup(report, path)
    except KeyError:
        here = found(report, path)
        assert isinstance(here, Absent)  # noqa: S101  it has just not been found
        return here
    for prefix in _prefixes(path):
        n = getattr(lookup(report, prefix), "n", None)
        if isinstance(n, int):
            return Number(float(n))
    return Number(float(report.preparation.rows_modelled))


def _prefixes(path: str) -> list[str]:
    """Return the path and what stands above it, the longest first."""
    places = [i for i, mark in enumerate(path) if mark in ".["]
    return [path, *(path[:i] for i in reversed(places))]


def _skipped(report: Report, path: str) -> str:
    """Say that a step above a path was skipped, and why; "" if none was."""
    for prefix in _prefixes(path):
        try:
            value = lookup(report, prefix)
        except KeyError:
            continue
        if isinstance(value, Skipped):
            said = translate("{step} was left out: {reason}")
            return said.format(step=translate(value.step), reason=value.reason)
    return ""


def _unknown(report: Report, path: str) -> str:
    """Say that a path leads nowhere in this report, and the nearest like it that does."""
    shape = _MEMBER.sub("[]", path)
    there = {p.removesuffix(".value") for p in paths(report)}
    alike = sorted(
        p for p in there if _MEMBER.sub("[]", p).startswith(shape.removesuffix(".value"))
    )
    near = difflib.get_close_matches(path, alike, n=1, cutoff=0.0)
    if not near:
        return translate("there is no {path} in this report").format(path=path)
    said = translate("there is no {path} in this report; the nearest is {near}")
    return said.format(path=path, near=near[0])


_MEMBER = re.compile(r"\[[^\]]*\]")
