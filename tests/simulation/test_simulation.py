"""The simulation itself: its truths, and a short look at each experiment."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm

from reportgen.api import analyze
from reportgen.results import Handling
from tests.builders import FEATURES, whole
from tests.simulation import detection, frames
from tests.simulation.certified import all_reached
from tests.simulation.coverage import coverage, expected_scores
from tests.simulation.record import counted, coverages, numerics, table
from tests.simulation.sizes import sizes
from tests.simulation.tables import GENRES, Population

MANY = replace(Population(), artists=12_000, tracks=5.0)
COLUMNS = whole(MANY.draw(1).engine)
X = np.column_stack([COLUMNS[name] for name in FEATURES])
GENRE = np.eye(len(GENRES))[COLUMNS["genre"]]


def test_slopes_and_means_of_a_large_table_are_those_of_its_population() -> None:
    y = COLUMNS["popularity"]
    within = np.linalg.lstsq(np.column_stack([X, GENRE]), y)[0][:4]
    np.testing.assert_allclose(within, MANY.slopes, atol=0.25)
    pooled = np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), y)[0][:4]
    np.testing.assert_allclose(pooled, MANY.pooled_slopes, atol=0.25)
    assert MANY.pooled_slopes[0] - MANY.slopes[0] > 1.0
    means = [y[COLUMNS["genre"] == g].mean() for g in range(len(GENRES))]
    np.testing.assert_allclose(means, MANY.genre_means, atol=0.8)


def test_hits_of_a_large_table_are_logistic() -> None:
    fit = sm.Logit(COLUMNS["hit"], np.column_stack([X, GENRE])).fit(disp=0)
    np.testing.assert_allclose(fit.params[:4], MANY.logits, atol=0.05)
    np.testing.assert_allclose(fit.params[4:], MANY.log_odds, atol=0.1)
    p = fit.predict()
    assert (p * (1 - p)).mean() == pytest.approx(MANY.steepness, abs=0.002)


def test_artists_make_their_tracks_alike() -> None:
    one = replace(Population(), artists=400)
    columns = whole(one.draw(2).engine)
    artist, n = columns["cluster"], np.bincount(columns["cluster"])
    residual = columns["popularity"] - one.genre_means[columns["genre"]]
    means = np.bincount(artist, residual) / n
    assert np.corrcoef(means[artist], residual)[0, 1] > 0.5
    assert n.max() > 20
    assert n.min() == 1


def test_the_same_seed_draws_the_same_table() -> None:
    one, again, other = (whole(Population().draw(seed).engine) for seed in (5, 5, 6))
    np.testing.assert_array_equal(one["popularity"], again["popularity"])
    assert one["popularity"][0] != other["popularity"][0]
    assert frames.clean(3).equals(frames.clean(3))
    assert not frames.clean(3)["popularity"].equals(frames.clean(4)["popularity"])


def test_a_few_tables_are_covered_about_as_they_should_be() -> None:
    small = replace(Population(), artists=60)
    found = {c.kind: c for c in coverage(small, 6, expected_scores(small, 2))}
    assert found["effect within genres"].of == 24
    for kind in ("effect within genres", "mean of a genre", "odds ratio"):
        assert found[kind].share >= 0.75
        assert np.isfinite(found[kind].width)
    assert found["R²"].of == 6
    wrong = {"R²": 0.9, "AUC": 0.2}
    assert {c.kind: c.held for c in coverage(small, 2, wrong)}.items() >= {
        "R²": 0,
        "AUC": 0,
    }.items()


def test_nothing_is_seldom_found_where_there_is_nothing() -> None:
    nothing = Population(slopes=(0.0, 0.0, 0.0, 0.0))
    found = sizes(nothing, 25)
    assert (found.tests, found.draws) == (100, 25)
    assert found.single <= 15
    assert found.family <= 6


def test_damage_of_one_table_is_found_to_the_row() -> None:
    assert detection.repeats(1, named_by="title").found == 1
    assert detection.values_far_out(1).found == 1


def test_a_leak_is_left_out_and_the_same_clean_table_is_left_in_peace() -> None:
    out, doubted = detection.leaks(1, "rank of popularity")
    assert (out.found, doubted.found) == (1, 1)
    report = analyze(frames.clean(0), detection.QUICK)
    assert {column.handling for column in report.trust.screen} == {Handling.KEPT}
    assert frames.LEAKY in {column.name for column in report.trust.screen}


def test_the_record_shows_what_was_counted() -> None:
    assert table(("a", "b"), [("x", "1")]) == "| a | b |\n| --- | ---: |\n| x | 1 |"
    found = detection.Found(what="repeats", found=3, of=4)
    assert "| repeats | 3 of 4 |" in counted(("planted", "found"), [found])
    digits = numerics()
    assert all(f"| {found.name} |" in digits for found in all_reached())
    one = coverage(replace(Population(), artists=60), 2)
    assert "effect pooled" in coverages([("60 artists", one)])
