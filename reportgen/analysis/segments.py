"""What kinds of track there are: k-means, with "no real segments" as a possible answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.clusters import (
    ClusterTotals,
    LloydSums,
    NearestRows,
    Silhouette,
    Space,
    nearest,
)
from reportgen.aggregates.counts import PairSums
from reportgen.aggregates.moments import MomentSums
from reportgen.aggregates.sample import RowSample, SampledRows
from reportgen.analysis.choice import Trial, choose, try_numbers
from reportgen.analysis.distribution import quantiles
from reportgen.analysis.intervals import clustered_means
from reportgen.analysis.naming import segment_labels
from reportgen.analysis.rows import Rows
from reportgen.engine import Engine
from reportgen.results import Estimate, MapPoint, Segment, Segments, Skipped, Trait
from reportgen.settings import SegmentSettings

STEP = "segments"
SKEWED = 1.0
MOST_STEPS = 200
SETTLED = 1e-12
TYPICAL = 3
MAP_POINTS = 500


@dataclass(frozen=True, slots=True)
class Assigned:
    """Adds ``segment``: the nearest centre."""

    space: Space
    centres: Floats

    def __call__(self, block: Block) -> Block:
        """Return the block with its segments."""
        label = np.empty(block.size, np.int32)
        for rows in block.chunks():
            label[rows] = nearest(self.space.points(block, rows), self.centres)[0]
        return block.having(segment=label)


@dataclass(frozen=True, slots=True)
class Clustering:
    """Centres after exact Lloyd steps over all rows, largest cluster first."""

    centres: Floats
    totals: ClusterTotals
    silhouette: float


@dataclass(frozen=True, slots=True)
class Described:
    """What naming and typical tracks of segments need: moments and row numbers."""

    means: Floats
    rows: NDArray[np.int64]
    targets: tuple[Estimate | None, ...]


def segment(
    rows: Rows, settings: SegmentSettings, seed: int
) -> tuple[Segments | Skipped, NDArray[np.int64]]:
    """Look for groups of similar tracks; the target takes no part.

    Returns
    -------
    Segments or Skipped
        The result, with no typical tracks yet.
    ndarray of int64, shape (k, 3)
        Row numbers of the typical tracks of each segment (−1: none).
    """
    none = np.empty((0, TYPICAL), np.int64)
    if len(rows.features) < 2:
        return Skipped(step=STEP, reason="fewer than two numeric features"), none
    moments = rows.moments()
    space, sample = _space(rows, moments, settings, seed)
    points = space.place(sample.values)
    trials = try_numbers(points, settings, seed)
    k, verdict = choose(trials, settings)
    if k == 1:
        return _result(rows, space, points, trials, k, verdict), none
    best = next(trial for trial in trials if trial.candidate.k == k)
    clustering = settle(rows.engine, space, best.centres)
    described = _describe(rows, space, clustering)
    members = _members(rows, moments, clustering, described)
    found = _result(rows, space, points, trials, k, verdict, clustering, members)
    return found, described.rows


def _space(
    rows: Rows, moments: MomentSums, settings: SegmentSettings, seed: int
) -> tuple[Space, SampledRows]:
    """Standardise; features with a long right tail enter by their logarithm."""
    skewed = (moments.skewness > SKEWED) & (moments.minimum >= 0)
    median = quantiles(rows.engine, rows.features, moments, (0.5,))[:, 0]
    pivot = np.where(skewed, np.where(median > 0, median, moments.mean), 0.0)
    (sample,) = rows.engine.run(RowSample(rows.features, settings.sample, seed))
    p = len(rows.features)
    raw = Space(rows.features, tuple(pivot.tolist()), (0.0,) * p, (1.0,) * p)
    placed = raw.place(sample.values)
    shift, scale = placed.mean(axis=1), placed.std(axis=1)
    scale = np.where(scale > 0, scale, 1.0)
    return Space(raw.features, raw.pivot, tuple(shift.tolist()), tuple(scale.tolist())), sample


def settle(engine: Engine, space: Space, centres: Floats) -> Clustering:
    """Lloyd steps over all rows until the centres rest; then the exact silhouette.

    Stops when no centre moves by more than 1e-6 standard deviations, or after 200 steps.
    """
    for _ in range(MOST_STEPS):
        (totals,) = engine.run(LloydSums(space, centres))
        moved = np.where((totals.n > 0)[:, None], totals.centres, centres)
        still = float(((moved - centres) ** 2).sum(axis=1).max()) <= SETTLED
        centres = moved
        if still:
            break
    (totals,) = engine.run(LloydSums(space, centres))
    order = np.argsort(-totals.n, kind="stable")
    centres = centres[order]
    (totals,) = engine.run(LloydSums(space, centres))
    (silhouette,) = engine.run(Silhouette(space, centres, totals))
    return Clustering(centres, totals, silhouette.mean)


def _describe(rows: Rows, space: Space, clustering: Clustering) -> Described:
    k = len(clustering.centres)
    assigned = rows.engine.derive(Assigned(space, clustering.centres))
    sums = [PairSums("segment", "segment", name, k) for name in rows.features]
    nearby, *totals = assigned.run(NearestRows(space, clustering.centres, TYPICAL), *sums)
    means = np.stack([total.total / total.n for total in totals], axis=1)
    targets: tuple[Estimate | None, ...] = (None,) * k
    if rows.target is not None:
        (pairs,) = assigned.run(PairSums("segment", "cluster", rows.target, rows.clusters))
        targets = tuple(mean.mean for mean in clustered_means(pairs))
    return Described(means, nearby.row, targets)


def _members(
    rows: Rows, moments: MomentSums, clustering: Clustering, described: Described
) -> tuple[Segment, ...]:
    z = (described.means - moments.mean) / moments.sd
    labels = segment_labels(rows.features, z)
    return tuple(
        Segment(
            name=str(j + 1),
            label=labels[j],
            n=int(clustering.totals.n[j]),
            share=float(clustering.totals.n[j] / rows.n),
            traits=tuple(
                Trait(name=name, mean=float(described.means[j, i]), z=float(z[j, i]))
                for i, name in enumerate(rows.features)
            ),
            typical=(),
            target=described.targets[j],
        )
        for j in range(len(z))
    )


def _result(
    rows: Rows,
    space: Space,
    points: Floats,
    trials: tuple[Trial, ...],
    k: int,
    verdict: str,
    clustering: Clustering | None = None,
    members: tuple[Segment, ...] = (),
) -> Segments:
    centres = np.zeros((1, len(points))) if clustering is None else clustering.centres
    axes, explained = principal_axes(points)
    shown = points[:, :MAP_POINTS]
    label, _ = nearest(shown, centres)
    plane = axes @ shown
    return Segments(
        features=rows.features,
        transformed=tuple(n for n, p in zip(space.features, space.pivot, strict=True) if p > 0),
        k=k,
        verdict=verdict,
        inertia=float((points**2).sum()) if clustering is None else clustering.totals.inertia,
        silhouette=None if clustering is None else clustering.silhouette,
        candidates=tuple(trial.candidate for trial in trials),
        members=members,
        points=tuple(
            MapPoint(x=float(x), y=float(y), segment=int(s) + 1)
            for (x, y), s in zip(plane.T, label, strict=True)
        ),
        explained=explained,
    )


def principal_axes(points: Floats) -> tuple[Floats, tuple[float, float]]:
    """First two principal axes (2, features) and their shares of variance.

    The sign of each axis is fixed so that its largest loading is positive.
    """
    covariance = np.cov(points)
    value, vector = np.linalg.eigh(covariance)
    axes = vector[:, ::-1][:, :2].T
    largest = np.abs(axes).argmax(axis=1)
    axes = axes * np.sign(axes[[0, 1], largest])[:, None]
    share = value[::-1] / value.sum()
    return axes, (float(share[0]), float(share[1]))
