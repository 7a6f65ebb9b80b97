"""Departures from straight lines: partial residuals, and what one bend would gain.

A bend is a second slope beyond a knot in the middle of the feature: the regressor
min(value, knot) joins the model.  Unlike a square it lets no outlier run away, it shows
both saturation and a turn, it costs one parameter, and on a feature that is mostly zero
it becomes the step from zero to more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.design import Design
from reportgen.aggregates.least_squares import GroupMeans, WithinFactors, stack_factors
from reportgen.aggregates.moments import Moments
from reportgen.aggregates.partials import BinnedPartials, PartialSums
from reportgen.analysis.covariance import Covariance, robust
from reportgen.analysis.distribution import quantiles
from reportgen.analysis.intervals import ClusteredMean, clustered_means, t_interval
from reportgen.analysis.linear import Fit, Sums, fit_all, without
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.results import Curve, CurveBin, Estimate, Shape

BINS = 10
MOST_AT_ONCE = 1 << 19
"""Rows up to which the sums of all features are held together."""
SINGULAR = 1e-10
"""Share of a bend's length of its own, below which it is a combination of other columns."""
LEAST_GAIN = 0.002
"""A gain in R² below this is no departure worth telling."""

BEND = "bend of "


@dataclass(frozen=True, slots=True)
class Bends:
    """Adds ``bend of <feature>``: the smaller of the feature and its knot."""

    knots: Mapping[str, float]

    def __call__(self, block: Block) -> Block:
        """Return the block with its bends."""
        added = {BEND + f: np.minimum(block.columns[f], k) for f, k in self.knots.items()}
        return block.having(**added)


@dataclass(frozen=True, slots=True)
class Outline:
    """Inner edges of the bins, mean and knot of each feature; some have no knot."""

    edges: Mapping[str, Floats]
    means: Mapping[str, float]
    knots: Mapping[str, float]


