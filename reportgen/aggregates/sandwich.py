"""The meat of robust covariance matrices, and sums by cluster.

For slopes after absorbing a group, the score of a row is its regressors, centred
within the group, times its residual.  Clustered errors (Liang & Zeger 1986) add scores
up by cluster before squaring; the jackknife over clusters refits without each of them,
which takes their cross-products; HC3 (MacKinnon & White 1985) divides each residual by
one minus its leverage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.design import Design


@dataclass(frozen=True, slots=True)
class ClusterScores:
    """Sums of scores by cluster, shape (clusters, m).

    Parameters
    ----------
    design : Design
        The regressors.
    centre : ndarray of float, shape (groups, m)
        What is subtracted from the regressors of each group.
    residual : str
        Column of residuals.
    cluster : str
        Code column.
    clusters : int
        Number of clusters.
    """

    design: Design
    centre: Floats
    residual: str
    cluster: str
    clusters: int

    @property
    def columns(self) -> tuple[str, ...]:
        """Regressors, group, residual and cluster."""
        return (*self.design.columns, self.residual, self.cluster)

    def update(self, block: Block) -> Floats:
        """Sums of one block."""
        out = np.zeros((self.clusters, self.design.width))
        for rows in block.chunks():
            codes = self.design.group_codes(block, rows)
            scores = self.design.matrix(block, rows) - self.centre[codes].T
            scores *= block.columns[self.residual][rows]
            cluster = block.columns[self.cluster][rows]
            for j, score in enumerate(scores):
                out[:, j] += np.bincount(cluster, score, self.clusters)
        return out

    def merge(self, a: Floats, b: Floats) -> Floats:
        """Add up."""
        return a + b

    def finish(self, state: Floats) -> Floats:
        """Return the sums."""
        return state


@dataclass(frozen=True, slots=True)
class ClusterSpread:
    """Rows and squared length of the centred regressors by cluster, (clusters, 1 + m).

    Parameters
    ----------
    design, centre, cluster, clusters
        As for :class:`ClusterScores`.
    """

    design: Design
    centre: Floats
    cluster: str
    clusters: int

    @property
    def columns(self) -> tuple[str, ...]:
        """Regressors, group and cluster."""
        return (*self.design.columns, self.cluster)

    def update(self, block: Block) -> Floats:
        """Sums of one block."""
        out = np.zeros((self.clusters, 1 + self.design.width))
        for rows in block.chunks():
            x = self.design.matrix(block, rows)
            x -= self.centre[self.design.group_codes(block, rows)].T
            cluster = block.columns[self.cluster][rows]
            out[:, 0] += np.bincount(cluster, minlength=self.clusters)
            for j, values in enumerate(x):
                out[:, 1 + j] += np.bincount(cluster, values * values, self.clusters)
        return out

    def merge(self, a: Floats, b: Floats) -> Floats:
        """Add up."""
        return a + b

    def finish(self, state: Floats) -> Floats:
        """Return the sums."""
        return state


@dataclass(frozen=True, slots=True)
class OwnSums:
    """What some clusters add to the normal equations.

    ``products`` (K, m, m) of the centred regressors; ``weight`` (K, G), ``residual`` (K, G)
    and ``total`` (K, G, m) by group: weights, residuals, and weighted regressors.
    """

    products: Floats
    weight: Floats
    residual: Floats
    total: Floats


@dataclass(frozen=True, slots=True)
class ClusterProducts:
    """Share of chosen clusters in the normal equations.

    Parameters
    ----------
    design, centre, residual, cluster
        As for :class:`ClusterScores`.
    place : ndarray of int, shape (clusters,)
        Place of each cluster in the result, from 0 on; −1 leaves it out.
    weight : str or None
        Column of weights of the rows in the normal equations; without one all are 1.
    """

    design: Design
    centre: Floats
    residual: str
    cluster: str
    place: NDArray[np.intp]
    weight: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Regressors, group, residual, cluster and weight."""
        weight = () if self.weight is None else (self.weight,)
        return (*self.design.columns, self.residual, self.cluster, *weight)

    def update(self, block: Block) -> OwnSums:
        """Sums of one block."""
        k, m, groups = int(self.place.max(initial=-1)) + 1, self.design.width, self.design.groups
        products, sums = np.zeros((k, m, m)), np.zeros((2 + m, k * groups))
        for rows in block.chunks():
            place = self.place[block.columns[self.cluster][rows]]
            codes = self.design.group_codes(block, rows)
            cell = np.where(place >= 0, place * groups + codes, -1)
            mine = np.argsort(cell, kind="stable")[np.count_nonzero(cell < 0) :]
            if not len(mine):
                continue
            x = self.design.matrix(block, rows)[:, mine] - self.centre[codes[mine]].T
            weight = np.ones(len(mine))
            if self.weight is not None:
                weight = block.columns[self.weight][rows][mine]
            residual = block.columns[self.residual][rows][mine]
            full = np.vstack([weight, residual, x * weight])
            found, starts = np.unique(cell[mine], return_index=True)
            sums[:, found] += np.add.reduceat(full, starts, axis=1)
            _add_products(products, place[mine], x, full[2:])
        parts = np.moveaxis(sums.reshape(2 + m, k, groups), 0, -1)
        return OwnSums(products, parts[..., 0], parts[..., 1], np.ascontiguousarray(parts[..., 2:]))

    def merge(self, a: OwnSums, b: OwnSums) -> OwnSums:
        """Add up."""
        return OwnSums(
            a.products + b.products,
            a.weight + b.weight,
            a.residual + b.residual,
            a.total + b.total,
        )

    def finish(self, state: OwnSums) -> OwnSums:
        """Return the sums."""
        return state


