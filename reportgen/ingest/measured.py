"""What has to be known of a column of numbers to tell its unit and its part."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.aggregates.block import Floats

FEW = 3
"""Distinct values that are told one by one."""
BEYOND_SHARE = 1.5
"""Values up to here may be shares that were stored badly; they do not make a percentage."""


class Measured(Protocol):
    """A column of numbers, summed up; missing values are left out."""

    @property
    def n(self) -> int:
        """Values present."""

    @property
    def minimum(self) -> float:
        """The lowest value; NaN where there is none."""

    @property
    def maximum(self) -> float:
        """The highest value; NaN where there is none."""

    @property
    def few(self) -> tuple[float, ...]:
        """Some distinct values in ascending order: all, where there are no more than two."""

    @property
    def whole(self) -> bool:
        """Whether all values are integers."""

    @property
    def beyond(self) -> int:
        """Values above 1.5."""

    @property
    def not_positive(self) -> int:
        """Values of 0 or below."""

    @property
    def median(self) -> float:
        """Median; NaN where there is no value."""

    @property
    def positive_median(self) -> float:
        """Median of the values above 0; NaN where there is none."""


@dataclass(frozen=True)
class Values:
    """The summary of an array, of which each part is found when it is asked for."""

    values: Floats

    @cached_property
    def _present(self) -> Floats:
        return self.values[~np.isnan(self.values)]

    @property
    def n(self) -> int:
        """Values present."""
        return len(self._present)

    @cached_property
    def minimum(self) -> float:
        """The lowest value."""
        return float(self._present.min()) if self.n else np.nan

    @cached_property
    def maximum(self) -> float:
        """The highest value."""
        return float(self._present.max()) if self.n else np.nan

    @cached_property
    def few(self) -> tuple[float, ...]:
        """Its lowest distinct values."""
        distinct = pc.unique(pa.array(self._present)).to_numpy()
        return tuple(np.unique(distinct)[:FEW].tolist())

    @property
    def whole(self) -> bool:
        """Whether all values are integers."""
        return bool(np.all(self._present == np.round(self._present)))

    @property
    def beyond(self) -> int:
        """Values above 1.5."""
        return int(np.count_nonzero(self._present > BEYOND_SHARE))

    @property
    def not_positive(self) -> int:
        """Values of 0 or below."""
        return int(np.count_nonzero(self._present <= 0))

    @cached_property
    def median(self) -> float:
        """Median of all values."""
        return float(np.median(self._present)) if self.n else np.nan

    @cached_property
    def positive_median(self) -> float:
        """Median of the values above 0."""
        positive = self._present[self._present > 0]
        return float(np.median(positive)) if len(positive) else np.nan
