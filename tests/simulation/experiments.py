"""The experiments of the proof: populations, numbers of draws, and what they gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.simulation import detection, frames
from tests.simulation.coverage import (
    Coverage,
    coverage,
    coverage_of_own_models,
    expected_scores,
)
from tests.simulation.detection import Found
from tests.simulation.sizes import Size, sizes
from tests.simulation.tables import Population

TARGET_DRAWS = 100
CLEAN_DRAWS = 200
DAMAGED_DRAWS = 10
LEAK_DRAWS = 8
GROUPING_DRAWS = 8
KINDS = range(1, 6)
NONE = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A population and how many tables are drawn from it."""

    population: Population
    draws: int


COVERED: Mapping[str, Design] = {
    "100 artists": Design(population=Population(), draws=1_000),
    "300 artists": Design(population=Population(artists=300), draws=300),
    "1,000 artists": Design(population=Population(artists=1_000), draws=150),
}
"""Six tracks an artist on average, few artists having many: half as many count as equal."""
NAMELESS = Design(population=Population(named=False, artists=400, fanning=0.3), draws=300)
OWN_MODELS = Design(population=Population(artists=300), draws=100)
NOTHING: Mapping[str, Design] = {
    "100 artists": Design(population=Population(slopes=NONE), draws=1_000),
    "40 artists": Design(population=Population(slopes=NONE, artists=40), draws=1_000),
    "no artists, 400 tracks": Design(
        population=Population(slopes=NONE, named=False, artists=400, fanning=0.3), draws=1_000
    ),
}


def covered(name: str) -> tuple[Coverage, ...]:
    """Coverage in one of the designs with artists."""
    design = COVERED[name]
    targets = expected_scores(design.population, TARGET_DRAWS)
    return coverage(design.population, design.draws, targets)


def covered_without_artists() -> tuple[Coverage, ...]:
    """Coverage where the table names no artists and noise is unequal."""
    return coverage(NAMELESS.population, NAMELESS.draws)


def covered_own_models() -> tuple[Coverage, ...]:
    """Coverage of the score of the very models, not of such models on average."""
    return coverage_of_own_models(OWN_MODELS.population, OWN_MODELS.draws)


def size(name: str) -> Size:
    """Rejections where nothing is to be found."""
    return sizes(NOTHING[name].population, NOTHING[name].draws)


def damage() -> tuple[Found, ...]:
    """Repeats and values far out that are counted to the row."""
    return (
        detection.repeats(DAMAGED_DRAWS, named_by="id"),
        detection.repeats(DAMAGED_DRAWS, named_by="title"),
        detection.values_far_out(DAMAGED_DRAWS),
    )


def leak(kind: str) -> tuple[Found, Found]:
    """Leaks of one kind that are left out, and that are at least doubted."""
    return detection.leaks(LEAK_DRAWS, kind)


def alarms() -> tuple[Found, ...]:
    """Clean tables that raise an alarm."""
    return detection.false_alarms(CLEAN_DRAWS)


def segments(k: int) -> dict[int, int]:
    """Segments found where there are ``k`` kinds of track."""
    return detection.numbers_of_segments(GROUPING_DRAWS, k)


LEAKS = tuple(frames.LEAKS)
