"""A brand, read back from the files."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdf
import pypdfium2
import pytest
from PIL import Image

from reportgen.configuration import load
from reportgen.errors import ExitCode, SettingsError
from reportgen.provenance import record
from reportgen.render import make
from reportgen.render.brand import HOUSE, Brand, brand
from reportgen.render.context import Look
from reportgen.render.picture import sheet
from reportgen.results import Report
from reportgen.settings import BrandSettings
from tests.render.test_html import Page

ACCENT = "#8a1c5b"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 30">'
    '<rect width="30" height="30" fill="#123456"/></svg>'
)
LINES = {"footer": 'Tel. "0" & <more>', "confidentiality": "Confidential – for A&R only"}
CUT = ("preparation", "exploration", "segments", "regression", "classification", "trust")
SHORT = (
    '{% extends "reportgen/report.html.j2" %}'
    + "".join(
        f'{{% block {name} %}}<section class="part" id="{name}"><h2>Cut</h2></section>'
        "{% endblock %}"
        for name in CUT
    )
    + '{% block data %}<section class="part" id="data"><h2>Data</h2>{% for n in (1, 2, 3) %}'
    '<p style="break-before: page">A page.</p>{% endfor %}</section>{% endblock %}'
)


def _png(folder: Path) -> Path:
    path = folder / "logo.png"
    picture = Image.new("RGBA", (120, 40), (138, 28, 91, 0))
    picture.paste((138, 28, 91, 128), (0, 0, 60, 40))
    picture.save(path)
    return path


def _settings(folder: Path, logo: Path) -> BrandSettings:
    return BrandSettings(name="Example & Sons", logo=logo, accent=ACCENT, **LINES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of templates that leave out most parts, so that pages are made quickly."""
    made = tmp_path_factory.mktemp("brand")
    (made / "templates").mkdir()
    (made / "templates" / "report.html.j2").write_text(SHORT)
    return made


@pytest.fixture(scope="module")
def branded(report: Report, folder: Path) -> dict[str, bytes]:
    publisher = brand(_settings(folder, _png(folder)))
    return make(report, ("html", "pdf", "md"), folder / "templates", brand=publisher)


def test_the_page_names_its_publisher(branded: dict[str, bytes], folder: Path) -> None:
    text = branded["html"].decode()
    page = Page(text)
    (image,) = [a for a in page.all("img") if a.get("class") == "logo"]
    assert image["alt"] == "Example & Sons"
    address = image["src"] or ""
    assert base64.b64decode(address.partition(",")[2]) == (folder / "logo.png").read_bytes()
    metas = {a.get("name"): a.get("content") for a in page.all("meta")}
    assert metas["author"] == "Example & Sons"
    body = text[text.index("<body") :]
    first = re.search(r'<aside class="confidentiality"[^>]*>(.*?)</aside>', body)
    assert first is not None
    assert first[1] == "Confidential – for A&amp;R only"
    assert first.start() < body.index("<h1")
    assert "Example &amp; Sons · Tel. &#34;0&#34; &amp; &lt;more&gt;</footer>" in body
    assert page.open == []


def test_the_accent_colours_styles_and_charts(branded: dict[str, bytes], report: Report) -> None:
    text = branded["html"].decode()
    shown = brand(BrandSettings(accent=ACCENT))
    accents = re.findall(r"--accent: (#[0-9a-f]{6});", text)
    assert accents[-2:] == [ACCENT, shown.dark_accent]
    drawing = text[text.index('id="figure-effects_compact"') :].split("</figure>")[0]
    assert ACCENT in drawing
    assert HOUSE.accent not in drawing
    assert f'[fill="{ACCENT}"] {{ fill: {shown.dark_accent}; }}' in text


def test_each_printed_page_carries_the_lines(branded: dict[str, bytes]) -> None:
    reader = pypdf.PdfReader(io.BytesIO(branded["pdf"]))
    assert len(reader.pages) >= 5
    for page in reader.pages:
        text = re.sub(r"\s+", " ", page.extract_text())
        assert LINES["confidentiality"] in text
        assert 'Example & Sons · Tel. "0" & <more>' in text
        assert "reportgen" not in text.split("Page ")[-1]
    assert reader.metadata is not None
    assert reader.metadata.author == "Example & Sons"


def test_the_printed_logo_has_words_and_is_archivable(branded: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(branded["pdf"])) as document:
        images = [o for o in document.objects
                  if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]  # fmt: skip
        assert len(images) == 2
        assert {str(o.ColorSpace) for o in images} <= {"/DeviceRGB", "/DeviceGray"}
        assert not any(bool(o.get("/Interpolate", False)) for o in images)
        assert any("/SMask" in o for o in images)
        intents = document.Root.OutputIntents
        assert str(intents[0].S) == "/GTS_PDFA1"
        words = [str(o.Alt) for o in document.objects
                 if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]  # fmt: skip
        assert "Example & Sons" in words
        assert "(Accent)" not in words


def test_an_outside_validator_knows_nothing_against_the_file(branded: dict[str, bytes]) -> None:
    """It judges neither patterns nor shadings, and knows level B without other standards."""
    validator = pytest.importorskip("pikepdf.pdfa")
    report = validator.validate_written(io.BytesIO(branded["pdf"]), "3b")
    unjudged = re.compile("pattern|/Shading|MetadataStream", re.IGNORECASE)
    assert [str(f) for f in report.findings if not unjudged.search(str(f))] == []


