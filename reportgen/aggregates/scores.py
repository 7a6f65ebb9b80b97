"""Scores against labels: everything that ranking, calibration and decisions need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.counts import Counts

REPLICATES_AT_A_TIME = 64


@dataclass(frozen=True, slots=True)
class RankedScores:
    """Distinct scores in ascending order with the negatives and positives at each."""

    score: Floats
    negatives: Counts
    positives: Counts


@dataclass(frozen=True, slots=True)
class ScoreCounts:
    """Exact counts of labels by distinct score.

    Parameters
    ----------
    score : str
        Column of scores.
    label : str
        Column of 0.0 and 1.0.
    steps : int or None
        Scores from 0 to 1 are rounded to so many steps, so that the state stays small;
        by default they count as they are.
    """

    score: str
    label: str
    steps: int | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Score and label."""
        return (self.score, self.label)

    def update(self, block: Block) -> RankedScores:
        """Counts of one block."""
        positive = block.columns[self.label] > 0.5
        score = block.columns[self.score]
        return _ranked(
            score if self.steps is None else np.rint(score * self.steps) / self.steps,
            (~positive).astype(np.int64),
            positive.astype(np.int64),
        )

    def merge(self, a: RankedScores, b: RankedScores) -> RankedScores:
        """Counts of both parts."""
        return _ranked(
            np.concatenate([a.score, b.score]),
            np.concatenate([a.negatives, b.negatives]),
            np.concatenate([a.positives, b.positives]),
        )

    def finish(self, state: RankedScores) -> RankedScores:
        """Return the counts."""
        return state


def _ranked(score: Floats, negatives: Counts, positives: Counts) -> RankedScores:
    found, place = np.unique(score, return_inverse=True)
    return RankedScores(
        found,
        np.bincount(place, negatives, len(found)).astype(np.int64),
        np.bincount(place, positives, len(found)).astype(np.int64),
    )


@dataclass(frozen=True, slots=True)
class DrawnCounts:
    """Negatives and positives by score bin, shape (bins,), and by replicate and bin."""

    negatives: Floats
    positives: Floats
    drawn_negatives: Floats
    drawn_positives: Floats


@dataclass(frozen=True, slots=True, eq=False)
class DrawnScoreBins:
    """Labels by equally wide bin of a score between 0 and 1, in replicates of the clusters.

    All counts are whole numbers, so that they are exact in any order.

    Parameters
    ----------
    score, label, cluster : str
        Columns; scores lie in [0, 1].
    bins : int
        Number of bins.
    weights : ndarray of uint8, shape (clusters, replicates)
        How often each replicate draws a cluster.
    """

    score: str
    label: str
    cluster: str
    bins: int
    weights: NDArray[np.uint8]

    @property
    def columns(self) -> tuple[str, ...]:
        """Score, label and cluster."""
        return (self.score, self.label, self.cluster)

    def update(self, block: Block) -> DrawnCounts:
        """Counts of one block."""
        positive = block.columns[self.label] > 0.5
        place = np.minimum((block.columns[self.score] * self.bins).astype(np.int64), self.bins - 1)
        code, cluster = np.unique(block.columns[self.cluster], return_inverse=True)
        weights = self.weights[code]
        exact, drawn = [], []
        for some in (~positive, positive):
            exact.append(np.bincount(place[some], minlength=self.bins).astype(np.float64))
            drawn.append(self._drawn(place[some], cluster[some], weights))
        return DrawnCounts(*exact, *drawn)

    def _drawn(
        self, place: NDArray[np.int64], cluster: NDArray[np.intp], weights: NDArray[np.uint8]
    ) -> Floats:
        cells = np.ones(len(place)), (place, cluster)
        table = sparse.csr_array(cells, shape=(self.bins, len(weights)))
        out = np.empty((weights.shape[1], self.bins))
        for start in range(0, len(out), REPLICATES_AT_A_TIME):
            part = slice(start, start + REPLICATES_AT_A_TIME)
            out[part] = (table @ weights[:, part].astype(np.float64)).T
        return out

    def merge(self, a: DrawnCounts, b: DrawnCounts) -> DrawnCounts:
        """Add up."""
        return DrawnCounts(
            a.negatives + b.negatives,
            a.positives + b.positives,
            a.drawn_negatives + b.drawn_negatives,
            a.drawn_positives + b.drawn_positives,
        )

    def finish(self, state: DrawnCounts) -> DrawnCounts:
        """Return the counts."""
        return state
