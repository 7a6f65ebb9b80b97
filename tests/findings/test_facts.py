"""The answer changes with the facts: tables of known truth through the whole line."""

from __future__ import annotations

import re

import pytest

from reportgen.findings import key_findings
from reportgen.findings.verdict import Answer, answer
from reportgen.results import Estimate, Finding, Grade, Report, Role, Severity, Status, lookup
from tests.findings.conftest import facts

# Reports are made once: all of these run in one process.

# facts, answer, how it begins, findings of page one that must be there, some that must not
CASES: list[tuple[str, Answer, str, set[str], set[str]]] = [
    (
        "much",
        Answer.MUCH,
        "Largely: on artists the model never saw, musical attributes and genre together explain",
        {"strongest-effect", "next-effect", "useful-ranking", "genre-against-audio"},
        {"too-good", "little-explained", "nothing-explained"},
    ),
    (
        "some",
        Answer.SOME,
        "To some extent: on artists the model never saw",
        {"strongest-effect", "useful-ranking"},
        {"too-good", "nothing-explained"},
    ),
    (
        "little",
        Answer.LITTLE,
        "Only a little: on artists the model never saw",
        {"strongest-effect"},
        {"too-good", "nothing-explained"},
    ),
    (
        "nothing",
        Answer.NOTHING,
        "No: on artists the model never saw, musical attributes and genre together predict",
        set(),
        {"strongest-effect", "next-effect", "useful-ranking", "genre-gap", "too-good"},
    ),
    (
        "genre",
        Answer.GENRE,
        "More by genre than by sound: on artists the model never saw",
        {"genre-against-audio", "genre-gap", "useful-ranking"},
        {"too-good", "little-explained"},
    ),
    (
        "few",
        Answer.UNKNOWN,
        "It cannot be told from these tracks",
        {"few-tracks", "few-artists"},
        {"strongest-effect", "useful-ranking", "genre-gap"},
    ),
    (
        "streams",
        Answer.SOME,
        "To some extent: on artists the model never saw, musical attributes explain",
        {"strongest-effect", "useful-ranking", "few-tracks"},
        {"genre-gap", "no-genre"},
    ),
    (
        "hits",
        Answer.SOME,
        "To some extent: of a popular and another track, both tracks the model never saw",
        {"useful-ranking", "no-artist"},
        {"strongest-effect", "zeros"},
    ),
]


@pytest.mark.parametrize(("name", "expected", "opening", "there", "absent"), CASES)
def test_the_answer_follows_from_the_facts(
    name: str, expected: Answer, opening: str, there: set[str], absent: set[str]
) -> None:
    report = facts(name)
    codes = {finding.code for finding in key_findings(report)}
    assert answer(report) is expected
    assert report.verdict.answer.startswith(opening)
    assert there <= codes
    assert not absent & codes


@pytest.mark.parametrize(
    ("name", "planted"), [("much", 0.33), ("some", 0.2), ("little", 0.05), ("genre", 0.38)]
)
def test_the_tile_holds_what_was_planted(name: str, planted: float) -> None:
    report = facts(name)
    r2 = lookup(report, "regression.scores[full].r2")
    assert isinstance(r2, Estimate)
    assert r2.low is not None
    assert r2.high is not None
    assert r2.low - 0.01 <= planted <= r2.high + 0.01
    tile = next(tile for tile in report.verdict.tiles if tile.name == "r2")
    assert float(tile.value) == pytest.approx(r2.value, abs=0.005)


def test_tiles_of_a_yes_or_no_target_have_no_r2() -> None:
    tiles = {tile.name: tile for tile in facts("hits").verdict.tiles}
    assert tiles["r2"].value == "n/a"
    assert float(tiles["ranking"].value) == pytest.approx(0.74, abs=0.03)


def test_what_was_planted_is_named() -> None:
    report = facts("much")
    found = _finding(report, "strongest-effect")
    assert found.title == "All else equal, energetic tracks are more popular"
    assert found.grade is Grade.STRONG
    assert _finding(report, "next-effect").title.endswith("upbeat tracks are less popular")
    assert _finding(report, "genre-against-audio").title == "Sound tells more than genre"


def test_genres_are_told_apart_from_sound() -> None:
    report = facts("genre")
    assert _finding(report, "genre-against-audio").title == "Genre tells more than sound"
    assert _finding(report, "genre-gap").title == "Genres differ: pop ranks highest, jazz lowest"
    assert "the attributes alone" in report.verdict.answer


def test_effects_of_noise_are_never_key_findings() -> None:
    report = facts("nothing")
    assert not [f.code for f in report.findings if f.severity is Severity.KEY]
    assert _finding(report, "nothing-explained").severity is Severity.WARNING
    assert _check(report, "nothing-explained") is Status.WARNS


def test_a_planted_leak_is_named_by_a_check() -> None:
    texts = [check.text.lower() for check in facts("leak").trust.checks]
    assert any("liveness" in text for text in texts)


def test_a_planted_leak_is_left_out_and_leads_page_one() -> None:
    report = facts("leak")
    assert [c.name for c in report.data.columns if c.role is Role.EXCLUDED] == ["liveness"]
    assert answer(report) is Answer.NOTHING
    first = key_findings(report)[0]
    assert first.code == "made-from-target"
    assert first.title == "Left out, as it gives the target away: liveness"


def test_streams_are_told_as_ratios() -> None:
    report = facts("streams")
    effect = lookup(report, "regression.effects[energy].per_sd")
    text = _finding(report, "strongest-effect").text
    ratio = re.search(r"a ratio of (\d\.\d+) \((\d\.\d+) to (\d\.\d+)\) in streams", text)
    assert ratio is not None
    assert float(ratio[1]) == pytest.approx(10**effect.value, abs=0.01)
    assert float(ratio[2]) == pytest.approx(10**effect.low, abs=0.01)
    error = _finding(report, "typical-error").text
    assert re.search(r"typically a factor of \d[\d.]*; guessing the average", error)


def _finding(report: Report, code: str) -> Finding:
    return next(finding for finding in report.findings if finding.code == code)


def _check(report: Report, name: str) -> Status:
    return next(check.status for check in report.trust.checks if check.name == name)
