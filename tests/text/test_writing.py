"""How languages write, against babel's own formatting."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent, parse_decimal
from hypothesis import given
from hypothesis import strategies as st

from reportgen import formats
from reportgen.errors import SettingsError
from reportgen.render import make
from reportgen.results import Estimate, Report
from reportgen.text import MINUS, using, writing
from tests import example

LANGUAGES = ("de", "fr", "sv", "en_GB", "en_IN", "tr", "pt_BR")
OTHER_DIGITS = ("ar_EG", "fa")
"""Languages whose own digits are not the Latin ones, which reports keep to."""

numbers = st.floats(-1e12, 1e12, allow_nan=False)
places = st.integers(0, 6)


def _babel(text: str) -> str:
    return text.replace("-", MINUS)


@pytest.mark.parametrize("language", LANGUAGES)
@given(value=numbers, digits=places)
def test_decimals_are_those_of_the_locale(language: str, value: float, digits: int) -> None:
    rounded = Decimal(f"{value:.{digits}f}")
    pattern = "#,##,##0" if language == "en_IN" else "#,##0"
    pattern += "." + "0" * digits if digits else ""
    with using(language):
        shown = formats.decimal(value, digits)
    assert shown == _babel(format_decimal(rounded or abs(rounded), pattern, language))


@pytest.mark.parametrize("language", [*LANGUAGES, *OTHER_DIGITS, "en"])
@given(value=numbers, digits=places)
def test_numbers_are_read_back(language: str, value: float, digits: int) -> None:
    with using(language):
        shown = formats.decimal(value, digits)
        minus = writing(language).minus
    size = shown.removeprefix(minus)
    read = parse_decimal(size, language, numbering_system="latn")
    assert float(read) == pytest.approx(abs(value), abs=0.5001 * 10.0**-digits, rel=1e-12)
    assert shown.startswith(minus) is (value < 0 and read != 0)
    assert not set(size) & set("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("share", [0.0, 0.082, 0.34, 0.5, 0.971, 1.0, -0.035])
def test_percentages_have_their_sign_where_the_locale_has_it(language: str, share: float) -> None:
    digits = 0 if share in (0, 1) else 1
    pattern = "%#,##0" if language == "tr" else "#,##0"
    pattern += ".0" if digits else ""
    pattern += {"tr": "", "en_GB": "%", "en_IN": "%", "pt_BR": "%"}.get(language, "\xa0%")
    expected = format_percent(Decimal(str(share)), pattern, language)
    with using(language):
        assert formats.percent(share, digits) == _babel(expected)


@pytest.mark.parametrize("language", [*LANGUAGES, *OTHER_DIGITS])
def test_dates_are_those_of_the_locale(language: str) -> None:
    with using(language):
        assert formats.date("2026-03-01") == format_date(date(2026, 3, 1), "long", language)
        assert formats.timestamp("2026-03-01T23:30:00+01:00").startswith(
            format_date(date(2026, 3, 1), "long", language)
        )


@pytest.mark.parametrize("language", [*LANGUAGES, *OTHER_DIGITS])
@pytest.mark.parametrize("names", [["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]])
def test_lists_are_those_of_the_locale(language: str, names: list[str]) -> None:
    with using(language):
        assert formats.listing(names) == format_list(names, "standard", language)
        assert formats.listing([]) == ""


def test_what_is_written_in_some_languages() -> None:
    estimate = Estimate(value=-1234.5, low=-1240.1, high=-1229.0)
    expected = {
        "en": ("−1,234 (−1,240 to −1,229)", "8.2\xa0%", "1 March 2026, 06:05 UTC", "p = 0.049"),
        "en_GB": ("−1,234 (−1,240 to −1,229)", "8.2%", "1 March 2026, 06:05 UTC", "p = 0.049"),
        "de": ("−1.234 (−1.240 to −1.229)", "8,2\xa0%", "1. März 2026, 06:05 UTC", "p = 0,049"),
        "fr": ("−1\u202f234 (−1\u202f240 to −1\u202f229)", "8,2\xa0%",
               "1 mars 2026, 06:05 UTC", "p = 0,049"),
        "sv": ("−1\xa0234 (−1\xa0240 to −1\xa0229)", "8,2\xa0%",
               "1 mars 2026 06:05 UTC", "p = 0,049"),
        "ar_EG": ("\u200e−1,234 (\u200e−1,240 to \u200e−1,229)", "8.2\u200e%\u200e",
                  "1 مارس 2026، 6:05 ص UTC", "p = 0.049"),
    }  # fmt: skip
    for language, (shown, share, moment, p) in expected.items():
        with using(language):
            assert formats.estimate(estimate) == shown
            assert formats.percent(0.082) == share
            assert formats.timestamp("2026-03-01T06:05:00") == moment
            assert formats.p_value(0.049) == p


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (7, "7"), (123, "123"), (1234, "1,234"), (12345, "12,345"), (123456, "1,23,456"),
     (1234567, "12,34,567"), (123456789, "12,34,56,789")],
)  # fmt: skip
def test_groups_need_not_be_of_three(value: int, shown: str) -> None:
    with using("en_IN"):
        assert formats.integer(value) == shown


@pytest.mark.parametrize(
    ("wrong", "near"), [("dee", "mean ee"), ("en_GX", "mean en_VG"), ("sw_edish", "such as de")]
)
def test_an_unknown_language_is_refused_with_the_nearest(wrong: str, near: str) -> None:
    with pytest.raises(SettingsError) as caught, using(wrong):
        pass
    assert wrong in str(caught.value)
    assert near in str(caught.value)


def test_languages_can_be_nested_and_end() -> None:
    with using("de"):
        with using("fr"):
            assert formats.decimal(1.5, 1) == "1,5"
            assert formats.integer(1234) == "1\u202f234"
        assert formats.integer(1234) == "1.234"
    assert formats.integer(1234) == "1,234"


def test_english_needs_no_locale_data() -> None:
    code = (
        "import sys\nfrom reportgen import formats\n"
        "formats.estimate, formats.timestamp('2026-03-01'), formats.percent(0.5)\n"
        "print('babel' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


@pytest.mark.parametrize("language", ["de", pytest.param("fr", marks=pytest.mark.long)])
def test_a_report_is_rendered_in_its_language(language: str) -> None:
    report = _in(language)
    made = make(report, ("html", "md"))
    page, summary = made["html"].decode(), made["md"].decode().replace("\\", "")
    assert f'<html lang="{language}">' in page
    with using(language):
        rows, day = formats.integer(report.data.rows), formats.date(report.provenance.created)
    for text in (page, summary):
        assert rows in text
        assert day in text
    assert "8,3" in report.verdict.answer
    assert formats.integer(1234) == "1,234"


def _in(language: str) -> Report:
    from dataclasses import replace

    from reportgen.findings import judge

    return judge(replace(example.unjudged_report(), language=language))
