from __future__ import annotations

import pytest

from reportgen import formats
from reportgen.findings.grade import (
    above,
    clear_of,
    grade,
    grade_gap,
    grade_unclear,
    weakest,
    widened,
)
from reportgen.findings.phrase import at, compose, lower, show, word, words
from reportgen.results import Estimate, Evidence, Grade, Level, lookup
from tests.change import change
from tests.example import unjudged_report

REPORT = unjudged_report()


def about(value: float, half: float) -> Estimate:
    return Estimate(value=value, low=value - half, high=value + half)


def test_a_sentence_is_filled_from_paths_and_leaves_its_evidence() -> None:
    sentence = compose(
        REPORT,
        "{rows} rows, {r2} for {label}.",
        {
            "rows": show("data.rows"),
            "r2": show("regression.scores[full].r2", formats.estimate),
            "label": word("regression.effects[energy].label", lower),
        },
    )
    assert sentence.text == "32,240 rows, 0.083 (0.071 to 0.095) for energy."
    assert sentence.evidence == (
        Evidence(path="data.rows", shown="32,240"),
        Evidence(path="regression.scores[full].r2", shown="0.083 (0.071 to 0.095)"),
    )


def test_a_number_in_the_template_is_refused() -> None:
    with pytest.raises(ValueError, match="written into the template"):
        compose(REPORT, "95 % of {rows}", {"rows": show("data.rows")})


def test_an_undefined_value_is_refused() -> None:
    report = change(REPORT, **{"segments.silhouette": None})
    with pytest.raises(ValueError, match=r"segments\.silhouette is undefined"):
        compose(report, "{it}", {"it": show("segments.silhouette")})


def test_a_gap_without_a_slot_is_refused() -> None:
    with pytest.raises(KeyError, match="rows"):
        compose(REPORT, "{rows}", {})


def test_a_word_with_a_digit_is_evidence() -> None:
    report = change(REPORT, **{"exploration.by_genre[pop].name": "80s"})
    sentence = compose(report, "{name}", {"name": word("exploration.by_genre[0].name")})
    assert sentence.evidence == (Evidence(path="exploration.by_genre[0].name", shown="80s"),)


def test_long_lists_end_in_others() -> None:
    paths = [f"regression.effects[{i}].label" for i in range(7)]
    sentence = compose(REPORT, "{names}", {"names": words(paths, lower)})
    assert sentence.text == "danceability, energy, loudness, tempo and others"


@pytest.mark.parametrize("name", ["plain", "r&b", "1", "a]b", "[a", "", "same"])
def test_the_path_of_a_member_leads_back_to_it(name: str) -> None:
    levels = (
        Level(name="same", n=1),
        Level(name="same", n=2),
        Level(name=name, n=3),
    )
    report = change(REPORT, **{"preparation.missing": levels})
    member = levels[0] if name == "same" else levels[2]
    assert lookup(report, at("preparation.missing", levels, member)) == member


@pytest.mark.parametrize(
    ("estimate", "n", "expected"),
    [
        (about(1.0, 0.2), 5_000, Grade.STRONG),
        (about(1.0, 0.8), 5_000, Grade.MODERATE),
        (about(1.0, 0.2), 999, Grade.MODERATE),
        (about(1.0, 0.2), 199, Grade.WEAK),
        (about(1.0, 1.2), 5_000, Grade.WEAK),
        (Estimate(value=1.0), 5_000, Grade.WEAK),
    ],
)
def test_grades_follow_from_interval_and_size(estimate: Estimate, n: int, expected: Grade) -> None:
    assert grade(estimate, n) is expected


def test_grades_of_a_gap() -> None:
    assert grade_gap(about(2, 0.5), about(0, 0.5), 1_000) is Grade.STRONG
    assert grade_gap(about(2, 0.5), about(0, 0.5), 999) is Grade.MODERATE
    assert grade_gap(about(2, 0.5), about(0, 0.5), 199) is Grade.WEAK
    assert grade_gap(about(1, 0.5), about(0, 0.6), 5_000) is Grade.WEAK


def test_comparisons_need_intervals() -> None:
    assert not clear_of(Estimate(value=3.0))
    assert not above(Estimate(value=3.0), about(0, 1))
    assert above(about(3, 1), about(0, 1))


def test_an_interval_for_many_looks_is_wider() -> None:
    # Normal quantiles: 2.807 for 0.05 / 10 on either side, 1.960 for one look.
    lopsided = widened(Estimate(value=1.0, low=0.0, high=3.0), 10)
    assert lopsided.low == pytest.approx(1 - 2.807 / 1.960, abs=1e-3)
    assert lopsided.high == pytest.approx(1 + 2 * 2.807 / 1.960, abs=1e-3)
    assert widened(about(1, 1), 1) == about(1, 1)
    assert widened(Estimate(value=1.0), 10) == Estimate(value=1.0)


def test_what_is_not_shown_is_moderate_at_most() -> None:
    assert grade_unclear(1_000_000) is Grade.MODERATE
    assert grade_unclear(199) is Grade.WEAK


def test_several_estimates_have_the_grade_of_the_weakest() -> None:
    assert weakest([Grade.STRONG, Grade.WEAK, Grade.MODERATE]) is Grade.WEAK
    assert weakest([Grade.STRONG, Grade.MODERATE]) is Grade.MODERATE


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("Energy", "energy"),
        ("A table", "a table"),
        ("BPM of it", "BPM of it"),
        ("R² is absent", "R² is absent"),
        ("X", "x"),
        ("", ""),
        ("K-pop", "k-pop"),
    ],
)
def test_labels_stand_inside_a_sentence(label: str, inside: str) -> None:
    assert lower(label) == inside
