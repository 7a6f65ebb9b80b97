"""How much a least-squares fit hangs on single rows, and on the rows of chosen clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.design import Design, group_sums

ALONE = 1e-10
"""A row with less than this of its leverage left determines a parameter by itself."""


@dataclass(frozen=True, slots=True)
class RowExtremes:
    """Largest leverage, |studentised residual| and Cook's distance; rows above bounds."""

    leverage: float
    high_leverage: int
    studentised: float
    far_off: int
    cook: float
    influential: int


@dataclass(frozen=True, slots=True)
class RowInfluence:
    """Influence of single rows (Cook & Weisberg 1982), exact for an absorbed group.

    With the regressors x centred within the group, the leverage of a row is
    x' (X'X)⁻¹ x + 1 / rows of its group; its internally studentised residual is
    r = e / (s √(1 − h)), externally r √((f − 1) / (f − r²)) with f residual degrees of
    freedom; Cook's distance is r² h / (1 − h) by the number of parameters.  A row that
    determines a parameter by itself has no residual to studentise.

    Parameters
    ----------
    design, centre, residual, inverse, weight
        As for :class:`~reportgen.aggregates.sandwich.LeverageMeat`.
    variance : float
        Residual variance s².
    parameters, freedom : int
        Parameters of the fit, its residual degrees of freedom.
    bounds : tuple of float
        Leverage, |externally studentised residual| and distance above which rows count.
    """

    design: Design
    centre: Floats
    residual: str
    inverse: Floats
    weight: Floats
    variance: float
    parameters: int
    freedom: int
    bounds: tuple[float, float, float]

    @property
    def columns(self) -> tuple[str, ...]:
        """Regressors, group and residual."""
        return (*self.design.columns, self.residual)

    def update(self, block: Block) -> RowExtremes:
        """Extremes of one block."""
        extremes = self._none()
        for rows in block.chunks():
            extremes = self.merge(extremes, self._extremes(*self.measures(block, rows)))
        return extremes

    def measures(self, block: Block, rows: slice) -> tuple[Floats, Floats, Floats]:
        """Leverage, externally studentised residual and Cook's distance of some rows."""
        codes = self.design.group_codes(block, rows)
        x = self.design.matrix(block, rows) - self.centre[codes].T
        leverage = np.einsum("ij,ij->j", x, self.inverse @ x) + self.weight[codes]
        left = 1.0 - leverage
        alone = left < ALONE
        left[alone] = 1.0
        square = block.columns[self.residual][rows] ** 2 / (self.variance * left)
        square[alone] = 0.0
        room = np.maximum(self.freedom - square, 1e-12 * self.freedom)
        outside = np.sqrt(square * (self.freedom - 1) / room)
        return leverage, outside, square * leverage / (left * self.parameters)

    def _none(self) -> RowExtremes:
        return RowExtremes(0.0, 0, 0.0, 0, 0.0, 0)

    def _extremes(self, *measures: Floats) -> RowExtremes:
        parts = [
            (float(found.max(initial=0.0)), int(np.count_nonzero(found > bound)))
            for found, bound in zip(measures, self.bounds, strict=True)
        ]
        return RowExtremes(*parts[0], *parts[1], *parts[2])

    def merge(self, a: RowExtremes, b: RowExtremes) -> RowExtremes:
        """Extremes of both parts."""
        return RowExtremes(
            max(a.leverage, b.leverage),
            a.high_leverage + b.high_leverage,
            max(a.studentised, b.studentised),
            a.far_off + b.far_off,
            max(a.cook, b.cook),
            a.influential + b.influential,
        )

    def finish(self, state: RowExtremes) -> RowExtremes:
        """Return the extremes."""
        return state


@dataclass(frozen=True, slots=True)
class ClusterParts:
    """What T clusters add to a fit.

    ``n`` (T, G) rows by group, ``total`` (T, G, m + 1) sums of centred regressors and
    residual by group, ``products`` (T, m, m) cross-products of the regressors.
    """

    n: NDArray[np.int64]
    total: Floats
    products: Floats


@dataclass(frozen=True, slots=True)
class ChosenClusters:
    """Cross-products of a few clusters, so that each can be taken out of a fit exactly.

    Parameters
    ----------
    design, centre, residual, cluster
        As for :class:`~reportgen.aggregates.sandwich.ClusterScores`.
    chosen : ndarray of int64, shape (T,)
        Codes of the clusters.
    """

    design: Design
    centre: Floats
    residual: str
    cluster: str
    chosen: NDArray[np.int64]

    @property
    def columns(self) -> tuple[str, ...]:
        """Regressors, group, residual and cluster."""
        return (*self.design.columns, self.residual, self.cluster)

    def update(self, block: Block) -> ClusterParts:
        """Parts of one block."""
        every = [self._part(block, int(code)) for code in self.chosen]
        n, total, products = zip(*every, strict=True)
        return ClusterParts(np.stack(n), np.stack(total), np.stack(products))

    def _part(self, block: Block, code: int) -> tuple[NDArray[np.int64], Floats, Floats]:
        mine = np.flatnonzero(block.columns[self.cluster] == code)
        part = Block({name: block.columns[name][mine] for name in self.columns}, len(mine))
        codes, whole = self.design.group_codes(part, slice(None)), slice(0, part.size)
        x = self.design.matrix(part, whole) - self.centre[codes].T
        full = np.vstack([x, part.columns[self.residual][None]])
        n = np.bincount(codes, minlength=self.design.groups)
        return n, group_sums(codes, full, self.design.groups), x @ x.T

    def merge(self, a: ClusterParts, b: ClusterParts) -> ClusterParts:
        """Parts of both."""
        return ClusterParts(a.n + b.n, a.total + b.total, a.products + b.products)

    def finish(self, state: ClusterParts) -> ClusterParts:
        """Return the parts."""
        return state
