"""How tests are spread over processes: what shares something dear stays together."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from reportgen import charts
from reportgen.text import current

DEAR = ("browser", "render", "charts", "findings", "text")
"""Folders whose tests share a browser, or reports, pages and drawings that take seconds to make."""

FIRST = (*DEAR, "packaging", "analysis", "sections", "engine", "bad_input")
"""Folders with long tests: begun late, they would run alone at the end."""


class Together(LoadScopeScheduling):  # type: ignore[misc] # the library has no types
    """One process a folder where it is dear, else one a file."""

    def _split_scope(self, nodeid: str) -> str:
        folder = _folder(nodeid)
        return folder if folder in DEAR else nodeid.partition("::")[0]


def _folder(nodeid: str) -> str:
    return nodeid.partition("/")[2].partition("/")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    config.option.loadscopereorder = False
    return Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {folder: place for place, folder in enumerate(FIRST)}
    items.sort(key=lambda item: order.get(_folder(item.nodeid), len(FIRST)))


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over the tests themselves, and come less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def drawn_once() -> Iterator[None]:
    """Draw a report once a process: tests of pages look at what stands around its charts.

    Tests of the charts themselves call the functions that they imported, and draw anew.
    """
    drawing, small = charts.draw, charts.sparklines

    @lru_cache(maxsize=48)
    def drawn(_language: object, call: Any, *words: Any, **more: Any) -> dict[str, Any]:
        made: dict[str, Any] = call(*words, **more)
        return made

    def draw(*words: Any, **more: Any) -> dict[str, Any]:
        return dict(drawn(current(), drawing, *words, **more))

    def sparklines(*words: Any, **more: Any) -> dict[str, Any]:
        return dict(drawn(current(), small, *words, **more))

    patch = pytest.MonkeyPatch()
    patch.setattr(charts, "draw", draw)
    patch.setattr(charts, "sparklines", sparklines)
    yield
    patch.undo()
