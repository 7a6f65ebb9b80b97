"""Whatever the numbers of a report are, what is said of it holds together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.findings import RULES, judge, key_findings
from reportgen.results import Estimate, Histogram, Report, Severity, Skipped, lookup
from tests.change import change
from tests.example import (
    binary_report,
    no_genre_no_artist_report,
    no_segments_report,
    no_target_report,
    unjudged_report,
)
from tests.findings.origins import plain, told, written

REPORTS = (
    unjudged_report(),
    binary_report(),
    no_genre_no_artist_report(),
    no_segments_report(),
    no_target_report(),
)
PARTS = ("regression", "classification", "segments", "trust", "preparation", "exploration", "data")
SKIPPED = Skipped(step="step", reason="R² or not, it was skipped")
SKIPPABLE = ("segments", "regression", "classification")
SHARES = {
    *("share", "blind", "prevalence", "majority", "zeros", "clipped", "stability", "smallest"),
    *("accuracy", "threshold", "p_value", "p_adjusted", "accuracy_at_half", "balanced_accuracy"),
    *("auc", "average_precision", "share_before", "beyond_two", "beyond_three"),
    *("sensitivity", "specificity", "precision", "omission"),
}
POSITIVE = {"sd", "vif", "condition_number", "odds_ratio", "rmse", "step", "inertia", "penalty"}
EXTREMES = (0.0, 1e-9, 0.004, 0.05, 0.5, 0.9999999, 1.0)


def numbers(name: str) -> st.SearchStrategy[float]:
    """Return plausible and extreme values of a field of that name."""
    if name in SHARES:
        return st.one_of(st.sampled_from(EXTREMES), st.floats(0, 1))
    if name == "r":
        return st.floats(-1, 1)
    if name in POSITIVE:
        return st.floats(1e-6, 1e6)
    return st.one_of(st.sampled_from(EXTREMES), st.floats(-8, 8), st.floats(-1e6, 1e6))


@st.composite
def estimates(draw: st.DrawFn, name: str) -> Estimate:
    """Return an estimate whose interval holds its value, or that has none."""
    low, value, high = sorted(draw(st.tuples(*[numbers(name)] * 3)))
    kind = draw(st.sampled_from(("whole", "whole", "point", "none")))
    if kind == "none":
        return Estimate(value=value)
    return Estimate(value=value, low=low if kind == "whole" else value,
                    high=high if kind == "whole" else value)  # fmt: skip


def mutable(value: Any, path: str = "") -> Iterator[tuple[str, str, Any]]:
    """Walk over path, name and value of what may be another number."""
    if isinstance(value, Estimate):
        yield path, path.rpartition(".")[2], value
    elif isinstance(value, Histogram):
        return
    elif is_dataclass(value):
        for field in fields(value):
            inner = getattr(value, field.name)
            where = f"{path}.{field.name}" if path else field.name
            if isinstance(inner, int | float) and not isinstance(inner, bool):
                yield where, field.name, inner
            yield from mutable(inner, where)
    elif isinstance(value, tuple):
        for i, item in enumerate(value[:12]):
            yield from mutable(item, f"{path}[{i}]")


KEPT = re.compile(
    r"points|roc|gain|precision_recall|residuals|bins|calibration\[|coefficients|traits|levels"
    r"|segments\.(k|candidates\[\d+\]\.k)$"
)
"""What no finding looks at, and the number of segments, which goes with the list of them."""


def _kinds(report: Report) -> dict[str, list[tuple[str, str, Any]]]:
    """Return what may be another number, by the path without positions."""
    kinds: dict[str, list[tuple[str, str, Any]]] = {}
    for part in PARTS:
        for place in mutable(getattr(report, part), part):
            if not KEPT.search(place[0]):
                kinds.setdefault(re.sub(r"\[\d+\]", "", place[0]), []).append(place)
    return kinds


KINDS = [_kinds(report) for report in REPORTS]


@dataclass(frozen=True)
class Edits:
    """Which example, what stands where instead, and which part was skipped."""

    example: int
    values: tuple[tuple[str, Any], ...]
    skipped: str | None

    def made(self) -> Report:
        """Return the example with these changes."""
        report = REPORTS[self.example]
        for path, value in self.values:
            report = put(report, path, value)
        return change(report, **{self.skipped: SKIPPED}) if self.skipped else report


@st.composite
def edits(draw: st.DrawFn) -> Edits:
    """Return changes that leave a report valid."""
    i = draw(st.integers(0, len(REPORTS) - 1))
    chosen = st.lists(st.sampled_from(sorted(KINDS[i])), min_size=4, max_size=40, unique=True)
    values = []
    for kind in draw(chosen):
        path, name, old = draw(st.sampled_from(KINDS[i][kind]))
        values.append((path, draw(another(name, old))))
    return Edits(i, tuple(values), draw(st.sampled_from((None, *SKIPPABLE))))


def another(name: str, old: Any) -> st.SearchStrategy[Any]:
    if isinstance(old, Estimate):
        return estimates(name)
    if isinstance(old, int):
        least = 1 if name in {"n", "rows_read"} else 0
        return st.one_of(st.integers(least, 3), st.integers(least, 2_000_000))
    return numbers(name)


def put(node: Any, path: str, value: Any) -> Any:
    """Return a copy with ``value`` at a path of fields and positions."""
    match = re.match(r"\.?(?:(?P<field>[a-z_0-9]+)|\[(?P<place>\d+)\])", path)
    if match is None:
        return value
    rest = path[match.end() :]
    if match["field"]:
        inner = put(getattr(node, match["field"]), rest, value)
        return replace(node, **{match["field"]: inner})
    place = int(match["place"])
    return (*node[:place], put(node[place], rest, value), *node[place + 1 :])


@settings(
    max_examples=100, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(edits())
def test_what_is_said_of_any_report_holds_together(changed: Edits) -> None:
    judged = judge(changed.made())
    for _, sentence, evidence in told(judged):
        assert not re.search(r"\b(nan|NaN|None|inf)\b|\{|\}|  |\.\.", sentence), sentence
        for item in evidence:
            assert written(judged, item.path, plain(item.shown)), item
    assert len(key_findings(judged)) <= 6
    assert len(judged.trust.checks) >= len([rule for rule in RULES if rule.clear])
    for finding in judged.findings:
        assert finding.severity is not Severity.KEY or finding.grade != "weak"


def test_a_number_is_put_where_it_belongs() -> None:
    changed = put(unjudged_report(), "regression.effects[1].vif", 99.0)
    assert lookup(changed, "regression.effects[1].vif") == 99.0
    assert lookup(changed, "regression.effects[0].vif") != 99.0


@pytest.mark.parametrize("part", ["regression.effects[0].per_sd", "classification.auc"])
def test_numbers_of_all_parts_are_tried(part: str) -> None:
    assert part in {path for places in KINDS[0].values() for path, *_ in places}
