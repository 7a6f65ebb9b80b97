"""How far the results of two runs go together, because they share artists.

The weight of an artist in bootstrap replicate b follows from the artist's name and b alone.
Replicate b of one run and replicate b of the other thus weigh the artists of both alike, and
their correlation over the replicates estimates that of the two estimates::

    Cov(A, B) = Σ ψA(c) ψB(c)  over the artists c of both runs,

with ψ the influence of an artist: 0 with no artist in common, the variance itself where
both runs are the same.  Artists who stay but whose tracks change count by what stays.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reportgen.aggregates.block import Floats
from reportgen.analysis.imprint import unpack
from reportgen.results import Estimate, Imprint, Report

QUANTILE = 1.959964
"""Normal quantile of the 95 % intervals that reports hold."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Standardised replicates of both runs by path, empty where they cannot be paired."""

    before: Mapping[str, Floats]
    now: Mapping[str, Floats]

    def correlation(self, path: str, sign: float = 1.0) -> float | None:
        """Return the correlation of a result in both runs, at least 0; ``None`` if unknown.

        Estimates of one statistic from overlapping tables go together or not at all: what
        is below 0 is chance.  With a ``sign`` of −1 the result of the earlier run is told
        from its other side.
        """
        a, b = self.before.get(path), self.now.get(path)
        if a is None or b is None or len(a) != len(b):
            return None
        if np.array_equal(sign * a, b):
            return 1.0
        return float(min(max(sign * np.corrcoef(a, b)[0, 1], 0.0), 1.0))

    def replicates(self, path: str) -> int:
        """Return the number of pairs."""
        return len(self.now.get(path, ()))


def pairing(now: Report, before: Report) -> Pairing:
    """Read the replicates of two reports, where those of the same number go in pairs."""
    a, b = before.imprint, now.imprint
    if not a.unit or (a.unit, a.seed, a.replicates) != (b.unit, b.seed, b.replicates):
        return Pairing({}, {})
    return Pairing(_read(a), _read(b))


def _read(imprint: Imprint) -> dict[str, Floats]:
    return {draws.path: unpack(draws.packed) for draws in imprint.draws}


def difference(now: Estimate, before: Estimate, correlation: float | None) -> Estimate | None:
    """Difference of two estimates, from their intervals and how far they go together.

    Independent, each bound recovers the variances from the sides of the intervals that
    matter for it, so that skewed ones stay skewed (MOVER; Zou & Donner 2008)::

        low = d − √((now − now.low)² + (before.high − before)²)

    With correlation r the squared margins are (1 − r) of that and r of (m − m')², with m and
    m' half the widths of the two intervals.  For symmetric ones this is m² + m'² − 2 r m m',
    the variance of a difference; for skewed ones it still ends at 0 where both runs are the
    same.  ``None`` where one of the estimates has no interval.
    """
    if now.low is None or now.high is None or before.low is None or before.high is None:
        return None
    r = correlation or 0.0
    d = now.value - before.value
    together = r * ((now.high - now.low) / 2 - (before.high - before.low) / 2) ** 2
    below = (1 - r) * ((now.value - now.low) ** 2 + (before.high - before.value) ** 2)
    above = (1 - r) * ((now.high - now.value) ** 2 + (before.value - before.low) ** 2)
    low, high = math.sqrt(below + together), math.sqrt(above + together)
    return Estimate(value=d, low=d - low, high=d + high)


def errors(difference: Estimate, correlation: float | None, replicates: int) -> float:
    """How many standard errors a difference is from zero, on the side of zero.

    A correlation r from B replicates makes the variance of the difference uncertain by a
    share of up to (1 + r) / √B, as an estimate with B / 2 degrees of freedom is (r near 1).
    The result is the normal deviate that is as rare as its t deviate.
    """
    assert difference.low is not None and difference.high is not None  # noqa: S101, PT018  made above
    d = difference.value
    side = d - difference.low if d >= 0 else difference.high - d
    if not side > 0:
        return 0.0 if d == 0 else math.inf
    plain = abs(d) * QUANTILE / side
    if not correlation or not replicates:
        return plain
    return min(plain, _as_normal(plain, replicates / 2))


def _as_normal(t: float, freedom: float) -> float:
    """Normal deviate with the tail of a t deviate (Wallace 1959; within 0.3 %)."""
    return math.sqrt(freedom * math.log1p(t * t / freedom)) * (
        (8 * freedom + 1) / (8 * freedom + 3)
    )
