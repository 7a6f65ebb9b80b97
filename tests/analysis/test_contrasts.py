"""Differences between a group and all others against statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from reportgen.aggregates.counts import PairSums
from reportgen.analysis.contrasts import clustered_differences
from reportgen.analysis.intervals import t_quantile
from reportgen.engine import MemoryEngine
from tests.builders import block

DRAW = np.random.default_rng(5)
GROUP = DRAW.integers(0, 3, 400)
ARTIST = DRAW.integers(0, 40, 400)
VALUE = 3.0 * GROUP + DRAW.normal(0, 2, 40)[ARTIST] + DRAW.normal(size=400)


def test_differences_are_regressions_on_being_in_the_group_clustered_by_artist() -> None:
    engine = MemoryEngine((block(g=GROUP.astype(np.int32), a=ARTIST.astype(np.int32), y=VALUE),))
    (pairs,) = engine.run(PairSums("g", "a", "y", 50))
    found = clustered_differences(pairs, 3, 50)
    for j, difference in enumerate(found):
        design = sm.add_constant(np.equal(GROUP, j).astype(np.float64))
        fit = sm.OLS(VALUE, design).fit(cov_type="cluster", cov_kwds={"groups": ARTIST})
        error = fit.bse[1] / np.sqrt((400 - 1) / (400 - 2))
        assert difference is not None
        assert difference.value == pytest.approx(fit.params[1], rel=1e-10)
        assert difference.high is not None
        assert difference.high - difference.value == pytest.approx(t_quantile(39) * error, rel=1e-8)


def test_a_group_that_has_all_rows_or_none_has_no_others() -> None:
    engine = MemoryEngine((block(g=np.zeros(9, np.int32), a=np.arange(9) % 3, y=np.arange(9.0)),))
    (pairs,) = engine.run(PairSums("g", "a", "y", 3))
    assert clustered_differences(pairs, 2, 3) == (None, None)
