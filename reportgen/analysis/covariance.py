"""Robust covariance of slopes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.sandwich import ClusterScores, ClusterSums, LeverageMeat
from reportgen.analysis.linear import Fit
from reportgen.analysis.rows import Rows


@dataclass(frozen=True, slots=True)
class Fitted:
    """Adds ``residual`` of a fit to the rows it was fitted to."""

    fit: Fit
    target: str

    def __call__(self, block: Block) -> Block:
        """Return the block with residuals."""
        residual = block.columns[self.target].copy()
        design = self.fit.design
        for rows in block.chunks():
            residual[rows] -= self.fit.intercepts[design.group_codes(block, rows)]
            residual[rows] -= self.fit.slopes @ design.matrix(block, rows)
        return block.having(residual=residual)


@dataclass(frozen=True, slots=True)
class Covariance:
    """Covariance of slopes, shape (m, m), and the degrees of freedom of its t tests.

    Clustered, it is ``small`` times the sum over clusters of the outer products of
    (X'X)⁻¹ times ``scores`` (clusters, m); ``None`` for HC3.
    """

    matrix: Floats
    freedom: int
    small: float = 1.0
    scores: Floats | None = None

    @property
    def errors(self) -> Floats:
        """Standard errors, shape (m,)."""
        return np.asarray(np.sqrt(np.maximum(np.diag(self.matrix), 0.0)))


def robust(rows: Rows, fit: Fit) -> Covariance:
    """Covariance of the slopes: clustered by artist, or HC3 where no artist is known.

    Clustered after Liang & Zeger (1986) with the usual factor C/(C−1) · (n−1)/(n−K) and
    C − 1 degrees of freedom; HC3 after MacKinnon & White (1985).
    """
    engine = rows.engine.derive(Fitted(fit, str(rows.target)))
    if rows.artists is None:
        weight = 1.0 / np.maximum(fit.n_by_group, 1.0)
        (meat,) = engine.run(LeverageMeat(fit.design, fit.centre, "residual", fit.inverse, weight))
        return Covariance(fit.inverse @ meat @ fit.inverse, fit.freedom)
    (scores,) = engine.run(
        ClusterScores(fit.design, fit.centre, "residual", "cluster", rows.clusters)
    )
    clusters = cluster_count(rows)
    small = clusters / (clusters - 1) * (fit.n - 1) / fit.freedom
    matrix = fit.inverse @ (scores.T @ scores) @ fit.inverse * small
    return Covariance(matrix, clusters - 1, small, scores)


def cluster_count(rows: Rows) -> int:
    """Return the number of clusters that have rows."""
    (sums,) = rows.engine.run(ClusterSums((), "cluster", rows.clusters))
    return int(np.count_nonzero(sums[:, 0]))
