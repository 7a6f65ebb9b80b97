from __future__ import annotations

import base64
import hashlib
import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from reportgen.render.context import PARTS, Drawings, draw
from reportgen.render.html import html
from reportgen.results import Adjustment, Level, Report, Role, Track
from tests.change import change
from tests.example import (
    binary_report,
    no_genre_no_artist_report,
    no_segments_report,
    no_target_report,
)

VOID = {"meta", "img", "col", "br", "link", "input", "hr"}
EVIL = "<script>alert(1)</script>\"'{{7*7}}{% raw %}"


class Page(HTMLParser):
    """Collects elements, and complains of tags that do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def text(made: dict[str, bytes]) -> str:
    return made["html"].decode()


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_every_element_is_closed(page: Page) -> None:
    assert page.open == []


def test_parts_stand_in_their_order(page: Page) -> None:
    ids = [attributes.get("id") for attributes in page.all("section")]
    assert ids == list(PARTS)


def test_no_id_stands_twice_and_every_link_has_its_target(page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [attributes["href"] or "" for attributes in page.all("a")]
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert len(links) > len(PARTS)


def test_nothing_is_loaded_from_elsewhere(text: str, page: Page) -> None:
    names = ("src", "href", "xlink:href", "action", "data", "srcset")
    addresses = [a[name] or "" for _, a in page.elements for name in names if name in a]
    assert {address[:5].rstrip(":") for address in addresses if address[0] != "#"} <= {"data"}
    assert not re.search(r"@import|url\((?!['\"]?(data:|#))", text)


def test_the_policy_allows_this_script_and_nothing_else(text: str, page: Page) -> None:
    policy = next(a["content"] or "" for a in page.all("meta") if a.get("http-equiv") is not None)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert len(scripts) == 1
    assert policy.startswith("default-src 'none'")
    assert f"script-src 'sha256-{digest}'" in policy


def test_links_hold_text_alone(text: str) -> None:
    # An element inside a link would have a link of its own in the PDF, without its tag.
    assert [inside for inside in re.findall(r"<a [^>]*>(.*?)</a>", text) if "<" in inside] == []


def test_no_element_carries_a_handler(page: Page) -> None:
    assert not [name for _, a in page.elements for name in a if name.startswith("on")]


def test_a_reader_without_eyes_finds_the_way(text: str, page: Page) -> None:
    assert page.all("html") == [{"lang": "en"}]
    assert next(a["href"] for a in page.all("a")) == "#main"
    assert len(page.all("main")) == len(page.all("h1")) == 1
    assert all(a.get("alt") for a in page.all("img"))
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_every_table_has_a_caption_and_headings(page: Page) -> None:
    numbered = [a for a in page.all("table") if a.get("id")]
    assert len(page.all("caption")) == len(numbered) >= 12
    assert all(a.get("scope") in {"row", "col"} for a in page.all("th"))


def test_figures_are_numbered_in_their_order(text: str, drawings: Drawings) -> None:
    numbers = [int(n) for n in re.findall(r"<figcaption>.*>Figure (\d+)</a> ", text)]
    assert numbers == list(range(1, len(drawings.charts) + 1))


def test_every_figure_offers_its_data(text: str, drawings: Drawings) -> None:
    assert text.count("<summary>Data behind this figure</summary>") == len(drawings.charts)


def test_the_verdict_and_each_finding_are_on_the_page(text: str, report: Report) -> None:
    plain = Text(text).words
    assert report.verdict.answer in plain
    for finding in report.findings:
        assert finding.text in plain


class Text(HTMLParser):
    """The words of a page, white space folded."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.feed(text)
        self.words = re.sub(r"[ \n]+", " ", "".join(self.parts))

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def test_text_from_the_data_is_escaped() -> None:
    evil = _poisoned()
    text = html(evil, draw(evil)).decode()
    assert "<script>alert" not in text
    assert text.count("{{7*7}}") >= 5
    assert Page(text).open == []


def _poisoned() -> Report:
    from tests.example import example_report

    report = replace(example_report(), title=EVIL)
    columns = tuple(
        replace(column, label=EVIL, source=EVIL, levels=(Level(name=EVIL, n=1),))
        if column.role in {Role.GENRE, Role.ARTIST}
        else column
        for column in report.data.columns
    )
    return change(
        report,
        **{
            "data.columns": columns,
            "exploration.by_genre[0].name": EVIL,
            "segments.members[0].label": EVIL,
            "segments.members[0].typical": (Track(title=EVIL, artist=EVIL),),
            "provenance.source": EVIL,
            "provenance.command": EVIL,
        },
    )


@pytest.mark.parametrize(
    "example", [binary_report, no_segments_report, no_genre_no_artist_report, no_target_report]
)
def test_a_report_with_gaps_is_whole(example: Callable[[], Report]) -> None:
    report = example()
    text = html(report, draw(report)).decode()
    page = Page(text)
    assert page.open == []
    assert [a.get("id") for a in page.all("section")] == list(PARTS)
    assert not re.search(r"<tbody>\s*</tbody>", text)


def test_the_adjustment_of_p_values_is_named(text: str, report: Report) -> None:
    assert ">p (Holm)</th>" in text
    assert "one false alarm in the whole family" in text
    other = change(report, **{"regression.adjustment": Adjustment.BENJAMINI_HOCHBERG})
    changed = html(other, Drawings(charts={}, sparklines={})).decode()
    assert ">p (Benjamini-Hochberg)</th>" in changed
    assert "Benjamini and Hochberg 1995" in changed
    assert "Holm" not in changed.split("<body", 1)[1]


def test_the_page_is_small(made: dict[str, bytes]) -> None:
    assert len(made["html"]) < 2_000_000
