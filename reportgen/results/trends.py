"""Headline numbers of the last runs, so that one night is seen among others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reportgen.results.common import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPoint:
    """A number in one run, made at ``created`` (ISO 8601); ``None`` where it had none."""

    created: str
    value: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A number of the report over runs, the oldest first, this one last.

    ``path`` leads to it in this report; ``kind`` says what is counted or measured: whole
    things, an effect per standard deviation, or a score.
    """

    path: str
    label: str
    kind: Literal["count", "effect", "score"]
    points: tuple[RunPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """The last ``runs`` runs, this one included, none of which asked another question."""

    runs: int
    series: tuple[Trend, ...]
