"""Two reports side by side: whatever is altered is found, and found where it is."""

from __future__ import annotations

from enum import Enum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.results import Report, lookup, paths
from reportgen.verify.pages import apart, files_apart
from reportgen.verify.values import pairs
from tests.change import change
from tests.example import example_report

REPORT = example_report()
PLACES = list(paths(REPORT))


def found(one: Report, other: Report) -> list[str]:
    return [pair.path for pair in pairs(one, other) if not pair.same]


def altered(value: Any) -> Any:
    """Return a value with its last digit that counts, or its last letter, changed."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, float):
        return value * (1 + 3e-8) or 1e-30
    if isinstance(value, int):
        return value + 1
    if isinstance(value, Enum):
        return next(member for member in type(value) if member is not value)
    return f"{value[:-1]}\u2212"


def test_a_report_is_like_itself() -> None:
    assert found(REPORT, REPORT) == []
    assert {pair.path for pair in pairs(REPORT, REPORT)} >= set(PLACES)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PLACES))
def test_one_altered_value_is_found_at_its_path(path: str) -> None:
    value = lookup(REPORT, path)
    assert found(change(REPORT, **{path: altered(value)}), REPORT) == [path]
    if isinstance(value, float):
        assert found(change(REPORT, **{path: value * (1 + 1e-9)}), REPORT) == []


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        ("regression.effects", (), "0 members"),
        ("regression.scores[full].r2.low", None, "nothing"),
        ("regression", lookup(REPORT, "segments"), "Segments"),
    ],
)
def test_what_is_of_another_shape_is_one_place(path: str, value: object, text: str) -> None:
    (pair,) = (p for p in pairs(change(REPORT, **{path: value}), REPORT) if not p.same)
    assert pair.path == path
    assert pair.difference().report == text


def test_words_of_pages_are_told_apart() -> None:
    here = ["Accuracy is 0.61 here", "The end\r\nof it"]
    assert apart(["Accuracy is\n0.61 here", "The end of it"], here) == (8, ())
    same, (one, two) = apart(["Accuracy is 0.91 here", "The of it"], here)
    assert same == 6
    assert (one.place, one.report, one.here) == ("page 1", "0.91", "0.61")
    assert (two.place, two.report, two.here) == ("page 2", "nothing", "end")
    same, (cut,) = apart(["Accuracy is 0.61 here"], here)
    assert (same, cut.place, cut.here) == (4, "all pages", "The end of it")


def test_tables_are_told_apart() -> None:
    report = {"a.csv": b"1", "b.csv": b"2", "d.csv": b""}
    found = files_apart(report, {"a.csv": b"1", "b.csv": b"22", "c.csv": b"3"})
    assert [(d.place, d.report, d.here) for d in found] == [
        ("b.csv", "1 bytes", "2 bytes"),
        ("d.csv", "0 bytes", "nothing"),
        ("c.csv", "nothing", "1 bytes"),
    ]
