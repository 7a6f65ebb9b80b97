"""Columns on scratch summed up, so that their units can be told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.aggregates.block import Block
from reportgen.aggregates.counts import BinCounts
from reportgen.aggregates.crossproducts import CrossProducts
from reportgen.aggregates.facts import ColumnFacts, Facts
from reportgen.aggregates.moments import Moments
from reportgen.aggregates.quantiles import BINS, QuantileWindows, Window, order_window, quantile
from reportgen.engine import Engine
from reportgen.ingest.measured import BEYOND_SHARE


@dataclass(frozen=True, slots=True)
class Measures:
    """One column of an engine, summed up; medians cost passes of their own when asked for."""

    engine: Engine
    name: str
    facts: Facts
    place: int

    @property
    def n(self) -> int:
        """Values present."""
        return int(self.facts.n[self.place])

    @property
    def minimum(self) -> float:
        """The lowest value."""
        return float(self.facts.minimum[self.place])

    @property
    def maximum(self) -> float:
        """The highest value."""
        return float(self.facts.maximum[self.place])

    @property
    def few(self) -> tuple[float, ...]:
        """Its lowest distinct values."""
        return self.facts.few[self.place]

    @property
    def whole(self) -> bool:
        """Whether all values are integers."""
        return bool(self.facts.whole[self.place])

    @property
    def beyond(self) -> int:
        """Values above 1.5."""
        return int(self.facts.beyond[self.place])

    @property
    def not_positive(self) -> int:
        """Values of 0 or below."""
        return int(self.facts.not_positive[self.place])

    @property
    def median(self) -> float:
        """Median of all values."""
        return _median(self.engine, self)

    @property
    def positive_median(self) -> float:
        """Median of the values above 0."""
        engine = self.engine.derive(Positive(self.name))
        return _median(engine, measures(engine, (self.name,))[self.name])


@dataclass(frozen=True, slots=True)
class Positive:
    """Makes values of 0 and below missing."""

    name: str

    def __call__(self, block: Block) -> Block:
        """Return the block with what is above 0."""
        values = block.columns[self.name]
        return block.having(**{self.name: np.where(values > 0, values, np.nan)})


@dataclass(frozen=True, slots=True)
class Both:
    """Keeps rows that have both of two numbers."""

    first: str
    second: str

    def __call__(self, block: Block) -> Block:
        """Return the rows that miss neither."""
        missing = np.isnan(block.columns[self.first]) | np.isnan(block.columns[self.second])
        return block.keep(~missing)


def measures(engine: Engine, names: tuple[str, ...]) -> dict[str, Measures]:
    """Sum columns up in one pass."""
    (facts,) = engine.run(ColumnFacts(names, BEYOND_SHARE))
    return {name: Measures(engine, name, facts, i) for i, name in enumerate(names)}


def _median(engine: Engine, column: Measures) -> float:
    if not column.n:
        return np.nan
    low, high = column.minimum, column.maximum
    (counts,) = engine.run(BinCounts((column.name,), (low,), (high,), BINS))
    window = Window(column.name, 0.5, *order_window(counts[0], low, high, 0.5))
    ((inside,),) = engine.run(QuantileWindows((window,)))
    return quantile(inside, column.n, 0.5)


def correlation(engine: Engine, first: str, second: str, fewest: int) -> float | None:
    """Pearson correlation over the rows that have both; ``None`` where it is undefined."""
    both = engine.derive(Both(first, second))
    if both.rows < fewest:
        return None
    (moments,) = both.run(Moments((first, second)))
    if not np.all(moments.m2 > 0):
        return None
    (products,) = both.run(CrossProducts((first, second), tuple(moments.mean), tuple(moments.sd)))
    return float(products[0, 1] / np.sqrt(products[0, 0] * products[1, 1]))
