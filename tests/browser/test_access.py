"""Who cannot use a mouse, or cannot see, gets all of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import AXE, Opener, Reading, needed

STOPS = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return {
    place: element.className || element.localName,
    text: element.textContent.trim().slice(0, 40),
    ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1,
    seen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
  };
}"""
REACHABLE = """() => [...document.querySelectorAll("a[href], button, summary, [tabindex='0']")]
  .filter((element) => element.checkVisibility()).length"""


EVERY_RULE = "{resultTypes: ['violations']}"
COLOURS = "{resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block']}"


@pytest.mark.parametrize(
    ("name", "width", "scheme", "rules"),
    [
        ("example", 360, "light", EVERY_RULE),
        ("example", 1440, "dark", EVERY_RULE),
        ("example", 360, "dark", COLOURS),
        ("example", 1440, "light", COLOURS),
        ("odd", 360, "dark", EVERY_RULE),
        ("odd", 1440, "light", EVERY_RULE),
        ("branded", 360, "light", EVERY_RULE),
        ("branded", 1440, "dark", EVERY_RULE),
    ],
)
def test_the_accessibility_checker_finds_nothing(
    readings: dict[str, Reading], name: str, width: int, scheme: str, rules: str
) -> None:
    page = readings[name].turn(width, scheme)
    page.evaluate(Path(needed(AXE, "axe-core")).read_text("utf-8"))
    found: list[Any] = page.evaluate(
        f"axe.run(document, {rules}).then((found) => found.violations.map("
        "(rule) => [rule.id, rule.nodes.slice(0, 3).map((node) => node.html)]))"
    )
    assert found == []


def test_the_tab_key_reaches_everything_and_is_seen(opened: Opener) -> None:
    page = opened().page
    expected = page.evaluate(REACHABLE)
    stops = []
    for _ in range(expected + 5):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOPS)
        if stop is None:
            break
        stops.append(stop)
    assert stops[0]["place"] == "skip"
    assert len(stops) == expected
    assert [stop for stop in stops if not (stop["ringed"] and stop["seen"])] == []


def test_the_first_link_skips_the_contents(opened: Opener) -> None:
    page = opened().page
    page.keyboard.press("Tab")
    box = page.locator(".skip").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_only_what_scrolls_stops_the_tab_key(readings: dict[str, Reading]) -> None:
    settled = """() => ![...document.querySelectorAll(".scroll, .drawing:not([data-marks])")]
      .some((region) => region.checkVisibility() && (region.scrollWidth > region.clientWidth + 1 ||
        region.scrollHeight > region.clientHeight + 1) !== region.hasAttribute("tabindex"))"""
    count = """[...document.querySelectorAll(".scroll[tabindex]")]
      .filter((region) => region.checkVisibility()).length"""
    reading = readings["example"]
    stops = {}
    page = reading.page
    page.locator("#data-effects").evaluate("(details) => { details.open = true; }")
    for width in (1440, 360):
        reading.turn(width)
        page.wait_for_function(settled)
        stops[width] = page.evaluate(count)
    page.locator("#data-effects").evaluate("(details) => { details.open = false; }")
    assert stops[1440] == 0 < stops[360]
