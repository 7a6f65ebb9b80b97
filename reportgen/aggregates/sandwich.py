"""The meat of robust covariance matrices, and sums by cluster.

For slopes after absorbing a group, the score of a row is its regressors, centred
within the group, times its residual.  Clustered errors (Liang & Zeger 1986) add scores
up by cluster before squaring; HC3 (MacKinnon & White 1985) divides each residual by
one minus its leverage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

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
