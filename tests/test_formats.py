from __future__ import annotations

import math
import re
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reportgen import formats
from reportgen.results import Estimate

finite = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12)
shares = st.floats(min_value=0.0, max_value=1.0)


def about(value: float, low: float, high: float) -> Estimate:
    return Estimate(value=value, low=low, high=high)


def parsed(text: str) -> float:
    return float(text.replace(formats.MINUS, "-").replace(",", ""))


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (7, "7"), (28_068, "28,068"), (-1_234, "−1,234"), (1e9, "1,000,000,000")],
)
def test_integers_have_thousands_separators(value: float, text: str) -> None:
    assert formats.integer(value) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(1.005, 1, "1.0"), (-0.04, 1, "0.0"), (-0.06, 1, "−0.1"), (1234.5, 2, "1,234.50")],
)
def test_decimals_never_show_a_negative_zero(value: float, digits: int, text: str) -> None:
    assert formats.decimal(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.246, "0.246"),
        (4.6, "4.6"),
        (70.0, "70"),
        (999.6, "1,000"),
        (28_068.4, "28,068"),
        (-0.00012345, "−0.000123"),
        (0.09999, "0.1"),
    ],
)
def test_numbers_without_uncertainty_have_three_significant_digits(value: float, text: str) -> None:
    assert formats.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(1.24, "+1.2"), (-1.24, "−1.2"), (0.0, "0.0"), (0.01, "0.0")]
)
def test_signed_numbers_carry_their_sign_unless_they_show_as_zero(value: float, text: str) -> None:
    assert formats.signed(value, 1) == text


@pytest.mark.parametrize(
    ("uncertainty", "digits"),
    [(0.012, 3), (0.0095, 3), (0.004, 3), (0.4, 1), (1.2, 1), (0.29, 2), (12.0, 0), (340.0, 0)],
)
def test_digits_follow_from_the_uncertainty(uncertainty: float, digits: int) -> None:
    assert formats.digits_for(uncertainty) == digits


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (about(0.083, 0.071, 0.095), "0.083 (0.071 to 0.095)"),
        (about(-3.4, -4.1, -2.7), "−3.4 (−4.1 to −2.7)"),
        (about(46.9123, 45.7, 48.1), "46.9 (45.7 to 48.1)"),
        (about(0.4, 0.004, 0.796), "0.400 (0.004 to 0.796)"),
        (about(-0.2196, -0.4408, 0.0001), "−0.22 (−0.44 to 0.00)"),
        (about(12_345.0, 12_000.0, 12_690.0), "12,345 (12,000 to 12,690)"),
        (Estimate(value=0.25), "0.25"),
        (about(0.25, 0.25, 0.25), "0.25"),
    ],
)
def test_estimates_stand_with_their_interval(estimate: Estimate, text: str) -> None:
    assert formats.estimate(estimate) == text


def test_a_signed_estimate_signs_its_bounds() -> None:
    assert formats.signed_estimate(about(1.1, 0.6, 1.6)) == "+1.1 (+0.6 to +1.6)"
    assert formats.signed_estimate(about(0.1, -0.4, 0.6)) == "+0.1 (−0.4 to +0.6)"
    assert formats.signed_estimate(Estimate(value=1.5)) == "+1.5"


def test_parts_of_an_estimate() -> None:
    estimate = about(-3.41, -4.1, -2.7)
    assert formats.point(estimate) == "−3.4"
    assert formats.size_of(estimate) == "3.4"
    assert formats.interval(estimate) == "−4.1 to −2.7"
    with pytest.raises(ValueError, match="has no interval"):
        formats.interval(Estimate(value=1.0))


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0 %"),
        (1, "100 %"),
        (0.0004, "less than 0.1 %"),
        (0.082, "8.2 %"),
        (0.12, "12 %"),
        (0.9999, "more than 99.9 %"),
        (0.951, "95.1 %"),
    ],
)
def test_percentages(share: float, text: str) -> None:
    assert formats.percent(share).replace(formats.SPACE, " ") == text


def test_percentages_with_an_interval() -> None:
    share = about(0.34, 0.25, 0.43)
    assert formats.percent_estimate(share).replace(formats.SPACE, " ") == "34 % (25 % to 43 %)"
    assert formats.percent_point(share).replace(formats.SPACE, " ") == "34 %"
    assert formats.percentage_points(about(-0.037, -0.045, -0.03)) == "−3.7 (−4.5 to −3.0)"


@given(shares)
def test_a_percentage_is_all_or_nothing_only_if_exact(share: float) -> None:
    text = formats.percent(share).replace(formats.SPACE, " ")
    assert (text == "0 %") == (share == 0)
    assert (text == "100 %") == (share == 1)


