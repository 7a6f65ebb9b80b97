"""Differences of results: intervals, judgements, and how often quiet nights raise an alarm."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reportgen.compare import NIGHTS, compare
from reportgen.compare.pairing import difference
from reportgen.compare.results import needed_errors
from reportgen.results import Estimate, Judgement, Report, ResultChange, Skipped, lookup
from tests.compare.reports import drawn, moved, plain_report

REPORT = plain_report()


def about(value: float, half: float) -> Estimate:
    return Estimate(value=value, low=value - half, high=value + half)


def result(now: Report, before: Report, name: str, kind: str = "effect") -> ResultChange:
    found = compare(now, before).results
    return next(r for r in found if (r.kind, r.name) == (kind, name))


def with_effect(name: str, estimate: Estimate) -> Report:
    return plain_report(**{f"regression.effects[{name}].per_sd": estimate})


def test_the_difference_of_normal_estimates_is_the_textbook_one() -> None:
    found = difference(about(1.0, 0.3), about(0.4, 0.4), None)
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.6, 0.1, 1.1))


def test_the_difference_of_proportions_is_newcombes() -> None:
    """Newcombe 1998, table II, method 10: 56/70 and 48/80."""
    intervals = []
    for hits, n in ((56, 70), (48, 80)):
        wilson = stats.binomtest(hits, n).proportion_ci(method="wilson")
        intervals.append(Estimate(value=hits / n, low=wilson.low, high=wilson.high))
    found = difference(intervals[0], intervals[1], None)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@given(st.floats(-5, 5), st.floats(-5, 5), *[st.floats(0.01, 3)] * 4, st.floats(0, 1))
def test_a_difference_turns_its_sign_with_the_order(
    a: float, b: float, w: float, x: float, y: float, z: float, r: float
) -> None:
    first = Estimate(value=a, low=a - w, high=a + x)
    second = Estimate(value=b, low=b - y, high=b + z)
    there, back = difference(first, second, r), difference(second, first, r)
    assert there is not None
    assert back is not None
    assert (there.value, there.low) == pytest.approx((-back.value, -(back.high or 0.0)))


def test_a_quiet_month_needs_the_quantile_for_all_its_looks() -> None:
    assert needed_errors(1, 1) == pytest.approx(1.959964, abs=1e-6)
    assert needed_errors(18, 30) == pytest.approx(stats.norm.isf(0.05 / (2 * 18 * 30)))
    assert needed_errors(0, 1) == needed_errors(1, 1)


CLEAR, OPPOSITE, NOTHING = about(2.0, 0.4), about(-2.0, 0.4), about(0.05, 0.4)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (CLEAR, about(2.1, 0.4), Judgement.CONFIRMED),
        (CLEAR, OPPOSITE, Judgement.REVERSED),
        (CLEAR, NOTHING, Judgement.WEAKENED),
        (CLEAR, about(0.9, 0.2), Judgement.WEAKENED),
        (CLEAR, about(4.5, 0.4), Judgement.STRENGTHENED),
        (OPPOSITE, about(-4.5, 0.4), Judgement.STRENGTHENED),
        (NOTHING, CLEAR, Judgement.NEW),
        (NOTHING, about(-0.05, 0.4), Judgement.NOISE),
        (NOTHING, about(0.7, 0.4), Judgement.NOISE),
        (CLEAR, Estimate(value=2.0), Judgement.NOT_COMPARABLE),
    ],
)
def test_an_effect_is_judged(before: Estimate, now: Estimate, expected: Judgement) -> None:
    found = result(with_effect("energy", now), with_effect("energy", before), "energy")
    assert found.judgement is expected


def test_a_report_beside_itself_has_nothing_to_decide() -> None:
    found = compare(REPORT, REPORT)
    assert found.quiet
    assert found.same_file
    assert found.comparable
    assert {r.judgement for r in found.results} <= {Judgement.CONFIRMED, Judgement.NOISE}
    assert all(r.errors == 0 for r in found.results)
    assert found.family == len(found.results) >= 10


def test_an_auc_near_one_half_is_clear_of_nothing() -> None:
    low = plain_report(**{"classification.auc": about(0.505, 0.01)})
    assert result(low, low, "auc", "score").judgement is Judgement.NOISE
    assert result(REPORT, REPORT, "auc", "score").judgement is Judgement.CONFIRMED


def test_an_effect_is_compared_on_the_scale_of_the_earlier_run() -> None:
    """A column stretched twofold has half the effect per unit and the same per its own sd."""
    effect = lookup(REPORT, "regression.effects[energy]")
    wide = plain_report(**{"regression.effects[energy].sd": 2 * effect.sd})
    found = result(wide, REPORT, "energy")
    assert found.now is not None
    assert found.now.value == pytest.approx(effect.per_sd.value / 2)
    assert found.before == effect.per_sd


@pytest.mark.parametrize(
    ("changes", "names", "reason"),
    [
        ({"provenance.version": "9.9.9"}, None, "version of reportgen was 0.1.0 and is 9.9.9"),
        ({"data.columns[popularity].unit": "0–1"}, None, "the target was Popularity"),
        ({"provenance.settings[validation.folds].value": "3"}, None, "validation.folds was 5"),
        ({"classification.cutoff": 65.0}, {"auc"}, "the cut-off for popular differs"),
        ({"classification": Skipped(step="hits", reason="x")}, {"auc"}, "could not compute it"),
    ],
)
def test_what_means_something_else_is_not_compared(
    changes: dict[str, Any], names: set[str] | None, reason: str
) -> None:
    found = compare(plain_report(**changes), REPORT)
    apart = [r for r in found.results if r.judgement is Judgement.NOT_COMPARABLE]
    assert all(reason in r.reason for r in apart)
    assert {r.name for r in apart} == (names or {r.name for r in found.results})
    assert found.comparable is (names is not None)
    assert all(r.difference is None for r in apart)


def test_settings_that_change_no_number_leave_all_comparable() -> None:
    found = compare(
        plain_report(**{"provenance.settings[validation.replicates].value": "900"}), REPORT
    )
    assert found.quiet
    assert found.method == ()


def test_a_setting_of_one_step_touches_its_results_only() -> None:
    settings = lookup(REPORT, "provenance.settings")
    more = (*settings, replace(settings[0], name="segments.k_max", value="4"))
    found = compare(plain_report(**{"provenance.settings": more}), REPORT)
    apart = {r.kind for r in found.results if r.judgement is Judgement.NOT_COMPARABLE}
    assert apart == {"segment"}
    assert found.comparable
    assert not found.quiet


def test_models_with_another_column_are_not_compared() -> None:
    effects = lookup(REPORT, "regression.effects")
    found = compare(plain_report(**{"regression.effects": effects[1:]}), REPORT)
    apart = [r for r in found.results if r.kind == "effect"]
    assert {r.judgement for r in apart} == {Judgement.NOT_COMPARABLE}
    assert apart[0].reason == f"the models are now without {effects[0].label.lower()}"


def test_segments_are_matched_by_where_they_lie_not_by_name() -> None:
    members = lookup(REPORT, "segments.members")
    names = [m.name for m in members]
    turned = tuple(replace(m, name=n) for m, n in zip(reversed(members), names, strict=True))
    found = compare(plain_report(**{"segments.members": turned}), REPORT)
    segments = [r for r in found.results if r.kind == "segment"]
    assert len(segments) == len(members)
    assert all(r.errors == 0 for r in segments)


def test_a_segment_that_came_or_went_is_said() -> None:
    members = lookup(REPORT, "segments.members")
    fewer = plain_report(**{"segments.members": members[:2]})
    gone = [r for r in compare(fewer, REPORT).results if r.kind == "segment"]
    assert [r.judgement for r in gone].count(Judgement.GONE) == len(members) - 2
    came = [r for r in compare(REPORT, fewer).results if r.kind == "segment"]
    assert [r.judgement for r in came].count(Judgement.NEW) == len(members) - 2


def test_rows_and_repeats_are_counted() -> None:
    twice = plain_report(
        **{
            "preparation.rows_read": 2 * REPORT.preparation.rows_read,
            "preparation.repeats.extra_rows": lookup(REPORT, "preparation.repeats.extra_rows")
            + REPORT.preparation.rows_read,
        }
    )
    found = compare(twice, REPORT)
    counts = {c.name: c for c in found.counts}
    assert counts["read"].moved
    assert counts["read"].change == pytest.approx(1.0)
    assert not counts["tracks"].moved
    assert found.repeats is not None
    assert found.repeats.risen
    assert found.repeats.tracks_change == 0
    assert not found.quiet


def test_columns_that_came_went_or_changed_are_named() -> None:
    columns = lookup(REPORT, "data.columns")
    other = (*columns[:-2], replace(columns[-2], name="brand_new"), replace(columns[-1], unit="x"))
    found = compare(plain_report(**{"data.columns": other}), REPORT)
    assert {(c.name, c.alteration.value) for c in found.columns} == {
        (columns[-2].name, "gone"),
        ("brand_new", "new"),
        (columns[-1].name, "another unit"),
    }


@pytest.mark.long
def test_quiet_months_hardly_ever_raise_an_alarm() -> None:
    """Thirty nights on end, each drawn anew around one truth, independent of the last."""
    draw = np.random.default_rng(8)
    months, alarms = 300, 0
    for _ in range(months):
        nights = [drawn(REPORT, draw) for _ in range(NIGHTS + 1)]
        pairs = pairwise(nights)
        alarms += not all(compare(now, before).quiet for before, now in pairs)
    assert stats.binomtest(alarms, months, 0.05, alternative="greater").pvalue > 0.01


@pytest.mark.long
@pytest.mark.parametrize(("errors", "least"), [(6.0, 0.5), (8.0, 0.95)])
def test_a_change_of_six_errors_is_mostly_found(errors: float, least: float) -> None:
    """In standard errors of one run: the difference has √2 of them."""
    draw = np.random.default_rng(9)
    effect = lookup(REPORT, "regression.effects[energy].per_sd")
    far = plain_report(**{"regression.effects[energy].per_sd": moved(effect, errors)})
    found = [result(drawn(far, draw), drawn(REPORT, draw), "energy") for _ in range(200)]
    changed = [r.judgement not in {Judgement.CONFIRMED, Judgement.NOISE} for r in found]
    assert np.mean(changed) > least
