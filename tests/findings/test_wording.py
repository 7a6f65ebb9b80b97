"""How single findings are worded and weighed."""

from __future__ import annotations

import pytest

from reportgen.results import Note, Role, Severity
from tests.change import change
from tests.findings.rules import fires, outcome
from tests.findings.test_rules import EXAMPLE, about, with_step, without_role


def test_a_folded_group_is_not_named_as_a_genre() -> None:
    found = fires("genre-gap", EXAMPLE, **{"exploration.by_genre[pop].name": "other"})
    assert "highest among latin tracks" in found.text


@pytest.mark.parametrize("name", ["0", "a [live] b", "]", "[", "", "{brace}", "90s & more"])
def test_any_genre_name_can_be_quoted(name: str) -> None:
    found = fires("genre-gap", EXAMPLE, **{"exploration.by_genre[pop].name": name})
    assert f"highest among {name} tracks, 46.9" in found.text


def test_severity_follows_from_the_size() -> None:
    assert fires("repeated-tracks").severity is Severity.WARNING
    few = fires("repeated-tracks", EXAMPLE, **{"preparation.repeats.extra_rows": 20})
    assert few.severity is Severity.NOTE
    assert fires("rows-lost").severity is Severity.NOTE
    assert fires("rows-lost", with_step("missing", 3_000)).severity is Severity.WARNING


def test_a_declining_trend_is_told_as_one() -> None:
    found = fires("trend", EXAMPLE, **{"exploration.by_year[2019].mean": about(20.0, 1.0)})
    assert found.title == "Recent tracks are less popular"


def test_sound_can_tell_more_than_genre() -> None:
    found = fires(
        "genre-against-audio", EXAMPLE, **{"regression.scores[features].r2": about(0.2, 0.01)}
    )
    assert found.title == "Sound tells more than genre"


def test_damage_is_told_in_at_most_three_sentences() -> None:
    problems = tuple(Note(code=str(i), text=f"Problem {i}.") for i in range(5))
    found = fires("damage", EXAMPLE, **{"data.problems": problems})
    assert found.text == "Problem 0. Problem 1. Problem 2."


def test_a_missing_role_is_seen() -> None:
    assert fires("no-artist", without_role(Role.ARTIST)).severity is Severity.WARNING
    assert outcome("no-date", without_role(Role.DATE)) is not None


def test_a_level_of_a_category_is_told_by_its_difference() -> None:
    report = change(
        EXAMPLE,
        **{
            "regression.effects[1].per_unit": about(-6.8, 1.4),
            "regression.effects[1].label": "Mode: minor",
            "regression.effects[1].name": "mode",
        },
    )
    found = fires("strongest-effect", report)
    assert found.title == "Tracks with “mode: minor” are less popular"
    assert "“mode: minor” rather than not is associated with a popularity" in found.text
    assert "differs by −6.8 (−8.2 to −5.4) points" in found.text


def test_counts_are_told_in_their_own_unit() -> None:
    report = change(EXAMPLE, **{"data.columns[popularity].unit": "log10 streams"})
    assert fires("genre-gap", report).text.startswith("Mean log10 streams is highest among pop")


def test_a_weak_finding_is_never_a_key_finding() -> None:
    few = {"exploration.by_genre[edm].n": 150}
    assert fires("genre-gap").severity is Severity.KEY
    assert fires("genre-gap", EXAMPLE, **few).severity is Severity.NOTE


def test_long_notes_are_shortened() -> None:
    notes = (Note(code="genre", text="Genre: rare levels folded together: " + "pop, " * 100),)
    found = fires("dropped-columns", EXAMPLE, **{"preparation.dropped_columns": notes})
    assert found.text.endswith("pop, ….")
    assert len(found.text) < 180
