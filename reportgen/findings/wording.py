"""A report of something else than tracks, in its own words."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from reportgen.music.speech import Speak, speech
from reportgen.results import Column, Level, Provenance, Report, Role, Track, Vocabulary

_NOT_OURS = (Level, Provenance, Track, Vocabulary)
"""Nouns whose texts come from the table or the settings."""
_TEXTS = frozenset(
    (
        *(
            "answer",
            "cutoff_rule",
            "description",
            "excluded",
            "key",
            "label",
            "limits",
            "note",
            "reason",
        ),
        *("rule", "shown", "text", "threshold_rule", "title", "value", "verdict"),
    )
)
"""Fields that hold words for a reader."""
_OWN_LABEL = (Role.FEATURE, Role.CATEGORY, Role.TARGET)
_OF_THE_DICTIONARY = frozenset(("label", "description"))


def reworded(report: Report) -> Report:
    """Return the report in the words of its vocabulary; one about tracks stays as it is."""
    speak = speech(report)
    if speak is None:
        return report
    said: Report = _spoken(report, speak)
    return said


def _spoken(value: Any, speak: Speak) -> Any:
    if isinstance(value, tuple):
        return tuple(_spoken(member, speak) for member in value)
    if isinstance(value, (type, *_NOT_OURS)) or not is_dataclass(value):
        return value  # a number, a choice, or a noun that is not put into other words
    ours = _TEXTS - (_OF_THE_DICTIONARY if _has_own_label(value) else frozenset())
    changed = {}
    for field in fields(value):
        held = getattr(value, field.name)
        if not isinstance(held, str):
            changed[field.name] = _spoken(held, speak)
        elif field.name in ours and not isinstance(held, Enum):
            changed[field.name] = speak(held)
    return replace(value, **changed)  # type: ignore[type-var]


def _has_own_label(value: Any) -> bool:
    return isinstance(value, Column) and value.role in _OWN_LABEL
