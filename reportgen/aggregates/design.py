"""The regressors of a linear predictor, built chunk by chunk and never kept.

Numbers are standardised, small categories become indicator rows inside a cache-sized
chunk, and one category of any size (genre) is *absorbed*: each of its levels has its
own intercept, and no column is ever made for it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block, Floats


@dataclass(frozen=True, slots=True)
class Factor:
    """A small category that enters as indicators; level 0 is the reference.

    Parameters
    ----------
    name : str
        Code column.
    levels : tuple of str
        Level names in the order of their codes.
    """

    name: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Design:
    """What stands on the right-hand side of a regression.

    Parameters
    ----------
    features : tuple of str
        Numeric columns.
    shift, scale : tuple of float
        Each feature enters as (value − shift) / scale.
    factors : tuple of Factor
        Small categories.
    group : str or None
        Code column of the absorbed category; without one there is one intercept.
    groups : int
        Number of levels of ``group`` (1 without).
    """

    features: tuple[str, ...]
    shift: tuple[float, ...]
    scale: tuple[float, ...]
    factors: tuple[Factor, ...] = ()
    group: str | None = None
    groups: int = 1

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the block that are read."""
        absorbed = () if self.group is None else (self.group,)
        return (*self.features, *(factor.name for factor in self.factors), *absorbed)

    @property
    def terms(self) -> tuple[tuple[str, str], ...]:
        """(column, level) of each regressor; the level of a feature is empty."""
        indicators = [(f.name, level) for f in self.factors for level in f.levels[1:]]
        return (*((name, "") for name in self.features), *indicators)

    @property
    def width(self) -> int:
        """Number of regressors, the absorbed group not counted."""
        return len(self.terms)

    def matrix(self, block: Block, rows: slice) -> Floats:
        """Regressors of some rows, shape (width, rows)."""
        size = len(range(*rows.indices(block.size)))
        out = np.empty((self.width, size))
        for i, name in enumerate(self.features):
            np.subtract(block.columns[name][rows], self.shift[i], out=out[i])
            out[i] /= self.scale[i]
        at = len(self.features)
        for factor in self.factors:
            codes = block.columns[factor.name][rows]
            for level in range(1, len(factor.levels)):
                np.equal(codes, level, out=out[at], casting="unsafe")
                at += 1
        return out

    def group_codes(self, block: Block, rows: slice) -> NDArray[np.intp]:
        """Codes of the absorbed group of some rows, all 0 without one."""
        if self.group is None:
            return np.zeros(len(range(*rows.indices(block.size))), np.intp)
        return block.columns[self.group][rows].astype(np.intp)

    def without_group(self) -> Design:
        """Return the same regressors with one common intercept."""
        return Design(self.features, self.shift, self.scale, self.factors)

    def without(self, names: Collection[str]) -> Design:
        """Return the design without some of its columns."""
        kept = [i for i, name in enumerate(self.features) if name not in names]
        return Design(
            tuple(self.features[i] for i in kept),
            tuple(self.shift[i] for i in kept),
            tuple(self.scale[i] for i in kept),
            tuple(factor for factor in self.factors if factor.name not in names),
            self.group,
            self.groups,
        )

    def group_only(self) -> Design:
        """Return the absorbed group alone."""
        return Design((), (), (), (), self.group, self.groups)


def group_sums(codes: NDArray[np.intp], matrix: Floats, groups: int) -> Floats:
    """Sum the columns of ``matrix`` (shape (m, n)) by group: shape (groups, m)."""
    if groups == 1:
        return np.asarray(matrix.sum(axis=1)[None, :])
    return np.stack([np.bincount(codes, row, groups) for row in matrix], axis=1)
