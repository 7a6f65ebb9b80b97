from __future__ import annotations

import pytest

from reportgen.findings.verdict import Answer, answer, verdict
from reportgen.results import Estimate, Report, lookup
from tests.change import change
from tests.example import (
    binary_report,
    no_genre_no_artist_report,
    no_segments_report,
    no_target_report,
    unjudged_report,
)
from tests.findings.rules import SKIPPED


def about(value: float, half: float) -> Estimate:
    return Estimate(value=value, low=value - half, high=value + half)


def said(report: Report) -> str:
    return verdict(report).answer.replace("\N{NO-BREAK SPACE}", " ")


def scored(r2: Estimate) -> Report:
    alone = {"regression.scores[features].r2": r2}
    return change(unjudged_report(), **{"regression.scores[full].r2": r2}, **alone)


@pytest.mark.parametrize(
    ("r2", "expected", "opening"),
    [
        (about(0.34, 0.02), Answer.MUCH, "Largely: on artists the model never saw"),
        (about(0.15, 0.02), Answer.SOME, "To some extent: on artists"),
        (about(0.083, 0.012), Answer.LITTLE, "Only a little: on artists"),
        (about(0.01, 0.02), Answer.NOTHING, "No: on artists"),
        (about(-0.02, 0.01), Answer.NOTHING, "No: on artists"),
        (about(0.1, 0.2), Answer.UNKNOWN, "It cannot be told from these tracks: on artists"),
        (Estimate(value=0.3), Answer.UNKNOWN, "It cannot be told"),
    ],
)
def test_the_answer_changes_with_r2(r2: Estimate, expected: Answer, opening: str) -> None:
    report = scored(r2)
    assert answer(report) is expected
    assert said(report).startswith(opening)


def test_a_score_that_genre_lifts_is_not_credited_to_sound() -> None:
    report = change(
        scored(about(0.31, 0.02)), **{"regression.scores[features].r2": about(0.032, 0.008)}
    )
    assert answer(report) is Answer.GENRE
    assert said(report) == (
        "More by genre than by sound: on artists the model never saw, musical attributes and "
        "genre together explain 31.0 % (29.0 % to 33.0 %) of the differences in popularity, the "
        "attributes alone 3.2 % (2.4 % to 4.0 %), where guessing the average explains none."
    )


def test_the_answer_has_number_interval_and_baseline() -> None:
    assert said(unjudged_report()) == (
        "Only a little: on artists the model never saw, musical attributes and genre together "
        "explain 8.3 % (7.1 % to 9.5 %) of the differences in popularity, where guessing the "
        "average explains none; most strongly associated with it: energy and loudness."
    )


def test_nothing_found_is_said_with_its_r2_and_names_no_attribute() -> None:
    assert said(scored(about(-0.02, 0.01))) == (
        "No: on artists the model never saw, musical attributes and genre together predict "
        "popularity with an R² of −0.020 (−0.030 to −0.010), where guessing the average scores "
        "zero."
    )


def test_a_score_too_good_is_suspected() -> None:
    report = change(unjudged_report(), **{"trust.bounds[r2].exceeded": True})
    assert answer(report) is Answer.SUSPICIOUS
    assert said(report).startswith("The scores look too good to be true")


@pytest.mark.parametrize(
    ("auc", "expected"),
    [
        (about(0.8, 0.01), Answer.MUCH),
        (about(0.7, 0.01), Answer.SOME),
        (about(0.56, 0.01), Answer.LITTLE),
        (about(0.5, 0.02), Answer.NOTHING),
        (about(0.6, 0.15), Answer.UNKNOWN),
    ],
)
def test_a_yes_or_no_target_is_answered_by_auc(auc: Estimate, expected: Answer) -> None:
    report = change(binary_report(), **{"classification.auc": auc})
    assert answer(report) is expected
    shown = f"{auc.value * 100:.0f}"
    assert shown in said(report)


def test_an_auc_too_good_is_suspected() -> None:
    report = change(binary_report(), **{"trust.bounds[auc].exceeded": True})
    assert answer(report) is Answer.SUSPICIOUS


def test_the_words_for_a_yes_or_no_target() -> None:
    assert said(binary_report()) == (
        "To some extent: of a popular and another track, both by artists the model never saw, "
        "the model ranks the popular one higher 70.3 % (68.9 % to 71.7 %) of the time, where a "
        "coin is right half of the time."
    )


def test_without_artists_the_answer_speaks_of_tracks() -> None:
    assert said(no_genre_no_artist_report()).startswith(
        "Only a little: on tracks the model never saw, musical attributes explain 5.2 %"
    )


def test_without_a_target_there_is_no_answer() -> None:
    assert said(no_target_report()) == (
        "It cannot be told from these tracks: the table has no target column."
    )


def test_the_four_tiles() -> None:
    tiles = {tile.name: tile for tile in verdict(unjudged_report()).tiles}
    assert list(tiles) == ["tracks", "r2", "ranking", "segments"]
    assert (tiles["tracks"].value, tiles["tracks"].note) == ("28,068", "of 32,240 rows read")
    assert (tiles["r2"].value, tiles["r2"].label) == ("0.083", "R² on artists never seen")
    assert tiles["r2"].note == "0.071 to 0.095; guessing the average scores zero"
    assert tiles["ranking"].value == "0.703"
    assert tiles["ranking"].note == (
        "of the 100 tracks ranked highest, 34 are popular, against 12 picked blind"
    )
    assert (tiles["segments"].value, tiles["segments"].note) == (
        "3",
        "silhouette 0.246, against 0.122 for tracks without groups",
    )


def test_tiles_say_why_a_number_is_missing() -> None:
    tiles = {tile.name: tile for tile in verdict(no_target_report()).tiles}
    assert tiles["r2"].value == tiles["ranking"].value == "n/a"
    assert tiles["r2"].note == "not applicable: the table has no target column"
    skipped = verdict(change(unjudged_report(), segments=SKIPPED)).tiles[3]
    assert (skipped.value, skipped.note) == ("n/a", "not applicable: it was skipped")


def test_no_real_segments_is_an_answer() -> None:
    tile = verdict(no_segments_report()).tiles[3]
    assert (tile.value, tile.label) == ("none", "no real segments")
    assert tile.note == "no number of groups is more distinct than chance arrangements"


def test_a_small_table_has_no_tracks_ranked_highest() -> None:
    tile = verdict(change(unjudged_report(), **{"classification.top": ()})).tiles[2]
    assert tile.note == "a coin scores one half"


def test_other_sizes_than_one_hundred_are_told_in_shares() -> None:
    larger = lookup(unjudged_report(), "classification.top[1]")
    report = change(unjudged_report(), **{"classification.top": (larger,)})
    note = verdict(report).tiles[2].note.replace("\N{NO-BREAK SPACE}", " ")
    assert note == "of the 1,000 tracks ranked highest, 291 are popular, against 12 % picked blind"
