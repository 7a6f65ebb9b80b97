"""How well an estimate supports what is said about it.

Strong: the interval leaves the reference out, is at most half as wide on either side as the
estimate is far from the reference, and rests on 1,000 tracks or more.
Moderate: the interval leaves the reference out and rests on 200 tracks or more.
Weak: everything else.  Counts are facts about the table, and strong.
"""

from __future__ import annotations

from statistics import NormalDist

from reportgen.results import Estimate, Grade

FACT = Grade.STRONG
"""The grade of a count: nothing is inferred from it."""

_LEVEL = 0.05
_MANY = 1_000
_ENOUGH = 200


def clear_of(estimate: Estimate, reference: float = 0.0) -> bool:
    """Say whether the interval exists and leaves ``reference`` out."""
    low, high = estimate.low, estimate.high
    return low is not None and high is not None and not low <= reference <= high


def clear_among(estimate: Estimate, family: int) -> bool:
    """Say whether an interval widened for ``family`` looks leaves zero out (Bonferroni)."""
    if estimate.low is None or estimate.high is None or not clear_of(estimate):
        return False
    normal = NormalDist()
    wider = normal.inv_cdf(1 - _LEVEL / (2 * family)) / normal.inv_cdf(1 - _LEVEL / 2)
    return abs(estimate.value) > wider * (estimate.high - estimate.low) / 2


def above(first: Estimate, second: Estimate) -> bool:
    """Say whether the first interval lies wholly above the second."""
    return first.low is not None and second.high is not None and first.low > second.high


def grade(estimate: Estimate, n: int, reference: float = 0.0) -> Grade:
    """Return the grade of "``estimate`` differs from ``reference``"."""
    if not clear_of(estimate, reference) or n < _ENOUGH:
        return Grade.WEAK
    assert estimate.low is not None and estimate.high is not None  # noqa: S101, PT018  said above
    half_width = (estimate.high - estimate.low) / 2
    narrow = half_width <= abs(estimate.value - reference) / 2
    return Grade.STRONG if narrow and n >= _MANY else Grade.MODERATE


def grade_gap(first: Estimate, second: Estimate, n: int) -> Grade:
    """Return the grade of "``first`` lies above ``second``", ``n`` tracks in the smaller."""
    if not above(first, second) or n < _ENOUGH:
        return Grade.WEAK
    return Grade.STRONG if n >= _MANY else Grade.MODERATE
