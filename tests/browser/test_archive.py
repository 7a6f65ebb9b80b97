"""The page of all runs, in a real browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reportgen import history
from reportgen.cli.archive import write_index
from reportgen.results import RunStatus
from reportgen.settings import BrandSettings, ReportSettings, Settings
from tests.browser.conftest import AXE, WIDTHS, Reading, _load, _tab, needed
from tests.browser.test_access import EVERY_RULE
from tests.browser.test_page import TOO_WIDE
from tests.compare.reports import plain_report
from tests.example import example_report
from tests.history.conftest import add, night
from tests.history.test_record import on

R2 = "regression.scores[full].r2"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of two subjects, with runs of every kind."""
    root = tmp_path_factory.mktemp("archive")
    settings = Settings(
        report=ReportSettings(output=root), brand=BrandSettings(confidentiality="For the team")
    )
    engine = history.open_database(settings.history, root)
    for day in range(1, 5):
        values = {f"{R2}.value": 0.08 + day / 100, "title": "Popularity in nights"}
        add(engine, on(day, "", None, **values), night(day), folder=f"night-{day}")
    add(engine, on(5, report=example_report()), night(5), folder="night-5")
    add(engine, on(6), night(6), RunStatus.FAILED, folder="night-6")
    add(engine, on(7), night(7), None, folder="night-7")
    odd = replace(plain_report(), title="<b>=1+1</b> 🎧 " + "x" * 90)
    add(engine, on(2, "f" * 64, odd), night(2), subject="other.csv", folder="../out")
    for day in (4, 5):
        (root / f"night-{day}").mkdir()
        (root / f"night-{day}" / "report.html").write_text("<!DOCTYPE html><title>x</title>")
    return write_index(engine, settings)


@pytest.fixture
def shown(browser: Any, page: Path) -> Any:
    reading = _load(_tab(browser), page)
    yield reading
    reading.page.context.close()


def test_the_page_fits_says_nothing_and_everybody_can_read_it(shown: Reading) -> None:
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            tab = shown.turn(width, scheme)
            assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert tab.evaluate(TOO_WIDE) == []
            if width != 768:
                tab.evaluate(Path(needed(AXE, "axe-core")).read_text("utf-8"))
                found = tab.evaluate(
                    f"axe.run(document, {EVERY_RULE}).then((found) => found.violations.map("
                    "(rule) => [rule.id, rule.nodes.slice(0, 3).map((node) => node.html)]))"
                )
                assert found == []
    assert shown.said == []
    assert shown.asked == [shown.address]


def test_the_page_lists_all_runs_with_trends_gates_and_links(shown: Reading) -> None:
    tab = shown.page
    assert tab.locator("section h2").all_inner_texts()[0] == "Example catalogue"
    assert tab.locator("section").count() == 2
    assert tab.locator(".archive > li").count() == 8
    assert "1 of 4 gates passed" in tab.locator(".archive > li").nth(2).inner_text()
    said = tab.locator("main").inner_text()
    assert "Its files could not be made." in said
    assert "It was not finished." in said
    links = tab.locator(".files a").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
    assert links == ["night-5/report.html", "night-4/report.html"]
    trend = tab.locator(".trend").first
    assert str(trend.locator("polyline").get_attribute("points")).count(",") == 5
    assert "5 runs from 1 November 2026 to 5 November 2026" in (
        str(trend.locator("svg").get_attribute("aria-label"))
    )
    tab.locator(".files a").first.click()
    assert tab.title() == "x"
