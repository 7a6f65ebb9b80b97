"""The logistic model in words: odds ratios, average marginal effects, coefficients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.aggregates.block import Floats
from reportgen.aggregates.design import Design
from reportgen.aggregates.sandwich import LeverageMeat
from reportgen.analysis.coefficients import term_label
from reportgen.analysis.covariance import Equations, clustered
from reportgen.analysis.hits import HitModel
from reportgen.analysis.intervals import Bootstrap, t_interval
from reportgen.analysis.newton import Probability, slope_inverse, slope_root, weighted_centre
from reportgen.analysis.rows import Rows
from reportgen.results import Coefficient, Estimate, Odds


@dataclass(frozen=True, slots=True)
class SlopeErrors:
    """Covariances of the slopes, shape (m, m): from the information, and robust.

    ``moves`` (clusters, m) is by how much slopes fall without a cluster; ``None`` where
    there are none.
    """

    plain: Floats
    robust: Floats
    freedom: int
    moves: Floats | None = None


def slope_errors(rows: Rows, model: HitModel) -> SlopeErrors:
    """Covariance of the slopes: clustered by artist, or the plain sandwich without artists.

    Clustered it is the jackknife of :func:`clustered` with one Newton step for each refit.
    """
    fit, design = model.whole, model.design
    inverse = slope_inverse(fit.curvature, model.penalty)
    centre = weighted_centre(fit.curvature, model.penalty)
    step = Probability(design, fit.candidate.slopes[None], fit.candidate.intercepts[None], None)
    engine = rows.engine.derive(step)
    if rows.artists is None:
        none = np.zeros((design.width, design.width)), np.zeros(design.groups)
        (meat,) = engine.run(LeverageMeat(design, centre, "miss", *none))
        return SlopeErrors(inverse, inverse @ meat @ inverse, rows.n - design.width)
    root, group = slope_root(fit.curvature, model.penalty), fit.curvature.group
    equations = Equations(
        design, root, centre, group + model.penalty.groups, residual="miss", weight="weight"
    )
    found = clustered(engine, equations, rows.clusters)
    return SlopeErrors(inverse, found.matrix, found.freedom, found.moves)


def odds(rows: Rows, model: HitModel, errors: SlopeErrors, sd: Floats) -> tuple[Odds, ...]:
    """Odds ratio and average marginal effect of each feature, per standard deviation.

    The marginal effect of a slope b is b · mean p (1 − p); its standard error follows by
    the delta method, the intercepts' own part taken from the information matrix.
    """
    design, fit = model.design, model.whole
    found = []
    for j in shown_terms(design):
        name, level = design.terms[j]
        slope, error = fit.candidate.slopes[j] * sd[j], np.sqrt(errors.robust[j, j]) * sd[j]
        ratio = t_interval(slope, error, errors.freedom)
        found.append(
            Odds(
                name=name,
                label=term_label(rows, name, level),
                odds_ratio=_exponential(ratio),
                marginal=_marginal(model, errors, j, sd[j]),
            )
        )
    return tuple(found)


def shown_terms(design: Design) -> tuple[int, ...]:
    """Positions of the terms shown: features and categories of two levels."""
    names = [name for name, _ in design.terms]
    return tuple(
        j for j, (name, level) in enumerate(design.terms) if not level or names.count(name) == 1
    )


def marginal_draws(
    model: HitModel, errors: SlopeErrors, sd: Floats, bootstrap: Bootstrap
) -> dict[str, Floats]:
    """Replicates of the marginal effects, shape (replicates,), by path, up to their scale.

    Linear in those of the slopes, as their standard errors are.
    """
    if errors.moves is None:
        return {}
    drawn = bootstrap.totals(errors.moves)
    return {
        f"classification.odds[{model.design.terms[j][0]}].marginal": drawn
        @ _gradient(model, j, sd[j])
        for j in shown_terms(model.design)
    }


def _exponential(estimate: Estimate) -> Estimate:
    low, high = estimate.low, estimate.high
    return Estimate(
        value=float(np.exp(estimate.value)),
        low=None if low is None else float(np.exp(low)),
        high=None if high is None else float(np.exp(high)),
    )


def _marginal(model: HitModel, errors: SlopeErrors, j: int, sd: float) -> Estimate:
    curvature, slopes = model.whole.curvature, model.whole.candidate.slopes
    n, effect = curvature.n, slopes[j] * sd
    weight = float(curvature.group.sum()) / n
    gradient = _gradient(model, j, sd)
    information = np.maximum(curvature.group + model.penalty.groups, 1e-12)
    own = float(((effect * curvature.group_skew / n) ** 2 / information).sum())
    square = float(gradient @ errors.robust @ gradient)
    error = float(np.sqrt(max(square, 0.0) + own))
    return t_interval(effect * weight, error, errors.freedom)


def _gradient(model: HitModel, j: int, sd: float) -> Floats:
    """Derivatives of a marginal effect by the slopes, shape (m,)."""
    curvature = model.whole.curvature
    effect = model.whole.candidate.slopes[j] * sd
    centre = weighted_centre(curvature, model.penalty)
    gradient = effect * (curvature.skew - curvature.group_skew @ centre) / curvature.n
    gradient[j] += float(curvature.group.sum()) / curvature.n * sd
    return np.asarray(gradient)


def logit_coefficients(rows: Rows, model: HitModel, errors: SlopeErrors) -> tuple[Coefficient, ...]:
    """Slopes in stored units on the log-odds scale, with plain and robust errors."""
    design = model.design
    scale = np.ones(design.width)
    scale[: len(design.scale)] = design.scale
    plain = np.sqrt(np.diag(errors.plain)) / scale
    robust = np.sqrt(np.diag(errors.robust)) / scale
    values = model.whole.candidate.slopes / scale
    return tuple(
        Coefficient(
            name=f"{name}={level}" if level else name,
            label=term_label(rows, name, level),
            value=float(values[j]),
            std_error=float(plain[j]),
            robust_error=float(robust[j]),
        )
        for j, (name, level) in enumerate(design.terms)
    )
