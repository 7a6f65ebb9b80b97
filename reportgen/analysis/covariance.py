"""Robust covariance of slopes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.design import Design
from reportgen.aggregates.sandwich import (
    ClusterProducts,
    ClusterScores,
    ClusterSpread,
    ClusterSums,
    LeverageMeat,
    OwnSums,
)
from reportgen.analysis.linear import Fit
from reportgen.analysis.rows import Rows
from reportgen.engine import Engine

MOST_LARGE = 256
"""Clusters that are left out exactly at most: the largest, so that memory stays small."""
LARGE = 1e-3
"""Share of the rows, or of the spread of a regressor, from which a cluster is large."""
ONLY_HERE = 1e-9
"""Share of a direction left without a cluster, below which the cluster alone has it."""
SAFE = 0.9
"""Sum of a cluster's shares of all directions, below which each has something left."""


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
    ``moves`` (clusters, m), by how much slopes fall when the cluster is left out; ``scores``
    (clusters, m) are the sums of x e over the rows of each cluster.  ``None`` for HC3.
    """

    matrix: Floats
    freedom: int
    small: float = 1.0
    scores: Floats | None = None
    moves: Floats | None = None

    @property
    def errors(self) -> Floats:
        """Standard errors, shape (m,)."""
        return np.asarray(np.sqrt(np.maximum(np.diag(self.matrix), 0.0)))


@dataclass(frozen=True, slots=True)
class Equations:
    """Normal equations of slopes with an absorbed group.

    ``root`` (m, m) times its transpose is the inverse of the cross-products of the
    regressors centred at ``centre`` (G, m) within groups of the weights ``group`` (G,);
    ``residual`` and ``weight`` name the columns of the rows.
    """

    design: Design
    root: Floats
    centre: Floats
    group: Floats
    residual: str = "residual"
    weight: str | None = None


def robust(rows: Rows, fit: Fit) -> Covariance:
    """Covariance of the slopes: clustered by artist, or HC3 where no artist is known.

    HC3 after MacKinnon & White (1985); for clusters see :func:`clustered`.
    """
    engine = rows.engine.derive(Fitted(fit, str(rows.target)))
    if rows.artists is None:
        weight = 1.0 / np.maximum(fit.n_by_group, 1.0)
        (meat,) = engine.run(LeverageMeat(fit.design, fit.centre, "residual", fit.inverse, weight))
        return Covariance(fit.inverse @ meat @ fit.inverse, fit.freedom)
    equations = Equations(fit.design, fit.root, fit.centre, fit.n_by_group)
    return clustered(engine, equations, rows.clusters)


def clustered(engine: Engine, equations: Equations, clusters: int) -> Covariance:
    """Jackknife over clusters: (C − 1) / C · Σ (b₍₋c₎ − b)(b₍₋c₎ − b)'.

    Refits without one cluster at a time keep their honesty where few clusters hold many
    of the rows; the sandwich of Liang & Zeger (1986) is then too narrow (CV3 of MacKinnon,
    Nielsen & Webb 2023; Bell & McCaffrey 2002).  Clusters that hold little of anything are
    left out to first order, as in the sandwich.  C − 1 degrees of freedom.
    """
    design, centre = equations.design, equations.centre
    scores, spread = engine.run(
        ClusterScores(design, centre, equations.residual, "cluster", clusters),
        ClusterSpread(design, centre, "cluster", clusters),
    )
    filled = int(np.count_nonzero(spread[:, 0]))
    share = spread / np.maximum(spread.sum(axis=0), np.finfo(np.float64).tiny)
    large = _largest(share.max(axis=1))
    place = np.full(clusters, -1, np.intp)
    place[large] = np.arange(len(large))
    (own,) = engine.run(
        ClusterProducts(
            design, centre, equations.residual, "cluster", place, weight=equations.weight
        )
    )
    moves = scores @ equations.root @ equations.root.T
    moves[large] = _leaving_out(equations, own, scores[large])
    small = (filled - 1) / filled
    return Covariance(moves.T @ moves * small, filled - 1, small, scores, moves)


def _largest(share: Floats) -> NDArray[np.intp]:
    """Clusters that hold much of the rows or of a regressor's spread, in order of code."""
    order = np.argsort(-share, kind="stable")[:MOST_LARGE]
    return np.sort(order[share[order] >= LARGE])


def _leaving_out(equations: Equations, own: OwnSums, scores: Floats) -> Floats:
    """Return by how much slopes fall when each of K clusters is left out, shape (K, m).

    Leaving out a cluster takes its part off the blocks of the normal equations; the
    intercepts of the groups are eliminated as in the whole.  In coordinates where the
    whole is the identity, what is left has eigenvalues between 0 and 1; directions that
    only this cluster tells apart (0) do not move.
    """
    rest = equations.group - own.weight
    some = rest > ONLY_HERE * np.maximum(equations.group, 1.0)
    ratio = np.where(some, 1.0 / np.where(some, rest, 1.0), 0.0)
    root = equations.root
    scaled = own.total * np.sqrt(ratio)[..., None]
    own_part = own.products + np.swapaxes(scaled, 1, 2) @ scaled
    right = scores + ((ratio * own.residual)[:, None, :] @ own.total)[:, 0]
    return np.asarray(_solve_left(root.T @ own_part @ root, right @ root) @ root.T)


def _solve_left(part: Floats, right: Floats) -> Floats:
    """Solve (I − part) x = right for each cluster, (K, m); x is 0 where nothing is left."""
    left = np.eye(right.shape[1]) - part
    moved = np.empty_like(right)
    safe = np.trace(part, axis1=1, axis2=2) < SAFE
    moved[safe] = np.linalg.solve(left[safe], right[safe][..., None])[..., 0]
    inverse = np.linalg.pinv(left[~safe], rcond=ONLY_HERE, hermitian=True)
    moved[~safe] = (inverse @ right[~safe][..., None])[..., 0]
    return moved


def cluster_count(rows: Rows) -> int:
    """Return the number of clusters that have rows."""
    (sums,) = rows.engine.run(ClusterSums((), "cluster", rows.clusters))
    return int(np.count_nonzero(sums[:, 0]))
