"""What goes with popularity."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from reportgen.results.common import Estimate, Histogram
from reportgen.results.diagnostics import Curve, GenreFit, Influence, Misses


class Adjustment(StrEnum):
    """How p-values are adjusted for the number of effects looked at."""

    HOLM = "Holm"
    BENJAMINI_HOCHBERG = "Benjamini-Hochberg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What goes with one more of a feature, all others (and genre) held equal.

    ``per_sd`` is in units of the target per standard deviation ``sd`` of the
    feature; ``per_unit`` per ``step`` of its natural unit; ``pooled`` is ``per_sd``
    without genre in the model; ``p_adjusted`` is adjusted over all effects.
    """

    name: str
    label: str
    unit: str
    sd: float
    step: float
    per_sd: Estimate
    per_unit: Estimate
    pooled: Estimate | None
    p_value: float
    p_adjusted: float
    vif: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Importance:
    """What R² on artists never seen loses when a feature or a whole category is left out.

    The model is fitted anew without it, so that what others can take over is no loss;
    a loss below zero means that the model predicts better without.
    """

    name: str
    label: str
    loss: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """A row of the full coefficient table, on the scale of the stored units.

    ``std_error`` is the classical one, ``robust_error`` the clustered (or HC3) one.
    """

    name: str
    label: str
    value: float
    std_error: float
    robust_error: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Out-of-sample scores of one linear model, on artists that it never saw.

    ``over_features`` is its R² minus that of the musical attributes alone, over the same
    resamples; ``None`` for these themselves.
    """

    name: str
    label: str
    n: int
    r2: Estimate
    rmse: Estimate
    over_features: Estimate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """One bin of predictions: mean predicted against mean observed."""

    n: int
    predicted: float
    observed: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The level of a category that the others are compared with."""

    category: str
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """Ordinary least squares of the target on features and categories.

    ``scores`` are named ``features`` (audio features and small categories),
    ``genre`` (genre alone) and ``full`` (both); the last is the headline.
    ``importance`` comes with the largest loss first; ``genres`` are the largest ones.
    """

    target: str
    unit: str
    n: int
    parameters: int
    clusters: int | None
    error_type: Literal["cluster", "HC3"]
    references: tuple[Reference, ...]
    adjustment: Adjustment
    effects: tuple[Effect, ...]
    importance: tuple[Importance, ...]
    curves: tuple[Curve, ...]
    genres: tuple[GenreFit, ...]
    coefficients: tuple[Coefficient, ...]
    r2_training: float
    r2_adjusted: float
    residual_sd: float
    condition_number: float
    scores: tuple[Score, ...]
    headline: str
    residuals: Histogram
    bins: tuple[Bin, ...]
    clipped: float
    misses: Misses
    influence: Influence
