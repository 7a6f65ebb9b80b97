"""The models of the hand-written report: regression, classification."""

from __future__ import annotations

import math
from dataclasses import replace

from reportgen.results import (
    Adjustment,
    Bin,
    Classification,
    Coefficient,
    Confusion,
    CurvePoint,
    CutoffScore,
    Effect,
    Gains,
    Histogram,
    Odds,
    Rates,
    Reference,
    Regression,
    Score,
    TopShare,
)
from tests.example_diagnostics import (
    FEATURES,
    KEYS,
    LABELS,
    MODELLED,
    STEPS,
    UNITS,
    curve,
    estimate,
    genres,
    importance,
    influence,
    misses,
    spread,
)

__all__ = [
    "ARTISTS",
    "FEATURES",
    "HITS",
    "KEYS",
    "LABELS",
    "MODELLED",
    "SPREADS",
    "STEPS",
    "UNITS",
    "binary_classification",
    "classification",
    "estimate",
    "regression",
    "spread",
]

ARTISTS = 10_137
HITS = 3_368

# name: sd, per sd, half-width, pooled per sd, p, Holm's p, VIF, loss of R² out of sample
_EFFECTS = {
    "danceability": (0.145, 1.1, 0.5, 0.7, 1.6e-5, 1.0e-4, 1.6, 0.0014),
    "energy": (0.181, -3.4, 0.7, -4.2, 1.7e-21, 1.5e-20, 3.1, 0.0075),
    "loudness": (2.99, 2.9, 0.6, 3.3, 2.7e-21, 2.2e-20, 2.3, 0.0068),
    "tempo": (26.9, 0.4, 0.4, 0.5, 0.049, 0.098, 1.1, 0.0002),
    "acousticness": (0.22, 0.6, 0.5, 0.9, 0.019, 0.076, 1.7, 0.0004),
    "speechiness": (0.101, -0.3, 0.5, 0.8, 0.24, 0.24, 1.2, 0.0001),
    "instrumentalness": (0.224, -1.6, 0.4, -2.4, 4.5e-15, 3.1e-14, 1.2, 0.0041),
    "liveness": (0.154, -0.7, 0.4, -0.7, 6.0e-4, 3.0e-3, 1.1, 0.0008),
    "valence": (0.233, 0.5, 0.5, 0.2, 0.05, 0.15, 1.4, 0.0004),
    "duration": (1.0, -2.2, 0.5, -2.7, 6.4e-18, 5.1e-17, 1.1, 0.0078),
}
SPREADS = {name: row[0] for name, row in _EFFECTS.items()}


def regression(*, genre: bool = True) -> Regression:
    """Return the linear model, with genre in it or not."""
    scores = (
        _score("features", "Audio features", 0.052, 0.043, 0.061, 23.07),
        _score("genre", "Genre", 0.046, 0.036, 0.056, 23.15),
        _score("full", "Audio features and genre", 0.083, 0.071, 0.095, 22.69),
    )
    references = (("key", "C"), ("mode", "major"), ("genre", "edm"))
    return Regression(
        target="popularity",
        unit="0–100",
        n=MODELLED,
        parameters=28 if genre else 23,
        clusters=ARTISTS if genre else None,
        error_type="cluster" if genre else "HC3",
        references=tuple(
            Reference(category=category, level=level)
            for category, level in references
            if genre or category != "genre"
        ),
        adjustment=Adjustment.HOLM,
        effects=tuple(_effect(name, genre=genre) for name in FEATURES),
        importance=importance({name: row[-1] for name, row in _EFFECTS.items()}, genre=genre),
        curves=tuple(curve(name, *_EFFECTS[name][1:3]) for name in FEATURES),
        genres=genres() if genre else (),
        coefficients=_coefficients(genre=genre),
        r2_training=0.089,
        r2_adjusted=0.088,
        residual_sd=22.6,
        condition_number=4.6,
        scores=scores if genre else scores[:1],
        headline="full" if genre else "features",
        residuals=Histogram(
            edges=tuple(float(edge) for edge in range(-60, 61, 10)),
            counts=spread(MODELLED, (1, 4, 9, 10, 11, 13, 15, 15, 12, 7, 2.5, 0.5)),
        ),
        bins=_score_bins(),
        clipped=0.0004,
        misses=misses(),
        influence=influence(artists=genre),
    )


