"""Moments against NumPy and SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from reportgen.aggregates.moments import Moments
from reportgen.engine import MemoryEngine
from tests.builders import block, cut


def test_moments_of_many_blocks_are_those_of_numpy_and_scipy() -> None:
    draw = np.random.default_rng(0)
    values = np.where(draw.random(5_000) < 0.1, np.nan, 1e6 + draw.gamma(2.0, 3.0, 5_000))
    present = values[~np.isnan(values)]
    engine = MemoryEngine(tuple(cut(block(v=values), (1, 700, 701, 4_000))))
    (found,) = engine.run(Moments(("v",)))
    assert found.n[0] == len(present)
    assert found.missing[0] == 5_000 - len(present)
    assert found.mean[0] == pytest.approx(present.mean(), rel=1e-14)
    assert found.sd[0] == pytest.approx(present.std(ddof=1), rel=1e-10)
    assert found.skewness[0] == pytest.approx(stats.skew(present), rel=1e-8)
    assert (found.minimum[0], found.maximum[0]) == (present.min(), present.max())


def test_moments_of_nothing_one_and_a_constant() -> None:
    data = block(none=[np.nan] * 3, one=[np.nan, 2.0, np.nan], same=[4.0] * 3)
    (found,) = MemoryEngine((data,)).run(Moments(("none", "one", "same")))
    assert found.n.tolist() == [0, 1, 3]
    assert np.isnan(found.sd).tolist() == [True, True, False]
    assert found.sd[2] == 0.0
    assert found.skewness.tolist() == [0.0, 0.0, 0.0]
    assert np.isnan(found.minimum).tolist() == [True, False, False]
