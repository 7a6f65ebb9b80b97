from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image

from reportgen.errors import RenderError
from reportgen.render import picture as module
from reportgen.render.picture import HEIGHT, WIDTH, picture, sheet
from reportgen.results import Report, Tile
from tests import example

LONG = "A title that goes on and on about a catalogue of tracks "


def _long(report: Report, words: str, times: int) -> Report:
    tiles = tuple(
        Tile(name=t.name, value=t.value, label=t.label * 4, note=t.note * 6, evidence=())
        for t in report.verdict.tiles
    )
    return replace(
        report,
        title=words * times,
        provenance=replace(report.provenance, source=words * times),
        verdict=replace(report.verdict, answer=words * 3 * times, tiles=tiles),
    )


REPORTS: dict[str, Callable[[], Report]] = {
    "example": example.example_report,
    "binary": example.binary_report,
    "aimless": example.no_target_report,
    "long": lambda: _long(example.example_report(), LONG, 8),
    "unbroken": lambda: _long(example.example_report(), "Wg", 200),
}


@pytest.fixture(scope="module", params=REPORTS)
def shown(request: pytest.FixtureRequest) -> tuple[Report, bytes]:
    report = REPORTS[request.param]()
    return report, sheet(report)


def _page(content: bytes) -> pypdfium2.PdfPage:
    document = pypdfium2.PdfDocument(content)
    assert len(document) == 1
    return document[0]


def test_all_letters_lie_within_the_picture(shown: tuple[Report, bytes]) -> None:
    page = _page(shown[1])
    assert page.get_size() == (pytest.approx(WIDTH * 0.75), pytest.approx(HEIGHT * 0.75))
    text = page.get_textpage()
    boxes = [text.get_charbox(i) for i in range(text.count_chars())]
    drawn = [box for box in boxes if box[2] > box[0]]
    assert len(drawn) > 100
    assert min(left for left, *_ in drawn) >= 30
    assert max(right for _, _, right, _ in drawn) <= WIDTH * 0.75 - 12
    assert min(bottom for _, bottom, *_ in drawn) >= 5
    assert max(top for *_, top in drawn) <= HEIGHT * 0.75 - 15


def test_no_lines_lie_on_one_another(shown: tuple[Report, bytes]) -> None:
    """Marks of two letters never share more than a sliver."""
    text = _page(shown[1]).get_textpage()
    every = [text.get_charbox(i) for i in range(text.count_chars())]
    boxes = [box for box in dict.fromkeys(every) if box[2] > box[0]]  # a ligature has one box
    meet = [
        (a, b)
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if min(a[2], b[2]) - max(a[0], b[0]) > 2 and min(a[3], b[3]) - max(a[1], b[1]) > 2
    ]
    assert meet == []


@pytest.mark.parametrize("name", ["example", "binary", "aimless"])
def test_it_says_all_of_the_verdict(name: str) -> None:
    report = REPORTS[name]()
    text = _words(_page(sheet(report)).get_textpage().get_text_range())
    tiles = [part for t in report.verdict.tiles for part in (t.value, t.label, t.note)]
    for said in (report.title, report.verdict.answer, report.provenance.source, *tiles):
        assert _words(said) in text
    assert ("perstandarddeviation" in text) is (name != "aimless")


def _words(text: str) -> str:
    return "".join(text.split())


def test_it_is_a_picture_of_that_size_and_the_same_each_time(report: Report) -> None:
    made = picture(report)
    assert made == picture(report)
    assert len(made) < 300_000
    with Image.open(io.BytesIO(made)) as image:
        assert image.size == (WIDTH, HEIGHT)
        assert image.mode == "RGB"
        assert image.getpixel((2, 2)) == (255, 255, 255)
        assert len(image.getcolors(1 << 20) or ()) > 100
        assert set(image.info) == {"Description"}
        assert image.info["Description"].startswith(f"{report.title}. ")


def test_letters_are_as_large_as_they_can_be(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _size_of_title(sheet(report)) > _size_of_title(sheet(_long(report, LONG, 3))) > 10
    monkeypatch.setattr(module, "STEPS", (90.0,))
    with pytest.raises(RenderError, match="more text than it can hold"):
        sheet(report)


def _size_of_title(content: bytes) -> float:
    text = _page(content).get_textpage()
    boxes = [text.get_charbox(i) for i in range(10)]
    return max(float(top - bottom) for _, bottom, _, top in boxes)
