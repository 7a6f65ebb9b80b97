"""The body of a mail: what clients can show, small, with nothing fetched, the same twice."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from reportgen.errors import RenderError
from reportgen.findings import key_findings
from reportgen.render import email
from reportgen.render.brand import Brand
from reportgen.render.context import Look
from reportgen.render.email import Body, Picture, body, pictures
from reportgen.render.letter import Letter, Night
from reportgen.results import Report
from tests.charts.extremes import crowded_report

NODE = Path(__file__).parents[2] / ".venv" / "node"
NIGHTS = tuple(
    Night(created=f"2026-11-{20 + i}T06:00:00+00:00", since=f"Night {i}.", gated="1 of 1 passed")
    for i in range(3)
)
LETTER = Letter(
    subject="Example catalogue: a gate is not passed",
    preheader="Only a little.",
    lead="A gate that has to be passed is not: “R² holds”.",
    reason="You get this as one of the readers of: Example catalogue.",
    attached="Example catalogue.pdf",
    nights=NIGHTS,
)


@pytest.fixture(scope="module")
def drawn(report: Report) -> tuple[Picture, ...]:
    return pictures(report)


@pytest.fixture(scope="module")
def made(report: Report, drawn: tuple[Picture, ...]) -> Body:
    return body(report, LETTER, drawn)


def words(html: str) -> str:
    shown = re.sub(r"<(style|title)\b.*?</\1>|<!--.*?-->", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def test_both_parts_say_all_of_the_verdict(report: Report, made: Body) -> None:
    text, page = " ".join(made.text.split()), words(made.html)
    said = [report.verdict.answer, report.verdict.since.text, report.verdict.gated.text]
    said += [report.title, LETTER.lead, LETTER.reason, LETTER.attached, NIGHTS[1].since]
    said += [tile.value for tile in report.verdict.tiles]
    said += [finding.text for finding in key_findings(report)]
    for sentence in said:
        shown = " ".join(sentence.split())
        assert shown in text
        assert shown in page
    assert page.startswith(LETTER.preheader)
    assert max(map(len, made.text.splitlines())) <= email.WIDTH


def test_pictures_come_along_with_words_and_are_small(
    made: Body, drawn: tuple[Picture, ...]
) -> None:
    images = re.findall(r"<img [^>]*>", made.html)
    assert len(images) == len(drawn) == 3
    for image, picture in zip(images, drawn, strict=True):
        assert f'src="cid:{picture.inline.cid}"' in image
        assert f'alt="{picture.chart.alt}"' in unescape(image)
        assert 'width="468"' in image
        assert picture.inline.png.startswith(b"\x89PNG")
        wide = int.from_bytes(picture.inline.png[16:20], "big")
        assert wide >= 2 * 468 - 10, "twice the pixels that are shown"
    assert sum(len(picture.inline.png) for picture in drawn) < 200_000
    assert len(made.html.encode()) < 40_000


def test_nothing_is_fetched_and_nothing_runs(made: Body) -> None:
    addresses = re.findall(r"""(?:src|href|background|action)=["']?([^"'\s>]+)""", made.html)
    assert addresses
    assert [a for a in addresses if not a.startswith("cid:")] == []
    assert re.findall(r"url\(|@import|<script|<link|<iframe|<form|\son\w+=", made.html) == []
    assert "var(" not in made.html


def test_styles_stand_in_the_tags_and_dark_ones_at_the_head(made: Body) -> None:
    (head,) = re.findall(r"<style>(.*?)</style>", made.html, flags=re.DOTALL)
    assert len(head.encode()) < 8_192, "Gmail takes no longer style sheet"
    assert set(re.findall(r"@media[^{]*", head)) == {"@media (prefers-color-scheme: dark) "}
    rest = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", head)
    assert rest.strip() == ""
    declarations = re.findall(r":[^:;{}]+(?=[;}])", head)
    assert all("!important" in value for value in declarations)
    assert re.search(r'<p class="answer" style="[^"]*font-size: 18px', made.html)


def test_the_same_report_gives_the_same_bytes(report: Report, made: Body) -> None:
    assert body(report, LETTER, pictures(report)) == made


def test_a_brand_and_the_place_of_a_large_report(
    report: Report, drawn: tuple[Picture, ...]
) -> None:
    brand = Brand(
        name="Example Records", shown=True, accent="#7a1f5c", confidentiality="For the team"
    )
    place = replace(LETTER, attached="", place="https://example.com/r?a=1&b=2", linked=True)
    found = body(report, place, drawn[:1], Look(brand=brand))
    assert "#7a1f5c" in found.html
    assert 'href="https://example.com/r?a=1&amp;b=2"' in found.html
    for part in (words(found.html), " ".join(found.text.split())):
        assert "For the team" in part
        assert "The whole report stands here: https://example.com/r?a=1&b=2" in part
        assert "attached" not in part.rpartition("In pictures")[2]


def test_hostile_names_stay_text(drawn: tuple[Picture, ...]) -> None:
    odd = replace(crowded_report(), title='<b onload="x">=1+1\r\n\x00\x1b</style> {{ 7 * 7 }}')
    found = body(odd, replace(LETTER, lead="<script>alert(1)</script>"), drawn[:1])
    assert "<script" not in found.html
    assert found.html.count("</style>") == 1
    assert "<b onload" not in found.html
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", found.html + found.text)
    assert '<b onload="x">=1+1 </style> {{ 7 * 7 }}' in found.text


def test_a_body_that_clients_would_cut_is_an_error(report: Report, tmp_path: Path) -> None:
    (tmp_path / "email").mkdir()
    (tmp_path / "email" / "body.html.j2").write_text(
        '{% extends "reportgen/email/body.html.j2" %}'
        "{% block answer %}" + 100_000 * "x" + "{% endblock %}",
        encoding="utf-8",
    )
    with pytest.raises(RenderError, match=r"bytes of HTML, and clients show 100,000"):
        body(report, LETTER, (), Look(templates=tmp_path))


UNSUPPORTED = {
    "@media": "colours of a dark screen are lost: the client chooses its own",
    "<style> element": "the same",
    "color-scheme meta tag": "the same",
    "display:none": "the preheader is one pixel high and has the colour of the page",
    "table-layout": "widths stand in attributes as well",
    "role attribute": "one old client reads the tables out as tables",
    "<body> element": "the outermost table has the same colours",
    "word-break": "a very long name makes the page wider",
    "max-width": "one client has a table of fixed width around it",
}
"""What some client does not know, and why that does no harm."""

LINT = """
import { readFileSync } from "node:fs";
import { caniemail } from "caniemail";
const clients = ["gmail.*", "outlook.*", "apple-mail.*", "yahoo.*", "samsung-email.*"];
const { issues } = caniemail({ clients, html: readFileSync(0, "utf8") });
const found = [...issues.errors.values()].flat().map((issue) => issue.title);
console.log(JSON.stringify([...new Set(found)]));
"""


def test_clients_know_what_is_used(made: Body) -> None:
    """Held against the tables of caniemail.com."""
    if not (NODE / "node_modules" / "caniemail").is_dir() or shutil.which("node") is None:
        reason = "caniemail is not installed"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    done = subprocess.run(
        ["node", "--input-type=module", "-e", LINT],
        input=made.html.encode(),
        capture_output=True,
        cwd=NODE,
        check=True,
    )
    found = set(json.loads(done.stdout))
    assert found - set(UNSUPPORTED) == set()
    assert "@media" in found, "the tables were read"
