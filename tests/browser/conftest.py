"""Pages in a real browser: a whole report, and one with odd and crowded contents."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reportgen.render.brand import Brand, brand
from reportgen.render.context import Drawings, Look, draw
from reportgen.render.html import html
from reportgen.results import Report, Skipped
from reportgen.settings import BrandSettings
from tests.charts.extremes import ODD_NAMES, crowded_report
from tests.example import example_report, no_genre_no_artist_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from reportgen.charts import Chart

ROOT = Path(__file__).parents[2]
NODE = ROOT / ".venv" / "node" / "node_modules"
AXE = NODE / "axe-core" / "axe.min.js"
VNU = NODE / "vnu-jar" / "build" / "dist" / "vnu.jar"

WIDTHS = (360, 768, 1440)
SWITCHES = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
)
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 30">'
    '<rect width="120" height="30" fill="#101010"/></svg>'
)
ODD_TITLE = f"تقرير الموسيقى 🎧 <b>=1+1</b> {ODD_NAMES[0]} {'x' * 80}"


def needed(path: str | Path | None, what: str) -> str:
    """Return the path of a program; skip where it is missing, but never in CI."""
    if path is not None and Path(path).exists():
        return str(path)
    reason = f"{what} is not installed"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def reports() -> dict[str, Report]:
    odd = crowded_report()
    assert not isinstance(odd.segments, Skipped)
    fewer = replace(odd.segments, points=odd.segments.points[:400])
    odd = replace(odd, title=ODD_TITLE, segments=fewer)
    bare = no_genre_no_artist_report()
    return {"example": example_report(), "odd": odd, "bare": bare}


def _brand(folder: Path) -> Brand:
    """A brand with a logo that is nearly black."""
    logo = folder / "logo.svg"
    logo.write_text(LOGO, encoding="utf-8")
    lines = {"footer": "insights@example.com", "confidentiality": "For the team only"}
    return brand(BrandSettings(name="Example Records", logo=logo, accent="#7a1f5c", **lines))


@pytest.fixture(scope="session")
def files(reports: dict[str, Report], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of each report, as it lies on a disk."""
    folder = tmp_path_factory.mktemp("pages")
    drawn = {name: draw(report) for name, report in reports.items()}
    contents = {name: html(report, drawn[name]) for name, report in reports.items()}
    contents["marked"] = html(reports["example"], marked(drawn["example"]))
    contents["branded"] = html(reports["bare"], drawn["bare"], Look(brand=_brand(folder)))
    for name, content in contents.items():
        (folder / f"{name}.html").write_bytes(content)
    return {name: folder / f"{name}.html" for name in contents}


MARKS = ("One: −1.7 (−2.1 to −1.3)", "Two: 0.3 <b>", "שלום 😀: 3")


def _bare(chart: Chart) -> tuple[str, ...]:
    """Return the drawings of a chart without the words of its marks."""
    made = (chart.svg, chart.narrow)
    return tuple(re.sub(r' data-label="[^"]*"', "", svg) for svg in made if svg is not None)


def marked(drawings: Drawings) -> Drawings:
    """Return two drawings, one with three marks that a test can reckon with."""
    charts = {name: drawings.charts[name] for name in ("effects", "gain")}
    marks = "".join(
        f'<g class="mark" data-label="{escape(label)}">'
        f'<rect x="{10 + 100 * i}" y="20" width="12" height="12"/></g>'
        for i, label in enumerate(MARKS)
    )
    bare = {name: _bare(chart) for name, chart in charts.items()}
    wide, narrow = (f"{svg.removesuffix('</svg>')}{marks}</svg>" for svg in bare["effects"])
    charts["effects"] = replace(charts["effects"], svg=wide, narrow=narrow)
    charts["gain"] = replace(charts["gain"], svg=bare["gain"][0])
    return Drawings(charts=charts, sparklines=drawings.sparklines)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    chromium = needed(shutil.which("chromium"), "chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(SWITCHES))
        yield started
        started.close()


@dataclass
class Reading:
    """An open page, with all that it said and asked for on the way."""

    page: Page
    address: str
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def turn(self, width: int, scheme: Any = "light", media: Any = "screen") -> Page:
        """Return the page at another width, colour scheme or medium."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme=scheme, media=media, reduced_motion="reduce")
        return self.page


Opener = Callable[..., Reading]


def _tab(browser: Browser, **options: Any) -> Reading:
    page = browser.new_context(**options).new_page()
    reading = Reading(page, "")
    page.on("console", lambda message: reading.said.append(message.text))
    page.on("pageerror", lambda error: reading.said.append(str(error)))
    page.on("request", lambda request: reading.asked.append(request.url))
    return reading


def _load(reading: Reading, file: Path, place: str = "") -> Reading:
    """Load a page anew: ``about:blank`` between, because a place alone loads nothing."""
    reading.turn(1440)
    reading.page.goto("about:blank")
    reading.address = file.as_uri()
    reading.said.clear()
    reading.asked.clear()
    reading.page.goto(f"{reading.address}#{place}" if place else reading.address)
    return reading


@pytest.fixture(scope="session")
def readings(browser: Browser, files: dict[str, Path]) -> dict[str, Reading]:
    """The pages, open: for tests that leave them as they found them."""
    return {name: _load(_tab(browser), files[name]) for name in ("example", "odd", "branded")}


@pytest.fixture(params=["example", "odd"])
def reading(request: pytest.FixtureRequest, readings: dict[str, Reading]) -> Reading:
    return readings[str(request.param)]


@pytest.fixture(scope="session")
def spare(browser: Browser) -> Reading:
    """A tab that is used again and again: opening one costs more than loading a page."""
    return _tab(browser)


@pytest.fixture
def opened(browser: Browser, spare: Reading, files: dict[str, Path]) -> Iterator[Opener]:
    """Open a page for a test that changes it; by default the one with few drawings."""
    made: list[Reading] = []

    def opener(name: str = "marked", place: str = "", **options: Any) -> Reading:
        if not options:
            return _load(spare, files[name], place)
        made.append(_tab(browser, **options))
        return _load(made[-1], files[name], place)

    yield opener
    for reading in made:
        reading.page.context.close()
