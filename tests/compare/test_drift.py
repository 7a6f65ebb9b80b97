"""Drift: against formulas worked out another way, on samples with and without drift."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reportgen.compare.drift import drifts, psi_limit, share_up_to, stability_index, standardised
from reportgen.results import Column, Drift, Kind, Level, Role
from tests.compare.reports import number_column, table

DRAW = np.random.default_rng(4)


def one(before: Column, now: Column, n_before: int = 0, n: int = 0) -> Drift:
    n_before, n = n_before or before.n + before.missing, n or now.n + now.missing
    (found,) = drifts(table(n, now), table(n_before, before), nights=30)
    return found


def category(name: str, **counts: int) -> Column:
    levels = tuple(Level(name=level, n=n) for level, n in counts.items())
    return Column(
        name=name, source=name, label=name, role=Role.CATEGORY, kind=Kind.CATEGORY, unit="",
        n=sum(counts.values()), missing=0, levels=levels,
    )  # fmt: skip


def test_the_index_is_the_symmetric_divergence_of_kullback_and_leibler() -> None:
    p, q = np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.25, 0.25, 0.25, 0.25])
    n = 10**9  # so many rows that half a row more in each bin is nothing
    expected = stats.entropy(p, q) + stats.entropy(q, p)
    assert stability_index(p, q, n, n) == pytest.approx(expected, rel=1e-7)


def test_an_empty_bin_has_an_index() -> None:
    p, q = np.array([0.5, 0.5]), np.array([1.0, 0.0])
    a, b = 100.5 / 201, 0.5 / 201
    by_hand = (a - 50.5 / 101) * 0  # equal sizes: shares with half a row more
    by_hand = (200.5 / 201 - 0.5) * np.log((200.5 / 201) / 0.5) + (b - 0.5) * np.log(b / 0.5)
    assert a == 0.5
    assert stability_index(p, q, 200, 200) == pytest.approx(by_hand)


@pytest.mark.parametrize(("n_before", "n"), [(400, 400), (2_000, 500)])
def test_the_index_of_one_distribution_has_the_mean_and_spread_that_are_said(
    n_before: int, n: int
) -> None:
    draw = np.random.default_rng(1)
    shares = np.full(10, 0.1)
    found = np.array([
        stability_index(draw.multinomial(n_before, shares) / n_before,
                        draw.multinomial(n, shares) / n, n_before, n)
        for _ in range(4_000)
    ])  # fmt: skip
    scale = 1 / n_before + 1 / n
    assert found.mean() == pytest.approx(9 * scale, rel=0.05)
    assert found.std() == pytest.approx(np.sqrt(18) * scale, rel=0.07)
    beyond = (found > scale * stats.chi2.isf(0.01, 9)).mean()
    assert 0.004 < beyond < 0.02


def test_the_limit_is_a_moderate_shift_or_what_chance_brings() -> None:
    level = 1e-4
    assert psi_limit(10, 40_000, 40_000, level) == pytest.approx(0.1 + 9 / 20_000)
    few = stats.chi2.isf(level, 9) * 2 / 150
    assert psi_limit(10, 150, 150, level) == pytest.approx(few)
    assert few > 0.1 + 9 * 2 / 150


@given(st.lists(st.integers(0, 40), min_size=50, max_size=400), st.floats(-5, 45))
def test_the_share_up_to_a_value_is_off_by_less_than_a_knot(
    values: list[int], value: float
) -> None:
    column = number_column(values)
    truth = np.mean(np.asarray(values) <= value)
    strictly = np.mean(np.asarray(values) < value)
    slack = 0.02 + 1 / len(values)
    assert strictly - slack <= share_up_to(column, value) <= truth + slack


def test_the_shift_of_the_mean_is_cohens_d() -> None:
    a, b = DRAW.normal(0, 1, 900), DRAW.normal(0.5, 1.5, 600)
    d = (b.mean() - a.mean()) / np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2)
    error = np.sqrt(1 / 900 + 1 / 600 + d**2 / (2 * 1500))
    found = standardised(number_column(a), number_column(b), 900, 600)
    assert found is not None
    assert found.value == pytest.approx(d)
    assert (found.low, found.high) == pytest.approx((d - 1.959964 * error, d + 1.959964 * error))


def test_a_column_that_moved_has_drifted_and_one_that_did_not_has_not() -> None:
    before = DRAW.beta(2, 2, 20_000)
    still, moved = DRAW.beta(2, 2, 20_000), 0.8 * DRAW.beta(2, 2, 20_000)
    quiet, loud = (
        one(number_column(before), number_column(still)),
        one(number_column(before), number_column(moved)),
    )
    assert not quiet.drifted
    assert quiet.psi is not None
    assert quiet.psi < 0.01
    assert loud.drifted
    assert loud.psi is not None
    assert loud.limit is not None
    assert loud.psi > 2 * loud.limit


def test_another_shape_with_the_same_mean_is_drift() -> None:
    before, now = DRAW.normal(0, 1, 8_000), DRAW.normal(0, 1.6, 8_000)
    found = one(number_column(before), number_column(now))
    assert found.drifted
    assert found.shift is not None
    assert abs(found.shift.value) < 0.1


def test_one_far_value_more_is_no_drift() -> None:
    """Histograms between the extremes would have other bins; the knots do not move."""
    before = DRAW.gamma(2, 1, 10_000)
    now = np.append(DRAW.gamma(2, 1, 9_999), 500.0)
    found = one(number_column(before), number_column(now))
    assert not found.drifted
    assert found.psi is not None
    assert found.psi < 0.01


def test_few_values_are_not_judged() -> None:
    found = one(number_column(DRAW.random(99)), number_column(10 + DRAW.random(5_000)))
    assert (found.psi, found.limit, found.shift, found.drifted) == (None, None, None, False)


def test_levels_that_are_not_known_in_both_runs_are_taken_together() -> None:
    before = category("genre", pop=500, rock=300, jazz=200)
    whole = one(before, category("genre", pop=500, rock=500))
    assert whole.bins == 3
    assert whole.drifted
    cut = replace(category("genre", pop=520, folk=280), n=1_000)
    part = one(before, cut, n=1_000)
    assert part.bins == 3, "pop, folk (none before), and all others"
    assert one(before, before).psi == pytest.approx(0)


def test_a_column_that_lost_values_is_said() -> None:
    full = number_column(DRAW.random(10_000))
    holes = replace(number_column(DRAW.random(9_000)), missing=1_000)
    assert one(full, holes, n=10_000).emptied
    assert not one(full, replace(full, missing=100), n=10_100).emptied


def test_a_column_of_another_unit_is_left_to_the_schema() -> None:
    column = number_column(DRAW.random(1_000))
    other = replace(column, unit="%")
    assert drifts(table(1_000, other), table(1_000, column), 30) == ()
