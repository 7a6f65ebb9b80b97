"""Exact k-means over all rows: Lloyd steps, silhouette and typical rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.counts import Counts


@dataclass(frozen=True, slots=True)
class Space:
    """The space that rows are clustered in.

    Parameters
    ----------
    features : tuple of str
        Columns.
    pivot : tuple of float
        A feature with a long right tail has a positive pivot and enters as
        log(1 + (value − edge) / pivot); one with a long left tail a negative pivot and
        enters as −log(1 + (edge − value) / −pivot); 0 leaves it.
    shift, scale : tuple of float
        Each (transformed) feature enters as (value − shift) / scale.
    edge : tuple of float
        Where the short side of each feature ends; values beyond count as lying there.
        By default 0 for all.
    reach : float
        A standardised value counts as at most this far from 0, so that a few far rows
        cannot make a cluster of their own.
    """

    features: tuple[str, ...]
    pivot: tuple[float, ...]
    shift: tuple[float, ...]
    scale: tuple[float, ...]
    edge: tuple[float, ...] = ()
    reach: float = np.inf

    def points(self, block: Block, rows: slice = slice(None)) -> Floats:
        """Rows as points, shape (features, rows)."""
        return self.place(block.matrix(self.features, rows))

    def place(self, values: Floats) -> Floats:
        """Transform and standardise values of shape (features, rows)."""
        out = values.copy()
        edges = self.edge or (0.0,) * len(self.pivot)
        for j, (pivot, edge) in enumerate(zip(self.pivot, edges, strict=True)):
            if pivot:
                out[j] = np.sign(pivot) * np.log1p(np.maximum((out[j] - edge) / pivot, 0.0))
        shift, scale = np.array(self.shift)[:, None], np.array(self.scale)[:, None]
        return np.asarray(np.clip((out - shift) / scale, -self.reach, self.reach))


def nearest(points: Floats, centres: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Nearest centre of each point and the squared distance to it.

    Parameters
    ----------
    points : ndarray of float, shape (features, n)
    centres : ndarray of float, shape (k, features)
    """
    half = (centres * centres).sum(axis=1) / 2
    distance = half[:, None] - centres @ points
    label = np.argmin(distance, axis=0)
    lowest = distance[label, np.arange(points.shape[1])]
    square = np.einsum("ij,ij->j", points, points) + 2 * lowest
    return label, np.maximum(square, 0.0)


@dataclass(frozen=True, slots=True)
class ClusterTotals:
    """Rows, sums and sums of squared norms by cluster; inertia over all rows."""

    n: Counts
    total: Floats
    square: Floats
    inertia: float

    @property
    def centres(self) -> Floats:
        """Mean of each cluster, shape (k, features)."""
        return self.total / np.maximum(self.n, 1)[:, None]


@dataclass(frozen=True, slots=True)
class LloydSums:
    """One step of Lloyd's algorithm (1982): assign to ``centres``, add up by cluster."""

    space: Space
    centres: Floats

    @property
    def columns(self) -> tuple[str, ...]:
        """The features."""
        return self.space.features

    def update(self, block: Block) -> ClusterTotals:
        """Totals of one block."""
        k, p = self.centres.shape
        n, total, square, inertia = np.zeros(k, np.int64), np.zeros((k, p)), np.zeros(k), 0.0
        for rows in block.chunks():
            points = self.space.points(block, rows)
            label, distance = nearest(points, self.centres)
            norm = np.einsum("ij,ij->j", points, points)
            n += np.bincount(label, minlength=k)
            square += np.bincount(label, norm, k)
            total += np.stack([np.bincount(label, x, k) for x in points], axis=1)
            inertia += float(distance.sum())
        return ClusterTotals(n, total, square, inertia)

    def merge(self, a: ClusterTotals, b: ClusterTotals) -> ClusterTotals:
        """Add up."""
        return ClusterTotals(
            a.n + b.n, a.total + b.total, a.square + b.square, a.inertia + b.inertia
        )

    def finish(self, state: ClusterTotals) -> ClusterTotals:
        """Return the totals."""
        return state


