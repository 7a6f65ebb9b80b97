"""Counts, means, variances, skewness and range of columns in one pass."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block, Floats


@dataclass(frozen=True, slots=True)
class MomentSums:
    """Central sums of several columns, each of shape (columns,); empty columns are 0."""

    n: NDArray[np.int64]
    missing: NDArray[np.int64]
    mean: Floats
    m2: Floats
    m3: Floats
    minimum: Floats
    maximum: Floats

    @property
    def sd(self) -> Floats:
        """Sample standard deviation (divisor n − 1); NaN below two values."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.sqrt(np.where(self.n > 1, self.m2 / (self.n - 1), np.nan))

    @property
    def skewness(self) -> Floats:
        """Third standardised moment (divisor n); 0 for a constant column."""
        with np.errstate(invalid="ignore", divide="ignore"):
            skew = (self.m3 / self.n) / (self.m2 / self.n) ** 1.5
        return np.where(self.m2 > 0, skew, 0.0)


@dataclass(frozen=True, slots=True)
class Moments:
    """Moments of numeric columns; missing values are counted and left out.

    Parameters
    ----------
    columns : tuple of str
        Float columns of the block.

    Notes
    -----
    Merging follows Chan, Golub & LeVeque (1979) and its extension to third moments
    by Pébay (2008).
    """

    columns: tuple[str, ...]

    def update(self, block: Block) -> MomentSums:
        """Moments of one block."""
        parts = [_moments(block.columns[name]) for name in self.columns]
        n, missing, mean, m2, m3, low, high = (np.array(x) for x in zip(*parts, strict=True))
        return MomentSums(n, missing, mean, m2, m3, low, high)

    def merge(self, a: MomentSums, b: MomentSums) -> MomentSums:
        """Moments of both parts."""
        n = a.n + b.n
        total = np.maximum(n, 1)
        delta = b.mean - a.mean
        mean = a.mean + delta * b.n / total
        m2 = a.m2 + b.m2 + delta**2 * a.n * b.n / total
        m3 = (
            a.m3
            + b.m3
            + delta**3 * a.n * b.n * (a.n - b.n) / total**2
            + 3.0 * delta * (a.n * b.m2 - b.n * a.m2) / total
        )
        low, high = np.fmin(a.minimum, b.minimum), np.fmax(a.maximum, b.maximum)
        return MomentSums(n, a.missing + b.missing, mean, m2, m3, low, high)

    def finish(self, state: MomentSums) -> MomentSums:
        """Return the state itself."""
        return state


def _moments(values: Floats) -> tuple[int, int, float, float, float, float, float]:
    absent = int(np.count_nonzero(np.isnan(values)))
    present = values[~np.isnan(values)] if absent else values
    if not len(present):
        return 0, absent, 0.0, 0.0, 0.0, np.nan, np.nan
    mean = float(present.mean())
    deviation = present - mean
    square = deviation * deviation
    return (
        len(present),
        absent,
        mean,
        float(square.sum()),
        float((square * deviation).sum()),
        float(present.min()),
        float(present.max()),
    )
