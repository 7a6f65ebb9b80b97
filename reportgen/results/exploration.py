"""Distributions, correlations and group means."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.results.common import Estimate, Histogram, Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation:
    """Pearson correlation of two columns."""

    first: str
    second: str
    r: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMean:
    """Mean of the target in one group, interval clustered by artist."""

    name: str
    n: int
    mean: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetProfile:
    """The distribution of the target on the modelled rows."""

    name: str
    label: str
    unit: str
    n: int
    mean: float
    sd: float
    median: float
    zeros: float
    histogram: Histogram


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration:
    """Distributions, correlations and group means on the modelled rows.

    ``correlations`` holds each unordered pair once, in the order of ``names``;
    ``by_genre`` is ordered by mean, highest first, long tails folded into one
    group named ``other``.
    """

    target: TargetProfile | Skipped
    names: tuple[str, ...]
    correlations: tuple[Correlation, ...]
    by_genre: tuple[GroupMean, ...] | Skipped
    genres: int
    by_year: tuple[GroupMean, ...] | Skipped
