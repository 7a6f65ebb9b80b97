"""Words on whole pages: no cause, no certainty, no slip of the pen."""

from __future__ import annotations

import re

import pytest

from reportgen.results import Report
from tests.findings.conftest import rendered
from tests.findings.language import ALLOWED, crowded, slips
from tests.findings.origins import plain
from tests.findings.reading import Block, blocks

# Pages are made once: all of these run in one process.


def test_a_page_says_nothing_amiss(page: tuple[Report, str]) -> None:
    _, text = page
    assert [(block.text, found) for block in blocks(text) if (found := list(slips(block)))] == []


def test_no_clause_is_crowded(page: tuple[Report, str]) -> None:
    report, _ = page
    said = [report.verdict.answer, *(finding.text for finding in report.findings)]
    assert [text for text in said if crowded(text)] == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Energy boosts popularity.", "cause"),
        ("Loudness drives streams.", "cause"),
        ("Popularity falls due to tempo.", "cause"),
        ("It has an effect on popularity.", "cause"),
        ("This makes tracks more popular.", "cause"),
        ("A significant difference.", "certainty"),
        ("This proves it.", "certainty"),
        ("That is so, p = 0.000.", "rounded to nothing"),
        ("Popular are 0 % of them.", "nothing or all"),
        ("A difference of -3 points.", "hyphen for a minus"),
        ("Between 3-5 points.", "hyphen for a range"),
        ("The mean is nan.", "undefined"),
        ("The mean is None.", "undefined"),
        ("The  mean.", "two blanks"),
        ("The mean , too.", "blank before a mark"),
        ("The the mean.", "doubled word"),
        ("The mean..", "doubled mark"),
        ("There are 1 tracks.", "one of many"),
        ("There are 3,001 track here.", "many of one"),
        ("The 'mean'.", "typewriter"),
        ('The "mean".', "typewriter"),
        ("The {mean}.", "gap"),
        ("the mean.", "small letter"),
    ],
)
def test_the_lint_sees_it(text: str, what: str) -> None:
    found = list(slips(Block("regression", "", "finding", text)))
    assert len(found) == 1
    assert what in found[0]


@pytest.mark.parametrize(
    "text",
    [
        "1 track has no artist; 2,001 tracks have one.",
        "From −3 to 5, p < 0.001, 10 % of the artist's tracks.",
        "On 2026-11-23 it was 0–100 … and R² is 0.083 (0.071 to 0.095).",
        "It matters to the reader's ear.",
    ],
)
def test_the_lint_lets_it_pass(text: str) -> None:
    assert list(slips(Block("data", "", "finding", text))) == []


def test_every_exception_is_needed() -> None:
    texts = [plain(block.text) for name in ("example", "sample", "leak")
             for block in blocks(rendered(name)[1])]  # fmt: skip
    unused = [pattern for pattern in ALLOWED
              if not any(re.search(pattern, text) for text in texts)]  # fmt: skip
    assert unused == []


def test_two_intervals_in_one_clause_are_too_many() -> None:
    assert crowded("R² is 0.1 (0.0 to 0.2) there and 0.3 (0.2 to 0.4) here.")
    assert not crowded("R² is 0.1 (0.0 to 0.2) there, and 0.3 (0.2 to 0.4) here.")
    assert not crowded("Of the 100 tracks ranked highest, 34 are popular (25 % to 43 %).")
