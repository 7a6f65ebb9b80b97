"""K-means and silhouettes against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs
from sklearn.metrics import silhouette_samples

from reportgen.aggregates.clusters import (
    ClusterTotals,
    LloydSums,
    NearestRows,
    Space,
    nearest,
    silhouettes,
)
from reportgen.analysis.reference import mean_silhouette
from reportgen.analysis.segments import Assigned, settle
from reportgen.engine import MemoryEngine
from tests.builders import block, cut, whole

POINTS, _ = make_blobs(700, 3, centers=4, cluster_std=2.5, random_state=2)
SPACE = Space(("a", "b", "c"), (0.0,) * 3, (0.0,) * 3, (1.0,) * 3)
ENGINE = MemoryEngine(
    tuple(cut(block(a=POINTS[:, 0], b=POINTS[:, 1], c=POINTS[:, 2], row=np.arange(700)), (13, 400)))
)


def test_lloyd_steps_end_where_scikit_learn_ends() -> None:
    start = POINTS[:4]
    model = KMeans(4, init=start, n_init=1, max_iter=500, tol=0.0, algorithm="lloyd").fit(POINTS)
    found = settle(ENGINE, SPACE, start)
    order = np.argsort(-np.bincount(model.labels_), kind="stable")
    np.testing.assert_allclose(found.centres, model.cluster_centers_[order], rtol=1e-8, atol=1e-8)
    assert found.totals.inertia == pytest.approx(model.inertia_, rel=1e-8)
    assert found.totals.n.tolist() == sorted(np.bincount(model.labels_), reverse=True)
    label = whole(ENGINE.derive(Assigned(SPACE, found.centres)))["segment"]
    np.testing.assert_array_equal(order[label], model.labels_)
    squared = silhouette_samples(POINTS, model.labels_, metric="sqeuclidean")
    assert found.silhouette == pytest.approx(squared.mean(), rel=1e-8)


def test_each_silhouette_is_that_of_scikit_learn_and_a_lone_point_has_none() -> None:
    label = np.minimum(np.arange(700) % 3, 1)
    label[17] = 2
    totals = ClusterTotals(
        np.bincount(label),
        np.stack([POINTS[label == j].sum(axis=0) for j in range(3)]),
        np.array([(POINTS[label == j] ** 2).sum() for j in range(3)]),
        0.0,
    )
    wanted = silhouette_samples(POINTS, label, metric="sqeuclidean")
    np.testing.assert_allclose(silhouettes(POINTS.T, label, totals), wanted, rtol=1e-8, atol=1e-10)
    assert silhouettes(POINTS.T, label, totals)[17] == 0.0
    assert mean_silhouette(POINTS.T, label, 3) == pytest.approx(wanted.mean(), rel=1e-8)


def test_distances_to_the_nearest_centre_are_plain_squared_distances() -> None:
    centres = np.array([[0.0, 0.0, 0.0], [5.0, -5.0, 1.0]])
    label, distance = nearest(POINTS.T, centres)
    apart = ((POINTS[:, None] - centres) ** 2).sum(axis=2)
    np.testing.assert_array_equal(label, apart.argmin(axis=1))
    np.testing.assert_allclose(distance, apart.min(axis=1), rtol=1e-10, atol=1e-10)
    (totals,) = ENGINE.run(LloydSums(SPACE, centres))
    assert totals.inertia == pytest.approx(apart.min(axis=1).sum(), rel=1e-12)


def test_the_typical_rows_are_the_nearest_ones() -> None:
    centres = np.array([[0.0, 0.0, 0.0], [500.0, 0.0, 0.0]])
    (found,) = ENGINE.run(NearestRows(SPACE, centres, 2))
    order = np.argsort((POINTS**2).sum(axis=1))
    assert found.row.tolist() == [order[:2].tolist(), [-1, -1]]


def test_a_skewed_feature_enters_by_its_logarithm() -> None:
    space = Space(("a",), (2.0,), (0.5,), (4.0,))
    np.testing.assert_allclose(
        space.place(np.array([[0.0, 6.0, -1.0]])), (np.log1p([[0.0, 3.0, 0.0]]) - 0.5) / 4.0
    )
