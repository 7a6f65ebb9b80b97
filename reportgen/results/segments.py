"""Groups of similar tracks."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.results.common import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One number of clusters that was tried.

    ``silhouette`` is in squared Euclidean distance; ``reference`` and ``reference_sd`` are
    its mean and standard deviation for draws of points without groups: of permuted columns
    or of one normal cloud with the same covariance, whichever has the higher mean.
    ``stability`` and ``stability_sd`` are the mean and standard deviation of the adjusted
    Rand index between these clusters and those of ``resamples`` bootstrap resamples;
    ``smallest`` is the smallest cluster's share.
    """

    k: int
    inertia: float
    silhouette: float
    reference: float
    reference_sd: float
    stability: float
    stability_sd: float
    resamples: int
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
    """A group of similar tracks.  The target was kept out of making it.

    ``target`` is its mean of the target, ``difference`` that mean minus the mean of all
    other tracks, with an interval over artists on both sides.
    """

    name: str
    label: str
    n: int
    share: float
    traits: tuple[Trait, ...]
    typical: tuple[Track, ...]
    target: Estimate | None
    difference: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPoint:
    """A sampled track on the plane of the first two principal components.

    ``segment`` is the number that its segment has as ``name``, from 1.
    """

    x: float
    y: float
    segment: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentChange:
    """What became of a segment since a previous run.

    A new one has no ``share_before``, one that is gone no ``share``.  ``distance`` is the
    root mean square of the changes of its traits, in standard deviations.
    """

    name: str
    label: str
    share: float | None = None
    share_before: float | None = None
    share_change: float | None = None
    distance: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousSegments:
    """The segments beside those of a previous run.

    ``features`` are those that both runs have; ``same`` is the distance up to which two
    segments count as the same one and share a name; ``k`` was the number of segments.
    """

    k: int
    features: tuple[str, ...]
    same: float
    changes: tuple[SegmentChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """K-means segmentation; ``k == 1`` with no members means "no real segments".

    ``explained`` are the shares of variance of the two map axes; ``verdict`` is
    the reason for the choice of k, and ``asked`` whether the settings set it;
    ``inertia`` the sum of squared distances to the centres.
    ``transformed`` features have a long tail and enter by their logarithm; standardised
    values count as at most ``reach`` from 0.  ``margin`` is how far a silhouette has to lie
    above that of tracks without groups at the least.
    """

    features: tuple[str, ...]
    transformed: tuple[str, ...]
    reach: float
    margin: float
    k: int
    verdict: str
    asked: bool
    inertia: float
    silhouette: float | None
    candidates: tuple[Candidate, ...]
    members: tuple[Segment, ...]
    points: tuple[MapPoint, ...]
    explained: tuple[float, float]
    previous: PreviousSegments | None = None
