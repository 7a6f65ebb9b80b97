"""What came in: each column as it was read, before anything was left out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from reportgen.aggregates.block import Floats
from reportgen.aggregates.counts import Counts, LevelCounts
from reportgen.aggregates.moments import Moments, MomentSums
from reportgen.analysis.catalogue import Catalogue
from reportgen.analysis.distribution import histograms, quantiles
from reportgen.results import Column, Data, Field, Histogram, Kind, Level, Role

BINS = 24
SHOWN_LEVELS = 12
QUARTILES = (0.25, 0.5, 0.75)
KNOTS = tuple(i / 50 for i in range(1, 50))
"""Shares at which values are kept, so that later reports can use bins of this one."""
IN_USE = (Role.TARGET, Role.FEATURE)


def describe(catalogue: Catalogue) -> Data:
    """Describe every column of the table on the rows as read."""
    numbers = tuple(n for role in IN_USE for n in catalogue.names(role, Kind.NUMBER))
    sizes = {
        name: len(catalogue.levels[name])
        for role in (Role.CATEGORY, Role.GENRE)
        for name in catalogue.names(role)
    }
    moments, counts = catalogue.engine.run(Moments(numbers), LevelCounts(sizes))
    details = _numbers(catalogue, numbers, moments)
    details |= {name: _levels(catalogue.levels[name], counts[name]) for name in sizes}
    reading = catalogue.reading
    return Data(
        rows=reading.rows,
        columns=tuple(_column(catalogue, field, details) for field in reading.fields),
        assumptions=reading.assumptions,
        problems=reading.problems,
        limitations=reading.limitations,
        vocabulary=reading.vocabulary,
    )


def _numbers(
    catalogue: Catalogue, names: tuple[str, ...], moments: MomentSums
) -> dict[str, Mapping[str, object]]:
    quantile = quantiles(catalogue.engine, names, moments, (*QUARTILES, *KNOTS))
    low, high = np.nan_to_num(moments.minimum), np.nan_to_num(moments.maximum)
    shapes = histograms(catalogue.engine, names, low, high, BINS)
    return {
        name: _number(i, moments, quantile[i], shapes[i])
        for i, name in enumerate(names)
        if moments.n[i]
    }


def _number(
    i: int, moments: MomentSums, quantile: Floats, shape: Histogram
) -> Mapping[str, object]:
    sd = float(moments.sd[i])
    return {
        "missing": int(moments.missing[i]),
        "minimum": float(moments.minimum[i]),
        "lower_quartile": float(quantile[0]),
        "median": float(quantile[1]),
        "upper_quartile": float(quantile[2]),
        "maximum": float(moments.maximum[i]),
        "mean": float(moments.mean[i]),
        "sd": sd if np.isfinite(sd) else None,
        "histogram": shape,
        "knots": tuple(quantile[len(QUARTILES) :].tolist()),
    }


def _levels(names: tuple[str, ...], counts: Counts) -> Mapping[str, object]:
    order = sorted(range(len(names)), key=lambda i: (-int(counts[i]), names[i]))
    shown = tuple(Level(name=names[i], n=int(counts[i])) for i in order[:SHOWN_LEVELS])
    return {"missing": int(counts[-1]), "levels": shown}


def _column(
    catalogue: Catalogue, field: Field, details: Mapping[str, Mapping[str, object]]
) -> Column:
    known: dict[str, object] = {
        "missing": catalogue.missing.get(field.name, 0),
        "distinct": catalogue.distinct.get(field.name),
    }
    return Column(
        name=field.name,
        source=field.source,
        label=field.label,
        role=field.role,
        kind=field.kind,
        unit=field.unit,
        n=catalogue.reading.rows,
        excluded=field.excluded,
        description=field.description,
        high=field.high,
        low=field.low,
        **(known | dict(details.get(field.name, {}))),  # type: ignore[arg-type]
    )
