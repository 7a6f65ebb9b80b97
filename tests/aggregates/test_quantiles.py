"""Quantiles by narrowing against sorting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reportgen.aggregates.moments import Moments
from reportgen.analysis.distribution import quantiles
from reportgen.engine import MemoryEngine
from tests.builders import block, cut

PROBABILITIES = (0.0, 0.1, 0.25, 1 / 3, 0.5, 0.8, 0.95, 1.0)
numbers = st.one_of(
    st.floats(-1e9, 1e9, allow_nan=False),
    st.integers(-3, 3).map(float),
    st.floats(1e12, 1e12 + 0.01),
    st.just(float("nan")),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(numbers, min_size=1, max_size=60), st.lists(st.integers(0, 60), max_size=3))
@example([0.0, 2.2250738585e-313], [])
@example([5.0] * 7, [3])
def test_quantiles_are_exact(values: list[float], places: list[int]) -> None:
    data = np.array(values)
    engine = MemoryEngine(tuple(cut(block(v=data), places)))
    (moments,) = engine.run(Moments(("v",)))
    found = quantiles(engine, ("v",), moments, PROBABILITIES)[0]
    present = data[~np.isnan(data)]
    if not len(present):
        assert np.isnan(found).all()
        return
    wanted = np.quantile(present, PROBABILITIES)
    np.testing.assert_allclose(found, wanted, rtol=1e-14, atol=1e-14 * np.abs(present).max())


@pytest.mark.parametrize("probability", [0.5, 0.9])
def test_a_lumpy_score_keeps_its_own_values(probability: float) -> None:
    draw = np.random.default_rng(4)
    data = np.where(draw.random(9_001) < 0.4, 0.0, draw.integers(0, 101, 9_001)).astype(float)
    engine = MemoryEngine((block(v=data),))
    (moments,) = engine.run(Moments(("v",)))
    assert quantiles(engine, ("v",), moments, (probability,))[0, 0] == np.quantile(
        data, probability
    )
