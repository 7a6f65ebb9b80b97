"""p-values of a family of tests, adjusted for their number."""

from __future__ import annotations

import numpy as np

from reportgen.aggregates.block import Floats
from reportgen.analysis.intervals import holm
from reportgen.results import Adjustment

METHODS = {
    "holm": Adjustment.HOLM,
    "benjamini-hochberg": Adjustment.BENJAMINI_HOCHBERG,
}
"""Setting → method."""


def adjusted(p_values: Floats, method: Adjustment) -> Floats:
    """Adjust p-values for a family of tests, shape as given.

    Holm (1979) bounds the chance of any false alarm, Benjamini & Hochberg (1995) the
    expected share of false alarms.
    """
    if method is Adjustment.HOLM:
        return holm(p_values)
    return benjamini_hochberg(p_values)


def benjamini_hochberg(p_values: Floats) -> Floats:
    """Step-up adjustment: the least p · n / rank among the ranks from its own up."""
    order = np.argsort(p_values)[::-1]
    ranks = np.arange(len(p_values), 0, -1)
    stepped = np.minimum.accumulate(p_values[order] * len(p_values) / ranks)
    out = np.empty_like(p_values)
    out[order] = np.minimum(stepped, 1.0)
    return out
