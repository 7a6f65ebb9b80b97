"""Groups of similar tracks."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.results.common import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One number of clusters that was tried.

    ``silhouette`` is in squared Euclidean distance; ``reference`` is the same for
    points without groups: the higher of permuted columns and one normal cloud with the
    same covariance; ``stability`` the mean adjusted Rand index between clusterings of
    resamples; ``smallest`` the smallest cluster's share.
    """

    k: int
    inertia: float
    silhouette: float
    reference: float
    stability: float
    smallest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """A segment's mean of one feature: in its unit, and in sd from the overall mean."""

    name: str
    mean: float
    z: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A track named in the report."""

    title: str
    artist: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A group of similar tracks.  The target was kept out of making it."""

    name: str
    label: str
    n: int
    share: float
    traits: tuple[Trait, ...]
    typical: tuple[Track, ...]
    target: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPoint:
    """A sampled track on the plane of the first two principal components.

    ``segment`` is the number that its segment has as ``name``, from 1.
    """

    x: float
    y: float
    segment: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """K-means segmentation; ``k == 1`` with no members means "no real segments".

    ``explained`` are the shares of variance of the two map axes; ``verdict`` is
    the reason for the choice of k.
    """

    features: tuple[str, ...]
    transformed: tuple[str, ...]
    k: int
    verdict: str
    inertia: float
    silhouette: float | None
    candidates: tuple[Candidate, ...]
    members: tuple[Segment, ...]
    points: tuple[MapPoint, ...]
    explained: tuple[float, float]
