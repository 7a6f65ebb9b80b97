"""Reports of generated tables, run and rendered once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import pytest

from reportgen import analyze
from reportgen.render import context, pages
from reportgen.results import Report
from tests import example
from tests.findings import tables

if TYPE_CHECKING:
    import pandas as pd


@cache
def facts(name: str) -> Report:
    """Return the report of a small catalogue of :mod:`tests.findings.tables`."""
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "much": lambda: tables.catalogue(sound=0.33),
        "some": lambda: tables.catalogue(sound=0.2),
        "little": lambda: tables.catalogue(2_500, sound=0.05),
        "nothing": lambda: tables.catalogue(seed=4),
        "genre": lambda: tables.catalogue(sound=0.03, genre=0.35),
        "leak": tables.leaking,
        "few": lambda: tables.catalogue(90, sound=0.1),
        "streams": tables.streamed,
        "hits": tables.hits,
    }
    return tables.analyzed(makers[name]())


@cache
def rendered(name: str) -> tuple[Report, str]:
    """Return a report and its HTML page (without fonts, which hold no text)."""
    made: dict[str, Callable[[], Report]] = {
        "example": example.example_report,
        "sample": analyze,
    }
    report = made[name]() if name in made else facts(name)
    plain = context.screen(report, context.draw(report), script_hash="none")
    return report, pages.render(pages.environment(), plain)


@pytest.fixture(scope="session", params=["example", "sample", "streams", "hits", "leak"])
def page(request: pytest.FixtureRequest) -> tuple[Report, str]:
    return rendered(str(request.param))
