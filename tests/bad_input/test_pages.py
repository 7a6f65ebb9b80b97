"""Text that means something to whoever shows it stays text on every page."""

from __future__ import annotations

import csv
import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import reportgen
from reportgen.render import make
from reportgen.render.tables_csv import as_csv, tables
from reportgen.results import Report
from tests.bad_input import hostile
from tests.bad_input.corpus import CASES, HEADER, rows, saved, text

EACH = 25
"""Rows of a genre, so that none is folded away."""
LONGEST = 2_000
CALCULATES = re.compile(r"[=+@\t\r-]")
NUMBER = re.compile(r"[+-]?\d[\d.e+-]*")


def _texts(folder: Path) -> list[str]:
    """Return the hostile texts of the corpus, read from the tables that it makes."""
    found = []
    for case in CASES:
        if case.theme == "hostile text" and case.make.__module__ == hostile.__name__:
            with case.make(folder).open(encoding="utf-8", errors="replace", newline="") as file:
                found.append(list(itertools.islice(csv.reader(file), 2))[1][3])
    return sorted({text for text in found if 0 < len(text) <= LONGEST and "\0" not in text})


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return _texts(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def report(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> Report:
    body = []
    for n in range(EACH * len(texts)):
        row = list(rows()[n % len(rows())])
        hurt = texts[n // EACH]
        row[0], row[1], row[2], row[3] = f"t{n}", f"{hurt} {n}", f"{hurt} {n % 60}", hurt
        row[5] = f"{(n * 37 % 997) / 997:.4f}"
        body.append(row)
    folder = tmp_path_factory.mktemp("table")
    return reportgen.analyze(saved(folder, text(HEADER, body)))


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    return make(report, ("html",))["html"].decode()


class Elements(HTMLParser):
    """Counts what a browser would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(data)


def test_the_corpus_has_many_hostile_texts(texts: list[str]) -> None:
    assert len(texts) >= 20
    assert any(text.startswith("<script>") for text in texts)


def test_a_page_has_no_element_of_the_table(page: str) -> None:
    read = Elements()
    read.feed(page)
    assert read.tags.count("script") == 1
    assert "b" not in read.tags
    assert not [name for name, _ in read.attributes if name.startswith("on")]
    outward = [v for n, v in read.attributes if n in {"src", "href", "xlink:href"}]
    assert not [v for v in outward if not v.startswith(("#", "data:"))]


def test_texts_stand_on_the_page_as_they_are(page: str) -> None:
    read = Elements()
    read.feed(page)
    said = " ".join(read.texts)
    assert "<script>document.title='taken'</script>" in said
    assert "{{ 7 * 191 }}" in said
    assert "1337" not in said


def test_a_summary_has_no_markup_of_the_table(report: Report) -> None:
    made = make(report, ("md",))["md"].decode()
    assert "<script" not in made.replace("\\<", "")
    assert "](javascript" not in made


def test_no_cell_of_a_csv_calculates(report: Report) -> None:
    for table in tables(report):
        for row in csv.reader(as_csv(table).decode("utf-8-sig").splitlines(keepends=True)):
            for cell in row:
                assert not CALCULATES.match(cell) or NUMBER.fullmatch(cell), cell
