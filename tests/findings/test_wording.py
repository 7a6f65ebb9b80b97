"""How single findings are worded and weighed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reportgen.findings import RULES
from reportgen.findings.grade import above
from reportgen.findings.rule import Draft, NotApplicable, check
from reportgen.results import (
    Classification,
    Estimate,
    Evidence,
    Grade,
    Note,
    Role,
    Severity,
    lookup,
)
from tests.change import change
from tests.example import binary_report
from tests.findings.rules import fires, outcome
from tests.findings.test_rules import EXAMPLE, about, effects, with_step, without_role


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
        "genre-against-audio",
        EXAMPLE,
        **{"regression.scores[genre].over_features": about(-0.1, 0.01)},
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
    assert found.title == "All else equal, tracks with “mode: minor” are less popular"
    assert found.text.endswith(
        "“mode: minor” rather than not is associated with a difference of −6.8 (−8.2 to −5.4) "
        "points in popularity."
    )


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


def test_effects_of_a_model_no_better_than_the_average_are_notes() -> None:
    useless = {"regression.scores[full].r2": about(0.01, 0.05)}
    for code in ("strongest-effect", "next-effect"):
        assert fires(code).severity is Severity.KEY
        assert fires(code, EXAMPLE, **useless).severity is Severity.NOTE


def test_the_order_of_tracks_is_not_praised_where_it_is_chance() -> None:
    chance = {"classification.auc": about(0.53, 0.05)}
    slope = {"classification.calibration_slope": about(0.2, 0.3)}
    accuracy = fires("accuracy-below-majority", EXAMPLE)
    assert "Look at the ranking" in accuracy.text
    assert "ranking" not in fires("accuracy-below-majority", EXAMPLE, **chance).text
    assert "Trust the order" in fires("calibration", EXAMPLE, **slope).text
    assert fires("calibration", EXAMPLE, **slope, **chance).text.endswith("too extreme.")


N_GENRES = len(lookup(EXAMPLE, "exploration.by_genre"))
N_ODDS = (
    len(EXAMPLE.classification.odds) if isinstance(EXAMPLE.classification, Classification) else 0
)


def test_the_strongest_odds_must_stand_out_among_all_that_were_looked_at() -> None:
    report = change(
        EXAMPLE, **{f"classification.odds[{i}].marginal": about(0.0, 0.02) for i in range(N_ODDS)}
    )
    first = "classification.odds[0].marginal"
    assert outcome("strongest-odds", report, **{first: about(0.0201, 0.02)}) is None
    assert "+3" in fires("strongest-odds", report, **{first: about(0.03, 0.02)}).text


def test_a_correlation_of_few_tracks_is_weak() -> None:
    assert fires("strongest-correlation").grade is Grade.MODERATE
    few = {"preparation.rows_modelled": 300}
    assert fires("strongest-correlation", EXAMPLE, **few).grade is Grade.WEAK


def test_a_handful_of_rows_lost_needs_no_caveat() -> None:
    few, many = (
        fires("rows-lost", with_step("missing", 3)),
        fires("rows-lost", with_step("missing", 3_000)),
    )
    assert "unlike the rest" not in few.text
    assert many.text.endswith("the results describe the rest only.")
    assert few.rank < many.rank


def test_the_rest_is_not_said_to_lie_outside_the_table() -> None:
    found = fires("little-explained")
    assert "such as fame, promotion and playlists, is unknown to the model" in found.text


def test_a_reason_goes_on_in_lower_case_behind_its_colon() -> None:
    rule = next(rule for rule in RULES if rule.code == "zeros")
    assert (
        check(rule, NotApplicable("Hit is yes or no")).text == "Not applicable: hit is yes or no."
    )
    assert check(rule, NotApplicable("R² is absent")).text == "Not applicable: R² is absent."


def test_an_interval_that_ends_at_all_is_open_above() -> None:
    share = {"classification.top[0].share": Estimate(value=0.9, low=0.79, high=1.0)}
    assert "(79 % or more)" in plain(fires("useful-ranking", EXAMPLE, **share).text)


def test_an_effect_fades_within_genres_only_if_the_two_differ() -> None:
    within = {"regression.effects[0].per_sd": about(0.1, 0.3)}
    apart = {**within, "regression.effects[0].pooled": about(0.9, 0.2)}
    alike = {**within, "regression.effects[0].pooled": about(0.3, 0.2)}
    label = str(lookup(EXAMPLE, "regression.effects[0].label")).lower()
    assert label in fires("pooled-only", EXAMPLE, **apart).text
    assert label not in _said("pooled-only", alike)
    assert label in fires("unclear-effects", EXAMPLE, **alike).text
    assert label not in _said("unclear-effects", apart)


def _said(code: str, changes: dict[str, Any]) -> str:
    found = outcome(code, EXAMPLE, **changes)
    return found.text if isinstance(found, Draft) else ""


def test_what_the_answer_says_already_is_a_note() -> None:
    assert fires("little-explained").severity is Severity.KEY
    alone = {"regression.headline": "features"}
    assert fires("little-explained", EXAMPLE, **alone).severity is Severity.NOTE


LOG = {
    "data.columns[popularity].unit": "log10 streams",
    "data.columns[popularity].label": "Streams",
}
EFFECT = "regression.effects[energy]"


def test_a_difference_of_logarithms_is_told_as_a_ratio() -> None:
    down = {f"{EFFECT}.per_sd": Estimate(value=-0.1, low=-0.2, high=-0.05)}
    found = fires("strongest-effect", EXAMPLE, **LOG, **effects(per_sd=about(0, 1)), **down)
    assert found.text.endswith(
        "is associated with a ratio of 0.79 (0.63 to 0.89) in streams, where one is no difference."
    )
    assert Evidence(path=f"{EFFECT}.per_sd", shown="0.79 (0.63 to 0.89)") in found.evidence


def test_an_error_of_logarithms_is_told_as_a_factor() -> None:
    wide = {"regression.scores[full].rmse": about(0.5, 0.01), "exploration.target.sd": 0.6}
    assert fires("typical-error", EXAMPLE, **LOG, **wide).text == (
        "For a single track the error is typically a factor of 3.2; guessing the average for "
        "every track, it is 4."
    )


def test_an_error_is_called_large_only_where_it_is() -> None:
    assert fires("typical-error").title == "A typical prediction is far from exact"
    small = {"regression.scores[full].rmse": about(5.0, 0.1)}
    assert fires("typical-error", EXAMPLE, **small).title == "How exact a typical prediction is"


@pytest.mark.parametrize(
    ("name", "label", "expected"),
    [
        ("energy", "Energy", "energetic tracks"),
        ("energy", "Verve", "tracks with more verve"),
        ("chorus_hit", "Time to the chorus", "tracks with more time to the chorus"),
        ("bpm2", "BPM again", "tracks with more BPM again"),
    ],
)
def test_tracks_are_named_by_the_dictionary(name: str, label: str, expected: str) -> None:
    named = {f"{EFFECT}.name": name, "regression.effects[1].label": label}
    assert fires("strongest-effect", EXAMPLE, **named).title == (
        f"All else equal, {expected} are less popular"
    )


def test_extremes_of_many_genres_must_differ_by_more() -> None:
    pair = {"exploration.by_genre[pop].mean": about(46.9, 1.2)}
    near = {"exploration.by_genre[edm].mean": about(44.2, 1.2)}
    low = {f"exploration.by_genre[{i}].mean": about(45.5, 1.2) for i in range(N_GENRES)}
    found = outcome("genre-gap", EXAMPLE, **low, **pair, **near)
    assert above(about(46.9, 1.2), about(44.2, 1.2))
    assert found is None


def test_opposites_are_said_to_be_opposite() -> None:
    assert "from opposite ends" not in fires("redundant-features").text
    pairs = tuple(replace(c, r=-c.r) for c in EXAMPLE.exploration.correlations)
    assert (
        "tell much the same, from opposite ends, so"
        in fires("redundant-features", EXAMPLE, **{"exploration.correlations": pairs}).text
    )


def test_a_ranking_is_praised_by_its_lift() -> None:
    path = "classification.top[0]"
    assert fires("useful-ranking").title.startswith("The ranking is useful")
    rare = {f"{path}.share": about(0.9, 0.05), f"{path}.blind": 0.51}
    assert fires("useful-ranking", EXAMPLE, **rare).title.startswith("The ranking is useful")
    small = {f"{path}.share": about(0.23, 0.02), f"{path}.blind": 0.12}
    assert fires("useful-ranking", EXAMPLE, **small).title == (
        "The ranking is better than picking blind"
    )


def test_many_outliers_are_not_called_errors() -> None:
    assert fires("outliers").text.endswith("They are flagged and kept.")
    many = {"preparation.outlier_rows": 6_000}
    assert fires("outliers", EXAMPLE, **many).text.endswith("rather than of errors.")


def test_the_step_that_moves_the_answer_most_is_named() -> None:
    steps = {
        "preparation.sensitivity.alternatives[repeats].score": about(0.10, 0.01),
        "preparation.sensitivity.alternatives[outliers].score": about(0.20, 0.01),
    }
    found = fires("moved-headline", EXAMPLE, **steps)
    assert "R² would be 0.200" in found.text
    assert found.grade is Grade.STRONG
    close = {"preparation.sensitivity.alternatives[repeats].score": about(0.0955, 0.01)}
    assert fires("moved-headline", EXAMPLE, **close).grade is Grade.MODERATE


def test_what_is_not_shown_is_never_strong() -> None:
    chance = {"classification.auc": about(0.51, 0.02)}
    assert fires("near-chance", EXAMPLE, **chance).grade is Grade.MODERATE
    assert fires("accuracy-below-majority").grade is Grade.MODERATE
    assert fires("unclear-effects").grade is Grade.MODERATE
    few = {"regression.n": 150}
    assert fires("unclear-effects", EXAMPLE, **few).grade is Grade.WEAK


def test_the_scores_of_genre_and_sound_are_told_once() -> None:
    better = {"regression.scores[genre].over_features": about(0.1, 0.01)}
    assert fires("genre-against-audio", EXAMPLE, **better).text.endswith(
        "With both it is 0.083 (0.071 to 0.095)."
    )
    assert fires("genre-adds").text.startswith("R² is 0.052")
    assert outcome("genre-adds", EXAMPLE, **better) is None


def test_genre_leads_where_it_tells_more_than_sound() -> None:
    genre = {"regression.scores[genre].over_features": about(0.1, 0.01)}
    sound = {"regression.scores[genre].over_features": about(-0.1, 0.01)}
    first = fires("strongest-effect").rank
    assert fires("genre-against-audio", EXAMPLE, **genre).rank > first
    assert fires("genre-against-audio", EXAMPLE, **sound).rank < first


def test_of_a_yes_or_no_target_the_odds_are_the_answer() -> None:
    assert fires("strongest-odds").severity is Severity.NOTE
    found = fires("strongest-odds", binary_report())
    assert found.severity is Severity.KEY
    assert found.rank > fires("useful-ranking").rank
    chance = {"classification.auc": about(0.51, 0.02)}
    assert fires("strongest-odds", binary_report(), **chance).severity is Severity.NOTE


def test_a_yes_or_no_target_is_named_in_words() -> None:
    assert fires("strongest-correlation", binary_report()).title.endswith("with being popular")


def test_levels_are_quoted_among_features() -> None:
    label = {"regression.effects[tempo].label": "Mode: minor"}
    assert "for “mode: minor” and valence" in fires("unclear-effects", EXAMPLE, **label).text


def test_a_genre_that_is_often_a_choice_is_a_warning() -> None:
    assert fires("conflicting-genre").severity is Severity.NOTE
    many = {"preparation.repeats.conflicting_genre": 3_000}
    assert fires("conflicting-genre", EXAMPLE, **many).severity is Severity.WARNING


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")
