"""The course of headline numbers, from runs given and from a chain of reports."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reportgen.charts.theme import applied
from reportgen.charts.trends import trends as drawn_trends
from reportgen.compare import Beside, EarlierRun, compare, trends
from reportgen.compare.trends import MOST_EFFECTS, MOST_RUNS, headlines
from reportgen.results import Estimate, Report, Skipped, Trends
from tests.compare.reports import FIRST, plain_report

R2 = "regression.scores[full].r2"
NEVER = Skipped(step="trends", reason="this is the first run")


def night(day: int, r2: float = 0.1) -> Report:
    report = plain_report(
        **{
            "provenance.created": f"2026-10-{day:02}T04:00:00+00:00",
            R2: Estimate(value=r2, low=r2 - 0.01, high=r2 + 0.01),
        }
    )
    return replace(report, trends=NEVER)


def chain(nights: int) -> Report:
    """Return the last of some nights, each with the report of the last one at hand."""
    before = night(1, 0.101)
    for day in range(2, nights + 1):
        now = night(day, 0.1 + day / 1_000)
        now = replace(now, comparison=compare(now, before))
        before = replace(now, trends=trends(now, before, Beside()))
    return before


def values(report: Report, path: str) -> list[float | None]:
    assert isinstance(report.trends, Trends)
    points = next(s for s in report.trends.series if s.path == path).points
    return [None if p.value is None else p.value.value for p in points]


def test_a_chain_of_reports_carries_its_history() -> None:
    last = chain(5)
    assert isinstance(last.trends, Trends)
    assert last.trends.runs == 5
    assert values(last, R2) == pytest.approx([0.101, 0.102, 0.103, 0.104, 0.105])
    days = [point.created[8:10] for point in last.trends.series[0].points]
    assert days == ["01", "02", "03", "04", "05"]
    kinds = [series.kind for series in last.trends.series]
    assert kinds == ["count", "score", "score", *["effect"] * MOST_EFFECTS]


def test_two_runs_are_kept_but_not_drawn() -> None:
    second, third = chain(2).trends, chain(3).trends
    assert isinstance(second, Trends)
    assert isinstance(third, Trends)
    assert (second.runs, third.runs) == (2, 3)
    assert drawn_trends(second) is None
    with applied():
        drawn = drawn_trends(third)
    assert drawn is not None
    assert len(drawn.table.rows) == 3


def test_only_the_last_month_is_kept() -> None:
    days = range(1, 32)
    runs = [EarlierRun(f"2026-08-{d:02}T04:00:00+00:00", {R2: Estimate(value=d)}) for d in days]
    now = night(1)
    found = trends(now, None, Beside(past=lambda *_: runs))
    assert isinstance(found, Trends)
    assert found.runs == MOST_RUNS
    assert values(replace(now, trends=found), R2)[:2] == [3, 4]
    effect = found.series[-1]
    assert effect.points[0].value is None
    assert effect.points[-1].value is not None


def test_effects_that_have_a_course_go_before_larger_ones() -> None:
    small = min(night(1).regression.effects, key=lambda e: abs(e.per_sd.value))  # type: ignore[union-attr]
    path = f"regression.effects[{small.name}].per_sd"
    assert path not in {series.path for series in headlines(night(1))}
    runs = [EarlierRun(f"2026-08-0{d}", {path: Estimate(value=0.1)}) for d in (1, 2, 3)]
    found = trends(night(1), None, Beside(past=lambda *_: runs))
    assert isinstance(found, Trends)
    assert next(s.path for s in found.series if s.kind == "effect") == path


def test_the_same_run_again_is_no_other_point() -> None:
    last = chain(4)
    again = trends(replace(last, trends=NEVER), last, Beside())
    assert again == last.trends


@pytest.mark.parametrize(
    ("beside", "version", "reason"),
    [
        (Beside(baseline="release"), "0.1.0", "a baseline says nothing of the runs since"),
        (Beside(), "9.9.9", "the last run cannot be compared with this one"),
    ],
)
def test_what_is_another_course_is_not_drawn_on(beside: Beside, version: str, reason: str) -> None:
    before, now = chain(4), replace(night(5), comparison=FIRST)
    now = replace(now, provenance=replace(now.provenance, version=version))
    now = replace(now, comparison=compare(now, before, beside.baseline))
    found = trends(now, before, beside)
    assert isinstance(found, Skipped)
    assert found.reason == reason


def test_a_first_run_has_no_course() -> None:
    assert trends(night(1), None, Beside()) == NEVER
