"""The page as it opens: what it loads, how it fits, what it says without a script."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from reportgen.render.context import PARTS
from reportgen.results import Report
from tests.browser.conftest import VNU, WIDTHS, Opener, Reading, needed


def test_the_page_asks_for_nothing_and_says_nothing(reading: Reading) -> None:
    for width in WIDTHS:
        reading.turn(width).mouse.wheel(0, 2_000)
    elsewhere = [url for url in reading.asked if not url.startswith(("data:", reading.address))]
    assert elsewhere == []
    assert reading.said == []


def test_no_script_but_its_own_runs(opened: Opener) -> None:
    reading = opened()
    reading.page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.foreign = true";
          document.body.append(script);
          document.body.setAttribute("onclick", "window.foreign = true");
          document.body.click();
        }"""
    )
    assert reading.page.evaluate("window.foreign") is None
    assert any("Content Security Policy" in line for line in reading.said)


def test_the_policy_lets_nothing_out(opened: Opener) -> None:
    page = opened().page
    answer = page.evaluate("fetch('https://example.org/').then(() => 'sent', () => 'refused')")
    assert answer == "refused"


TOO_WIDE = """() => [...document.querySelectorAll("main *:not(.spoken)")].filter((element) => {
  const box = element.getBoundingClientRect();
  return !element.closest(".scroll, .drawing, svg") && box.width
    && (box.left < 0 || box.right > innerWidth);
}).map((element) => element.outerHTML.slice(0, 120))"""
SMALLEST = """(where) => Math.min(...[...document.querySelectorAll(where)]
  .filter((element) => element.checkVisibility()).map((element) => {
  const matrix = element.getScreenCTM?.();
  const scale = matrix ? Math.hypot(matrix.a, matrix.b) : 1;
  return parseFloat(getComputedStyle(element).fontSize) * scale;
}))"""


TALLEST = """() => Math.max(...[...document.querySelectorAll(".scroll > table > thead")]
  .filter((head) => head.checkVisibility()).map((head) => head.offsetHeight))"""
CUT = """() => [...document.querySelectorAll(".drawing")].filter((drawing) => {
  const frame = drawing.getBoundingClientRect();
  const seen = [...drawing.children].filter((svg) => svg.checkVisibility());
  return seen.length !== 1 || drawing.scrollWidth > drawing.clientWidth
    || [...seen[0].querySelectorAll("[data-label]")].some((mark) => {
      const box = mark.getBoundingClientRect();
      return !box.height || box.left < frame.left - 2 || box.right > frame.right + 2;
    });
}).map((drawing) => drawing.closest("figure").id)"""


@pytest.mark.parametrize("width", WIDTHS)
def test_all_fits_the_window_and_can_be_read(reading: Reading, width: int) -> None:
    """No text of the page is below 12 px; in drawings none below 8.5, on a telephone 10.9.

    Of each figure one drawing is seen, with all of its marks.
    """
    page = reading.turn(width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(SMALLEST, "main :is(p, li, td, th, dt, dd, button)") >= 12
    assert page.evaluate(SMALLEST, ".drawing text") >= (10.9 if width == 360 else 8.5)
    assert page.evaluate(CUT) == []
    assert page.evaluate(TALLEST) <= 64
    narrow = page.locator(".drawing > svg:visible[aria-labelledby*='-narrow-']").count()
    assert narrow >= 9 if width == 360 else narrow == 0


def test_lines_are_of_a_length_to_read(readings: dict[str, Reading]) -> None:
    longest = """() => Math.max(...[...document.querySelectorAll(".part p, .part li > p")].map(
      (element) => element.getBoundingClientRect().width
        / parseFloat(getComputedStyle(element).fontSize)))"""
    assert 30 < readings["example"].turn(1440).evaluate(longest) < 52


def test_contents_stand_beside_the_text_where_there_is_room(readings: dict[str, Reading]) -> None:
    edges = """() => [".contents", "main"].map((name) => {
      const box = document.querySelector(name).getBoundingClientRect();
      return [box.left, box.right, box.top, box.bottom];
    })"""
    contents, main = readings["example"].turn(1440).evaluate(edges)
    assert contents[1] <= main[0]
    contents, main = readings["example"].turn(360).evaluate(edges)
    assert contents[3] <= main[2]


def test_contents_mark_the_part_that_is_read(opened: Opener) -> None:
    page = opened().page
    marked = page.locator(".contents [aria-current=location]")
    for name, title in PARTS.items():
        page.locator(f".contents a[href='#{name}']").click()
        page.wait_for_function(
            "(name) => document.querySelector('[aria-current]')?.hash === '#' + name", arg=name
        )
        assert marked.all_text_contents() == [title]
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_function("() => document.querySelector('[aria-current]').hash === '#verdict'")


def test_without_a_script_the_report_is_whole(opened: Opener, reports: dict[str, Report]) -> None:
    page = opened("example", java_script_enabled=False).page
    text = page.inner_text("main")
    report = reports["example"]
    assert report.verdict.answer in text
    assert all(finding.text in text for finding in report.findings)
    assert page.locator("table.sortable tbody tr").count() > 200
    assert page.locator("button").count() == 0
    page.locator("summary").first.click()
    assert page.locator("details[open] td").first.is_visible()


def test_the_checker_of_html_finds_nothing(files: dict[str, Path]) -> None:
    java, jar = needed(shutil.which("java"), "java"), needed(VNU, "the HTML checker")
    done = subprocess.run(
        [
            java,
            "-Xshare:auto",
            "-Xss8m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-jar",
            jar,
            *(str(files[name]) for name in ("example", "odd")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
