"""Values far out, by limits that the target does not touch.

Limits are learnt from a training part: those for the rows of a fold come from the rows
outside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import special

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.counts import OutsideCounts
from reportgen.aggregates.moments import Moments
from reportgen.aggregates.without import NONE, Without
from reportgen.analysis.distribution import quantiles, training_quantiles
from reportgen.analysis.forest import forests
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.analysis.training import InsideLimits, OutsideFold, outside_column
from reportgen.engine import Engine
from reportgen.formats import number
from reportgen.results import Outliers
from reportgen.settings import OutlierRule, PreparationSettings
from reportgen.text import translate

QUARTILES = (0.25, 0.75)
NORMAL = float(special.ndtri(0.75))
"""Median absolute deviation of a standard normal distribution."""


class Screen(Protocol):
    """Tells which rows are far out."""

    def outside(self, block: Block) -> NDArray[np.bool_]:
        """Return a flag for each row; a missing value is never far out."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of each feature, shape (features,); infinite where a feature has none."""

    names: tuple[str, ...]
    low: Floats
    high: Floats

    def outside(self, block: Block) -> NDArray[np.bool_]:
        """Return whether any feature of a row lies beyond its limits."""
        out = np.zeros(block.size, np.bool_)
        for name, low, high in zip(self.names, self.low, self.high, strict=True):
            values = block.columns[name]
            out |= (values < low) | (values > high)
        return out


@dataclass(frozen=True, slots=True)
class Marked:
    """Adds a column whose bit f says whether the screen learnt without fold f flags a row."""

    fold: str
    screens: tuple[Screen, ...]

    def __call__(self, block: Block) -> Block:
        """Return the block with its marks."""
        bits = np.zeros(block.size, np.int32)
        for f, screen in enumerate(self.screens):
            bits |= screen.outside(block).astype(np.int32) << f
        return block.having(**{outside_column(self.fold): bits})


def rule(settings: PreparationSettings) -> str:
    """Say which tracks are far out."""
    match settings.outliers:
        case "iqr":
            said = translate(
                "a value is far out beyond the quartiles by more than {width} times the distance "
                "between them"
            )
        case "mad":
            said = translate(
                "a value is far out beyond the median by more than {width} times the median "
                "absolute deviation (scaled to agree with the standard deviation of a normal "
                "distribution)"
            )
        case "z":
            said = translate(
                "a value is far out beyond the mean by more than {width} times the standard "
                "deviation"
            )
        case "isolation-forest":
            said = translate(
                "a track is far out if an isolation forest sets it apart more quickly than all but "
                "a share of {width} of the tracks that it learnt from"
            )
    return said.format(width=number(settings.width, 6))


def screens(
    engine: Engine,
    names: tuple[str, ...],
    fold: str,
    held_out: Sequence[int],
    settings: PreparationSettings,
) -> tuple[Screen, ...]:
    """Learn who is far out, once for each fold left out.

    Parameters
    ----------
    engine : Engine
        Rows, gaps and all.
    names : tuple of str
        The features that are looked at.
    fold : str
        Code column of the folds.
    held_out : sequence of int
        Folds to leave out, one after the other; −1 leaves out none.
    settings : PreparationSettings
        The rule and its width.
    """
    if settings.outliers == "isolation-forest":
        return forests(engine, names, fold, held_out, settings.width)
    return limits(engine, names, fold, held_out, settings.outliers, settings.width)