def _add_products(products: Floats, place: NDArray[np.intp], x: Floats, weighted: Floats) -> None:
    """Add the cross-products of the rows of each place, (K, m, m); rows come sorted by place."""
    found, starts = np.unique(place, return_index=True)
    for at, start, stop in zip(found, starts, [*starts[1:], len(place)], strict=True):
        products[at] += x[:, start:stop] @ weighted[:, start:stop].T


@dataclass(frozen=True, slots=True)
class LeverageMeat:
    """HC3's meat: Σ (e / (1 − h))² x x', shape (m, m).

    Parameters
    ----------
    design, centre, residual
        As for :class:`ClusterScores`.
    inverse : ndarray of float, shape (m, m)
        Inverse cross-products of the centred regressors.
    weight : ndarray of float, shape (groups,)
        What the intercept of its group adds to a row's leverage: 1 / rows in the group.
    """

    design: Design
    centre: Floats
    residual: str
    inverse: Floats
    weight: Floats

    @property
    def columns(self) -> tuple[str, ...]:
        """Regressors, group and residual."""
        return (*self.design.columns, self.residual)

    def update(self, block: Block) -> Floats:
        """Meat of one block."""
        out = np.zeros((self.design.width, self.design.width))
        for rows in block.chunks():
            codes = self.design.group_codes(block, rows)
            x = self.design.matrix(block, rows) - self.centre[codes].T
            leverage = np.einsum("ij,ij->j", x, self.inverse @ x) + self.weight[codes]
            spread = np.maximum(1.0 - leverage, 1e-12)
            x *= block.columns[self.residual][rows] / spread
            out += x @ x.T
        return out

    def merge(self, a: Floats, b: Floats) -> Floats:
        """Add up."""
        return a + b

    def finish(self, state: Floats) -> Floats:
        """Return the meat."""
        return state


@dataclass(frozen=True, slots=True)
class ClusterSums:
    """Plain sums of columns by cluster, shape (clusters, columns); counts come first.

    Parameters
    ----------
    values : tuple of str
        Columns summed.
    cluster : str
        Code column.
    clusters : int
        Number of clusters.
    """

    values: tuple[str, ...]
    cluster: str
    clusters: int

    @property
    def columns(self) -> tuple[str, ...]:
        """Values and cluster."""
        return (*self.values, self.cluster)

    def update(self, block: Block) -> Floats:
        """Sums of one block."""
        cluster = block.columns[self.cluster]
        counts = np.bincount(cluster, minlength=self.clusters).astype(np.float64)
        sums = [np.bincount(cluster, block.columns[v], self.clusters) for v in self.values]
        return np.stack([counts, *sums], axis=1)

    def merge(self, a: Floats, b: Floats) -> Floats:
        """Add up."""
        return a + b

    def finish(self, state: Floats) -> Floats:
        """Return the sums."""
        return state
