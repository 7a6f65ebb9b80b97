"""Predicting a hit."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.results.common import Estimate
from reportgen.results.regression import Bin, Coefficient


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """Counts of out-of-fold decisions against the truth."""

    true_negative: int
    false_positive: int
    false_negative: int
    true_positive: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Rates of right decisions on unseen artists, with intervals over artists.

    ``sensitivity`` is the share of popular tracks that the decision finds, ``specificity``
    that of the others it leaves; ``precision`` is the share of popular tracks among those it
    calls popular, ``omission`` among those it does not.  ``None`` where there are none of these.
    """

    sensitivity: Estimate | None
    specificity: Estimate | None
    precision: Estimate | None
    omission: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gains:
    """Scores minus what is reached without a model, each with the interval of the difference.

    ``accuracy`` is that at even odds minus the share of the more frequent answer,
    ``average_precision`` is over the prevalence, and ``brier`` the skill score: the share of
    the Brier score of always giving the prevalence that the model saves.
    """

    accuracy: Estimate
    average_precision: Estimate
    brier: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """A point of a curve between 0 and 1."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """A feature's association with being popular, per standard deviation.

    ``marginal`` is the average marginal effect on the probability.
    """

    name: str
    label: str
    odds_ratio: Estimate
    marginal: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class TopShare:
    """Popular tracks among those ranked highest, against the same number drawn blind."""

    name: str
    n: int
    hits: int
    share: Estimate
    blind: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CutoffScore:
    """The scores at another cut-off for "popular".

    ``threshold`` of decision follows the same rule at each; ``accuracy`` is at even odds.
    """

    name: str
    cutoff: float
    prevalence: float
    auc: Estimate
    threshold: float
    balanced_accuracy: Estimate
    accuracy: float
    majority: float
    average_precision: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """Logistic regression of popular / not popular, scored on unseen artists.

    ``roc`` is (false positive rate, true positive rate), ``precision_recall``
    (recall, precision), ``gain`` (share of tracks looked at, share of hits found).
    ``accuracy``, ``balanced_accuracy``, ``mcc``, ``confusion`` and ``rates`` are at ``threshold``,
    ``accuracy_at_half`` at a probability of one half.  ``penalty`` is 0 for plain maximum
    likelihood.
    """

    cutoff: float | None
    cutoff_rule: str
    n: int
    positives: int
    prevalence: float
    threshold: float
    threshold_rule: str
    accuracy: Estimate
    accuracy_at_half: Estimate
    majority: float
    balanced_accuracy: Estimate
    mcc: Estimate
    auc: Estimate
    average_precision: Estimate
    brier: Estimate
    log_loss: Estimate
    gains: Gains
    confusion: Confusion
    rates: Rates
    roc: tuple[CurvePoint, ...]
    precision_recall: tuple[CurvePoint, ...]
    gain: tuple[CurvePoint, ...]
    calibration: tuple[Bin, ...]
    calibration_slope: Estimate
    calibration_intercept: Estimate
    top: tuple[TopShare, ...]
    odds: tuple[Odds, ...]
    coefficients: tuple[Coefficient, ...]
    cutoffs: tuple[CutoffScore, ...]
    penalty: float
    separated: tuple[str, ...]
    iterations: int
