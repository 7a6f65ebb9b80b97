"""Reports to compare: the example, and the example with numbers drawn anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from scipy import special

from reportgen.results import Column, Estimate, Histogram, Kind, Report, Role, Skipped
from tests.change import change
from tests.example import unjudged_report

FIRST = Skipped(step="comparison", reason="this is the first run")


def plain_report(**values: Any) -> Report:
    """Return the example without a look back and without pairs, with values put at paths."""
    start = {"comparison": FIRST, "imprint.draws": ()}
    return change(unjudged_report(), **(start | values))


def moved(estimate: Estimate, errors: float) -> Estimate:
    """Return an estimate moved by so many of its standard errors, its interval with it."""
    assert estimate.low is not None
    assert estimate.high is not None
    step = errors * (estimate.high - estimate.low) / (2 * float(special.ndtri(0.975)))
    return replace(
        estimate,
        value=estimate.value + step,
        low=estimate.low + step,
        high=estimate.high + step,
    )


def drawn(report: Report, draw: np.random.Generator) -> Report:
    """Return a quiet night: each result is drawn anew around the one there."""
    regression, hits, segments = report.regression, report.classification, report.segments
    assert not isinstance(regression, Skipped)
    assert not isinstance(hits, Skipped)
    assert not isinstance(segments, Skipped)
    return change(
        report,
        **{
            "regression.effects": tuple(
                replace(e, per_sd=moved(e.per_sd, draw.normal())) for e in regression.effects
            ),
            "regression.scores": tuple(
                replace(s, r2=moved(s.r2, draw.normal())) for s in regression.scores
            ),
            "classification.auc": moved(hits.auc, draw.normal()),
            "segments.members": tuple(
                replace(m, difference=moved(m.difference, draw.normal())) if m.difference else m
                for m in segments.members
            ),
        },
    )


def number_column(values: Any, name: str = "energy", missing: int = 0) -> Column:
    """Describe a column as a report does."""
    values = np.asarray(values, dtype=float)
    counts, edges = np.histogram(values, 24)
    knots = np.quantile(values, np.arange(1, 50) / 50)
    return Column(
        name=name,
        source=name,
        label=name.capitalize(),
        role=Role.FEATURE,
        kind=Kind.NUMBER,
        unit="0–1",
        n=len(values),
        missing=missing,
        distinct=len(np.unique(values)),
        minimum=float(values.min()),
        maximum=float(values.max()),
        mean=float(values.mean()),
        sd=float(values.std(ddof=1)),
        histogram=Histogram(edges=tuple(edges.tolist()), counts=tuple(counts.tolist())),
        knots=tuple(knots.tolist()),
    )


def table(rows: int, *columns: Column) -> Report:
    """Return the example with these columns of so many rows."""
    return plain_report(**{"data.rows": rows, "data.columns": columns})
