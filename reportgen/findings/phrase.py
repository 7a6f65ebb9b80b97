"""Sentences whose every number is looked up in the report.

A template is words with named slots.  A slot is a path into the report and a way of
writing what stands there; no digit can come into a sentence by another way, and each
that does leaves an :class:`~reportgen.results.Evidence` behind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any

from reportgen import formats
from reportgen.results import Evidence, Report, lookup
from reportgen.text import translate

_DIGIT = re.compile(r"[0-9]")
_LETTER = re.compile(r"[^\W\d_](?![^{}]*\})")
"""A letter outside of a gap."""
_MOST_NAMES = 5
_BETWEEN_WORDS = frozenset(" -'’")


@dataclass(frozen=True, slots=True)
class Slot:
    """What fills a gap in a template: paths into the report and how to write them.

    Several paths are written as a phrase, ``a, b and c``.
    """

    paths: tuple[str, ...]
    write: Callable[[Any], str]
    always_evidence: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """Text and the numbers in it."""

    text: str
    evidence: tuple[Evidence, ...]


def show(path: str, write: Callable[[Any], str] = formats.integer) -> Slot:
    """Fill a gap with the number at ``path``."""
    return Slot((path,), write, always_evidence=True)


def word(path: str, write: Callable[[Any], str] = str) -> Slot:
    """Fill a gap with the text at ``path``; it counts as evidence if it holds a digit."""
    return Slot((path,), write, always_evidence=False)


def words(paths: Sequence[str], write: Callable[[Any], str] = str) -> Slot:
    """Fill a gap with the texts at ``paths``, as ``a, b and c``."""
    return Slot(tuple(paths), write, always_evidence=False)


def lower(label: str) -> str:
    """Return a label as it stands inside a sentence: ``energy``, but ``BPM`` and ``R²``."""
    word = not label[1:2] or label[1].islower() or label[1] in _BETWEEN_WORDS
    return label[:1].lower() + label[1:] if word else label


def compose(report: Report, template: str, slots: Mapping[str, Slot]) -> Sentence:
    """Fill the gaps of ``template``, in the language in use, and note the evidence.

    Raises
    ------
    ValueError
        If the template itself holds a digit, or the value of a slot is undefined.
    KeyError
        If a slot has not been given, or its path leads nowhere.
    """
    if _LETTER.search(template):
        template = translate(template)
    pieces: list[str] = []
    evidence: list[Evidence] = []
    for literal, name, *_ in Formatter().parse(template):
        if _DIGIT.search(literal):
            raise ValueError(f"a number is written into the template: {template!r}")
        pieces.append(literal)
        if name is not None:
            found = tuple(_fill(report, slots[name]))
            pieces.append(_phrase([shown.shown for shown in found]))
            evidence.extend(e for e in found if _is_evidence(slots[name], e))
    return Sentence("".join(pieces), tuple(evidence))


def at(path: str, members: Sequence[Any], member: Any) -> str:
    """Return the path of a named member of the tuple at ``path``."""
    named = [item for item in members if item.name == member.name]
    readable = len(named) == 1 and not set(member.name) & set("[]") and member.name
    return f"{path}[{member.name if readable else members.index(member)}]"


def _fill(report: Report, slot: Slot) -> Iterator[Evidence]:
    for path in slot.paths:
        value = lookup(report, path)
        if value is None:
            raise ValueError(f"{path} is undefined and cannot be printed")
        yield Evidence(path=path, shown=slot.write(value))


def _is_evidence(slot: Slot, evidence: Evidence) -> bool:
    return slot.always_evidence or _DIGIT.search(evidence.shown) is not None


def _phrase(names: list[str]) -> str:
    if len(names) > _MOST_NAMES:
        return formats.listing([*names[: _MOST_NAMES - 1], translate("others")])
    return formats.listing(names)
