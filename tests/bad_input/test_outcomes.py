"""Every bad table ends in a right report, or in a message with its code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from tests.bad_input.cases import BY_KEY
from tests.bad_input.corpus import CASES
from tests.bad_input.record import KEPT
from tests.bad_input.trial import Trials, trials

EXPECTED = json.loads(KEPT.read_text(encoding="utf-8"))
MOST_MEGABYTES = 1_500
USER_CODES = {0, 3, 4, 5}
"""A report, or a mistake that the user can mend; 1 would be a bug of ours."""


@pytest.fixture(scope="module")
def run() -> Iterator[Trials]:
    with trials() as process:
        yield process


def _cases() -> Iterator[Any]:
    """Yield all cases that end in a message, and each third of those that end in a report.

    The others take the same way after reading, and are tried with the long tests.
    """
    reports = count()
    for key in BY_KEY:
        long = EXPECTED[key]["code"] == 0 and next(reports) % 3
        yield pytest.param(key, marks=pytest.mark.long) if long else key


@pytest.mark.parametrize("key", [*_cases()])
def test_a_case_ends_as_it_should(run: Trials, key: str) -> None:
    end = run.ask(key)
    assert (end.code, end.said) == (EXPECTED[key]["code"], EXPECTED[key]["said"])
    assert end.left == ((("output", "output/report.json")) if end.code == 0 else ())
    assert end.megabytes < MOST_MEGABYTES


def test_no_expected_outcome_is_a_bug() -> None:
    assert {end["code"] for end in EXPECTED.values()} <= USER_CODES
    assert not [key for key, end in EXPECTED.items() if "Traceback" in end["said"]]


def test_every_case_has_a_name_and_an_outcome_of_its_own() -> None:
    assert len(BY_KEY) == len(CASES) == len(EXPECTED) >= 150
    assert set(BY_KEY) == set(EXPECTED)
