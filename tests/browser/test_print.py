"""The browser's own printing."""

from __future__ import annotations

import io
import re

from reportgen.results import Report
from tests.browser.conftest import Opener, Reading

HIDDEN = (".contents", ".skip", ".download", "details", ".tip")


def test_paper_shows_the_report_and_not_its_controls(readings: dict[str, Reading]) -> None:
    reading = readings["example"]
    page = reading.turn(700, "dark", "print")
    for name in HIDDEN:
        assert [e for e in page.locator(name).all() if e.is_visible()] == [], name
    assert page.locator("details[open]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    ink, paper = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert (ink, paper) == ("rgb(26, 26, 26)", "rgb(255, 255, 255)")
    arrow = page.locator("th button").first
    assert arrow.evaluate("(e) => getComputedStyle(e, '::after').content") == "none"
    reading.turn(1440)


def test_no_row_and_no_drawing_is_cut_on_paper(readings: dict[str, Reading]) -> None:
    page = readings["example"].turn(700, "light", "print")
    kept = page.evaluate(
        """() => [...document.querySelectorAll("tr, .figure, .finding, .tile, .card")]
          .filter((element) => getComputedStyle(element).breakInside !== "avoid").length"""
    )
    cut = page.evaluate(
        """() => [...document.querySelectorAll(".scroll, .drawing")].filter((element) =>
          element.checkVisibility() && element.scrollWidth > element.clientWidth + 1)
          .map((element) => element.outerHTML.slice(0, 100))"""
    )
    readings["example"].turn(1440)
    assert (kept, cut) == (0, [])


def test_the_printed_file_holds_all_text(opened: Opener, reports: dict[str, Report]) -> None:
    import pypdf

    page = opened().page
    page.emulate_media(media="print")
    file = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = _folded("".join(sheet.extract_text() for sheet in file.pages))
    report = reports["example"]
    assert 10 <= len(file.pages) <= 40
    assert _folded(report.verdict.answer) in text
    missing = [f.code for f in report.findings if _folded(f.text) not in text]
    assert missing == []
    assert _folded("Skip to the report") not in text


def _folded(text: str) -> str:
    return re.sub(r"[\s\u00ad]+", "", text)
