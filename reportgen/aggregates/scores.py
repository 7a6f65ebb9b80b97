"""Scores against labels: everything that ranking, calibration and decisions need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.counts import Counts


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
class ClusterBins:
    """Labels by cluster and score bin, for each combination that occurs.

    ``negatives`` and ``positives`` count the rows of one cluster in one bin.
    """

    cluster: NDArray[np.int64]
    bin: NDArray[np.int64]
    negatives: Counts
    positives: Counts


@dataclass(frozen=True, slots=True)
class ClusterScoreBins:
    """Labels by cluster and equally wide bin of a score between 0 and 1.

    Parameters
    ----------
    score, label, cluster : str
        Columns; scores lie in [0, 1].
    bins : int
        Number of bins.
    """

    score: str
    label: str
    cluster: str
    bins: int

    @property
    def columns(self) -> tuple[str, ...]:
        """Score, label and cluster."""
        return (self.score, self.label, self.cluster)

    def update(self, block: Block) -> ClusterBins:
        """Counts of one block."""
        scaled = (block.columns[self.score] * self.bins).astype(np.int64)
        place = np.minimum(scaled, self.bins - 1)
        key = block.columns[self.cluster].astype(np.int64) * self.bins + place
        positive = (block.columns[self.label] > 0.5).astype(np.int64)
        return self._collect(key, 1 - positive, positive)

    def _collect(self, key: NDArray[np.int64], negatives: Counts, positives: Counts) -> ClusterBins:
        found, place = np.unique(key, return_inverse=True)
        return ClusterBins(
            found // self.bins,
            found % self.bins,
            np.bincount(place, negatives, len(found)).astype(np.int64),
            np.bincount(place, positives, len(found)).astype(np.int64),
        )

    def merge(self, a: ClusterBins, b: ClusterBins) -> ClusterBins:
        """Counts of both parts."""
        key = np.concatenate([part.cluster * self.bins + part.bin for part in (a, b)])
        negatives = np.concatenate([a.negatives, b.negatives])
        return self._collect(key, negatives, np.concatenate([a.positives, b.positives]))

    def finish(self, state: ClusterBins) -> ClusterBins:
        """Return the counts."""
        return state
