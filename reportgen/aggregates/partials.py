"""Component plus residual of one feature, by bins of it and by cluster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.counts import Counts, PairSums, PairTotals


@dataclass(frozen=True, slots=True)
class BinnedPartials:
    """Sums of partial residuals by (bin, cluster); rows and sums of the feature by bin."""

    partial: PairTotals
    n: Counts
    total: Floats


@dataclass(frozen=True, slots=True)
class PartialSums:
    """Partial residuals (component plus residual; Larsen & McCleary 1972) in bins.

    Parameters
    ----------
    feature, residual, cluster : str
        Columns.
    edges : ndarray of float
        Inner edges of the bins; a value equal to an edge belongs below it.
    slope, centre : float
        The component of a value is ``slope · (value − centre)``.
    clusters : int
        Number of clusters.
    """

    feature: str
    residual: str
    cluster: str
    edges: Floats
    slope: float
    centre: float
    clusters: int

    @property
    def columns(self) -> tuple[str, ...]:
        """Feature, residual and cluster."""
        return (self.feature, self.residual, self.cluster)

    @property
    def _pairs(self) -> PairSums:
        return PairSums("bin", "cluster", "partial", self.clusters)

    def update(self, block: Block) -> BinnedPartials:
        """Sums of one block."""
        value, bins = block.columns[self.feature], len(self.edges) + 1
        place = np.searchsorted(self.edges, value, side="left")
        partial = block.columns[self.residual] + self.slope * (value - self.centre)
        columns = {"bin": place, "cluster": block.columns[self.cluster], "partial": partial}
        return BinnedPartials(
            self._pairs.update(Block(columns, block.size)),
            np.bincount(place, minlength=bins),
            np.bincount(place, value, bins).astype(np.float64),
        )

    def merge(self, a: BinnedPartials, b: BinnedPartials) -> BinnedPartials:
        """Add up."""
        together = self._pairs.merge(a.partial, b.partial)
        return BinnedPartials(together, a.n + b.n, a.total + b.total)

    def finish(self, state: BinnedPartials) -> BinnedPartials:
        """Return the sums."""
        return state
