"""What the gold files hold.

They are made from a report whose every word is written by hand, without charts, so
that only a change of the templates, of the formats or of the shape of a report moves
them.  ``page.txt`` is the HTML page as a reader meets it, a line for each heading,
paragraph, cell or item; ``report.json`` is the same report as a file.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from reportgen.render.context import Drawings
from reportgen.render.html import html
from reportgen.render.json import dump
from reportgen.results import (
    Evidence,
    Finding,
    Grade,
    Report,
    Severity,
    Statement,
    Tile,
    Verdict,
)
from tests.example import unjudged_report

GOLD = Path(__file__).parent
_BLOCKS = {
    *("h1", "h2", "h3", "h4", "p", "li", "caption", "dt", "dd", "tr", "summary", "title"),
    *("section", "figcaption"),
}
_CELLS = {"th", "td"}
_SILENT = {"style", "script"}


def made() -> dict[str, str]:
    """Return the text of each gold file."""
    report = _written()
    page = html(report, Drawings(charts={}, sparklines={})).decode()
    return {"page.txt": skeleton(page), "report.json": dump(report).decode()}


def skeleton(page: str) -> str:
    """Return the words of a page, a line for each block, with its element in front."""
    reader = _Skeleton()
    reader.feed(page)
    return "\n".join(reader.lines()) + "\n"


class _Skeleton(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[tuple[str, list[str]]] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag in _SILENT
        if tag == "section":
            self._blocks.append((f"\n# {dict(attrs).get('id')}", []))
        elif tag in _BLOCKS:
            self._blocks.append((tag, []))
        elif tag in _CELLS and self._blocks:
            self._blocks[-1][1].append(" | ")

    def handle_endtag(self, tag: str) -> None:
        self._silent = False
        if tag in _BLOCKS:
            self._blocks.append(("", []))

    def handle_data(self, data: str) -> None:
        if self._blocks and not self._silent:
            self._blocks[-1][1].append(data)

    def lines(self) -> list[str]:
        lines = (
            (tag, re.sub(r"[ \n]+", " ", "".join(parts)).strip()) for tag, parts in self._blocks
        )
        return [f"{tag} {text}".strip(" ") for tag, text in lines if tag.startswith("\n") or text]


def _written() -> Report:
    finding = Finding(
        code="written-by-hand",
        slice="regression",
        severity=Severity.KEY,
        grade=Grade.MODERATE,
        title="A finding written by hand",
        text="R² is 0.083 on artists never seen",
        evidence=(Evidence(path="regression.scores[full].r2.value", shown="0.083"),),
        rank=1.0,
    )
    tiles = tuple(
        Tile(name=name, value=value, label=label, note="A note.", evidence=())
        for name, value, label in (
            ("tracks", "28,068", "tracks analysed"),
            ("r2", "0.083", "R² on artists never seen"),
            ("auc", "0.703", "AUC"),
            ("segments", "3", "segments found"),
        )
    )
    verdict = Verdict(
        answer="An answer written by hand.",
        evidence=(),
        tiles=tiles,
        since=Statement(text="A change written by hand."),
        gated=Statement(text="1 of 4 passed."),
    )
    return replace(unjudged_report(), verdict=verdict, findings=(finding,))
