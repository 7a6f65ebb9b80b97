from __future__ import annotations

from collections.abc import Iterator

import pytest

from reportgen.charts.subject import Subject, subject
from reportgen.charts.theme import applied
from reportgen.results import Classification, Regression, Report, Segments, Skipped
from tests.example import example_report


@pytest.fixture(autouse=True)
def style() -> Iterator[None]:
    with applied():
        yield


@pytest.fixture(scope="session")
def report() -> Report:
    return example_report()


@pytest.fixture
def about(report: Report) -> Subject:
    return subject(report)


@pytest.fixture
def linear(report: Report) -> Regression:
    assert not isinstance(report.regression, Skipped)
    return report.regression


@pytest.fixture
def classes(report: Report) -> Classification:
    assert not isinstance(report.classification, Skipped)
    return report.classification


@pytest.fixture
def groups(report: Report) -> Segments:
    assert not isinstance(report.segments, Skipped)
    return report.segments