@given(shares, st.integers(min_value=0, max_value=3))
def test_a_percentage_is_right_to_its_last_digit(share: float, digits: int) -> None:
    text = formats.percent(share, digits).replace(formats.SPACE, "").rstrip("%")
    step = 10.0**-digits
    if text.startswith("less than"):
        assert 0 < share * 100 < step
    elif text.startswith("more than"):
        assert 100 - step < share * 100 < 100
    else:
        assert abs(float(text) - share * 100) <= step / 2 + 1e-9


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.12, "12"), (0.0, "0"), (0.004, "fewer than 1"), (0.999, "more than 99"), (1.0, "100")],
)
def test_natural_frequencies(share: float, text: str) -> None:
    assert formats.per_hundred(share) == text


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.0, "p < 0.001"),
        (1e-20, "p < 0.001"),
        (0.049, "p = 0.049"),
        (0.0996, "p = 0.10"),
        (0.24, "p = 0.24"),
        (0.9997, "p > 0.999"),
        (1.0, "p = 1"),
    ],
)
def test_p_values_are_never_zero(p: float, text: str) -> None:
    assert formats.p_value(p) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(-6.7, "dB", "−6.7 dB"), (0.181, "0–1", "0.181"), (3.76, "min", "3.76 min"), (2.0, "", "2")],
)
def test_quantities_carry_their_unit(value: float, unit: str, text: str) -> None:
    assert formats.quantity(value, unit).replace(formats.SPACE, " ") == text


def test_counts_take_the_plural() -> None:
    assert formats.count(1, "track") == "1 track"
    assert formats.count(3_086, "track") == "3,086 tracks"
    assert formats.count(0, "category", "categories") == "0 categories"


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (999_600, "1.0 MB"),
        (7_984_213, "8.0 MB"),
        (123_456_789, "123 MB"),
        (10**12, "1.0 TB"),
    ],
)
def test_file_sizes(octets: int, text: str) -> None:
    assert formats.size(octets).replace(formats.SPACE, " ") == text


def test_dates() -> None:
    assert formats.date("2026-11-23") == "23 November 2026"
    assert formats.date("2026-01-02T23:59:00+00:00") == "2 January 2026"
    assert formats.timestamp("2026-11-23T06:00:00+02:00") == "23 November 2026, 04:00 UTC"
    assert formats.timestamp("2026-11-23T06:00:00") == "23 November 2026, 06:00 UTC"


@pytest.mark.parametrize(
    ("names", "text"),
    [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")],
)
def test_listings(names: tuple[str, ...], text: str) -> None:
    assert formats.listing(names) == text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("write", [formats.integer, formats.number, formats.percent])
def test_what_is_not_finite_cannot_be_printed(write: Callable[[float], str], value: float) -> None:
    with pytest.raises(ValueError, match="cannot be printed"):
        write(value)


@given(finite, st.integers(min_value=0, max_value=6))
def test_decimals_are_right_to_their_last_digit(value: float, digits: int) -> None:
    error = abs(parsed(formats.decimal(value, digits)) - value)
    assert error <= 0.5 * 10.0**-digits + abs(value) * 1e-15


@given(finite)
def test_numbers_keep_three_significant_digits(value: float) -> None:
    shown = parsed(formats.number(value))
    assert abs(shown - value) <= max(abs(value) * 0.005, 0) + 1e-300


@given(finite, st.floats(min_value=1e-6, max_value=1e6))
def test_an_interval_keeps_its_order_and_its_width(value: float, half: float) -> None:
    assume(abs(value) < 1e9 * half)
    text = formats.estimate(about(value, value - half, value + half))
    shown, low, high = map(parsed, re.findall(r"[−0-9.,]+", text))
    assert low <= shown <= high
    assert high - low == pytest.approx(2 * half, rel=0.5)


@given(finite)
def test_no_text_has_a_hyphen_for_minus(value: float) -> None:
    assert "-" not in formats.number(value)
    assert formats.number(value).startswith(formats.MINUS) == (value < 0)


def test_a_difference_of_logarithms_is_a_ratio() -> None:
    assert formats.ratio(Estimate(value=0.0, low=-0.1, high=0.1)) == "1.00 (0.79 to 1.26)"
    assert formats.ratio(Estimate(value=-0.1)) == "0.794"


def test_a_logarithm_of_a_count_is_rounded_to_two_digits() -> None:
    assert formats.antilog(8.03) == "110,000,000"
    assert formats.antilog(3.0) == "1,000"
    assert formats.antilog(-1.0) == "0.1"
    assert formats.antilog(0.0) == "1"


def test_a_logarithm_is_a_factor() -> None:
    assert formats.factor(0.5) == "3.2"
    assert formats.factor(0.0) == "1"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.0123, "0.0123"), (0.00004, "< 0.0001"), (-0.00004, "−0.0001 to 0"), (0.0, "0.0000")],
)
def test_a_small_number_is_not_rounded_to_nothing(value: float, expected: str) -> None:
    assert formats.small(value, 4) == expected
