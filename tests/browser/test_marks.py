"""Marks of drawings say what they stand for, to a pointer and to the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import MARKS, Opener

if TYPE_CHECKING:
    from playwright.sync_api import Page

DRAWING = "#figure-effects .drawing"


@pytest.fixture
def page(opened: Opener) -> Page:
    return opened("marked").page


def _tip(page: Page) -> str | None:
    tip = page.locator(".tip")
    return tip.inner_text() if tip.is_visible() else None


def _middle(page: Page, mark: int) -> tuple[float, float]:
    box = page.locator(f"{DRAWING} [data-label]:visible").nth(mark).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_drawing_is_one_stop_and_the_arrows_walk_its_marks(page: Page) -> None:
    page.locator("#figure-effects figcaption a").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.drawing')")
    seen = [_tip(page)]
    for key in ("ArrowRight", "ArrowDown", "ArrowRight", "ArrowLeft", "Home", "End"):
        page.keyboard.press(key)
        seen.append(_tip(page))
    one, two, three = MARKS
    assert seen == [one, two, three, three, two, one, three]
    assert page.locator(".spoken").inner_text() == f"{three} (3 of 3)"
    page.keyboard.press("Tab")
    assert _tip(page) is None
    assert page.evaluate("!document.activeElement.matches('.drawing')")


def test_escape_closes_what_a_mark_says(page: Page) -> None:
    page.locator("#figure-effects figcaption a").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert _tip(page) is None
    page.keyboard.press("ArrowRight")
    assert _tip(page) == MARKS[0]


def test_a_mark_speaks_under_the_pointer_and_near_it(page: Page) -> None:
    page.locator(DRAWING).scroll_into_view_if_needed()
    x, y = _middle(page, 1)
    page.mouse.move(x + 14, y)
    assert _tip(page) == MARKS[1]
    page.mouse.move(x + 60, y)
    page.locator(".tip").wait_for(state="hidden")


def test_what_a_mark_says_can_be_pointed_at(page: Page) -> None:
    page.locator(DRAWING).scroll_into_view_if_needed()
    page.mouse.move(*_middle(page, 0))
    box = page.locator(".tip").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    page.wait_for_timeout(300)
    assert _tip(page) == MARKS[0]


@pytest.mark.parametrize("width", [360, 1440])
def test_the_words_stand_beside_their_mark_and_inside_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.locator("#figure-effects figcaption a").focus()
    page.keyboard.press("Tab")
    for mark in range(len(MARKS)):
        tip, x_y = page.locator(".tip").bounding_box(), _middle(page, mark)
        assert tip is not None
        assert tip["x"] >= 0
        assert tip["x"] + tip["width"] <= width
        assert tip["x"] - 20 <= x_y[0] <= tip["x"] + tip["width"] + 20
        assert abs(tip["y"] + tip["height"] / 2 - x_y[1]) < 50
        page.keyboard.press("ArrowRight")


def test_a_drawing_with_marks_says_how_it_is_read(page: Page) -> None:
    drawing = page.locator(DRAWING)
    assert drawing.get_attribute("role") == "application"
    name = drawing.get_attribute("aria-label") or ""
    assert name.startswith("Figure ")
    described = drawing.get_attribute("aria-describedby")
    assert len(page.locator(f"#{described}").text_content() or "") > 40
    assert page.locator("#figure-gain .drawing").get_attribute("role") != "application"


def test_a_finger_opens_and_closes_a_mark(opened: Opener) -> None:
    page = opened("marked", has_touch=True).page
    page.locator(DRAWING).scroll_into_view_if_needed()
    page.touchscreen.tap(*_middle(page, 1))
    assert _tip(page) == MARKS[1]
    page.locator("#regression h2").tap()
    page.locator(".tip").wait_for(state="hidden")