def limits(
    engine: Engine,
    names: tuple[str, ...],
    fold: str,
    held_out: Sequence[int],
    rule: OutlierRule,
    factor: float,
) -> tuple[Limits, ...]:
    """Learn the limits of each feature, once for each fold left out.

    A feature whose spread is zero has none.

    Notes
    -----
    Tukey (1977) with a wider factor than his 1.5; Iglewicz & Hoaglin (1993) for the
    median absolute deviation, divided by 0.6745; z with divisor n − 1.
    """
    match rule:
        case "iqr":
            low, high = np.moveaxis(
                training_quantiles(engine, names, QUARTILES, fold, held_out), 2, 0
            )
            reach = (high - low) * factor
        case "mad":
            low = training_quantiles(engine, names, (0.5,), fold, held_out)[:, :, 0]
            high = low
            spread = [_deviation(engine, names, fold, f, low[i]) for i, f in enumerate(held_out)]
            reach = np.stack(spread) / NORMAL * factor
        case _:
            parts = engine.run(*(Without(Moments(names), fold, f) for f in held_out))
            low = np.stack([part.mean for part in parts])
            high = low
            reach = np.stack([part.sd for part in parts]) * factor
    some = reach > 0
    return tuple(
        Limits(names, np.where(s, a - r, -np.inf), np.where(s, b + r, np.inf))
        for a, b, r, s in zip(low, high, reach, some, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Deviations:
    """Replaces columns by their distance from a centre."""

    names: tuple[str, ...]
    centre: Floats

    def __call__(self, block: Block) -> Block:
        """Return a block with the distances alone."""
        pairs = zip(self.names, self.centre, strict=True)
        return Block({name: np.abs(block.columns[name] - c) for name, c in pairs}, block.size)


def _deviation(
    engine: Engine, names: tuple[str, ...], fold: str, held_out: int, centre: Floats
) -> Floats:
    """Median absolute deviation of each column outside a fold, shape (columns,)."""
    training = engine.derive(OutsideFold(fold, held_out)).derive(Deviations(names, centre))
    (moments,) = training.run(Moments(names))
    return quantiles(training, names, moments, (0.5,))[:, 0]


@dataclass(frozen=True, slots=True)
class Flagged:
    """What is far out, counted by the limits learnt from the folds other than a row's own.

    ``screens`` are those learnt without each fold of artists.  ``shift`` is how far a limit
    moves at most from a training part to all rows, as a share of the distance between
    the limits.
    """

    rows: int
    features: tuple[Outliers, ...]
    shift: float | None
    screens: tuple[Screen, ...]


def flagged(rows: Rows, engine: Engine, settings: PreparationSettings) -> Flagged:
    """Count values and rows that are far out; rows of a fold by limits learnt without it.

    Parameters
    ----------
    rows : Rows
        What is known of the columns.
    engine : Engine
        The rows that are scored, gaps and all.
    settings : PreparationSettings
        The rule and its width.
    """
    folds = tuple(range(rows.folds))
    if settings.outliers == "isolation-forest":
        found = screens(engine, rows.features, ARTISTS, folds, settings)
        inside = engine.derive(Marked(ARTISTS, found)).derive(InsideLimits(ARTISTS))
        return Flagged(engine.rows - inside.rows, (), None, found)
    *parts, whole = limits(
        engine, rows.features, ARTISTS, (*folds, NONE), settings.outliers, settings.width
    )
    low, high = np.stack([p.low for p in parts]), np.stack([p.high for p in parts])
    (outside,) = engine.run(OutsideCounts(rows.features, low, high, ARTISTS))
    watched = np.flatnonzero(np.isfinite(whole.low) & np.isfinite(low).all(axis=0))
    features = tuple(
        Outliers(
            name=rows.features[i],
            label=rows.fields[rows.features[i]].label,
            low=float(whole.low[i]),
            high=float(whole.high[i]),
            below=int(outside.below[i]),
            above=int(outside.above[i]),
        )
        for i in watched
    )
    return Flagged(outside.rows, features, _shift(low, high, whole, watched), tuple(parts))


def _shift(low: Floats, high: Floats, whole: Limits, watched: NDArray[np.intp]) -> float | None:
    if not watched.size:
        return None
    bottom, top = whole.low[watched], whole.high[watched]
    moved = np.maximum(np.abs(low[:, watched] - bottom), np.abs(high[:, watched] - top))
    return float((moved / (top - bottom)).max())