_OVER_FEATURES = {"genre": estimate(-0.004, -0.016, 0.008), "full": estimate(0.031, 0.024, 0.038)}


def _score(name: str, label: str, value: float, low: float, high: float, rmse: float) -> Score:
    return Score(
        name=name,
        label=label,
        n=MODELLED,
        r2=estimate(value, low, high),
        rmse=estimate(rmse, rmse - 0.18, rmse + 0.18),
        over_features=_OVER_FEATURES.get(name),
    )


def _effect(name: str, *, genre: bool) -> Effect:
    sd, value, half, pooled, p_value, p_adjusted, vif, _ = _EFFECTS[name]
    unit = STEPS[name] / sd
    return Effect(
        name=name,
        label=LABELS[name],
        unit=UNITS[name],
        sd=sd,
        step=STEPS[name],
        per_sd=estimate(value, value - half, value + half),
        per_unit=estimate(value * unit, (value - half) * unit, (value + half) * unit),
        pooled=estimate(pooled, pooled - half, pooled + half) if genre else None,
        p_value=p_value,
        p_adjusted=p_adjusted,
        vif=vif,
    )


def _coefficients(*, genre: bool) -> tuple[Coefficient, ...]:
    rows = [("intercept", "Intercept", 58.9, 1.4)]
    rows += [
        (name, LABELS[name], round(_EFFECTS[name][1] / _EFFECTS[name][0], 3),
         round(_EFFECTS[name][2] / 1.96 / _EFFECTS[name][0], 3))
        for name in FEATURES
    ]  # fmt: skip
    rows += [(f"key={level}", f"Key: {level}", 0.3, 0.5) for level in KEYS if level != "C"]
    rows += [(f"mode={level}", f"Mode: {level}", -0.6, 0.28) for level in ("minor",)]
    if genre:
        gaps = {"latin": 11.9, "pop": 13.8, "r&b": 5.2, "rap": 9.6, "rock": 9.1}
        rows += [(f"genre={name}", f"Genre: {name}", gap, 0.6) for name, gap in gaps.items()]
    return tuple(
        Coefficient(
            name=name,
            label=label,
            value=value,
            std_error=round(error * 0.8, 3),
            robust_error=error,
        )
        for name, label, value, error in rows
    )


def _score_bins() -> tuple[Bin, ...]:
    counts = spread(MODELLED, (1,) * 10)
    predicted = (27.1, 31.8, 34.9, 37.4, 39.8, 42.0, 44.2, 46.6, 49.3, 53.9)
    observed = (27.6, 31.2, 34.4, 37.9, 40.4, 42.6, 44.0, 46.1, 49.0, 53.8)
    return tuple(
        Bin(n=n, predicted=p, observed=estimate(o, o - 1.3, o + 1.3))
        for n, p, o in zip(counts, predicted, observed, strict=True)
    )