def outline(rows: Rows, features: tuple[str, ...]) -> Outline:
    """Find deciles and knots: the middle one of the deciles inside the range.

    Equal deciles count once, and one at the largest value cuts nothing off.
    """
    if not features:
        return Outline({}, {}, {})
    (moments,) = rows.engine.run(Moments(features))
    inner = np.linspace(0, 1, BINS + 1)[1:-1]
    found = quantiles(rows.engine, features, moments, tuple(inner.tolist()))
    edges = {
        name: np.unique(cuts[cuts < top])
        for name, cuts, top in zip(features, found, moments.maximum, strict=True)
    }
    inside = {
        name: edges[name][edges[name] > lowest]
        for name, lowest in zip(features, moments.minimum, strict=True)
    }
    return Outline(
        edges,
        dict(zip(features, moments.mean.tolist(), strict=True)),
        {name: float(cuts[(len(cuts) - 1) // 2]) for name, cuts in inside.items() if len(cuts)},
    )


def widened(rows: Rows, design: Design, knots: Mapping[str, float]) -> tuple[Rows, Sums]:
    """Return rows and fold factors with a bend of each feature beside all regressors."""
    bent = rows.on(rows.engine.derive(Bends(knots)))
    wide = _with_bends(bent, design, tuple(BEND + name for name in knots))
    target = str(rows.target)
    (totals,) = bent.engine.run(GroupMeans(wide, target, ARTISTS, rows.folds))
    (factors,) = bent.engine.run(WithinFactors(wide, target, totals.means, ARTISTS))
    return bent, Sums(wide, totals, factors)


def _with_bends(bent: Rows, design: Design, names: tuple[str, ...]) -> Design:
    if not names:
        return design
    (moments,) = bent.engine.run(Moments(names))
    return Design(
        (*design.features, *names),
        (*design.shift, *moments.mean.tolist()),
        (*design.scale, *moments.sd.tolist()),
        design.factors,
        design.group,
        design.groups,
    )


def told_apart(sums: Sums, knots: Mapping[str, float]) -> tuple[str, ...]:
    """Return the features whose bend is no combination of the other regressors."""
    terms = [name for name, _ in sums.design.terms]
    bends = [terms.index(BEND + name) for name in knots]
    others = [j for j in range(len(terms)) if j not in bends]
    factor = stack_factors(sums.whole.factor[:, [*others, *bends]])[:, len(others) :]
    own = np.sqrt((factor[len(others) :] ** 2).sum(axis=0))
    length = np.sqrt((factor**2).sum(axis=0))
    apart = own > SINGULAR * np.maximum(length, 1.0)
    return tuple(name for name, clear in zip(knots, apart, strict=True) if clear)


def curves(
    fitted: Rows,
    fit: Fit,
    shown: Outline,
    gains: Mapping[str, Estimate],
    named: Mapping[str, Shape],
) -> tuple[Curve, ...]:
    """Return the curve of each feature.

    Parameters
    ----------
    fitted : Rows
        Rows with the ``residual`` of the fit.
    fit : Fit
        The linear model.
    shown : Outline
        Bins and knots of the features.
    gains : mapping of str to Estimate
        Gain in R² of the features that a bend was tried for.
    named : mapping of str to Shape
        Their shapes.

    Notes
    -----
    The intervals of the bins take the slopes as given.
    """
    asked = [
        PartialSums(
            name, "residual", "cluster", shown.edges[name],
            float(fit.slopes[j] / fit.design.scale[j]), shown.means[name], fitted.clusters,
        )
        for j, name in enumerate(fit.design.features)
    ]  # fmt: skip
    found = _partials(fitted, asked)
    return tuple(
        Curve(
            name=a.feature,
            label=fitted.fields[a.feature].label,
            unit=fitted.fields[a.feature].unit,
            shape=named.get(a.feature, Shape.LINE),
            knot=shown.knots[a.feature] if a.feature in gains else None,
            gain=gains.get(a.feature),
            bins=tuple(_bin(a, b, mean) for mean in clustered_means(b.partial)),
        )
        for a, b in zip(asked, found, strict=True)
    )


def _partials(fitted: Rows, asked: list[PartialSums]) -> tuple[BinnedPartials, ...]:
    """Return the sums of all features in one pass, or in one for each among very many rows."""
    if fitted.n <= MOST_AT_ONCE:
        return fitted.engine.run(*asked)
    return tuple(fitted.engine.run(one)[0] for one in asked)


def _bin(asked: PartialSums, found: BinnedPartials, mean: ClusteredMean) -> CurveBin:
    at = float(found.total[mean.code] / found.n[mean.code])
    line = asked.slope * (at - asked.centre)
    return CurveBin(n=mean.n, at=at, line=line, observed=mean.mean)


def shapes(
    bent: Rows, wide: Sums, knots: Mapping[str, float], gains: Mapping[str, Estimate]
) -> dict[str, Shape]:
    """Name the shape of each feature that a bend was tried for.

    Parameters
    ----------
    bent, wide
        Rows and sums with the bends of all ``knots``.
    gains : mapping of str to Estimate
        Gain in R² from a bend.
    """
    bends = {BEND + name for name in knots}
    found = dict.fromkeys(gains, Shape.LINE)
    for name, gain in gains.items():
        if departs(gain):
            fit = fit_all(without(wide, bends - {BEND + name}))
            below, above = slopes_beside_knot(bent, fit, name)
            found[name] = Shape.TURNS if _opposite(below, above) else Shape.BENDS
    return found


def departs(gain: Estimate) -> bool:
    """Say whether a gain is clear and large enough to be told."""
    return gain.low is not None and gain.low > 0 and gain.value >= LEAST_GAIN


def slopes_beside_knot(bent: Rows, fit: Fit, name: str) -> tuple[Estimate, Estimate]:
    """Slopes below and above the knot per unit of the feature, with robust intervals.

    Above the knot the bend is constant, below it rises with the feature.
    """
    covariance = robust(bent, fit)
    terms = [column for column, _ in fit.design.terms]
    above = np.zeros(fit.design.width)
    above[terms.index(name)] = 1.0 / fit.design.scale[terms.index(name)]
    below = above.copy()
    below[terms.index(BEND + name)] = 1.0 / fit.design.scale[terms.index(BEND + name)]
    return _contrast(fit, covariance, below), _contrast(fit, covariance, above)


def _contrast(fit: Fit, covariance: Covariance, weight: Floats) -> Estimate:
    error = max(float(weight @ covariance.matrix @ weight), 0.0) ** 0.5
    return t_interval(float(weight @ fit.slopes), error, covariance.freedom)


def _opposite(one: Estimate, other: Estimate) -> bool:
    return _sign(one) * _sign(other) < 0


def _sign(estimate: Estimate) -> int:
    """Sign of an estimate whose interval leaves zero out, else 0."""
    if estimate.low is None or estimate.high is None:
        return 0
    return int(estimate.low > 0) - int(estimate.high < 0)
