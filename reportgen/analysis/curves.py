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
from reportgen.analysis.distribution import quantiles
from reportgen.analysis.intervals import ClusteredMean, clustered_means
from reportgen.analysis.linear import SINGULAR, Fit, Sums
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.results import Curve, CurveBin, Estimate, Shape

BINS = 10
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
    (totals,) = bent.engine.run(GroupMeans(wide, target))
    (factors,) = bent.engine.run(WithinFactors(wide, target, totals.means, ARTISTS, rows.folds))
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
    factor = stack_factors(sums.factor[:, [*others, *bends]])[:, len(others) :]
    own = np.sqrt((factor[len(others) :] ** 2).sum(axis=0))
    length = np.sqrt((factor**2).sum(axis=0))
    apart = own > SINGULAR * np.maximum(length, 1.0)
    return tuple(name for name, clear in zip(knots, apart, strict=True) if clear)


def curves(
    fitted: Rows, fit: Fit, shown: Outline, gains: Mapping[str, Estimate]
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
    found = fitted.engine.run(*asked)
    return tuple(
        _curve(fitted, a, b, shown.knots.get(a.feature), gains.get(a.feature))
        for a, b in zip(asked, found, strict=True)
    )


def _curve(
    rows: Rows, asked: PartialSums, found: BinnedPartials, knot: float | None, gain: Estimate | None
) -> Curve:
    field = rows.fields[asked.feature]
    means = clustered_means(found.partial)
    return Curve(
        name=asked.feature,
        label=field.label,
        unit=field.unit,
        shape=shape(gain, means),
        knot=None if gain is None else knot,
        gain=gain,
        bins=tuple(_bin(asked, found, mean) for mean in means),
    )


def _bin(asked: PartialSums, found: BinnedPartials, mean: ClusteredMean) -> CurveBin:
    at = float(found.total[mean.code] / found.n[mean.code])
    line = asked.slope * (at - asked.centre)
    return CurveBin(n=mean.n, at=at, line=line, observed=mean.mean)


def shape(gain: Estimate | None, bins: tuple[ClusteredMean, ...]) -> Shape:
    """Name the shape: a turn needs a clear rise and a clear fall from one bin to a later one.

    Clear is what leaves no overlap between the intervals of the two bins.
    """
    if gain is None or gain.low is None or gain.low <= 0 or gain.value < LEAST_GAIN:
        return Shape.LINE
    means = [b.mean for b in bins]
    pairs = [(a, b) for i, a in enumerate(means) for b in means[i + 1 :]]
    rises, falls = any(_above(b, a) for a, b in pairs), any(_above(a, b) for a, b in pairs)
    return Shape.TURNS if rises and falls else Shape.BENDS


def _above(one: Estimate, other: Estimate) -> bool:
    return one.low is not None and other.high is not None and one.low > other.high
