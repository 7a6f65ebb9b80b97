"""Ranking, decisions and calibration against scikit-learn and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from reportgen.aggregates.scores import RankedScores, ScoreCounts
from reportgen.analysis.calibration import log_odds
from reportgen.analysis.decisions import decide, matthews
from reportgen.analysis.hits import balanced_threshold
from reportgen.analysis.intervals import Bootstrap
from reportgen.analysis.ranking import (
    areas,
    gain_curve,
    hits_among_top,
    precision_recall_curve,
    precisions,
    rank,
    roc_curve,
)
from reportgen.engine import MemoryEngine
from tests.builders import block, cut, numbered

EXACT = 1e-8
DRAW = np.random.default_rng(12)
N = 3_000
SCORE = DRAW.beta(2, 5, N).round(3)
LABEL = (DRAW.random(N) < SCORE**1.3).astype(np.float64)
SHARE = float(LABEL.mean())
CLUSTER = DRAW.integers(0, 150, N).astype(np.int32)
FOLD = (CLUSTER % 5).astype(np.int32)
THRESHOLDS = np.array([0.2, 0.25, 0.3, 0.35, 0.4])
ENGINE = MemoryEngine(
    tuple(cut(block(score=SCORE, label=LABEL, cluster=CLUSTER, fold=FOLD), (50, 1_100)))
)
BOOTSTRAP = Bootstrap(numbered(150), 200, 3)
RANKING = rank(ENGINE, BOOTSTRAP)
DECISIONS = decide(ENGINE, THRESHOLDS, "fold", BOOTSTRAP)


def counted(score: np.ndarray, label: np.ndarray) -> RankedScores:
    engine = MemoryEngine((block(score=score, label=label),))
    (found,) = engine.run(ScoreCounts("score", "label"))
    assert isinstance(found, RankedScores)
    return found


def test_areas_are_those_of_scikit_learn() -> None:
    assert RANKING.auc.value == pytest.approx(metrics.roc_auc_score(LABEL, SCORE), rel=EXACT)
    wanted = metrics.average_precision_score(LABEL, SCORE)
    assert RANKING.average_precision.value == pytest.approx(wanted, rel=EXACT)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=40))
def test_areas_count_ties_as_scikit_learn_does(pairs: list[tuple[int, bool]]) -> None:
    score = np.array([s / 6 for s, _ in pairs])
    label = np.array([float(positive) for _, positive in pairs])
    ranked = counted(score, label)
    both = ranked.negatives[None], ranked.positives[None]
    if len(set(label)) < 2:
        assert np.isnan(areas(*both)[0])
        return
    assert areas(*both)[0] == pytest.approx(metrics.roc_auc_score(label, score), rel=EXACT)
    wanted = metrics.average_precision_score(label, score)
    assert precisions(*both)[0] == pytest.approx(wanted, rel=EXACT)


def test_decisions_are_those_of_scikit_learn() -> None:
    said = THRESHOLDS[FOLD] <= SCORE
    tn, fp, fn, tp = metrics.confusion_matrix(LABEL, said).ravel().tolist()
    found = DECISIONS.confusion
    assert found.true_negative == tn
    assert found.false_positive == fp
    assert found.false_negative == fn
    assert found.true_positive == tp
    wanted = {
        "accuracy": metrics.accuracy_score(LABEL, said),
        "accuracy_at_half": metrics.accuracy_score(LABEL, SCORE >= 0.5),
        "balanced_accuracy": metrics.balanced_accuracy_score(LABEL, said),
        "brier": metrics.brier_score_loss(LABEL, SCORE),
        "mcc": metrics.matthews_corrcoef(LABEL, said),
        "log_loss": metrics.log_loss(LABEL, SCORE),
        "above_majority": metrics.accuracy_score(LABEL, SCORE >= 0.5) - max(SHARE, 1 - SHARE),
        "brier_skill": metrics.d2_brier_score(LABEL, SCORE),
    }
    for name, value in wanted.items():
        assert getattr(DECISIONS, name).value == pytest.approx(value, rel=EXACT)


def test_rates_are_those_of_scikit_learn() -> None:
    said = THRESHOLDS[FOLD] <= SCORE
    wanted = {
        "sensitivity": metrics.recall_score(LABEL, said),
        "specificity": metrics.recall_score(LABEL, said, pos_label=0),
        "precision": metrics.precision_score(LABEL, said),
        "omission": 1 - metrics.precision_score(LABEL, said, pos_label=0),
    }
    for name, value in wanted.items():
        assert getattr(DECISIONS.rates, name).value == pytest.approx(value, rel=EXACT)


def test_intervals_of_decisions_are_those_of_weights_repeated_by_hand() -> None:
    said, half = THRESHOLDS[FOLD] <= SCORE, SCORE >= 0.5
    weights = [BOOTSTRAP.weights[:, r][CLUSTER] for r in range(BOOTSTRAP.replicates)]
    drawn = {
        "mcc": [metrics.matthews_corrcoef(LABEL, said, sample_weight=w) for w in weights],
        "log_loss": [metrics.log_loss(LABEL, SCORE, sample_weight=w) for w in weights],
        "above_majority": [np.average((half == LABEL) - (1 - LABEL), weights=w) for w in weights],
        "brier_skill": [metrics.d2_brier_score(LABEL, SCORE, sample_weight=w) for w in weights],
    }
    for name, values in drawn.items():
        found = getattr(DECISIONS, name)
        low, high = np.quantile(values, [0.025, 0.975])
        assert (found.low, found.high) == pytest.approx((low, high), rel=1e-6, abs=1e-9)
    precision = [
        metrics.average_precision_score(LABEL, SCORE, sample_weight=w)
        - np.average(LABEL, weights=w)
        for w in weights
    ]
    low, high = np.quantile(precision, [0.025, 0.975])
    assert RANKING.above_prevalence.low == pytest.approx(low, abs=1e-3)
    assert RANKING.above_prevalence.high == pytest.approx(high, abs=1e-3)
    wanted = metrics.average_precision_score(LABEL, SCORE) - SHARE
    assert RANKING.above_prevalence.value == pytest.approx(wanted, rel=EXACT)


def test_rates_of_nothing_are_undefined() -> None:
    rates = decide(ENGINE, np.full(5, 2.0), "fold", BOOTSTRAP).rates
    assert rates.precision is None
    assert rates.omission is not None
    assert rates.omission.value == pytest.approx(SHARE, rel=EXACT)


def test_correlation_of_decisions_with_an_empty_margin_is_zero() -> None:
    counts = (np.array([float(n), 7.0]) for n in (10, 0, 5, 0))
    np.testing.assert_allclose(matthews(*counts), [0.0, 0.0])


def test_the_line_of_calibration_is_a_logistic_regression() -> None:
    line = sm.Logit(LABEL, sm.add_constant(log_odds(SCORE))).fit(disp=0, tol=1e-14)
    assert RANKING.intercept.value == pytest.approx(line.params[0], rel=EXACT)
    assert RANKING.slope.value == pytest.approx(line.params[1], rel=EXACT)


def test_honest_probabilities_have_slope_one_and_timid_ones_more() -> None:
    draw = np.random.default_rng(3)
    score = draw.uniform(0.05, 0.95, 20_000)
    label = (draw.random(20_000) < score).astype(np.float64)
    cluster = np.arange(20_000, dtype=np.int32) % 500
    slopes = {}
    for name, shown in (
        ("honest", score),
        ("timid", 1 / (1 + np.exp(-log_odds(score) / 2))),
        ("extreme", 1 / (1 + np.exp(-log_odds(score) * 2))),
    ):
        engine = MemoryEngine((block(score=shown, label=label, cluster=cluster),))
        slopes[name] = rank(engine, Bootstrap(numbered(500), 100, 1)).slope
    assert slopes["honest"].value == pytest.approx(1.0, abs=0.05)
    assert slopes["timid"].value == pytest.approx(2 * slopes["honest"].value, rel=1e-6)
    assert slopes["extreme"].value == pytest.approx(slopes["honest"].value / 2, rel=1e-6)
    assert slopes["honest"].low is not None
    assert slopes["honest"].high is not None
    assert slopes["honest"].low < 1.0 < slopes["honest"].high


def test_intervals_are_those_of_weights_repeated_by_hand() -> None:
    weights = BOOTSTRAP.weights[CLUSTER]
    drawn = [metrics.roc_auc_score(LABEL, SCORE, sample_weight=w) for w in weights.T]
    low, high = np.quantile(drawn, [0.025, 0.975])
    # 1,024 bins, less what they shift, against exact scores.
    assert RANKING.auc.low == pytest.approx(low, abs=2e-4)
    assert RANKING.auc.high == pytest.approx(high, abs=2e-4)
    briers = [np.average((SCORE - LABEL) ** 2, weights=w) for w in weights.T]
    low, high = np.quantile(briers, [0.025, 0.975])
    assert DECISIONS.brier.low == pytest.approx(low, rel=EXACT)
    assert DECISIONS.brier.high == pytest.approx(high, rel=EXACT)


def test_intervals_stay_around_their_value_where_bins_are_too_coarse() -> None:
    squeezed = 0.1 + SCORE / 80  # all scores in about ten of the 1,024 bins
    data = block(score=squeezed, label=LABEL, cluster=CLUSTER)
    found = rank(MemoryEngine((data,)), BOOTSTRAP)
    for ours, fine in (
        (found.auc, RANKING.auc),
        (found.average_precision, RANKING.average_precision),
    ):
        assert ours.value == pytest.approx(fine.value, rel=EXACT)
        assert ours.low == pytest.approx(fine.low, abs=5e-3)
        assert ours.high == pytest.approx(fine.high, abs=5e-3)


def test_curves_lie_on_those_of_scikit_learn_and_reach_both_corners() -> None:
    ranked = counted(SCORE, LABEL)
    fpr, tpr, _ = metrics.roc_curve(LABEL, SCORE, drop_intermediate=False)
    curve = {(point.x, point.y) for point in roc_curve(ranked)}
    on_curve = set(zip(fpr.tolist(), tpr.tolist(), strict=True))
    assert curve <= on_curve
    assert {(0.0, 0.0), (1.0, 1.0)} <= curve
    assert 80 <= len(curve) <= 110
    precision, recall, _ = metrics.precision_recall_curve(LABEL, SCORE)
    on_curve = set(zip(recall.tolist(), precision.tolist(), strict=True))
    assert {(point.x, point.y) for point in precision_recall_curve(ranked)} <= on_curve
    order = np.argsort(-SCORE, kind="stable")
    for point in gain_curve(ranked):
        wanted = LABEL[order][: round(point.x * N)].sum() / LABEL.sum()
        assert point.y == pytest.approx(wanted, abs=0.01)


def test_a_curve_ends_in_its_corner_even_when_a_hit_comes_last() -> None:
    curve = roc_curve(counted(np.array([0.1, 0.2, 0.3]), np.array([1.0, 0.0, 1.0])))
    assert (curve[0].x, curve[0].y) == (0.0, 0.0)
    assert (curve[-1].x, curve[-1].y) == (1.0, 1.0)


def test_top_shares_count_hits_and_split_a_tie_in_proportion() -> None:
    negatives, positives = np.array([[50, 6, 1]]), np.array([[0, 4, 2]])
    assert hits_among_top(negatives, positives, 3)[0] == 2
    assert hits_among_top(negatives, positives, 8)[0] == pytest.approx(2 + 5 * 4 / 10)
    assert hits_among_top(negatives, positives, 63)[0] == 6
    parts = np.full((1, 120), 0.1)
    assert hits_among_top(np.zeros((1, 120)), parts, 5)[0] <= 5
    (top,) = RANKING.top
    best = np.sort(SCORE)[::-1][99]
    sure, tied = LABEL[best < SCORE], LABEL[best == SCORE]
    expected = sure.sum() + (100 - len(sure)) * tied.mean()
    assert (top.n, top.hits, top.blind) == (100, round(expected), LABEL.mean())
    assert top.share.value == pytest.approx(expected / 100, rel=EXACT)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=2, max_size=40))
def test_no_threshold_balances_the_classes_better(pairs: list[tuple[int, bool]]) -> None:
    score = np.array([float(s) for s, _ in pairs])
    label = np.array([float(positive) for _, positive in pairs])
    if len(set(label)) < 2:
        return
    ranked = counted(score, label)
    chosen = balanced_threshold(ranked.negatives, ranked.positives, ranked.score)
    found = metrics.balanced_accuracy_score(label, score >= chosen)
    best = max(metrics.balanced_accuracy_score(label, score >= t) for t in np.unique(score))
    assert found == pytest.approx(best)
