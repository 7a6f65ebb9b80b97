"""What a limit says, with digits enough to tell the number from the limit."""

from __future__ import annotations

from reportgen import formats
from reportgen.results.gates import LimitName
from reportgen.text import plural, translate

MOST_DIGITS = 15


def limit_text(name: LimitName, value: float, limit: float, *, met: bool, bound: bool) -> str:
    """Return a clause such as ``the lower bound 0.071 is below 0.08``."""
    said = _counted(name, value, met=met) or (_of_bound if bound else _plain)(name, met=met)
    shown, line = _apart(value, limit)
    return said.format(value=shown, limit=line)


def _counted(name: LimitName, value: float, *, met: bool) -> str:
    """Return the clause for hours and rows; empty for other limits."""
    n = 1 if value == 1 else max(2, int(value))
    match name, met:
        case "fresh_within", True:
            return plural(
                n, "{value} hour old, within {limit}", "{value} hours old, within {limit}"
            )
        case "fresh_within", False:
            return plural(
                n, "{value} hour old, more than {limit}", "{value} hours old, more than {limit}"
            )
        case "min_rows", True:
            return plural(n, "{value} row is at least {limit}", "{value} rows are at least {limit}")
        case "min_rows", False:
            return plural(
                n, "{value} row is fewer than {limit}", "{value} rows are fewer than {limit}"
            )
    return ""


def _plain(name: LimitName, *, met: bool) -> str:
    """Return the clause where a limit applies to the value itself."""
    return {
        ("min", True): translate("{value} is at least {limit}"),
        ("min", False): translate("{value} is below {limit}"),
        ("max", True): translate("{value} is at most {limit}"),
        ("max", False): translate("{value} is above {limit}"),
        ("max_change", True): translate("a change of {value} is within {limit}"),
        ("max_change", False): translate("a change of {value} is more than {limit}"),
        ("max_drop", True): translate("a drop of {value} is within {limit}"),
        ("max_drop", False): translate("a drop of {value} is more than {limit}"),
    }[name, met]


def _of_bound(name: LimitName, *, met: bool) -> str:
    """Return the clause where a limit applies to the worse bound of an interval."""
    return {
        ("min", True): translate("the lower bound {value} is at least {limit}"),
        ("min", False): translate("the lower bound {value} is below {limit}"),
        ("max", True): translate("the upper bound {value} is at most {limit}"),
        ("max", False): translate("the upper bound {value} is above {limit}"),
        ("max_change", True): translate("a change of up to {value} is within {limit}"),
        ("max_change", False): translate("a change of up to {value} is more than {limit}"),
        ("max_drop", True): translate("a drop of up to {value} is within {limit}"),
        ("max_drop", False): translate("a drop of up to {value} is more than {limit}"),
    }[name, met]


def _apart(value: float, limit: float) -> tuple[str, str]:
    """Write two numbers with as few digits as tell them apart."""
    for digits in range(3, MOST_DIGITS):
        pair = formats.number(value, digits), formats.number(limit, digits)
        if pair[0] != pair[1] or value == limit:
            return pair
    return pair
