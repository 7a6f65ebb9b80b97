"""Gates: kept, broken, and not computed; what they say; how a run ends."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.compare import compare
from reportgen.errors import ExitCode
from reportgen.gates import check, exit_code
from reportgen.results import (
    Estimate,
    GateOutcome,
    Gates,
    GateStatus,
    Report,
    Skipped,
    lookup,
    paths,
)
from reportgen.settings import GateSettings
from tests.change import change
from tests.compare.reports import plain_report
from tests.example import example_report

REPORT = plain_report()
R2 = "regression.scores[full].r2.value"
PASSED, FAILED, NOT = GateStatus.PASSED, GateStatus.FAILED, GateStatus.NOT_COMPUTED


def outcome(report: Report = REPORT, previous: Report | None = None, **gate: Any) -> GateOutcome:
    if previous is not None:
        report = replace(report, comparison=compare(report, previous))
    found = check(report, [GateSettings(**gate)], previous)
    assert isinstance(found, Gates)
    assert found.n == 1
    assert found.passed == (found.outcomes[0].status is PASSED)
    return found.outcomes[0]


# R² is 0.083 (0.071 to 0.095) on 28,068 tracks
@pytest.mark.parametrize(
    ("gate", "status", "text"),
    [
        ({"min": 0.08}, PASSED, "0.083 is at least 0.08"),
        ({"min": 0.083}, PASSED, "0.083 is at least 0.083"),
        ({"min": 0.084}, FAILED, "0.083 is below 0.084"),
        ({"min": 0.08, "on": "bound"}, FAILED, "the lower bound 0.071 is below 0.08"),
        ({"min": 0.07, "on": "bound"}, PASSED, "the lower bound 0.071 is at least 0.07"),
        ({"max": 0.09}, PASSED, "0.083 is at most 0.09"),
        ({"max": 0.09, "on": "bound"}, FAILED, "the upper bound 0.095 is above 0.09"),
        ({"max": 0.08, "min": 0.07}, FAILED, "0.083 is at least 0.07; 0.083 is above 0.08"),
        ({"min_rows": 28_068}, PASSED, "28,068 rows are at least 28,068"),
        ({"min_rows": 28_069}, FAILED, "28,068 rows are fewer than 28,069"),
        ({"max_drop": 0.01}, NOT, "there is no previous run to compare with"),
        ({"max_change": 0.01, "min": 0.9}, FAILED, "0.083 is below 0.9; there is no previous run"),
        ({"fresh_within": "1d"}, NOT, f"{R2} is not a date"),
    ],
)
def test_a_limit_is_kept_or_not(gate: dict[str, Any], status: GateStatus, text: str) -> None:
    found = outcome(path=R2, **gate)
    assert found.status is status
    assert text in found.text
    assert found.value == 0.083


@pytest.mark.parametrize("path", [R2, "regression.scores[full].r2", "regression.scores[2].r2"])
def test_an_estimate_is_its_value_and_has_its_bounds(path: str) -> None:
    assert outcome(path=path, min=0.071, on="bound").status is PASSED
    assert outcome(path=path, min=0.0711, on="bound").status is FAILED


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("regression.scores[ful].r2.value", "the nearest is regression.scores[full].r2"),
        ("data.columns[enrgy].mean", "the nearest is data.columns[energy].mean"),
        ("data.columns[genre].mean", "data.columns[genre].mean is undefined"),
        ("title", "title is not a number"),
        ("comparison.needed", "comparison was left out: this is the first run"),
    ],
)
def test_what_is_not_there_is_never_green(path: str, text: str) -> None:
    for limit in ("min", "max", "max_change"):
        bound: dict[str, Any] = {limit: -1e9 if limit == "min" else 1e9}
        found = outcome(path=path, **bound)
        assert found.status is NOT
        assert text in found.text or "previous" in found.text
        assert found.value is None
    assert text in outcome(path=path, min=-1e9).text


def test_a_skipped_step_gives_its_reason() -> None:
    skipped = change(REPORT, regression=Skipped(step="linear regression", reason="no target"))
    found = outcome(skipped, path=R2, min=0.0, min_rows=1)
    assert found.status is NOT
    assert found.text == "linear regression was left out: no target"


def test_a_number_without_interval_has_no_bound() -> None:
    bare = change(REPORT, **{"regression.scores[full].r2": Estimate(value=0.5)})
    assert outcome(bare, path=R2, min=0.1).status is PASSED
    assert outcome(bare, path=R2, min=0.1, on="bound").status is NOT
    assert outcome(path="data.rows", min=1, on="bound").text == "data.rows has no interval"


def test_a_drop_and_a_change_look_back() -> None:
    before = change(
        REPORT, **{"regression.scores[full].r2": Estimate(value=0.1, low=0.09, high=0.11)}
    )
    looked: dict[str, Any] = {"previous": before, "path": R2}
    assert outcome(**looked, max_drop=0.02).status is PASSED
    assert outcome(**looked, max_drop=0.016).text == "a drop of 0.017 is more than 0.016"
    assert outcome(**looked, max_change=0.016).status is FAILED
    # 0.1 − 0.083 + √(0.012² + 0.01²) = 0.0326
    assert outcome(**looked, max_drop=0.0327, on="bound").status is PASSED
    assert outcome(**looked, max_drop=0.0326, on="bound").status is FAILED
    rise = outcome(before, REPORT, path=R2, max_drop=0.0)
    assert rise.status is PASSED, "a rise is no drop"
    assert rise.limits[0].value == pytest.approx(-0.017)
    assert outcome(before, REPORT, path=R2, max_change=0.016).status is FAILED


def test_why_there_is_no_previous_run_is_said() -> None:
    reason = "no earlier run was made in the same way: validation.folds was 5 and is 3"
    alone = change(REPORT, comparison=Skipped(step="comparison", reason=reason))
    found = outcome(alone, path=R2, max_drop=1.0)
    assert found.status is NOT
    assert found.text == f"there is no previous run to compare with: {reason}"


def test_a_change_of_what_is_not_comparable_is_not_computed() -> None:
    other = change(REPORT, **{"provenance.version": "9.9.9"})
    assert "version of reportgen" in outcome(previous=other, path=R2, max_drop=1.0).text
    cut = change(REPORT, **{"classification.cutoff": 60.0})
    for path in ("classification.auc", "classification.auc.value"):
        assert outcome(previous=cut, path=path, max_drop=1.0).status is NOT
    assert outcome(previous=cut, path=R2, max_drop=1.0).status is PASSED
    lost = change(REPORT, regression=Skipped(step="linear regression", reason="few rows"))
    assert outcome(previous=lost, path=R2, max_drop=1.0).status is NOT


@pytest.mark.parametrize(
    ("path", "created", "age", "status"),
    [
        ("provenance.created", "2026-11-23T00:00:00+00:00", "1h", PASSED),
        ("comparison.created", "2026-11-22T06:00:00+00:00", "24h", PASSED),
        ("comparison.created", "2026-11-22T06:00:00+00:00", "23h", FAILED),
        ("comparison.created", "2026-11-09", "2w", FAILED),
        ("comparison.created", "2026-11-09", "15d", PASSED),
    ],
)
def test_freshness_is_the_age_of_a_date_on_the_day_of_the_report(
    path: str, created: str, age: str, status: GateStatus
) -> None:
    report = change(example_report(), **{path: created})
    assert outcome(report, path=path, fresh_within=age).status is status


def test_rows_behind_a_number_are_the_nearest_above_it() -> None:
    fewer = change(REPORT, **{"exploration.by_genre[r&b].n": 12})
    path = "exploration.by_genre[r&b].mean"
    assert outcome(fewer, path=path, min_rows=13).text == "12 rows are fewer than 13"
    assert outcome(fewer, path="preparation.zeros.share", min_rows=1).status is PASSED
    assert outcome(fewer, min_rows=28_069).text == "28,068 rows are fewer than 28,069"


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_words_tell_a_number_from_its_limit(value: float, limit: float) -> None:
    report = change(REPORT, **{"regression.clipped": value})
    found = outcome(report, path="regression.clipped", min=limit)
    assert found.status is (PASSED if value >= limit else FAILED)
    if value < limit and limit - value > 1e-9 * max(abs(value), abs(limit)):
        shown, line = found.text.split(" is below ")
        assert shown != line


@pytest.mark.parametrize(
    ("gates", "comparable", "warn_only", "code"),
    [
        ((), True, False, ExitCode.OK),
        ((), False, False, ExitCode.NOT_COMPARABLE),
        (("passed fail",), True, False, ExitCode.OK),
        (("failed fail",), True, False, ExitCode.GATE_FAILED),
        (("failed warn",), True, False, ExitCode.OK),
        (("cannot be computed fail",), True, False, ExitCode.GATE_FAILED),
        (("cannot be computed warn",), True, False, ExitCode.OK),
        (("failed fail",), False, False, ExitCode.GATE_FAILED),
        (("failed warn",), False, False, ExitCode.NOT_COMPARABLE),
        (("failed fail",), True, True, ExitCode.OK),
        (("failed fail",), False, True, ExitCode.NOT_COMPARABLE),
    ],
)
def test_a_run_ends_as_its_gates_and_its_comparison_say(
    gates: tuple[str, ...], comparable: bool, warn_only: bool, code: ExitCode
) -> None:
    report = change(example_report(), **{"comparison.comparable": comparable})
    first = lookup(report, "gates.outcomes[0]")
    made = tuple(
        replace(first, status=GateStatus(text.rpartition(" ")[0]), severity=text.split()[-1])
        for text in gates
    )
    report = change(report, **{"gates.outcomes": made})
    assert exit_code(report, warn_only=warn_only) is code


def test_without_gates_nothing_was_checked() -> None:
    assert check(REPORT, ()) == Skipped(step="gates", reason="no gates are set")


def test_every_number_of_a_report_can_be_watched() -> None:
    """The path that is listed for a number leads to it, and a gate on it is computed."""
    report = example_report()
    watched = 0
    for path in paths(report):
        value = lookup(report, path)
        if isinstance(value, int | float) and not isinstance(value, bool):
            found = outcome(report, path=path, min=value)
            assert (found.status, found.value) == (PASSED, value), path
            watched += 1
    assert watched > 2_000
