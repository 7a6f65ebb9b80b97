"""How well an estimate supports what is said about it.

Strong: the interval leaves the reference out, is at most half as wide on either side as the
estimate is far from the reference, and rests on 1,000 tracks or more.
Moderate: the interval leaves the reference out and rests on 200 tracks or more.
Weak: everything else.  Counts are facts about the table, and strong.

That something is *not* shown is at most moderate: an interval that holds the reference
holds other values too.  What is said of several estimates has the grade of the weakest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from statistics import NormalDist

from reportgen.results import Estimate, Grade

FACT = Grade.STRONG
"""The grade of a count: nothing is inferred from it."""

_MANY = 1_000
_ENOUGH = 200
_LEVEL = 0.05
_GRADES = (Grade.WEAK, Grade.MODERATE, Grade.STRONG)


def clear_of(estimate: Estimate, reference: float = 0.0) -> bool:
    """Say whether the interval exists and leaves ``reference`` out."""
    low, high = estimate.low, estimate.high
    return low is not None and high is not None and not low <= reference <= high


def above(first: Estimate, second: Estimate) -> bool:
    """Say whether the first interval lies wholly above the second."""
    return first.low is not None and second.high is not None and first.low > second.high


def widened(estimate: Estimate, family: int) -> Estimate:
    """Return the interval that holds for all of ``family`` looks at once (Bonferroni).

    The largest of many differences is large partly by luck.  Half-widths grow by the
    ratio of normal quantiles, as if the interval were a normal one.
    """
    if estimate.low is None or estimate.high is None or family < 2:
        return estimate
    normal = NormalDist()
    wider = normal.inv_cdf(1 - _LEVEL / (2 * family)) / normal.inv_cdf(1 - _LEVEL / 2)
    below, above_it = estimate.value - estimate.low, estimate.high - estimate.value
    return replace(
        estimate, low=estimate.value - wider * below, high=estimate.value + wider * above_it
    )


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


def grade_unclear(n: int) -> Grade:
    """Return the grade of "no difference is shown" on ``n`` tracks: never strong."""
    return Grade.MODERATE if n >= _ENOUGH else Grade.WEAK


def weakest(grades: Iterable[Grade]) -> Grade:
    """Return the grade of what is said of several estimates together."""
    return min(grades, key=_GRADES.index)
