from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields, is_dataclass
from enum import Enum
from typing import Any

import pytest

from reportgen import results
from reportgen.results import Report
from tests import example
from tests.example_extra import extended_report

REPORTS = {
    "example": example.example_report,
    "binary": example.binary_report,
    "no segments": example.no_segments_report,
    "bare": example.no_genre_no_artist_report,
    "no target": example.no_target_report,
    "extended": extended_report,
}
NOUNS = [noun for noun in vars(results).values() if isinstance(noun, type) and is_dataclass(noun)]


@pytest.fixture(params=REPORTS)
def report(request: pytest.FixtureRequest) -> Report:
    return REPORTS[str(request.param)]()


def values(node: Any) -> Iterator[Any]:
    """Walk over everything in a result."""
    yield node
    if is_dataclass(node):
        for field in fields(node):
            yield from values(getattr(node, field.name))
    elif isinstance(node, tuple):
        for item in node:
            yield from values(item)


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_every_noun_is_frozen_slotted_and_by_keyword(noun: type[Any]) -> None:
    assert noun.__dataclass_params__.frozen
    assert all(field.kw_only for field in fields(noun))
    assert "__slots__" in vars(noun)
    assert noun.__doc__


def test_a_report_cannot_be_changed() -> None:
    report = example.example_report()
    with pytest.raises(FrozenInstanceError):
        report.title = "another"  # type: ignore[misc]


def test_a_report_holds_plain_values_only(report: Report) -> None:
    for value in values(report):
        plain = value is None or isinstance(value, str | int | float | tuple | Enum)
        assert plain or is_dataclass(value), type(value)
        if isinstance(value, float):
            assert math.isfinite(value)


def test_the_ledger_of_an_example_reconciles(report: Report) -> None:
    preparation = report.preparation
    left = preparation.rows_read
    for step in preparation.steps:
        left -= step.removed
        assert step.remaining == left
    assert left == preparation.rows_modelled


def test_the_counts_of_an_example_add_up(report: Report) -> None:
    n = report.preparation.rows_modelled
    groups: list[Any] = [report.exploration.by_genre, report.exploration.by_year]
    if not isinstance(report.segments, results.Skipped) and report.segments.members:
        groups.append(report.segments.members)
    for group in groups:
        if not isinstance(group, results.Skipped):
            assert sum(member.n for member in group) == n
    for column in report.data.columns:
        assert column.n + column.missing == report.data.rows
        if column.histogram is not None:
            assert sum(column.histogram.counts) == column.n
            assert len(column.histogram.edges) == len(column.histogram.counts) + 1


def test_the_decisions_of_an_example_add_up(report: Report) -> None:
    model = report.classification
    if isinstance(model, results.Skipped):
        pytest.skip("no classification")
    table = model.confusion
    assert table.true_positive + table.false_negative == model.positives
    decided = table.true_negative + table.false_positive + model.positives
    assert decided == model.n
    right = (table.true_positive + table.true_negative) / model.n
    assert model.accuracy.value == pytest.approx(right, abs=5e-5)
    assert sum(b.n for b in model.calibration) == model.n