def classification(*, genre: bool = True) -> Classification:
    """Return the logistic model of "popular from 70 on"."""
    hits = _HIT_BINS
    return Classification(
        cutoff=70.0,
        cutoff_rule="70 of 100, where both classes keep at least 5 %",
        n=MODELLED,
        positives=HITS,
        prevalence=round(HITS / MODELLED, 4),
        threshold=0.13,
        threshold_rule="highest balanced accuracy on the training folds",
        accuracy=estimate(0.6728, 0.663, 0.682),
        accuracy_at_half=estimate(0.8803, 0.872, 0.888),
        majority=round(1 - HITS / MODELLED, 4),
        balanced_accuracy=estimate(0.65, 0.639, 0.661),
        mcc=estimate(0.197, 0.181, 0.213),
        auc=estimate(0.703, 0.689, 0.717),
        average_precision=estimate(0.231, 0.215, 0.248),
        brier=estimate(0.0993, 0.0955, 0.103),
        log_loss=estimate(0.3412, 0.331, 0.351),
        gains=Gains(
            accuracy=estimate(0.0003, -0.0006, 0.0012),
            average_precision=estimate(0.111, 0.096, 0.126),
            brier=estimate(0.0597, 0.048, 0.071),
        ),
        rates=Rates(
            sensitivity=estimate(0.62, 0.595, 0.645),
            specificity=estimate(0.68, 0.668, 0.692),
            precision=estimate(0.209, 0.197, 0.221),
            omission=estimate(0.0708, 0.066, 0.0756),
        ),
        confusion=Confusion(
            true_negative=16_796,
            false_positive=7_904,
            false_negative=1_280,
            true_positive=2_088,
        ),
        roc=tuple(CurvePoint(x=_grid(i), y=round(_grid(i) ** 0.4225, 4)) for i in range(41)),
        precision_recall=tuple(
            CurvePoint(x=_grid(i), y=round(0.12 + 0.3 * (1 - _grid(i)) ** 2, 4)) for i in range(41)
        ),
        gain=tuple(CurvePoint(x=_grid(i), y=round(_grid(i) ** 0.48, 4)) for i in range(41)),
        calibration=tuple(
            Bin(n=n, predicted=p, observed=estimate(o, o - 0.016, o + 0.016))
            for n, p, o in zip(spread(MODELLED, (1,) * 10), *hits, strict=True)
        ),
        calibration_slope=estimate(0.97, 0.9, 1.04),
        calibration_intercept=estimate(-0.03, -0.09, 0.03),
        top=(_top("100", 100, 34, 0.25, 0.43), _top("1000", 1_000, 291, 0.263, 0.319)),
        odds=tuple(_odds(name) for name in FEATURES),
        coefficients=tuple(_log_odds(c) for c in _coefficients(genre=genre)),
        cutoffs=tuple(_cutoff(*row) for row in _CUTOFFS),
        penalty=0.0,
        separated=(),
        iterations=6,
    )


_HIT_BINS = (
    (0.03, 0.05, 0.066, 0.082, 0.098, 0.114, 0.134, 0.158, 0.191, 0.277),
    (0.028, 0.052, 0.064, 0.085, 0.096, 0.117, 0.131, 0.161, 0.188, 0.278),
)
_CUTOFFS = (
    ("42", 42.0, 0.502, 0.637, 0.597, 0.502, 0.628),
    ("70", 70.0, 0.12, 0.703, 0.6728, 0.88, 0.231),
    ("80", 80.0, 0.033, 0.742, 0.681, 0.967, 0.092),
)


def _grid(i: int) -> float:
    return i / 40


def _top(name: str, n: int, hits: int, low: float, high: float) -> TopShare:
    return TopShare(
        name=name,
        n=n,
        hits=hits,
        share=estimate(hits / n, low, high),
        blind=round(HITS / MODELLED, 4),
    )


def _odds(name: str) -> Odds:
    _, value, half, *_ = _EFFECTS[name]
    low, middle, high = (round(0.11 * v, 3) for v in (value - half, value, value + half))
    return Odds(
        name=name,
        label=LABELS[name],
        odds_ratio=estimate(math.exp(middle), math.exp(low), math.exp(high)),
        marginal=estimate(middle * 0.1, low * 0.1, high * 0.1),
    )


def _log_odds(coefficient: Coefficient) -> Coefficient:
    return replace(
        coefficient,
        value=round(coefficient.value * 0.06, 4),
        std_error=round(coefficient.std_error * 0.06, 4),
        robust_error=round((coefficient.robust_error or 0) * 0.06, 4),
    )


def _cutoff(
    name: str,
    cutoff: float,
    prevalence: float,
    auc: float,
    accuracy: float,
    majority: float,
    precision: float,
) -> CutoffScore:
    return CutoffScore(
        name=name,
        cutoff=cutoff,
        prevalence=prevalence,
        auc=estimate(auc, auc - 0.014, auc + 0.014),
        threshold=round(prevalence * 1.05, 3),
        balanced_accuracy=estimate(auc - 0.05, auc - 0.062, auc - 0.038),
        accuracy=accuracy,
        majority=majority,
        average_precision=precision,
    )


def binary_classification() -> Classification:
    """Return the logistic model of a target that is hit or not already."""
    return replace(
        classification(),
        cutoff=None,
        cutoff_rule="the target is hit or not",
        cutoffs=(),
    )
