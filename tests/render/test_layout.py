"""How the pages are filled: read from the boxes of the layout and from the PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, NamedTuple

import pytest

from reportgen.charts import theme
from reportgen.findings import key_findings
from reportgen.render import context, pages
from reportgen.render import pdf as module
from reportgen.render.context import FITS, PLAIN, Drawings, draw
from reportgen.results import Estimate, GroupMean, Report, Skipped
from tests.example import example_report, no_genre_no_artist_report, no_target_report
from tests.render.reading import (
    LEFT,
    RIGHT,
    boxes,
    fragments,
    lines,
    overlapping,
    pieces,
    words,
)

LONG = "Symphonic progressive melodic technical post-industrial drone, the second wave"
SIZES = {8.0, 9.0, 12.5, 18.0, 25.0}
"""The five sizes of type, in points."""


class Laid(NamedTuple):
    report: Report
    document: Any
    pdf: bytes


def many_genres() -> Report:
    report = example_report()
    groups = tuple(
        GroupMean(
            name=f"{LONG} {i}", n=10 + i, mean=Estimate(value=60 - i, low=50 - i, high=70 - i)
        )
        for i in range(60)
    )
    return replace(report, exploration=replace(report.exploration, by_genre=groups, genres=60))


def long_names() -> Report:
    report = example_report()
    named = tuple(
        replace(column, label=f"{column.label} {LONG.lower()}", source=f"{column.source}_" * 4)
        for column in report.data.columns
    )
    regression = report.regression
    assert not isinstance(regression, Skipped)
    effects = tuple(replace(e, label=f"{e.label} {LONG.lower()}") for e in regression.effects)
    return replace(
        report,
        data=replace(report.data, columns=named),
        regression=replace(regression, effects=effects),
    )


@pytest.fixture(
    scope="module",
    params=[
        example_report,
        pytest.param(no_genre_no_artist_report, marks=pytest.mark.long),
        pytest.param(many_genres, marks=pytest.mark.long),
        pytest.param(long_names, marks=pytest.mark.long),
        pytest.param(no_target_report, marks=pytest.mark.long),
    ],
    ids=lambda make: make.__name__,
)
def laid(request: pytest.FixtureRequest) -> Laid:
    make: Callable[[], Report] = request.param
    report = make()
    drawings = draw(report)
    document = module._fitted(report, drawings, ("report.json",), PLAIN)
    return Laid(report, document, bytes(document.write_pdf()))


def test_the_verdict_is_alone_on_its_page(laid: Laid) -> None:
    assert module.CONTENTS in laid.document.pages[1].anchors
    assert module.CONTENTS not in laid.document.pages[0].anchors


def test_pages_are_few_and_full(laid: Laid) -> None:
    compared = not isinstance(laid.report.comparison, Skipped)
    most = 18 if LONG.lower() in laid.report.data.columns[0].label else 16 if compared else 14
    assert len(laid.document.pages) <= most
    for page in laid.document.pages[1:-1]:
        box = page._page_box
        bottom = box.content_box_y() + box.height
        tags = {"p", "tr", "figure", "li", "div", "dl"}
        ends = (
            child.position_y + child.margin_height()
            for child in box.descendants()
            if child.element_tag in tags and type(child).__name__ != "InlineBox"
        )
        assert (bottom - max(ends)) / box.height < 0.33


def test_no_heading_stands_at_the_foot_of_a_page(laid: Laid) -> None:
    for tag in ("h2", "h3", "h4", "figcaption", "caption"):
        for number, box in (part for cut in fragments(laid.document, tag, "BlockBox").values()
                            for part in cut):  # fmt: skip
            page = laid.document.pages[number - 1]._page_box
            below = [
                child
                for child in page.descendants()
                if type(child).__name__ in ("LineBox", "BlockReplacedBox", "InlineReplacedBox")
                and child.position_y >= box.position_y + box.height
                and child.position_y < page.content_box_y() + page.height
            ]
            assert below, words(box)


def test_no_row_is_cut_and_no_table_leaves_a_single_row(laid: Laid) -> None:
    rows = fragments(laid.document, "tr", "TableRowBox")
    tables = fragments(laid.document, "tbody", "TableRowGroupBox")
    assert len(tables) > 5
    for body, cut in tables.items():
        inside = body.findall("tr")
        assert [len(rows[row]) for row in inside] == [1] * len(inside)
        assert all(len(box.children) >= min(2, len(inside)) for _, box in cut)


def test_no_paragraph_leaves_a_single_line(laid: Laid) -> None:
    for cut in fragments(laid.document, "p", "BlockBox").values():
        if len(cut) > 1:
            assert all(lines(box) >= 2 for _, box in cut), words(cut[0][1])


def test_no_text_leaves_the_page_or_lies_on_other_text(laid: Laid) -> None:
    found = pieces(laid.pdf)
    assert [p for p in found if p.left < LEFT - 2 or p.right > RIGHT + 2] == []
    assert overlapping(found, 2.5) == []


def test_type_has_five_sizes(laid: Laid) -> None:
    sizes = {
        round(box.style["font_size"] * 0.75, 2)
        for _, box in boxes(laid.document)
        if type(box).__name__ == "TextBox"
    }
    assert sizes == SIZES
    assert {getattr(theme.SIZE, field.name) for field in fields(theme.SIZE)} <= SIZES


def test_sizes_and_colours_of_the_pages_are_tokens() -> None:
    style = (pages.templates_folder() / "styles" / "print.css").read_text(encoding="utf-8")
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", style) == []
    assert [size for size in re.findall(r"font-size: ([^;]+);", style) if "var(" not in size] == []


def test_the_text_refers_to_every_figure_and_table(report: Report, drawings: Drawings) -> None:
    page = module._page(context.paged(report, drawings), report, drawings, PLAIN)
    placed = set(re.findall(r'id="((?:figure|table)-[\w-]+)"', page))
    assert len(placed) > 30
    assert placed - set(re.findall(r'href="#([\w-]+)"', page)) == set()


def test_a_verdict_that_is_far_too_long_is_set_closer() -> None:
    report = no_target_report()
    endless = "An absurdly long sentence that goes on and on about how tracks differ "
    keys = key_findings(report)
    findings = tuple(
        replace(f, title=endless * 3, text=endless * 9) if f in keys else f for f in report.findings
    )
    tiles = tuple(replace(t, label=endless, note=endless * 3) for t in report.verdict.tiles)
    verdict = replace(report.verdict, answer=endless * 15, tiles=tiles)
    odd = replace(report, title=endless * 4, findings=findings, verdict=verdict)
    document = module._fitted(odd, Drawings(charts={}, sparklines={}), ("report.json",), PLAIN)
    assert module._alone(document)
    body = next(box for _, box in boxes(document) if box.element_tag == "body")
    assert body.element.get("class") in FITS[1:]
