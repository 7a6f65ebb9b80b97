"""Pairs of runs that share artists: correlations, intervals of differences, what they cost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reportgen.aggregates.block import Floats
from reportgen.aggregates.hashing import level_keys
from reportgen.analysis.imprint import pack, unpack
from reportgen.analysis.intervals import Bootstrap
from reportgen.compare import compare
from reportgen.compare.pairing import Pairing, difference, errors, pairing
from reportgen.results import Draws, Estimate, Judgement, Report, ResultChange, lookup
from tests.compare.overlap import differences, part, tables
from tests.compare.reports import plain_report

ENERGY = "regression.effects[energy].per_sd"
B = 400


def replicates(names: range, pull: Floats, seed: int = 42) -> Floats:
    """Replicates of a sum over artists with these pulls, as a run stores them."""
    keys = level_keys([f"artist {i}" for i in names])
    return unpack(pack(Bootstrap(keys, B, seed).totals(pull[:, None])[:, 0]))


def correlation(a: Floats, b: Floats, sign: float = 1.0) -> float:
    found = Pairing({ENERGY: a}, {ENERGY: b}).correlation(ENERGY, sign)
    assert found is not None
    return found


@pytest.mark.parametrize("shared", [0, 500, 900])
def test_the_correlation_is_the_share_of_the_variance_that_artists_share(shared: int) -> None:
    """Of 1,000 artists with equal pulls: Σ ψ ψ' / Σ ψ² is the share of them in both."""
    ones, seeds = np.ones(1_000), range(1, 9)
    here, there = range(1_000), range(1_000 - shared, 2_000 - shared)
    pairs = [(replicates(here, ones, s), replicates(there, ones, s)) for s in seeds]
    found = np.mean([np.corrcoef(a, b)[0, 1] for a, b in pairs])
    error = (1 - (shared / 1_000) ** 2) / np.sqrt(B * len(seeds))
    assert abs(found - shared / 1_000) < 4 * error


def test_the_same_artists_go_wholly_together_in_any_order() -> None:
    pull = np.random.default_rng(1).normal(size=300)
    a = replicates(range(300), pull)
    b = replicates(range(299, -1, -1), pull[::-1])
    assert correlation(a, b) == pytest.approx(1.0, abs=1e-7)
    assert correlation(a, a) == 1.0
    assert correlation(a, -a, sign=-1.0) == 1.0
    assert correlation(a, -a) == 0.0


@given(st.lists(st.floats(-1e6, 1e6), min_size=50, max_size=60, unique=True))
def test_packed_replicates_come_back_standardised(values: list[float]) -> None:
    numbers = np.array(values)
    standard = (numbers - numbers.mean()) / numbers.std()
    np.testing.assert_allclose(unpack(pack(numbers)), standard, atol=0.5 / 4_000 + 1e-9)


def test_with_symmetric_intervals_it_is_the_variance_of_a_difference() -> None:
    now, before = (Estimate(value=v, low=v - m, high=v + m) for v, m in ((1.0, 0.3), (0.4, 0.4)))
    for r in (0.0, 0.35, 0.9, 1.0):
        margin = np.sqrt(0.3**2 + 0.4**2 - 2 * r * 0.3 * 0.4)
        found = difference(now, before, r)
        assert found is not None
        assert (found.low, found.high) == pytest.approx((0.6 - margin, 0.6 + margin))


@given(st.floats(-2, 2), st.floats(0.01, 1), st.floats(0.01, 1))
def test_the_same_run_differs_by_nothing_at_all(value: float, below: float, above: float) -> None:
    skewed = Estimate(value=value, low=value - below, high=value + above)
    found = difference(skewed, skewed, 1.0)
    assert found == Estimate(value=0.0, low=0.0, high=0.0)
    assert errors(found, 1.0, B) == 0.0


@pytest.mark.parametrize("t", [0.5, 2.0, 4.1, 6.0])
def test_deviates_of_paired_differences_allow_for_few_replicates(t: float) -> None:
    found = Estimate(value=t, low=t - 1.959964, high=t + 1.959964)
    exact = stats.norm.isf(stats.t.sf(t, B / 2))
    assert errors(found, 0.9, B) == pytest.approx(exact, rel=3e-3)
    assert errors(found, None, 0) == errors(found, 0.0, B) == pytest.approx(t)


