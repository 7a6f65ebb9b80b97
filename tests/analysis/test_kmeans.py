"""The lean k-means of resamples against scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from reportgen.aggregates.clusters import nearest
from reportgen.analysis.kmeans import adjusted_rand, lloyd, spread_starts
from reportgen.analysis.stability import MOST_ROUNDS, ROUND, stability

POINTS = np.random.default_rng(3).normal(size=(4, 500)) + np.repeat([[0.0, 3.0]], 250, axis=1)


def test_steps_end_where_those_of_scikit_learn_end() -> None:
    start = POINTS[:, :3].T
    model = KMeans(3, init=start, n_init=1, max_iter=40, tol=0.0, algorithm="lloyd").fit(POINTS.T)
    centres, label = lloyd(POINTS, start, resting=0.0)
    np.testing.assert_allclose(centres, model.cluster_centers_, rtol=1e-9)
    np.testing.assert_array_equal(label, model.labels_)


def test_an_empty_cluster_keeps_its_centre() -> None:
    far = np.full((1, 4), 1e6)
    centres, label = lloyd(POINTS, np.concatenate([POINTS[:, :2].T, far]))
    assert set(label) == {0, 1}
    np.testing.assert_array_equal(centres[2], far[0])


def test_starts_are_points_and_far_apart() -> None:
    apart = np.repeat(np.eye(4)[:, :, None] * 100, 25, axis=2).reshape(4, 100)
    noise = np.random.default_rng(1).normal(size=apart.shape)
    for seed in range(20):
        starts = spread_starts(apart + noise, 4, np.random.default_rng(seed))
        assert sorted(np.argmax(starts, axis=1)) == [0, 1, 2, 3]
        assert nearest((apart + noise), starts)[1].min() == pytest.approx(0.0, abs=1e-8)


def test_equal_points_can_be_drawn_from() -> None:
    assert spread_starts(np.ones((2, 5)), 3, np.random.default_rng(0)).shape == (3, 2)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40))
def test_the_rand_index_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    a, b = np.array(pairs, np.intp).T
    assert adjusted_rand(a, b, 4) == pytest.approx(adjusted_rand_score(a, b), abs=1e-12)


def test_resamples_are_added_while_the_mark_is_near() -> None:
    centres = lloyd(POINTS, spread_starts(POINTS, 2, np.random.default_rng(1)))[0]
    alone = stability(POINTS, centres, None, 1)
    assert alone.resamples == ROUND
    assert stability(POINTS, centres, 0.2, 1) == alone
    near = stability(POINTS, centres, alone.mean, 1)
    assert near.resamples > ROUND
    assert near.resamples <= ROUND * MOST_ROUNDS
    assert abs(near.mean - alone.mean) < 4 * alone.sd / ROUND**0.5
