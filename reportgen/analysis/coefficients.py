"""Fits as tables: effects of features, and every coefficient in stored units."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reportgen import formats
from reportgen.aggregates.block import Floats
from reportgen.analysis.adjustment import adjusted
from reportgen.analysis.covariance import Covariance, robust
from reportgen.analysis.intervals import Bootstrap, t_interval, two_sided_p
from reportgen.analysis.linear import Fit, Sums, fit_all, pooled
from reportgen.analysis.rows import Rows
from reportgen.results import Adjustment, Coefficient, Effect, Estimate
from reportgen.text import translate


def explained_terms(fit: Fit) -> tuple[int, ...]:
    """Positions of the terms shown as effects: features and categories of two levels."""
    two_levels = {factor.name for factor in fit.design.factors if len(factor.levels) == 2}
    return tuple(
        j for j, (name, level) in enumerate(fit.design.terms) if not level or name in two_levels
    )


def term_label(rows: Rows, name: str, level: str) -> str:
    """Name a term for the reader, e.g. ``Mode: minor``."""
    label = rows.fields[name].label
    return f"{label}: {formats.level(level)}" if level else label


def natural_step(rows: Rows, name: str, level: str, sd: float) -> float:
    """Step of the natural unit: what the dictionary says, else one sd."""
    if level:
        return 1.0
    step = rows.fields[name].step
    return sd if step is None else step


def effects(
    rows: Rows, sums: Sums, fit: Fit, covariance: Covariance, method: Adjustment
) -> tuple[Effect, ...]:
    """Effects with clustered intervals, p-values adjusted over the family of all of them."""
    sd = term_sd(sums)
    errors, freedom = covariance.errors * sd, covariance.freedom
    together = _pooled_effects(rows, sums, sd)
    found = []
    for j in explained_terms(fit):
        name, level = fit.design.terms[j]
        raw_sd = float(sd[j] if level else fit.design.scale[j] * sd[j])
        step = natural_step(rows, name, level, raw_sd)
        per_sd = t_interval(fit.slopes[j] * sd[j], errors[j], freedom)
        found.append(
            Effect(
                name=name,
                label=term_label(rows, name, level),
                unit="" if level else rows.fields[name].unit,
                sd=raw_sd,
                step=step,
                per_sd=per_sd,
                per_unit=_times(per_sd, step / raw_sd),
                pooled=None if together is None else together[j],
                p_value=two_sided_p(per_sd.value / errors[j], freedom),
                p_adjusted=1.0,
                vif=float(fit.inverse[j, j] * sd[j] ** 2 * (fit.n - 1)),
            )
        )
    p_values = adjusted(np.array([effect.p_value for effect in found]), method)
    return tuple(replace(e, p_adjusted=float(p)) for e, p in zip(found, p_values, strict=True))


def effect_draws(fit: Fit, covariance: Covariance, bootstrap: Bootstrap) -> dict[str, Floats]:
    """Replicates of the effects, shape (replicates,), by path, up to their mean and scale.

    A slope moves by about Σ (w_c − 1) d_c when cluster c gets weight w_c, with d_c how far
    it falls without the cluster (the infinitesimal jackknife; Efron 1982, ch. 6): no refit
    is needed.  None without clusters.
    """
    if covariance.moves is None:
        return {}
    drawn = bootstrap.totals(covariance.moves)
    return {
        f"regression.effects[{fit.design.terms[j][0]}].per_sd": drawn[:, j]
        for j in explained_terms(fit)
    }


def term_sd(sums: Sums) -> Floats:
    """Standard deviation of each regressor over all rows, in the units of the design."""
    factor = pooled(sums).whole.factor[:, : sums.design.width]
    return np.asarray(np.sqrt((factor**2).sum(axis=0) / (sums.n - 1)))


def _pooled_effects(rows: Rows, sums: Sums, sd: Floats) -> tuple[Estimate, ...] | None:
    if rows.genre is None:
        return None
    fit = fit_all(pooled(sums))
    covariance = robust(rows, fit)
    values = zip(fit.slopes * sd, covariance.errors * sd, strict=True)
    return tuple(t_interval(value, error, covariance.freedom) for value, error in values)


def _times(estimate: Estimate, factor: float) -> Estimate:
    low, high = estimate.low, estimate.high
    return Estimate(
        value=estimate.value * factor,
        low=None if low is None else low * factor,
        high=None if high is None else high * factor,
    )


def coefficient_table(rows: Rows, fit: Fit, errors: Floats) -> tuple[Coefficient, ...]:
    """Every coefficient in stored units, as a model with one column per level has them.

    Parameters
    ----------
    errors : ndarray of float, shape (m,)
        Robust standard errors of the slopes.
    """
    scale = np.ones(fit.design.width)
    scale[: len(fit.design.scale)] = fit.design.scale
    slopes = [
        Coefficient(
            name=f"{name}={level}" if level else name,
            label=term_label(rows, name, level),
            value=float(fit.slopes[j] / scale[j]),
            std_error=float(fit.errors[j] / scale[j]),
            robust_error=float(errors[j] / scale[j]),
        )
        for j, (name, level) in enumerate(fit.design.terms)
    ]
    return (_intercept(fit, scale), *slopes, *_genre_coefficients(rows, fit))


def _intercept(fit: Fit, scale: Floats) -> Coefficient:
    """Value predicted at the reference levels with every feature at zero."""
    zero = np.zeros(fit.design.width)
    zero[: len(fit.design.shift)] = np.array(fit.design.shift) / scale[: len(fit.design.shift)]
    away = fit.centre[0] + zero
    return Coefficient(
        name="intercept",
        label=translate("Intercept"),
        value=float(fit.intercepts[0] - fit.slopes @ zero),
        std_error=_contrast_error(fit, away, 1.0 / fit.n_by_group[0]),
        robust_error=None,
    )


def _genre_coefficients(rows: Rows, fit: Fit) -> list[Coefficient]:
    if rows.genre is None or fit.design.group is None:
        return []
    label = rows.fields[rows.genre.name].label
    return [
        Coefficient(
            name=f"{rows.genre.name}={level}",
            label=f"{label}: {formats.level(level)}",
            value=float(fit.intercepts[g] - fit.intercepts[0]),
            std_error=_contrast_error(
                fit,
                fit.centre[g] - fit.centre[0],
                1.0 / fit.n_by_group[g] + 1.0 / fit.n_by_group[0],
            ),
            robust_error=None,
        )
        for g, level in enumerate(rows.genre.levels)
        if g
    ]


def _contrast_error(fit: Fit, away: Floats, own: float) -> float:
    return float(np.sqrt(fit.variance * (own + away @ fit.inverse @ away)))