@dataclass(frozen=True, slots=True)
class SilhouetteSum:
    """Sum of silhouettes and number of rows."""

    total: float
    n: int

    @property
    def mean(self) -> float:
        """Mean silhouette."""
        return self.total / self.n


@dataclass(frozen=True, slots=True)
class Silhouette:
    """Mean silhouette (Rousseeuw 1987) in squared Euclidean distance, exactly.

    With the sums of each cluster known, the sum of squared distances from a point to
    all points of a cluster needs no pairs: n |x|² − 2 x·Σ + Σ|·|².

    Parameters
    ----------
    space : Space
        Where the rows lie.
    centres : ndarray of float, shape (k, features)
        Centres that assign the rows.
    totals : ClusterTotals
        Totals under the same assignment.
    """

    space: Space
    centres: Floats
    totals: ClusterTotals

    @property
    def columns(self) -> tuple[str, ...]:
        """The features."""
        return self.space.features

    def update(self, block: Block) -> SilhouetteSum:
        """Sum over one block."""
        total = 0.0
        for rows in block.chunks():
            points = self.space.points(block, rows)
            label, _ = nearest(points, self.centres)
            total += float(silhouettes(points, label, self.totals).sum())
        return SilhouetteSum(total, block.size)

    def merge(self, a: SilhouetteSum, b: SilhouetteSum) -> SilhouetteSum:
        """Add up."""
        return SilhouetteSum(a.total + b.total, a.n + b.n)

    def finish(self, state: SilhouetteSum) -> SilhouetteSum:
        """Return the sum."""
        return state


def silhouettes(points: Floats, label: NDArray[np.intp], totals: ClusterTotals) -> Floats:
    """Silhouette of each point in squared Euclidean distance, shape (n,)."""
    rows = np.arange(points.shape[1])
    norm = np.einsum("ij,ij->j", points, points)
    n = totals.n.astype(np.float64)
    distance = n[:, None] * norm - 2 * (totals.total @ points) + totals.square[:, None]
    own = n[label]
    inside = distance[label, rows] / np.maximum(own - 1, 1)
    distance /= np.maximum(n, 1)[:, None]
    distance[label, rows] = np.inf
    distance[totals.n == 0] = np.inf
    outside = distance.min(axis=0)
    widest = np.maximum(np.maximum(inside, outside), 1e-300)
    return np.where(own > 1, (outside - inside) / widest, 0.0)


@dataclass(frozen=True, slots=True)
class TypicalRows:
    """Row numbers nearest to each centre and their squared distances, (k, wanted)."""

    distance: Floats
    row: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class NearestRows:
    """The ``wanted`` rows nearest to each centre (row −1 where there are fewer)."""

    space: Space
    centres: Floats
    wanted: int

    @property
    def columns(self) -> tuple[str, ...]:
        """The features and the row number."""
        return (*self.space.features, "row")

    def update(self, block: Block) -> TypicalRows:
        """Nearest rows of one block."""
        label, distance = nearest(self.space.points(block), self.centres)
        parts = [
            (distance[label == j], block.columns["row"][label == j])
            for j in range(len(self.centres))
        ]
        return self._closest(parts)

    def merge(self, a: TypicalRows, b: TypicalRows) -> TypicalRows:
        """Nearest rows of both parts."""
        distance = np.concatenate([a.distance, b.distance], axis=1)
        row = np.concatenate([a.row, b.row], axis=1)
        return self._closest(list(zip(distance, row, strict=True)))

    def finish(self, state: TypicalRows) -> TypicalRows:
        """Return the rows."""
        return state

    def _closest(self, parts: list[tuple[Floats, NDArray[np.int64]]]) -> TypicalRows:
        distance = np.full((len(parts), self.wanted), np.inf)
        row = np.full((len(parts), self.wanted), -1, np.int64)
        for j, (apart, number) in enumerate(parts):
            order = np.lexsort((number, apart))[: self.wanted]
            distance[j, : len(order)] = apart[order]
            row[j, : len(order)] = number[order]
        return TypicalRows(distance, row)
