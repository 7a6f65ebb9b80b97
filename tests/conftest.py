"""How tests are spread over processes: what shares something dear stays together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    import pytest

DEAR = ("browser", "render")
"""Folders whose tests share a browser, or pages that take seconds to make."""

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