def test_the_accent_is_drawn_on_paper(branded: dict[str, bytes]) -> None:
    channels = [int(ACCENT[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    reader = pypdf.PdfReader(io.BytesIO(branded["pdf"]))
    drawn = reader.pages[0].get_contents()
    assert drawn is not None
    found = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|sc|scn|SC|SCN|RG)\b", drawn.get_data())
    colours = {tuple(round(float(part), 3) for part in colour) for colour in found}
    assert tuple(round(channel, 3) for channel in channels) in colours


def test_the_summary_begins_with_the_line(branded: dict[str, bytes]) -> None:
    assert branded["md"].decode().startswith("**Confidential – for A\\&R only**\n\n# ")


def test_the_same_brand_makes_the_same_bytes(
    branded: dict[str, bytes], report: Report, folder: Path
) -> None:
    publisher = brand(_settings(folder, folder / "logo.png"))
    again = make(report, ("html", "pdf", "md"), folder / "templates", brand=publisher)
    assert again == branded


def test_an_svg_is_drawn_as_shapes(report: Report, folder: Path) -> None:
    path = folder / "logo.svg"
    path.write_text(SVG)
    publisher = brand(BrandSettings(name="Shapes", logo=path))
    made = make(report, ("pdf",), folder / "templates", brand=publisher)["pdf"]
    with pikepdf.open(io.BytesIO(made)) as document:
        streams = [o for o in document.objects if isinstance(o, pikepdf.Stream)]
        assert not any(o.get("/Subtype") == "/Image" for o in streams)
        words = [str(o.Alt) for o in document.objects
                 if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]  # fmt: skip
        assert "Shapes" in words


def test_without_a_brand_the_page_is_the_house_s(made: dict[str, bytes]) -> None:
    text = made["html"].decode()
    assert brand(BrandSettings()) == HOUSE == Brand()
    assert '<meta name="author" content="reportgen">' in text
    assert 'class="publisher"' not in text
    assert 'class="confidentiality"' not in text
    assert "<footer" not in text


@pytest.mark.parametrize(
    ("accent", "words"),
    [
        ("#ff8800", r"contrast of 2\.39 .* needs 4\.5\. The nearest darker .* is #b46000"),
        ("#777777", r"contrast of 4\.48 .* is #767676"),
        ("#ffffff", r"contrast of 1\.00 "),
        ("orange", "is not a colour"),
    ],
)
def test_an_accent_that_cannot_be_read_is_refused(accent: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as caught:
        brand(BrandSettings(accent=accent))
    assert caught.value.exit_code is ExitCode.SETTINGS


def test_short_and_capital_colours_are_understood() -> None:
    assert brand(BrandSettings(accent="#A0C")).accent == "#aa00cc"


def test_a_logo_needs_a_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no brand\.name"):
        brand(BrandSettings(logo=_png(tmp_path)))


def test_paths_of_a_settings_file_start_from_its_folder(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    file = inner / "settings.toml"
    file.write_text('[brand]\nname = "A"\nlogo = "pics/a.svg"\n[report]\ntemplates = "../t"\n')
    settings = load(file, {})
    assert settings.brand.logo == inner / "pics" / "a.svg"
    assert settings.report.templates == inner / ".." / "t"
    flagged = load(file, {"report": {"templates": Path("other")}})
    assert flagged.report.templates == Path("other")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[brand]\nnmae = "A"\n', "Did you mean brand.name?"),
        ('[brand]\nfooter = "a\\nb"\n', "footer is not one line"),
        (f'[brand]\nconfidentiality = "{"a" * 81}"\n', "at most 80 characters"),
        ('[brand]\nname = " "\n', "name is empty"),
    ],
)
def test_lines_that_do_not_fit_are_refused(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load(file, {})
    assert words in str(caught.value)


def test_a_brand_leaves_no_trace_in_the_record() -> None:
    from datetime import UTC, datetime

    from reportgen.settings import Settings

    settings = Settings(brand=BrandSettings(name="A", logo=Path("/home/somebody/a.svg")))
    now = datetime(2026, 11, 23, tzinfo=UTC)
    made = record("t.csv", "0", 1, settings, threads=1, now=now)
    assert not [s for s in made.settings if s.name.startswith("brand") or "home" in s.value]


def test_the_picture_carries_the_brand(report: Report, folder: Path) -> None:
    publisher = brand(_settings(folder, _png(folder)))
    with pypdfium2.PdfDocument(sheet(report, Look(brand=publisher))) as document:
        said = document[0].get_textpage().get_text_bounded()
        inks = document[0].render(scale=1).to_pil().convert("RGB").getcolors(maxcolors=1 << 20)
    assert "Example & Sons" in said
    assert "reportgen" not in said
    assert LINES["confidentiality"] in said
    colours = {colour for _, colour in inks or []}
    assert tuple(bytes.fromhex(ACCENT[1:])) in colours
    assert tuple(bytes.fromhex(HOUSE.accent[1:])) not in colours


def test_the_longest_lines_fit_on_the_picture(report: Report, folder: Path) -> None:
    publisher = replace(brand(_settings(folder, _png(folder))), confidentiality="Secret " * 11)
    long = replace(report, provenance=replace(report.provenance, source="tracks_of_" * 14))
    with pypdfium2.PdfDocument(sheet(long, Look(brand=publisher))) as document:
        assert len(document) == 1
        page = document[0]
        text = page.get_textpage()
        boxes = [text.get_rect(i) for i in range(text.count_rects())]
        width, height = page.get_size()
    assert min(box[0] for box in boxes) >= 0
    assert max(box[2] for box in boxes) <= width
    assert min(box[1] for box in boxes) >= 0
    assert max(box[3] for box in boxes) <= height
