from __future__ import annotations

import io
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

from reportgen.errors import RenderError
from reportgen.render import context
from reportgen.render import pdf as module
from reportgen.render.context import PARTS, PLAIN, Drawings, Look, draw
from reportgen.render.pdf import check_system, pdf
from reportgen.render.tables_csv import as_csv, tables
from reportgen.results import Report, Skipped
from tests.example import (
    binary_report,
    no_genre_no_artist_report,
    no_segments_report,
    no_target_report,
)
from tests.findings.origins import Origins


@pytest.fixture(scope="module")
def reader(made: dict[str, bytes]) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made["pdf"]))


@pytest.fixture(scope="module")
def document(made: dict[str, bytes]) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(made["pdf"])) as opened:
        yield opened


NOTHING = Drawings(charts={}, sparklines={})
DOT = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E"


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _structure(node: Any) -> Iterator[Any]:
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _structure(kid)


def test_the_report_is_a_dozen_pages_and_some_of_the_last_run(reader: pypdf.PdfReader) -> None:
    assert 12 <= len(reader.pages) <= 16


def test_the_verdict_stands_alone_on_the_first_page(
    reader: pypdf.PdfReader, report: Report
) -> None:
    first, second = (_words(page.extract_text()) for page in reader.pages[:2])
    assert _words(report.verdict.answer) in first
    assert "Since the last run" in first
    assert "Contents" in second
    assert "Contents" not in first


def test_running_head_and_foot_stand_on_later_pages(
    reader: pypdf.PdfReader, report: Report
) -> None:
    count = len(reader.pages)
    for number, page in enumerate(reader.pages[1:], 2):
        text = _words(page.extract_text())
        assert f"Page {number} of {count}" in text
        assert report.title in text
        assert "23 November 2026" in text


def test_the_outline_holds_the_parts_in_order(reader: pypdf.PdfReader) -> None:
    titles = [item["/Title"] for item in reader.outline if not isinstance(item, list)]
    assert [re.sub(r"^\d+ ", "", str(title)) for title in titles] == list(PARTS.values())


def test_contents_name_the_right_pages(reader: pypdf.PdfReader) -> None:
    listed = _words(reader.pages[1].extract_text())
    parts = [item for item in reader.outline if not isinstance(item, list)]
    for item in parts[1:]:
        page = reader.get_destination_page_number(item)
        assert page is not None
        title = re.sub(r"^\d+ ", "", str(item["/Title"]))
        assert re.search(rf"{re.escape(title)} {page + 1}\b", listed)


def test_every_finding_is_printed_whole(reader: pypdf.PdfReader, report: Report) -> None:
    printed = _solid(" ".join(page.extract_text() for page in reader.pages[1:]))
    for finding in report.findings:
        assert _solid(f"{finding.title}. {finding.text}") in printed


def test_every_printed_number_has_its_origin(reader: pypdf.PdfReader, report: Report) -> None:
    origins, last = Origins(report), len(reader.pages)
    texts = [page.extract_text() for page in reader.pages]
    found = [origins.strangers_on(text, n, last) for n, text in enumerate(texts, 1)]
    assert found == [[]] * last
    assert origins.strangers_on("R² is 0.0837 here.", 1, 12) == ["0.0837"]


