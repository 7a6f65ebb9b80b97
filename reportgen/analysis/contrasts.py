"""Each group against all others, with intervals clustered across both sides."""

from __future__ import annotations

import numpy as np

from reportgen.aggregates.block import Floats
from reportgen.aggregates.counts import PairTotals
from reportgen.analysis.intervals import t_interval
from reportgen.results import Estimate


def clustered_differences(
    totals: PairTotals, groups: int, clusters: int
) -> tuple[Estimate | None, ...]:
    """Mean of a column in each group minus its mean in all other groups.

    Parameters
    ----------
    totals : PairTotals
        Sums by (group, cluster).
    groups, clusters : int
        Number of codes of each.

    Returns
    -------
    tuple of Estimate or None
        ``None`` for a group without rows, or one that has all.

    Notes
    -----
    The variance is linearised over clusters (Cochran 1977, ch. 9A): with the residual sums
    e_c of the group and f_c of the others, C / (C − 1) · Σ (e_c / n − f_c / m)², so that an
    artist with tracks on both sides counts as one.  C − 1 degrees of freedom.
    """
    n, total = np.zeros((2, groups, clusters))
    n[totals.first, totals.second] = totals.n
    total[totals.first, totals.second] = totals.total
    present = int(np.count_nonzero(n.sum(axis=0)))
    return tuple(_difference(n, total, j, present) for j in range(groups))


def _difference(n: Floats, total: Floats, j: int, clusters: int) -> Estimate | None:
    other_n, other_total = n.sum(axis=0) - n[j], total.sum(axis=0) - total[j]
    rows, others = n[j].sum(), other_n.sum()
    if not rows or not others:
        return None
    mean, other_mean = total[j].sum() / rows, other_total.sum() / others
    pull = (total[j] - mean * n[j]) / rows - (other_total - other_mean * other_n) / others
    error = np.nan
    if clusters > 1:
        error = np.sqrt(clusters / (clusters - 1) * float((pull**2).sum()))
    return t_interval(float(mean - other_mean), error, clusters - 1)
