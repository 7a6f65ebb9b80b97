"""From which value on a track counts as popular, and where decisions are cut."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reportgen.aggregates.block import Block
from reportgen.analysis.cutoffs import choose, labelled, others
from reportgen.analysis.decisions import training_thresholds
from reportgen.analysis.hits import balanced_threshold, fit_hits
from reportgen.analysis.linear import collect
from reportgen.analysis.newton import Probability
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.analysis.training import OutsideFold
from reportgen.errors import DataError
from tests.builders import FOLDS, rows_of, rows_of_score, songs, whole

N = 400
FRAME = songs(N, seed=14)


def at(popularity: np.ndarray) -> Rows:
    return rows_of(FRAME.assign(popularity=popularity))


def shuffled(values: np.ndarray) -> np.ndarray:
    return np.random.default_rng(0).permutation(values)


def scores(hits: int) -> np.ndarray:
    """As many values of 70 and more as asked for, a quarter of them 70."""
    high = np.concatenate([np.full(hits // 4, 70.0), np.linspace(70, 99, hits - hits // 4).round()])
    return shuffled(np.concatenate([high, np.linspace(1, 69, N - hits).round()]))


@pytest.mark.parametrize(("hits", "name"), [(20, "70"), (380, "70"), (381, "median")])
def test_seventy_is_the_rule_while_both_classes_keep_a_twentieth(hits: int, name: str) -> None:
    cutoff = choose(at(scores(hits)), None)
    assert cutoff is not None
    assert cutoff.name == name
    if name == "70":
        assert cutoff.share == hits / N


def test_seventy_means_nothing_off_the_scale_of_a_hundred() -> None:
    score = 50.0 + scores(100)
    cutoff = choose(rows_of_score(FRAME.drop(columns="popularity").assign(score=score)), None)
    assert cutoff is not None
    assert (cutoff.name, cutoff.value) == ("median", np.median(score))


def test_few_hits_move_the_cut_to_the_median() -> None:
    popularity = scores(19)
    cutoff = choose(at(popularity), None)
    assert cutoff is not None
    assert (cutoff.name, cutoff.value) == ("median", np.median(popularity))
    assert cutoff.share == (popularity >= np.median(popularity)).mean()


def test_a_target_of_mostly_zeros_is_cut_above_them() -> None:
    popularity = shuffled(np.concatenate([np.zeros(250), np.linspace(3, 60, 150).round()]))
    cutoff = choose(at(popularity), None)
    assert cutoff is not None
    assert (cutoff.name, cutoff.value) == ("above the median", 3.0)
    assert cutoff.share == 150 / N


def test_a_median_that_nearly_all_reach_is_cut_above() -> None:
    popularity = shuffled(np.concatenate([np.full(12, 1.0), np.full(250, 5.0), np.full(138, 8.0)]))
    cutoff = choose(at(popularity), None)
    assert cutoff is not None
    assert (cutoff.name, cutoff.value, cutoff.share) == ("above the median", 8.0, 138 / N)
    highest = shuffled(np.concatenate([np.full(15, 1.0), np.full(385, 5.0)]))
    assert choose(at(highest), None) is None


def test_no_cut_leaves_enough_tracks_on_both_sides() -> None:
    popularity = shuffled(np.concatenate([np.zeros(381), np.linspace(3, 60, 19).round()]))
    assert choose(at(popularity), None) is None


def test_a_wanted_cut_wins_and_may_be_refused() -> None:
    rows = at(scores(100))
    cutoff = choose(rows, 66.0)
    assert cutoff is not None
    assert (cutoff.name, cutoff.value, cutoff.rule) == ("chosen", 66.0, "set by the settings")
    assert cutoff.share == (whole(rows.engine)["popularity"] >= 66.0).mean()
    with pytest.raises(DataError, match="A cut-off of 99 leaves fewer than 20 tracks"):
        choose(rows, 99.0)


@pytest.mark.parametrize("n", [41, 77, 154, 303])
def test_exactly_twenty_tracks_are_enough(n: int) -> None:
    popularity = np.concatenate([np.full(20, 80.0), np.linspace(1, 60, n - 20).round()])
    rows = rows_of(songs(n, seed=2).assign(popularity=popularity))
    cutoff = choose(rows, 75.0)
    assert cutoff is not None
    assert round(cutoff.share * n) == 20


def test_a_yes_or_no_target_needs_no_cut() -> None:
    hit = (np.arange(N) % 4 == 0).astype(int)
    rows = rows_of(FRAME.drop(columns="popularity").assign(hit=hit))
    cutoff = choose(rows, 66.0)
    assert cutoff is not None
    assert (rows.task, cutoff.name, cutoff.value, cutoff.share) == ("binary", "label", 0.5, 0.25)
    assert others(rows, cutoff) == ()


def test_other_cuts_stand_beside_the_chosen_one() -> None:
    rows = at(scores(100))
    popularity = whole(rows.engine)["popularity"]
    chosen = choose(rows, None)
    assert chosen is not None
    found = {cutoff.name: cutoff.value for cutoff in others(rows, chosen)}
    assert found == {"median": np.median(popularity), "top tenth": np.quantile(popularity, 0.9)}
    tenth = choose(rows, float(np.quantile(popularity, 0.9)))
    assert tenth is not None
    assert [cutoff.name for cutoff in others(rows, tenth)] == ["median"]


def test_thresholds_come_from_training_folds_only() -> None:
    rows = labelled(rows_of(FRAME), 50.0)
    design = collect(rows.engine, rows.design(rows.moments()), "label", ARTISTS, FOLDS).design
    model = fit_hits(rows, design, ARTISTS)
    found = training_thresholds(rows, model, ARTISTS)
    columns = whole(rows.engine)
    for f, fit in enumerate(model.folds):
        step = Probability(design, fit.candidate.slopes[None], fit.candidate.intercepts[None], None)
        score = whole(rows.engine.derive(step))["score"]
        train = columns[ARTISTS] != f
        best = balanced(score[train], columns["label"][train])
        assert found[f] == pytest.approx(best, rel=1e-12)
    # Turning the truth of a held-out fold around must not move its threshold.
    turned = rows.on(rows.engine.derive(Turned()))
    again = training_thresholds(turned, model, ARTISTS)
    assert again[0] == found[0]
    assert (again[1:] != found[1:]).any()


def balanced(score: np.ndarray, label: np.ndarray) -> float:
    frame = pd.DataFrame({"score": score, "label": label})
    table = frame.groupby("score").label.agg(["size", "sum"])
    positives = table["sum"].to_numpy().astype(int)
    return balanced_threshold(
        table["size"].to_numpy() - positives, positives, table.index.to_numpy()
    )


class Turned:
    """Swaps hits and misses in fold 0."""

    def __call__(self, block: Block) -> Block:
        label, fold = block.columns["label"], block.columns[ARTISTS]
        return block.having(label=np.where(fold == 0, 1.0 - label, label))


def test_training_rows_are_those_outside_the_fold() -> None:
    rows = rows_of(FRAME)
    inside = rows.engine.derive(OutsideFold(ARTISTS, 2))
    assert 2 not in whole(inside)[ARTISTS]
    assert inside.rows == (whole(rows.engine)[ARTISTS] != 2).sum()
