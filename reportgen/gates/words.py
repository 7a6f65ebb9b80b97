"""What a limit says, with digits enough to tell the number from the limit."""

from __future__ import annotations

from reportgen import formats
from reportgen.results.gates import LimitName

MOST_DIGITS = 15
_WORDS: dict[LimitName, tuple[str, str, str]] = {
    "min": ("", "is at least {limit}", "is below {limit}"),
    "max": ("", "is at most {limit}", "is above {limit}"),
    "max_change": ("a change of ", "is within {limit}", "is more than {limit}"),
    "max_drop": ("a drop of ", "is within {limit}", "is more than {limit}"),
    "fresh_within": ("", "old, within {limit}", "old, more than {limit}"),
    "min_rows": ("", "are at least {limit}", "are fewer than {limit}"),
}
"""What stands in front of a value; what follows where the limit is kept, and where not."""
_BOUND: dict[LimitName, str] = {
    "min": "the lower bound ",
    "max": "the upper bound ",
    "max_change": "a change of up to ",
    "max_drop": "a drop of up to ",
}
_UNITS: dict[LimitName, str] = {"fresh_within": "hour", "min_rows": "row"}


def limit_text(name: LimitName, value: float, limit: float, *, met: bool, bound: bool) -> str:
    """Return a clause such as ``the lower bound 0.071 is below 0.08``."""
    front, kept, broken = _WORDS[name]
    front = _BOUND.get(name, front) if bound else front
    shown, line = _apart(value, limit)
    unit = _UNITS.get(name)
    if unit is not None:
        shown = f"{shown} {formats.noun(int(value != 1) + 1, unit)}"
    return f"{front}{shown} {(kept if met else broken).format(limit=line)}"


def _apart(value: float, limit: float) -> tuple[str, str]:
    """Write two numbers with as few digits as tell them apart."""
    for digits in range(3, MOST_DIGITS):
        pair = formats.number(value, digits), formats.number(limit, digits)
        if pair[0] != pair[1] or value == limit:
            return pair
    return pair
