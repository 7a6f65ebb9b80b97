"""Cross-products of standardised columns, for correlations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.aggregates.block import Block, Floats


@dataclass(frozen=True, slots=True)
class CrossProducts:
    """Cross-products of columns after shift and scale, shape (columns, columns).

    Parameters
    ----------
    columns : tuple of str
        Float columns without missing values.
    shift, scale : tuple of float
        Each column enters as (value − shift) / scale; with the mean and the standard
        deviation, the result over n − 1 is the Pearson correlation matrix.
    """

    columns: tuple[str, ...]
    shift: tuple[float, ...]
    scale: tuple[float, ...]

    def update(self, block: Block) -> Floats:
        """Cross-products of one block."""
        out = np.zeros((len(self.columns), len(self.columns)))
        shift, scale = np.array(self.shift)[:, None], np.array(self.scale)[:, None]
        for rows in block.chunks():
            z = (block.matrix(self.columns, rows) - shift) / scale
            out += z @ z.T
        return out

    def merge(self, a: Floats, b: Floats) -> Floats:
        """Add up."""
        return a + b

    def finish(self, state: Floats) -> Floats:
        """Return the cross-products."""
        return state
