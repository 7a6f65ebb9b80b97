"""Tracks that random cuts set apart quickly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import IsolationForest
from threadpoolctl import threadpool_limits

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.sample import RowSample, SampledRows
from reportgen.aggregates.without import Without
from reportgen.analysis.distribution import training_quantiles
from reportgen.engine import Engine

SAMPLE = 20_000
TREES = 100
SEED = 0


@dataclass(frozen=True, slots=True)
class Forest:
    """An isolation forest (Liu, Ting & Zhou 2008) and what fills gaps before it looks.

    Parameters
    ----------
    names : tuple of str
        The features that it looks at.
    middle : ndarray of float, shape (features,)
        Stands in for a missing value: the median of the training part.
    model : IsolationForest
        Fitted on a sample of the training part; its ``contamination`` is the share of
        the sample that is taken to be far out, which sets the threshold.
    """

    names: tuple[str, ...]
    middle: Floats
    model: IsolationForest

    def outside(self, block: Block) -> NDArray[np.bool_]:
        """Return whether each row is set apart more quickly than the threshold."""
        out = np.zeros(block.size, np.bool_)
        for rows in block.chunks():
            values = _without_gaps(block.matrix(self.names, rows), self.middle)
            out[rows] = self.model.decision_function(values.T) < 0
        return out


def forests(
    engine: Engine, names: tuple[str, ...], fold: str, held_out: Sequence[int], share: float
) -> tuple[Forest, ...]:
    """Grow a forest on a sample of the rows outside each fold.

    Parameters
    ----------
    share : float
        Share of each sample that is taken to be far out.
    """
    middle = training_quantiles(engine, names, (0.5,), fold, held_out)[:, :, 0]
    sample = RowSample(names, SAMPLE, SEED)
    samples = engine.run(*(Without(sample, fold, f) for f in held_out))
    return tuple(_grown(names, m, s, share) for m, s in zip(middle, samples, strict=True))


def _grown(names: tuple[str, ...], middle: Floats, sample: SampledRows, share: float) -> Forest:
    model = IsolationForest(n_estimators=TREES, contamination=share, random_state=SEED)
    with threadpool_limits(1):
        model.fit(_without_gaps(sample.values, middle).T)
    return Forest(names, middle, model)


def _without_gaps(values: Floats, middle: Floats) -> Floats:
    return np.where(np.isnan(values), middle[:, None], values)
