"""Everything a user can set, read once and handed on in parts.

A flag beats ``reportgen.toml``, which beats the default here.  Nothing comes from
the environment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le, Lt, MinLen

Format = Literal["pdf", "html", "json"]
Share = Annotated[float, Ge(0.0), Lt(1.0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSettings:
    """``[report]``: what the outputs are called and which are made."""

    title: str | None = None
    formats: Annotated[tuple[Format, ...], MinLen(1)] = ("pdf", "html", "json")
    output: Path = Path("output")
    templates: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSettings:
    """``[columns]``: which column of the table plays which part.

    Values are names as they stand in the table.  What is not named is found by the
    dictionary of track features.
    """

    target: str | None = None
    genre: str | None = None
    artist: str | None = None
    id: str | None = None
    title: str | None = None
    date: str | None = None
    features: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationSettings:
    """``[preparation]``: cleaning.

    ``max_missing`` is the share of missing values above which a column is left out
    instead of dropping its rows; ``outlier_factor`` the multiple of the interquartile
    range beyond the quartiles at which a value is flagged; ``min_level_rows`` the
    rows below which a level of a category is folded into ``other``; ``max_levels``
    the most levels that a category may keep.
    """

    max_missing: Share = 0.3
    outlier_factor: Annotated[float, Gt(0.0)] = 3.0
    min_level_rows: Annotated[int, Ge(2)] = 20
    max_levels: Annotated[int, Ge(2), Le(250)] = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationSettings:
    """``[validation]``: how scores are made: folds of artists, bootstrap replicates."""

    folds: Annotated[int, Ge(2), Le(20)] = 5
    replicates: Annotated[int, Ge(50), Le(10_000)] = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentSettings:
    """``[segments]``: the search for groups of tracks.

    ``k`` sets their number, 1 for none; by default it is chosen, up to ``k_max``, on a
    ``sample`` of tracks.  ``min_share`` is the smallest share of the tracks that a segment
    may hold, ``min_stability`` the lowest mean agreement between resamples.
    """

    k: Annotated[int, Ge(1), Le(20)] | None = None
    k_max: Annotated[int, Ge(2), Le(20)] = 8
    sample: Annotated[int, Ge(500)] = 10_000
    min_share: Share = 0.05
    min_stability: Share = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressionSettings:
    """``[regression]``: how p-values are adjusted for the number of effects.

    ``holm`` keeps the chance of a single false alarm among all effects at 5 %,
    ``benjamini-hochberg`` the expected share of false alarms among those called clear.
    """

    adjust: Literal["holm", "benjamini-hochberg"] = "holm"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassificationSettings:
    """``[classification]``: from which value on a track counts as popular."""

    cutoff: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All groups together; functions take the group they need, never the whole."""

    seed: Annotated[int, Ge(0)] = 42
    threads: Annotated[int, Ge(1)] | None = None
    report: ReportSettings = field(default_factory=ReportSettings)
    columns: ColumnSettings = field(default_factory=ColumnSettings)
    preparation: PreparationSettings = field(default_factory=PreparationSettings)
    validation: ValidationSettings = field(default_factory=ValidationSettings)
    segments: SegmentSettings = field(default_factory=SegmentSettings)
    regression: RegressionSettings = field(default_factory=RegressionSettings)
    classification: ClassificationSettings = field(default_factory=ClassificationSettings)
