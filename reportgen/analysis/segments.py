"""What kinds of track there are: k-means, with "no real segments" as a possible answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

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
from reportgen.analysis.choice import ABOVE_CHANCE, Trial, choose, try_numbers
from reportgen.analysis.contrasts import clustered_differences
from reportgen.analysis.distribution import quantiles
from reportgen.analysis.intervals import clustered_means
from reportgen.analysis.matching import Named, compared, named
from reportgen.analysis.rows import Rows
from reportgen.engine import Engine
from reportgen.results import Estimate, MapPoint, Segment, Segments, Skipped, Trait
from reportgen.settings import SegmentSettings
from reportgen.text import translate

STEP = "segments"
SKEWED = 1.0
REACH = 4.0
"""Standard deviations from the mean beyond which a value counts as no further away."""
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
    """What is said of clusters: feature means, typical rows, the target and its gap."""

    means: Floats
    rows: NDArray[np.int64]
    targets: tuple[Estimate | None, ...]
    differences: tuple[Estimate | None, ...]


@dataclass(frozen=True, slots=True)
class Searched:
    """The sample as points, the numbers of clusters that were tried, and the choice."""

    space: Space
    points: Floats
    trials: tuple[Trial, ...]
    k: int
    verdict: str
    asked: bool


def segment(
    rows: Rows, settings: SegmentSettings, seed: int, previous: Segments | None = None
) -> tuple[Segments | Skipped, NDArray[np.int64]]:
    """Look for groups of similar tracks; the target takes no part.

    Parameters
    ----------
    rows : Rows
        The tracks.
    settings : SegmentSettings
        How to search.
    seed : int
        Of all draws.
    previous : Segments, optional
        What an earlier run found; segments that are still there keep their names.

    Returns
    -------
    Segments or Skipped
        The result, with no typical tracks yet.
    ndarray of int64, shape (k, 3)
        Row numbers of the typical tracks of each segment (−1: none).
    """
    none = np.empty((0, TYPICAL), np.int64)
    if len(rows.features) < 2:
        return Skipped(step=STEP, reason=translate("fewer than two numeric features")), none
    moments = rows.moments()
    searched = _search(rows, moments, settings, seed)
    nobody = Named((), (), ())
    if searched.k == 1:
        return _with_previous(_result(searched), nobody, previous), none
    best = next(trial for trial in searched.trials if trial.candidate.k == searched.k)
    clustering = settle(rows.engine, searched.space, best.centres)
    described = _describe(rows, searched.space, clustering)
    names = named([rows.fields[name] for name in rows.features], described.means, moments, previous)
    members = _members(rows, moments, clustering, described, names)
    found = _result(searched, clustering, names, members)
    return _with_previous(found, names, previous), described.rows[names.places]


def _search(rows: Rows, moments: MomentSums, settings: SegmentSettings, seed: int) -> Searched:
    space, sample = _space(rows, moments, settings, seed)
    points = space.place(sample.values)
    trials = try_numbers(points, settings, seed)
    asked = settings.k is not None
    return Searched(space, points, trials, *choose(trials, settings), asked)


def _with_previous(found: Segments, names: Named, previous: Segments | None) -> Segments:
    if previous is None:
        return found
    return replace(found, previous=compared(found.features, found.members, names, previous))


def _space(
    rows: Rows, moments: MomentSums, settings: SegmentSettings, seed: int
) -> tuple[Space, SampledRows]:
    """Standardise; features with a long tail enter by their logarithm, far values are held in.

    The sample is drawn by what stands in a row, so that the order of rows does not matter.
    """
    features = rows.features
    (sample,) = rows.engine.run(RowSample(features, settings.sample, seed, by=features))
    pivot, edge = _tails(rows, moments)
    raw = Space(features, pivot, (0.0,) * len(features), (1.0,) * len(features), edge)
    placed = raw.place(sample.values)
    shift, scale = placed.mean(axis=1), placed.std(axis=1)
    scale = np.where(scale > 0, scale, 1.0)
    standard = replace(raw, shift=tuple(shift.tolist()), scale=tuple(scale.tolist()), reach=REACH)
    return standard, sample


def _tails(rows: Rows, moments: MomentSums) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Pivot and edge of each feature, as :class:`Space` has them.

    The edge is 0 where the values end there or short of it, else the lowest value of a
    feature with a long right tail and the highest of one with a long left tail; the pivot
    is the distance from there to the median, or to the mean where the median lies on the edge.
    """
    right, left = moments.skewness > SKEWED, moments.skewness < -SKEWED
    lowest, highest = np.minimum(moments.minimum, 0.0), np.maximum(moments.maximum, 0.0)
    edge = np.where(right, lowest, np.where(left, highest, 0.0))
    median = quantiles(rows.engine, rows.features, moments, (0.5,))[:, 0]
    pivot = np.where(median != edge, median, moments.mean) - edge
    return tuple(np.where(right | left, pivot, 0.0).tolist()), tuple(edge.tolist())


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
    nothing: tuple[Estimate | None, ...] = (None,) * k
    if rows.target is None:
        return Described(means, nearby.row, nothing, nothing)
    (pairs,) = assigned.run(PairSums("segment", "cluster", rows.target, rows.clusters))
    targets = tuple(mean.mean for mean in clustered_means(pairs))
    differences = clustered_differences(pairs, k, rows.clusters)
    return Described(means, nearby.row, targets, differences)


def _members(
    rows: Rows,
    moments: MomentSums,
    clustering: Clustering,
    described: Described,
    names: Named,
) -> tuple[Segment, ...]:
    z = (described.means - moments.mean) / moments.sd
    return tuple(
        Segment(
            name=str(names.numbers[j]),
            label=names.labels[j],
            n=int(clustering.totals.n[j]),
            share=float(clustering.totals.n[j] / rows.n),
            traits=tuple(
                Trait(name=name, mean=float(described.means[j, i]), z=float(z[j, i]))
                for i, name in enumerate(rows.features)
            ),
            typical=(),
            target=described.targets[j],
            difference=described.differences[j],
        )
        for j in names.places
    )


def _result(
    searched: Searched,
    clustering: Clustering | None = None,
    names: Named | None = None,
    members: tuple[Segment, ...] = (),
) -> Segments:
    space, points = searched.space, searched.points
    centres = np.zeros((1, len(points))) if clustering is None else clustering.centres
    numbers = (1,) if names is None else names.numbers
    axes, explained = principal_axes(points)
    shown = points[:, :MAP_POINTS]
    label, _ = nearest(shown, centres)
    return Segments(
        features=space.features,
        transformed=tuple(n for n, p in zip(space.features, space.pivot, strict=True) if p),
        reach=space.reach,
        margin=ABOVE_CHANCE,
        k=searched.k,
        verdict=searched.verdict,
        asked=searched.asked,
        inertia=float((points**2).sum()) if clustering is None else clustering.totals.inertia,
        silhouette=None if clustering is None else clustering.silhouette,
        candidates=tuple(trial.candidate for trial in searched.trials),
        members=members,
        points=tuple(
            MapPoint(x=float(x), y=float(y), segment=numbers[s])
            for (x, y), s in zip((axes @ shown).T, label, strict=True)
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
