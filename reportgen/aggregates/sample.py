"""A sample of rows that does not depend on how they are cut into blocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.hashing import Content, Keys, mix


@dataclass(frozen=True, slots=True)
class SampledRows:
    """Sampled rows in the order of their draw; ``values`` has shape (columns, rows)."""

    draw: Keys
    values: Floats


@dataclass(frozen=True, slots=True)
class RowSample:
    """The ``size`` rows whose keys hash lowest (bottom-k; Cohen & Kaplan 2007).

    Parameters
    ----------
    values : tuple of str
        Columns kept, as floats.
    size : int
        Rows wanted; all are taken where there are fewer.
    seed : int
        Another seed draws other rows.
    by : tuple of str
        Columns whose values are the key of a row, so that the draw does not depend on the
        order of rows; equal rows are drawn together.  By default the row number.
    """

    values: tuple[str, ...]
    size: int
    seed: int
    by: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Values, and what makes the key."""
        return tuple(dict.fromkeys((*self.values, *(self.by or ("row",)))))

    def update(self, block: Block) -> SampledRows:
        """Candidates of one block."""
        key = Content(self.by).of(block) if self.by else block.columns["row"]
        draw = mix(key, self.seed)
        values = block.matrix(self.values)
        return self._lowest(SampledRows(draw, values))

    def merge(self, a: SampledRows, b: SampledRows) -> SampledRows:
        """Candidates of both parts."""
        values = np.concatenate([a.values, b.values], axis=1)
        return self._lowest(SampledRows(np.concatenate([a.draw, b.draw]), values))

    def finish(self, state: SampledRows) -> SampledRows:
        """Return the sample."""
        return state

    def _lowest(self, rows: SampledRows) -> SampledRows:
        order = np.argsort(rows.draw, kind="stable")[: self.size]
        return SampledRows(rows.draw[order], rows.values[:, order])