def _solid(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_title_language_and_marks_of_both_standards(document: pikepdf.Pdf, report: Report) -> None:
    root = document.Root
    metadata = bytes(root.Metadata.read_bytes()).decode()
    assert str(document.docinfo["/Title"]) == report.title
    assert str(root.Lang) == "en"
    assert bool(root.MarkInfo.Marked)
    assert root.PageMode == "/UseOutlines"
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert re.search(r'pdfaid:part="3"', metadata)
    assert re.search(r'pdfaid:conformance="A"', metadata)
    assert re.search(r'pdfuaid:part="1"', metadata)


def test_every_figure_has_words(document: pikepdf.Pdf, drawings: Drawings) -> None:
    figures = [n for n in _structure(document.Root.StructTreeRoot) if n.S == "/Figure"]
    words = {str(figure.get("/Alt", "")) for figure in figures}
    assert "" not in words
    assert {chart.alt for chart in drawings.charts.values()} <= words


def test_headings_skip_no_level(document: pikepdf.Pdf) -> None:
    names = [str(node.S) for node in _structure(document.Root.StructTreeRoot)]
    levels = [int(name[2]) for name in names if re.fullmatch(r"/H[1-6]", name)]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_only_fonts_that_we_bring_are_used_and_embedded(document: pikepdf.Pdf) -> None:
    fonts = [o for o in document.objects if isinstance(o, pikepdf.Dictionary)]
    described = [o for o in fonts if o.get("/Type") == "/FontDescriptor"]
    names = {re.sub(r"^/[A-Z]{6}\+|[^A-Za-z]", "", str(o.FontName)) for o in described}
    assert {name for name in names if not name.startswith("SourceSansPro")} <= {"DejaVuSans"}
    assert any(name.startswith("SourceSansPro") for name in names)
    assert all("/FontFile2" in o or "/FontFile3" in o for o in described)


def test_the_json_and_every_table_are_inside_with_the_date_of_the_report(
    document: pikepdf.Pdf, made: dict[str, bytes], report: Report
) -> None:
    contents = {"report.json": made["json"]}
    contents |= {table.file: as_csv(table) for table in tables(report)}
    assert set(document.attachments) == set(contents)
    for name, content in contents.items():
        attached = document.attachments[name].get_file()
        assert attached.read_bytes() == content
        assert attached.mime_type == ("application/json" if "json" in name else "text/csv")
        assert attached.creation_date is not None
        assert attached.creation_date.isoformat().startswith("2026-11-23T06:00:00")
    assert len(document.Root.AF) == len(contents)
    assert {str(spec.AFRelationship) for spec in document.Root.AF} == {"/Data"}


def test_headers_of_tables_say_what_they_head(document: pikepdf.Pdf) -> None:
    tree = list(_structure(document.Root.StructTreeRoot))
    scopes = [str(node.A.Scope) for node in tree if node.S == "/TH"]
    assert {"/Row", "/Column"} == set(scopes)
    assert sum(node.S == "/Table" for node in tree) > 10


def test_terms_are_labels_of_their_values(document: pikepdf.Pdf) -> None:
    for node in _structure(document.Root.StructTreeRoot):
        if node.S == "/L":
            assert {str(kid.S) for kid in node.K} <= {"/LI", "/L"}
        if node.S == "/LI":
            assert {str(kid.S) for kid in node.K} <= {"/Lbl", "/LBody"}


def test_what_the_file_says_of_itself(document: pikepdf.Pdf) -> None:
    assert str(document.docinfo["/Author"]) == "reportgen"
    assert "how popular a track will be" in str(document.docinfo["/Subject"])
    assert "regression" in str(document.docinfo["/Keywords"])


def test_a_long_table_says_what_it_leaves_out(report: Report) -> None:
    many = tuple(replace(report.preparation.missing[0], name=f"column {i}") for i in range(231))
    long = replace(report, preparation=replace(report.preparation, missing=many))
    page = module._page(context.paged(long, NOTHING), long, NOTHING, PLAIN)
    assert "200 of 231 rows are shown; all are in missing.csv, attached to this file." in page
    (table,) = (table for table in tables(long) if table.name == "missing")
    assert len(table.rows) == 231


@pytest.mark.parametrize(
    "example",
    [
        no_genre_no_artist_report,
        pytest.param(binary_report, marks=pytest.mark.long),
        pytest.param(no_segments_report, marks=pytest.mark.long),
        pytest.param(no_target_report, marks=pytest.mark.long),
    ],
)
def test_a_report_with_gaps_is_laid_out_without_complaint(example: Callable[[], Report]) -> None:
    report = example()
    made = pdf(report, draw(report), b"{}")
    assert "Contents" in pypdf.PdfReader(io.BytesIO(made)).pages[1].extract_text()


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ("<style>p { colr: red }</style>", "colr"),
        ('<img src="file:///etc/hosts" alt="x">', "disallowed protocol"),
        ('<img src="http://127.0.0.1:9/x.png" alt="x">', "disallowed protocol"),
        (f'<img src="{DOT}">', "alt"),
    ],
)
def test_a_complaint_of_the_layout_is_an_error(
    tmp_path: Path, report: Report, fault: str, complaint: str
) -> None:
    page = f"<html lang=en><title>{{{{ report.title }}}}</title><p>A page.</p>{fault}</html>"
    (tmp_path / "report.html.j2").write_text(page)
    with pytest.raises(RenderError, match=complaint):
        pdf(report, Drawings(charts={}, sparklines={}), b"{}", Look(templates=tmp_path))


def test_a_machine_without_fonts_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    check_system()
    monkeypatch.setattr(module, "_system_fonts", lambda _ffi: 0)
    with pytest.raises(RenderError, match="apt-get install"):
        check_system()


def test_a_machine_without_harfbuzz_subset_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.text import ffi

    monkeypatch.setattr(ffi, "harfbuzz_subset", None)
    with pytest.raises(RenderError, match="HarfBuzz-Subset"):
        check_system()


@pytest.mark.long
def test_letters_that_no_font_of_ours_has_are_printed_as_boxes(report: Report) -> None:
    groups = report.exploration.by_genre
    assert not isinstance(groups, Skipped)
    name = "演歌 \N{MULTIPLE MUSICAL NOTES}\N{VARIATION SELECTOR-16} фолк שיר"
    odd = replace(groups[0], name=name)
    strange = replace(
        report,
        title="Spring \N{MULTIPLE MUSICAL NOTES} 音楽",
        exploration=replace(report.exploration, by_genre=(odd, *groups[1:])),
    )
    made = pypdf.PdfReader(io.BytesIO(pdf(strange, draw(strange), b"{}")))
    first = made.pages[0].extract_text()
    assert "Spring □ □□" in first
    everything = "".join(page.extract_text() for page in made.pages)
    assert "□□ □ фолк" in everything
