"""How often tests say that there is something where there is nothing."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.analysis.regression import regress
from reportgen.results import Regression
from tests.simulation.coverage import bootstrap
from tests.simulation.tables import Population

LEVEL = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Rejections at 5 % where no feature is associated with popularity.

    ``single`` counts p-values of ``tests`` features, ``family`` the tables of ``draws``
    where any adjusted one is at most 5 %.
    """

    single: int
    tests: int
    family: int
    draws: int


def sizes(population: Population, draws: int) -> Size:
    """Test effects in tables whose slopes are all zero within genres."""
    assert set(population.slopes) == {0.0}
    single = tests = family = 0
    for seed in range(draws):
        rows = population.draw(seed)
        found = regress(rows, bootstrap(rows, 50))
        assert isinstance(found, Regression)
        single += sum(effect.p_value <= LEVEL for effect in found.effects)
        tests += len(found.effects)
        family += min(effect.p_adjusted for effect in found.effects) <= LEVEL
    return Size(single=single, tests=tests, family=family, draws=draws)
