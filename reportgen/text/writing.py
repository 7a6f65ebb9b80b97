"""How a language writes numbers, dates and lists, from the locale data of CLDR.

Digits are the Latin ones in every language.  A hyphen that stands for minus becomes a
minus sign.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING

from reportgen.errors import SettingsError

if TYPE_CHECKING:
    from babel import Locale

ENGLISH = "en"
MINUS = "\N{MINUS SIGN}"
SPACE = "\N{NO-BREAK SPACE}"
_LATIN = "latn"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What a language puts between, before and behind digits, and how it dates and lists.

    ``groups`` are the sizes of the last group of digits and of those before it; ``percent``
    is what stands before and behind a percentage.
    """

    language: str
    decimal: str
    group: str
    groups: tuple[int, int]
    minus: str
    plus: str
    percent: tuple[str, str]
    day: Callable[[date], str]
    moment: Callable[[datetime], str]
    listed: Callable[[Sequence[str]], str]

    def number(self, text: str) -> str:
        """Return unsigned digits with ``,`` and ``.`` as this language marks them."""
        whole, point, rest = text.partition(".")
        if self.groups != (3, 3):
            whole = _regrouped(whole.replace(",", ""), *self.groups)
        return whole.replace(",", self.group) + (self.decimal + rest if point else "")


def _regrouped(digits: str, last: int, others: int) -> str:
    head, tail = digits[:-last], digits[-last:]
    starts = range(len(head) % others or others, len(head) + 1, others)
    parts = [head[max(0, end - others) : end] for end in starts if head]
    return ",".join([*parts, tail])


def _english_day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _english_list(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


HOUSE = Writing(
    language=ENGLISH,
    decimal=".",
    group=",",
    groups=(3, 3),
    minus=MINUS,
    plus="+",
    percent=("", f"{SPACE}%"),
    day=_english_day,
    moment=lambda moment: f"{_english_day(moment)}, {moment:%H:%M} UTC",
    listed=_english_list,
)
"""The English of the house, in which reports are written by default."""


@cache
def writing(language: str) -> Writing:
    """Return how a language writes.

    Parameters
    ----------
    language : str
        ``en`` for the English of the house, or another identifier of CLDR: ``de``, ``en_GB``.

    Raises
    ------
    SettingsError
        If there is no such language; the hint names the nearest.
    """
    return HOUSE if language == ENGLISH else _from_cldr(_locale(language))


def _locale(language: str) -> Locale:
    from babel.localedata import locale_identifiers

    found = _parsed(language.replace("-", "_"))
    if found is not None:
        return found
    near = difflib.get_close_matches(language, [ENGLISH, *locale_identifiers()], n=1)
    raise SettingsError(
        f"There is no language {language!r}",
        where="report.language",
        hint=f"Did you mean {near[0]}?" if near else "Give an identifier such as de or en_GB.",
    )


def _parsed(name: str) -> Locale | None:
    """Return a locale that CLDR has, also by a short name such as ``zh_CN``."""
    from babel import Locale, UnknownLocaleError
    from babel.core import parse_locale

    try:
        return None if parse_locale(name)[3] else Locale.parse(name)
    except (UnknownLocaleError, ValueError, TypeError):
        return None


def _from_cldr(locale: Locale) -> Writing:
    from babel import dates, lists

    symbols = locale.number_symbols[_LATIN]
    before, behind = (
        part.replace("%", symbols["percentSign"])
        for part in (
            locale.percent_formats[None].prefix[0],
            locale.percent_formats[None].suffix[0],
        )
    )

    def moment(when: datetime) -> str:
        day = dates.format_date(when, "long", locale)
        time = dates.format_time(when, "short", tzinfo=UTC, locale=locale)
        pattern = str(dates.get_datetime_format("medium", locale=locale)).replace("'", "")
        return pattern.format(f"{time} UTC", day)

    return Writing(
        language=str(locale),
        decimal=symbols["decimal"],
        group=symbols["group"],
        groups=locale.decimal_formats[None].grouping,
        minus=symbols["minusSign"].replace("-", MINUS),
        plus=symbols["plusSign"],
        percent=(before, behind),
        day=lambda day: dates.format_date(day, "long", locale),
        moment=moment,
        listed=lambda names: lists.format_list(names, "standard", locale),
    )
