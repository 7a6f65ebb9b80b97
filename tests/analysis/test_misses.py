"""Residual diagnostics and adjusted p-values against plain NumPy and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from reportgen.analysis.adjustment import METHODS, adjusted
from reportgen.analysis.regression import regress
from reportgen.analysis.rows import ARTISTS
from reportgen.analysis.scoring import predict
from reportgen.results import Adjustment, Regression
from reportgen.settings import RegressionSettings
from tests.builders import resampling, rows_of, songs, whole

ROWS = rows_of(songs(700, seed=3))
BOOTSTRAP = resampling(ROWS)
FOUND = regress(ROWS, BOOTSTRAP)
PREDICTED = whole(predict(ROWS, ROWS.design(ROWS.moments()), ARTISTS).engine)


def test_shape_and_tails_are_those_of_the_residuals() -> None:
    assert isinstance(FOUND, Regression)
    residual, found = PREDICTED["residual"], FOUND.misses
    typical = np.sqrt((residual**2).mean())
    assert found.skewness == pytest.approx(stats.skew(residual), rel=1e-6)
    assert found.beyond_two == pytest.approx((np.abs(residual) > 2 * typical).mean())
    assert found.beyond_three == pytest.approx((np.abs(residual) > 3 * typical).mean())
    assert found.beyond_two > 0


def test_spread_is_the_root_of_the_mean_square_by_decile_of_the_prediction() -> None:
    assert isinstance(FOUND, Regression)
    predicted, square = PREDICTED["predicted"], PREDICTED["squared_error"]
    place = np.searchsorted(np.quantile(predicted, np.linspace(0.1, 0.9, 9)), predicted)
    assert len(FOUND.misses.spread) == 10
    for code, found in enumerate(FOUND.misses.spread):
        mine = place == code
        assert found.n == mine.sum()
        assert found.predicted == pytest.approx(predicted[mine].mean())
        assert found.miss.value == pytest.approx(np.sqrt(square[mine].mean()))
        assert found.miss.low is not None
        assert 0 <= found.miss.low < found.miss.value
    by_cluster = np.stack(
        [
            np.bincount(PREDICTED["cluster"][place == code], values[place == code], ROWS.clusters)
            for code in (9, 0)
            for values in (square, np.ones(len(square)))
        ],
        axis=1,
    )
    drawn = BOOTSTRAP.totals(by_cluster.astype(np.float64))
    ratio = np.sqrt(drawn[:, 0] / drawn[:, 1] / (drawn[:, 2] / drawn[:, 3]))
    assert FOUND.misses.ratio is not None
    wanted = np.quantile(ratio, [0.025, 0.975])
    assert [FOUND.misses.ratio.low, FOUND.misses.ratio.high] == pytest.approx(wanted.tolist())


def test_misses_that_grow_with_the_prediction_are_seen() -> None:
    frame = songs(1_500, artists=200, seed=2)
    draw = np.random.default_rng(4)
    z = (frame["energy"] - frame["energy"].mean()) / frame["energy"].std()
    noise = draw.normal(0, 1, len(frame)) * 4 * np.exp(0.4 * z)
    frame["popularity"] = np.clip(50 + 6 * z + noise, 1, 99)
    found = regress(rows_of(frame), resampling(rows_of(frame)))
    assert isinstance(found, Regression)
    assert found.misses.ratio is not None
    assert found.misses.ratio.low is not None
    assert found.misses.ratio.low > 1.5


@pytest.mark.parametrize("n", [1, 2, 13])
@pytest.mark.parametrize("digits", [1, 12])
def test_adjustments_are_those_of_statsmodels(n: int, digits: int) -> None:
    p_values = (np.random.default_rng(n).random(n) ** 3).round(digits)
    for method, name in ((Adjustment.HOLM, "holm"), (Adjustment.BENJAMINI_HOCHBERG, "fdr_bh")):
        wanted = multipletests(p_values, method=name)[1]
        np.testing.assert_allclose(adjusted(p_values, method), wanted, rtol=1e-12, atol=1e-300)


def test_the_setting_chooses_the_adjustment_of_all_effects() -> None:
    assert isinstance(FOUND, Regression)
    assert FOUND.adjustment is Adjustment.HOLM
    found = regress(ROWS, BOOTSTRAP, RegressionSettings(adjust="benjamini-hochberg"))
    assert isinstance(found, Regression)
    assert found.adjustment is Adjustment.BENJAMINI_HOCHBERG
    p_values = [effect.p_value for effect in found.effects]
    assert [effect.p_value for effect in FOUND.effects] == p_values
    wanted = multipletests(p_values, method="fdr_bh")[1]
    np.testing.assert_allclose([e.p_adjusted for e in found.effects], wanted, rtol=1e-12)
    assert any(
        a.p_adjusted != b.p_adjusted for a, b in zip(found.effects, FOUND.effects, strict=True)
    )
    assert set(METHODS) == {"holm", "benjamini-hochberg"}
