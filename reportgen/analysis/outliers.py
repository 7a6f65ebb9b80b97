"""Values far out, by limits that the target does not touch."""

from __future__ import annotations

from reportgen.aggregates.counts import OutsideCounts
from reportgen.analysis.distribution import quantiles
from reportgen.analysis.rows import Rows
from reportgen.results import Outliers

QUARTILES = (0.25, 0.75)


def rule(factor: float) -> str:
    """Say which values are flagged (Tukey 1977, with a wider factor than his 1.5)."""
    return (
        f"a value is flagged beyond the quartiles by more than {factor:g} times the distance "
        "between them"
    )


def flagged(rows: Rows, factor: float) -> tuple[tuple[Outliers, ...], int]:
    """Count values beyond wide limits, and rows that hold any.

    Features whose quartiles coincide have no limits.

    Parameters
    ----------
    factor : float
        Multiple of the interquartile range beyond the quartiles.
    """
    quartile = quantiles(rows.engine, rows.features, rows.moments(), QUARTILES)
    reach = (quartile[:, 1] - quartile[:, 0]) * factor
    watched = [i for i in range(len(rows.features)) if reach[i] > 0]
    names = tuple(rows.features[i] for i in watched)
    low = tuple((quartile[:, 0] - reach)[watched].tolist())
    high = tuple((quartile[:, 1] + reach)[watched].tolist())
    (outside,) = rows.engine.run(OutsideCounts(names, low, high))
    found = tuple(
        Outliers(
            name=name,
            label=rows.fields[name].label,
            low=low[i],
            high=high[i],
            below=int(outside.below[i]),
            above=int(outside.above[i]),
        )
        for i, name in enumerate(names)
    )
    return found, outside.rows
