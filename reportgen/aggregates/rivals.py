"""Squared errors of several linear models at once, out of fold and by cluster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.design import Design


@dataclass(frozen=True, slots=True)
class RivalErrors:
    """Sums of squared errors by cluster and model, shape (clusters, K).

    A row of a fold is predicted by the K models that left that fold out.

    Parameters
    ----------
    design : Design
        Regressors of all models together.
    slopes : ndarray of float, shape (F, K, m)
        Slopes by fold left out; 0 where a model lacks a regressor.
    intercepts : ndarray of float, shape (F, K, groups)
        Intercepts by fold left out.
    low, high : float
        Predictions are moved into this range.
    """

    design: Design
    target: str
    fold: str
    cluster: str
    clusters: int
    slopes: Floats
    intercepts: Floats
    low: float = -np.inf
    high: float = np.inf

    @property
    def columns(self) -> tuple[str, ...]:
        """Regressors, group, target, fold and cluster."""
        return (*self.design.columns, self.target, self.fold, self.cluster)

    def update(self, block: Block) -> Floats:
        """Sums of one block."""
        errors = np.empty((self.slopes.shape[1], block.size))
        for rows in block.chunks():
            errors[:, rows] = self._errors(block, rows)
        cluster = block.columns[self.cluster]
        return np.stack([np.bincount(cluster, e, self.clusters) for e in errors], axis=1)

    def _errors(self, block: Block, rows: slice) -> Floats:
        fold = block.columns[self.fold][rows]
        x, codes = self.design.matrix(block, rows), self.design.group_codes(block, rows)
        predicted = np.empty((self.slopes.shape[1], len(fold)))
        for f in np.unique(fold):
            mine: NDArray[np.intp] = np.flatnonzero(fold == f)
            here = self.slopes[f] @ x[:, mine]
            predicted[:, mine] = here + np.take(self.intercepts[f], codes[mine], axis=1)
        np.clip(predicted, self.low, self.high, out=predicted)
        predicted -= block.columns[self.target][rows]
        return np.square(predicted, out=predicted)

    def merge(self, a: Floats, b: Floats) -> Floats:
        """Add up."""
        return a + b

    def finish(self, state: Floats) -> Floats:
        """Return the sums."""
        return state
