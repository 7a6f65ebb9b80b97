from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.ingest.numbers import Numbers, numbers, uses_decimal_comma


def read(*values: str | None, decimal_comma: bool = False) -> Numbers:
    return numbers(column(*values), decimal_comma=decimal_comma)


def column(*values: str | None) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.string())])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12.0),
        (" -6.5 ", -6.5),
        ("−6.5", -6.5),
        ("1.5e-3", 0.0015),
        (".5", 0.5),
        ("80 %", 80.0),
        ("1,021", 1021.0),
        ("1,234,567.5", 1_234_567.5),
        ("1 234 567", 1_234_567.0),
        ("1.234.567", 1_234_567.0),
    ],
)
def test_ways_to_write_a_number(text: str, value: float) -> None:
    assert read(text).values.tolist() == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [("0,741", 0.741), ("-6,5", -6.5), ("1.234,5", 1234.5), ("1,234,567", 1234567.0)],
)
def test_decimal_commas(text: str, value: float) -> None:
    assert read(text, decimal_comma=True).values.tolist() == [value]


@pytest.mark.parametrize("text", ["abc", "1,2,3", "12:30", "1 2", "--1", "0x10", "12,34,567"])
def test_what_is_no_number(text: str) -> None:
    found = read(text)
    assert np.isnan(found.values[0])
    assert (found.junk, found.example) == (1, text)


def test_empty_cells_are_no_junk() -> None:
    found = read(None, "", " ", "5")
    assert (found.given, found.junk, found.missing) == (1, 0, 3)


def test_a_tenth_of_junk_is_borne() -> None:
    assert read(*["1"] * 9, "x").numeric
    assert not read(*["1"] * 8, "x", "y").numeric


def test_grouping_is_told() -> None:
    assert read("1,021", "5").grouped
    assert not read("1021", "5").grouped


def test_infinity_is_missing() -> None:
    values = numbers(pa.chunked_array([[1.0, float("inf"), None]])).values
    assert np.isnan(values).tolist() == [False, True, True]


def test_decimal_comma_is_told_by_the_whole_table() -> None:
    assert uses_decimal_comma([column("120,125", "98,001"), column("0,5", "0,25")])
    assert not uses_decimal_comma([column("1,234,567", "12,000")])
    assert not uses_decimal_comma([column("120.5", "98")])


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=40))
def test_round_trip_with_decimal_commas(values: list[float]) -> None:
    found = read(*(f"{value!r}".replace(".", ",") for value in values), decimal_comma=True)
    np.testing.assert_array_equal(found.values, values)


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=40))
def test_round_trip_with_grouped_thousands(values: list[int]) -> None:
    np.testing.assert_array_equal(read(*(f"{value:,}" for value in values)).values, values)
