"""Intervals: clustered means, the bootstrap over clusters, t quantiles."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from reportgen.aggregates.counts import PairSums
from reportgen.aggregates.sandwich import ClusterSums
from reportgen.analysis.intervals import (
    Bootstrap,
    Resampled,
    clustered_means,
    percentile_interval,
    t_interval,
    t_quantile,
    two_sided_p,
)
from reportgen.analysis.scoring import linear_scores
from reportgen.engine import MemoryEngine
from tests.builders import block, numbered

DRAW = np.random.default_rng(21)
GROUP = DRAW.integers(0, 3, 400).astype(np.int32)
CLUSTER = DRAW.integers(0, 40, 400).astype(np.int32)
VALUE = DRAW.normal(size=40)[CLUSTER] + DRAW.normal(size=400)
ENGINE = MemoryEngine((block(group=GROUP, cluster=CLUSTER, value=VALUE),))


def test_clustered_means_have_the_interval_of_the_jackknife() -> None:
    (totals,) = ENGINE.run(PairSums("group", "cluster", "value", 40))
    for found in clustered_means(totals):
        value, cluster = (column[np.equal(GROUP, found.code)] for column in (VALUE, CLUSTER))
        codes = np.unique(cluster)
        without = np.array([value[cluster != code].mean() for code in codes])
        shrink = (len(codes) - 1) / len(codes)
        error = np.sqrt(shrink * ((without - value.mean()) ** 2).sum())
        margin = stats.t.ppf(0.975, len(codes) - 1) * error
        assert found.n == len(value)
        assert found.mean.value == pytest.approx(value.mean(), rel=1e-8)
        assert found.mean.low == pytest.approx(value.mean() - margin, rel=1e-8)
        assert found.mean.high == pytest.approx(value.mean() + margin, rel=1e-8)
        plain = sm.OLS(value, np.ones(len(value))).fit(
            cov_type="cluster", cov_kwds={"groups": cluster}
        )
        assert error == pytest.approx(plain.bse[0], rel=0.1)


def test_a_mean_over_one_cluster_has_no_interval() -> None:
    engine = MemoryEngine((block(g=[0, 0], c=[3, 3], v=[1.0, 2.0]),))
    (totals,) = engine.run(PairSums("g", "c", "v", 4))
    (found,) = clustered_means(totals)
    assert (found.mean.value, found.mean.low, found.mean.high) == (1.5, None, None)


def test_student_is_that_of_scipy() -> None:
    for freedom in (1, 7, 2_000):
        assert t_quantile(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-10)
        wanted = 2 * stats.t.sf(2.3, freedom)
        assert two_sided_p(-2.3, freedom) == pytest.approx(wanted, rel=1e-10)
    assert t_interval(4.0, np.nan, 5).low is None


def test_undefined_replicates_are_left_out_until_they_are_most() -> None:
    found = percentile_interval(0.5, np.array([0.4, np.nan, 0.6, 0.5]))
    assert (found.low, found.high) == pytest.approx((0.405, 0.595))
    none = percentile_interval(0.5, np.array([np.nan, np.nan, 0.6]))
    assert (none.value, none.low, none.high) == (0.5, None, None)


def test_weights_are_the_same_for_every_score_of_a_seed() -> None:
    a, b = Bootstrap(numbered(30), 20, 5), Bootstrap(numbered(30), 20, 5)
    np.testing.assert_array_equal(a.weights, b.weights)
    assert not np.array_equal(a.weights, Bootstrap(numbered(30), 20, 6).weights)
    sums = np.arange(60.0).reshape(30, 2)
    wanted = [(a.weights[:, r, None] * sums).sum(axis=0) for r in range(20)]
    np.testing.assert_allclose(a.totals(sums), wanted)


def test_a_cluster_keeps_its_weights_whatever_stands_beside_it() -> None:
    few, many = Bootstrap(numbered(5), 20, 5), Bootstrap(numbered(30)[::-1].copy(), 20, 5)
    np.testing.assert_array_equal(few.weights, many.weights[::-1][:5])
    fewer = Bootstrap(numbered(5), 7, 5)
    np.testing.assert_array_equal(fewer.weights, few.weights[:, :7])


def test_sums_cut_into_parts_give_the_same_totals() -> None:
    bootstrap = Bootstrap(numbered(9_000), 130, 2)
    sums = np.random.default_rng(4).normal(size=(9_000, 3))
    wanted = bootstrap.weights.astype(float).T @ sums
    np.testing.assert_allclose(bootstrap.totals(sums), wanted, rtol=1e-9)


def test_differences_are_those_of_the_same_draws() -> None:
    first = Resampled(3.0, np.array([2.0, 3.0, 4.0, np.nan]))
    second = Resampled(1.0, np.array([1.5, 1.0, 0.5, 0.0]))
    gap = first.minus(second)
    low, high = np.quantile([0.5, 2.0, 3.5], [0.025, 0.975])
    assert (gap.value, gap.low, gap.high) == pytest.approx((2.0, low, high))


def test_weights_are_poisson_with_mean_one() -> None:
    weights = Bootstrap(numbered(2_000), 100, 1).weights
    share = np.bincount(weights.ravel(), minlength=6)[:6] / weights.size
    np.testing.assert_allclose(share, stats.poisson.pmf(np.arange(6), 1.0), atol=0.003)


def test_whole_clusters_are_drawn_so_that_intervals_cover() -> None:
    draw = np.random.default_rng(2)
    inside = {"clusters": 0, "rows": 0}
    runs = 100
    for seed in range(runs):
        cluster = np.repeat(np.arange(60), 10)
        value = draw.normal(size=60)[cluster] + 0.5 * draw.normal(size=600)
        for name, codes, size in (("clusters", cluster, 60), ("rows", np.arange(600), 600)):
            bootstrap = Bootstrap(numbered(size), 200, seed)
            engine = MemoryEngine((block(c=codes, v=value),))
            (sums,) = engine.run(ClusterSums(("v",), "c", size))
            drawn = bootstrap.totals(sums)
            found = percentile_interval(value.mean(), drawn[:, 1] / drawn[:, 0])
            assert found.low is not None
            assert found.high is not None
            inside[name] += found.low < 0.0 < found.high
    assert 0.86 * runs <= inside["clusters"] <= runs
    assert inside["rows"] <= 0.65 * runs


def test_scores_out_of_sample_and_their_intervals() -> None:
    error, baseline = (VALUE - 0.3) ** 2, (VALUE + 0.1) ** 2
    data = block(cluster=CLUSTER, squared_error=error, baseline_error=baseline)
    bootstrap = Bootstrap(numbered(40), 300, 9)
    found = linear_scores(MemoryEngine((data,)), bootstrap)
    assert found.n == 400
    assert found.r2.value == pytest.approx(1 - error.sum() / baseline.sum(), rel=1e-12)
    assert found.rmse.value == pytest.approx(np.sqrt(error.mean()), rel=1e-12)
    weights = bootstrap.weights[CLUSTER]
    drawn = 1 - (error @ weights) / (baseline @ weights)
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert (found.r2.low, found.r2.high) == pytest.approx((low, high), rel=1e-10)
