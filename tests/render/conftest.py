"""The example, made once."""

from __future__ import annotations

import pytest

from reportgen.render import make
from reportgen.render.context import Drawings, draw
from reportgen.results import Report
from tests.example import example_report


@pytest.fixture(scope="session")
def report() -> Report:
    return example_report()


@pytest.fixture(scope="session")
def drawings(report: Report) -> Drawings:
    return draw(report)


@pytest.fixture(scope="session")
def made(report: Report) -> dict[str, bytes]:
    return make(report)
