"""Links to a finding, a figure, a table, and to what is folded."""

from __future__ import annotations

from reportgen.results import Report
from tests.browser.conftest import Opener

SEEN = """(name) => {
  const box = document.getElementById(name).getBoundingClientRect();
  return box.top >= -1 && box.top < innerHeight && box.height > 0;
}"""


def test_a_link_to_a_finding_shows_it(opened: Opener, reports: dict[str, Report]) -> None:
    place = f"finding-{reports['example'].findings[-1].code}"
    page = opened(place=place).page
    assert page.evaluate(SEEN, place)
    colours = [
        page.locator(name).evaluate("(element) => getComputedStyle(element).backgroundColor")
        for name in (f"#{place}", ".finding >> nth=0")
    ]
    assert colours[0] != colours[1]


def test_a_link_into_something_folded_unfolds_it(opened: Opener) -> None:
    page = opened(place="data-effects").page
    assert page.locator("#data-effects").evaluate("(details) => details.open")
    assert page.evaluate(SEEN, "data-effects")
    assert page.locator("details[open]").count() == 1


def test_figures_tables_and_findings_link_to_themselves(opened: Opener) -> None:
    page = opened().page
    for link, own in (
        ("#figure-effects figcaption a", "#figure-effects"),
        ("#table-effects caption a", "#table-effects"),
        ("#regression .finding a >> nth=0", "#finding-"),
    ):
        page.locator(link).click()
        assert page.evaluate("location.hash").startswith(own)
    first = page.locator(".keys a.finding-title").first
    first.click()
    assert page.evaluate("document.querySelector(':target').closest('section').id") != "verdict"


def test_a_link_shows_itself_when_it_is_pointed_at(opened: Opener) -> None:
    page = opened().page
    link = page.locator("#regression .finding a").first
    sign = "(element) => getComputedStyle(element, '::after').content"
    assert link.evaluate(sign) == "none"
    link.hover()
    assert link.evaluate(sign) == '"#"'