def run(value: float, draws: Floats, **values: Any) -> Report:
    """Return the example with one effect and its replicates."""
    effect = Estimate(value=value, low=value - 0.4, high=value + 0.4)
    stored = (Draws(path=ENERGY, packed=pack(draws)),)
    return plain_report(**{ENERGY: effect, "imprint.draws": stored, **values})


def energy(now: Report, before: Report) -> ResultChange:
    return next(r for r in compare(now, before).results if r.name == "energy")


NOISE = np.random.default_rng(2).normal(size=(2, B))
CLOSE = NOISE[0] + 0.1 * NOISE[1]


def test_what_is_noise_between_strangers_is_a_change_among_the_same_artists() -> None:
    before, now = run(2.0, NOISE[0]), run(1.5, CLOSE)
    paired, apart = energy(now, before), energy(plain_report(**{ENERGY: EFFECT}), before)
    assert paired.correlation == pytest.approx(np.corrcoef(NOISE[0], CLOSE)[0, 1], abs=1e-3)
    assert paired.judgement is Judgement.WEAKENED
    assert (apart.correlation, apart.judgement) == (None, Judgement.CONFIRMED)
    assert compare(now, before).paired == 1


EFFECT = Estimate(value=1.5, low=1.1, high=1.9)


def test_a_change_within_half_the_margin_is_none_however_sure() -> None:
    found = energy(run(1.85, NOISE[0]), run(2.0, NOISE[0]))
    assert found.errors is not None
    assert found.errors > 10
    assert found.judgement is Judgement.CONFIRMED
    assert energy(run(1.75, NOISE[0]), run(2.0, NOISE[0])).judgement is Judgement.WEAKENED


@pytest.mark.parametrize(
    "other",
    [{"imprint.seed": 43}, {"imprint.unit": "4096 groups of artists"}, {"imprint.replicates": 9}],
)
def test_replicates_of_other_resamples_are_no_pairs(other: dict[str, Any]) -> None:
    assert pairing(run(2.0, CLOSE, **other), run(2.0, NOISE[0])).correlation(ENERGY) is None


def test_a_level_that_became_the_reference_turns_the_sign_and_is_no_reversal() -> None:
    """Of two modes the more frequent one is the reference: from night to night, either."""
    effect = lookup(plain_report(), "regression.effects")[0]
    minor = replace(effect, label="Mode: minor", per_sd=EFFECT)
    turned = Estimate(value=-1.5, low=-1.9, high=-1.1)
    major = replace(effect, label="Mode: major", per_sd=turned)
    path = f"regression.effects[{effect.name}].per_sd"

    def night(effect: Any, sign: float) -> Report:
        draws = (Draws(path=path, packed=pack(sign * NOISE[0])),)
        return plain_report(**{"regression.effects[0]": effect, "imprint.draws": draws})

    found = next(
        r for r in compare(night(major, -1), night(minor, 1)).results if r.name == effect.name
    )
    assert (found.label, found.before, found.correlation) == ("Mode: major", turned, 1.0)
    assert (found.errors, found.judgement) == (0.0, Judgement.CONFIRMED)


def test_a_table_that_keeps_its_artists_gives_the_same_draws_for_the_same_results() -> None:
    """Through the real models: all artists, half of them, none."""
    first, same = tables(1, 1.0)
    before, now = part(first), part(same.sample(frac=1.0, random_state=3))
    for path, paired, _, r in differences(before, now):
        assert r > 0.9999, path
        assert abs(paired.value) < 1e-9, path


@pytest.mark.long
@pytest.mark.parametrize("share", [0.0, 0.5, 0.9, 0.99])
def test_paired_intervals_hold_the_truth_at_any_overlap(share: float) -> None:
    """Two tables of one population differ by nothing but chance."""
    held: dict[str, list[bool]] = {}
    narrower = []
    for seed in range(150):
        before, now = (part(frame) for frame in tables(1_000 + seed, share))
        for path, paired, apart, _ in differences(before, now):
            kind = path if path in {"r2", "auc"} else "effects"
            assert paired.low is not None
            assert paired.high is not None
            held.setdefault(kind, []).append(paired.low <= 0 <= paired.high)
            assert apart.low is not None
            narrower.append((paired.value - paired.low) / (apart.value - apart.low))
    assert 0.93 <= np.mean(held["effects"]) <= 0.99
    assert min(np.mean(held["r2"]), np.mean(held["auc"])) >= 0.88
    assert np.mean(narrower) == pytest.approx(np.sqrt(1 - share), abs=0.04)
