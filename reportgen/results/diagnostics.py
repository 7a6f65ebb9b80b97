"""Where the linear model bends, misses, or hangs on few tracks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reportgen.results.common import Estimate


class Shape(StrEnum):
    """What the association with a feature looks like, as far as can be told.

    ``LINE``: no clear gain from a bend.  ``BENDS``: a clear gain, and no clear change of
    direction.  ``TURNS``: a clear gain, with clear and opposite slopes before and after.
    """

    LINE = "line"
    BENDS = "bends"
    TURNS = "turns"


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveBin:
    """A bin of a feature: its mean, the line there, and the mean partial residual.

    ``line`` and ``observed`` are in units of the target, against a track with the mean
    of the feature.
    """

    n: int
    at: float
    line: float
    observed: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """How the association with one feature departs from a straight line.

    ``gain`` is what R² on artists never seen gains when the line may bend once, at
    ``knot``; both are ``None`` where the feature has no place for a bend.
    """

    name: str
    label: str
    unit: str
    shape: Shape
    knot: float | None
    gain: Estimate | None
    bins: tuple[CurveBin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GenreEffect:
    """An effect in the tracks of one genre, per standard deviation over all tracks.

    ``None`` where the feature does not vary in the genre.
    """

    name: str
    label: str
    per_sd: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GenreFit:
    """The strongest effects in a regression of its own for the tracks of one genre."""

    name: str
    n: int
    effects: tuple[GenreEffect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Typical miss (root mean square) among tracks with like predictions."""

    n: int
    predicted: float
    miss: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Misses:
    """Shape of the out-of-sample residuals.

    ``beyond_two`` and ``beyond_three`` are shares of tracks missed by more than two and
    three typical misses; ``ratio`` is the typical miss among the highest predictions by
    that among the lowest, ``None`` where predictions do not differ.
    """

    skewness: float
    beyond_two: float
    beyond_three: float
    ratio: Estimate | None
    spread: tuple[Spread, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InfluentialArtist:
    """The artist without whom an effect moves most, and that effect per standard deviation.

    ``errors`` is the move in standard errors of the effect; ``artist`` is empty where
    the table gives no name.
    """

    artist: str
    n: int
    name: str
    label: str
    per_sd: float
    without: float
    errors: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """How much the fit hangs on single tracks and artists.

    ``high_leverage`` counts tracks with a leverage above ``leverage_bound`` (three times
    the mean), ``far_off`` those with a studentised residual beyond three, ``influential``
    those with a Cook's distance above one.  ``artists_moving`` counts the artists without
    whom some effect moves by more than its standard error, to first order.
    """

    leverage: float
    leverage_bound: float
    high_leverage: int
    studentised: float
    far_off: int
    cook: float
    influential: int
    artists_moving: int | None
    artist: InfluentialArtist | None
