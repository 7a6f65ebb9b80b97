"""Numbers to text: the only place where a number becomes something to read.

They are written as the language in use has it (:func:`reportgen.text.using`); the examples
here are in the English of the house.  Digits follow from the uncertainty, a share is never
rounded to all or nothing, and minus is a minus sign.  Functions hang on nothing else and
raise ``ValueError`` for what is not a finite number: an undefined value has to be dealt
with before it is printed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime

from reportgen import text as language
from reportgen.results import Estimate
from reportgen.text import MINUS, SPACE, plural, translate

__all__ = ["MINUS", "SPACE"]

_LOGARITHM = "log10 "
OTHER = "other"
"""The level that holds all rare ones."""
OUR_LEVELS = frozenset({OTHER, "minor", "major", "no", "yes"})
"""Levels that are called so whatever stands in the table."""
_RANGE_UNITS = frozenset({"0–1", "0–100"})


def integer(value: float) -> str:
    """Return a whole number with thousands separators, ``28,068``."""
    return decimal(value, 0)


def decimal(value: float, digits: int) -> str:
    """Return a number with so many decimals, ``−1,234.5``; never a negative zero."""
    _finite(value)
    return _written(value, f"{abs(value):,.{digits}f}")


def small(value: float, digits: int) -> str:
    """Return a number with so many decimals; where these would be zeros, what it lies below.

    ``< 0.0001``, or of a negative number ``−0.0001 to 0``.
    """
    text = decimal(value, digits)
    if value == 0 or _shows_digits(text):
        return text
    bound = decimal(math.copysign(10.0**-digits, value), digits)
    return f"< {bound}" if value > 0 else _range(bound, "0")


def number(value: float, significant: int = 3) -> str:
    """Return a number of unknown uncertainty with three significant digits.

    Digits before the decimal point are never rounded away, and trailing zeros after
    it are dropped: ``0.246``, ``4.6``, ``28,068``.
    """
    _finite(value)
    if value == 0:
        return "0"
    digits = max(0, significant - 1 - _magnitude(value))
    text = f"{abs(value):,.{digits}f}"
    return _written(value, text.rstrip("0").rstrip(".") if "." in text else text)


def signed(value: float, digits: int) -> str:
    """Return a number that always carries its sign, ``+1.2``, unless it shows as zero."""
    text = decimal(value, digits)
    return _plus(text) if value > 0 and _shows_digits(text) else text


def digits_for(uncertainty: float) -> int:
    """Return the decimals that an uncertainty leaves meaningful.

    Two significant digits where the first is 1 or 2, else one: a half-width of 0.012
    or 0.004 earns three decimals, one of 0.4 or 1.2 earns one.
    """
    _finite(uncertainty)
    if uncertainty <= 0:
        raise ValueError(f"an uncertainty has to be positive, not {uncertainty}")
    power = _magnitude(uncertainty)
    first = round(uncertainty / 10.0**power, 9)
    return max(0, -power + (1 if first < 3 else 0))


def estimate_digits(estimate: Estimate) -> int | None:
    """Return the decimals for an estimate and its bounds; ``None`` without an interval.

    Where zero lies outside, a bound close to it earns up to two more, so that it does
    not print as zero.
    """
    low, high = estimate.low, estimate.high
    if low is None or high is None or not high > low:
        return None
    base = digits_for((high - low) / 2)
    if low <= 0 <= high:
        return base
    for digits in (base, base + 1, base + 2):
        if all(round(bound, digits) != 0 for bound in (low, high)):
            return digits
    return base


def estimate(estimate: Estimate) -> str:
    """Return a value with its interval, ``0.083 (0.071 to 0.095)``."""
    if estimate_digits(estimate) is None:
        return point(estimate)
    return f"{point(estimate)} ({interval(estimate)})"


def point(estimate: Estimate) -> str:
    """Return the value alone, with the digits that its interval allows."""
    digits = estimate_digits(estimate)
    return number(estimate.value) if digits is None else decimal(estimate.value, digits)


def interval(estimate: Estimate) -> str:
    """Return the bounds, ``0.071 to 0.095``.

    Raises
    ------
    ValueError
        If the estimate has no interval.
    """
    low, high = _bounds(estimate)
    digits = estimate_digits(estimate)
    if digits is None:
        return _range(number(low), number(high))
    return _range(decimal(low, digits), decimal(high, digits))


def signed_estimate(estimate: Estimate) -> str:
    """Return a difference with its interval, ``+1.1 (+0.6 to +1.6)``."""
    digits = estimate_digits(estimate)
    if digits is None:
        text = number(estimate.value)
        return _plus(text) if estimate.value > 0 else text
    low, high = (signed(bound, digits) for bound in _bounds(estimate))
    return f"{signed(estimate.value, digits)} ({_range(low, high)})"


def size_of(estimate: Estimate) -> str:
    """Return a value without its sign, for "lower by 3.4 points"."""
    digits = estimate_digits(estimate)
    value = abs(estimate.value)
    return number(value) if digits is None else decimal(value, digits)


def percent(share: float, digits: int | None = None) -> str:
    """Return a share between 0 and 1 as a percentage, ``8.2 %``.

    Never ``0 %`` or ``100 %`` unless exact: ``less than 0.1 %``.  Without ``digits``,
    one decimal below 10 % and above 90 %, none between.
    """
    _finite(share)
    if share in (0, 1):
        return percentage(share * 100, 0)
    value = share * 100
    if digits is None:
        digits = 0 if 10 <= value <= 90 else 1
    step = 10.0**-digits
    if 0 < value < step:
        return translate("less than {share}").format(share=percentage(step, digits))
    if 100 - step < value < 100:
        return translate("more than {share}").format(share=percentage(100 - step, digits))
    return percentage(value, digits)


def percentage(value: float, digits: int) -> str:
    """Return a number that counts hundredths with its sign, ``−3.7 %``."""
    before, behind = language.current().writing.percent
    text = decimal(value, digits)
    if before and text.startswith(minus := language.current().writing.minus):
        return f"{minus}{before}{text.removeprefix(minus)}{behind}"
    return f"{before}{text}{behind}"


def percent_estimate(estimate: Estimate) -> str:
    """Return a share with its interval, ``34 % (25 % to 43 %)``."""
    digits = percent_digits(estimate)
    if digits is None:
        return percent(estimate.value)
    low, high = (percent(bound, digits) for bound in _bounds(estimate))
    return f"{percent(estimate.value, digits)} ({_range(low, high)})"


def percent_point(estimate: Estimate) -> str:
    """Return a share alone, with the digits that its interval allows."""
    return percent(estimate.value, percent_digits(estimate))


def percent_digits(estimate: Estimate) -> int | None:
    """Return the decimals for a share as a percentage; ``None`` without an interval."""
    digits = estimate_digits(estimate)
    return None if digits is None else max(0, digits - 2)


def percentage_points(estimate: Estimate) -> str:
    """Return a difference of shares in percentage points, ``−3.7 (−4.5 to −3.0)``."""
    low, high = (None if b is None else b * 100 for b in (estimate.low, estimate.high))
    return signed_estimate(Estimate(value=estimate.value * 100, low=low, high=high))


def ratio(difference: Estimate) -> str:
    """Return a difference of logarithms to base 10 as a ratio, ``0.89 (0.81 to 0.98)``."""
    low, high = (None if b is None else 10.0**b for b in (difference.low, difference.high))
    return estimate(Estimate(value=10.0**difference.value, low=low, high=high))


def factor(logarithm: float) -> str:
    """Return what a logarithm to base 10 stands for, the ``3.3`` in "off by a factor of 3.3"."""
    _finite(logarithm)
    return number(10.0**logarithm, 2)


def antilog(logarithm: float) -> str:
    """Return what a logarithm to base 10 stands for to two digits, ``110,000,000``."""
    _finite(logarithm)
    value = 10.0**logarithm
    return number(round(value, 1 - _magnitude(value)), 2)


def per_hundred(share: float) -> str:
    """Return a share as a natural frequency, the ``12`` in "12 of 100"."""
    _finite(share)
    value = share * 100
    if 0 < value < 1:
        return translate("fewer than {count}").format(count=integer(1))
    if 99 < value < 100:
        return translate("more than {count}").format(count=integer(99))
    return integer(value)


def p_value(p: float) -> str:
    """Return a p-value for a sentence, ``p < 0.001`` or ``p = 0.049``."""
    text = p_cell(p)
    return f"p {text}" if text[0] in "<>" else f"p = {text}"


def p_cell(p: float) -> str:
    """Return a p-value for a table, ``< 0.001`` or ``0.049``."""
    _finite(p)
    if p < 0.001:
        return f"< {decimal(0.001, 3)}"
    if 0.9995 <= p < 1:
        return f"> {decimal(0.999, 3)}"
    return "1" if p == 1 else decimal(p, 2 if p >= 0.0995 else 3)


def quantity(value: float, unit: str) -> str:
    """Return a number with its unit, ``−6.7 dB``; a scale such as 0–1 is no unit."""
    return with_unit(number(value), unit)


def with_unit(text: str, unit: str) -> str:
    """Put a unit behind a number already written."""
    return text if not unit or unit in _RANGE_UNITS else f"{text}{SPACE}{unit_name(unit)}"


def unit_name(unit: str) -> str:
    """Return what a unit is called, ``minutes`` or ``log10 streams``."""
    name = unit.removeprefix(_LOGARITHM)
    if name == unit:
        return translate(unit)
    return translate("log10 {unit}").format(unit=translate(name))


def count(n: int, singular: str, many: str = "") -> str:
    """Return so many of a thing, ``1 track`` or ``3,086 tracks``."""
    return f"{integer(n)} {noun(n, singular, many)}"


def noun(n: int, singular: str, many: str = "") -> str:
    """Return the form of a noun that goes with ``n``; the plural is in -s by default."""
    return plural(n, singular, many or f"{singular}s")


def size(octets: int) -> str:
    """Return the size of a file in decimal units, ``8.0 MB``."""
    if octets < 1000:
        return f"{octets}{SPACE}{noun(octets, 'byte')}"
    power = min(4, _magnitude(octets) // 3)
    value = octets / 1000.0**power
    text = decimal(value, 1 if value < 99.95 else 0)
    return f"{text}{SPACE}{('kB', 'MB', 'GB', 'TB')[power - 1]}"


def date(iso: str) -> str:
    """Return an ISO date or date and time as ``23 November 2026``."""
    return language.current().writing.day(datetime.fromisoformat(iso))


def timestamp(iso: str) -> str:
    """Return an ISO date and time in universal time, ``23 November 2026, 06:00 UTC``.

    A time without a zone is taken for universal time.
    """
    moment = datetime.fromisoformat(iso)
    utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return language.current().writing.moment(utc)


def level(name: str) -> str:
    """Return the name of a level; those that are words of ours are translated."""
    return translate(name) if name in OUR_LEVELS else name


def listing(names: Sequence[str]) -> str:
    """Return names as a phrase, ``a, b and c``."""
    return language.current().writing.listed(names) if len(names) > 1 else "".join(names)


def _written(value: float, text: str) -> str:
    """Return the digits of a size as the language has them, with the minus of its value."""
    writing = language.current().writing
    shown = text if writing.language == language.ENGLISH else writing.number(text)
    return writing.minus + shown if value < 0 and _shows_digits(text) else shown


def _plus(text: str) -> str:
    return language.current().writing.plus + text


def _range(low: str, high: str) -> str:
    return translate("{low} to {high}").format(low=low, high=high)


def _bounds(estimate: Estimate) -> tuple[float, float]:
    if estimate.low is None or estimate.high is None:
        raise ValueError(f"{estimate} has no interval")
    return estimate.low, estimate.high


def _magnitude(value: float) -> int:
    """Return the power of ten of the first significant digit, after rounding to three."""
    return int(f"{abs(value):.2e}".partition("e")[2])


def _shows_digits(text: str) -> bool:
    return any(digit in text for digit in "123456789")


def _finite(value: float) -> None:
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be printed")
