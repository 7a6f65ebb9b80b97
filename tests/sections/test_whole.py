"""Sections from a table to the pages, by the command line."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from reportgen.aggregates.block import Block
from reportgen.aggregates.moments import Moments
from reportgen.api import read_report
from reportgen.cli import main
from reportgen.cli.run import told
from reportgen.engine import MemoryEngine
from reportgen.errors import AnalysisError, ExitCode, RenderError, SectionWarning
from reportgen.render import make
from reportgen.results import ExtraContent, Report, Skipped
from reportgen.sections import Found, Section, Tracks, extended
from tests import plugins
from tests.example import example_report
from tests.example_extra import extended_report
from tests.render.test_html import Page

# One table is analysed once: all of these run in one process.


def frame(n: int = 400) -> pd.DataFrame:
    draw = np.random.default_rng(5)
    return pd.DataFrame(
        {
            "track_id": [f"t{i}" for i in range(n)],
            "artist": [f"a{i % 40}" for i in range(n)],
            "energy": draw.uniform(0, 1, n).round(3),
            "tempo": draw.uniform(60, 190, n).round(1),
            "popularity": draw.integers(0, 90, n),
        }
    )


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("table") / "tracks.csv"
    frame().to_csv(path, index=False)
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["run", *map(str, arguments)])


@pytest.fixture(scope="module")
def written(table: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report with the section of the example, in all formats."""
    folder = tmp_path_factory.mktemp("written")
    with plugins.example(folder / "site"):
        result = run(table, "-o", folder, "--format", "json,html,pdf")
    assert result.exit_code == ExitCode.OK, result.stderr
    assert result.stderr == ""
    return folder


@pytest.fixture
def example(tmp_path: Path) -> Iterator[None]:
    """Install the example for one test."""
    with plugins.example(tmp_path / "site"):
        yield


def test_the_json_holds_what_the_analysis_found(written: Path) -> None:
    (section,) = json.loads((written / "report.json").read_bytes())["extra"]
    rows = section["content"]["tables"][0]["rows"]
    tracks = frame()
    band = pd.cut(tracks.tempo, [0, 90, 120, 150, 999], right=False)
    oracle = tracks.groupby(band, observed=False).popularity.agg(["size", "mean"])
    assert [row[1] for row in rows] == oracle["size"].tolist()
    assert [row[2] for row in rows] == pytest.approx(oracle["mean"].tolist())
    assert section["content"]["values"][1]["value"] == pytest.approx(tracks.popularity.mean())
    assert section["package"] == "reportgen-tempo-bands 1.0"


def test_the_page_has_the_section_in_its_place_and_numbered(written: Path) -> None:
    text = (written / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    ids = [a.get("id") for a in page.all("section")]
    assert ids[3:6] == ["exploration", "tempo_bands", "segments"]
    assert '<h2><span class="number">5</span> Tempo</h2>' in text
    assert '<span class="number">5</span> <a href="#tempo_bands">Tempo</a>' in text
    assert '<h2><span class="number">6</span> Segments</h2>' in text
    part = text[text.index('<section class="part own" id="tempo_bands"') :].split("</section>")[0]
    assert "Over all 400 tracks, mean popularity is" in part
    assert re.search(r'id="table-tempo_bands-bands">\s*<caption>.*?>Table \d+</', part, re.DOTALL)
    assert '<th scope="row">below 90</th><td class="num">' in part
    assert "A section of reportgen-tempo-bands 1.0." in part
    tables = [int(n) for n in re.findall(r'<a class="label"[^>]*>Table (\d+)</a>', text)]
    assert len(tables) > 9
    assert tables == list(range(1, len(tables) + 1))
    assert page.open == []


def test_the_pdf_has_the_section_and_its_bookmark(written: Path) -> None:
    import pypdf

    reader = pypdf.PdfReader(written / "report.pdf")
    titles = [str(item["/Title"]) for item in reader.outline if not isinstance(item, list)]
    assert titles[4] == "5 Tempo"
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "Popularity by tempo, in beats a minute" in text


def test_pages_are_made_from_json_without_the_analysis(
    written: Path, example: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempo_bands  # type: ignore[import-not-found]

    def never(*_: object) -> Mapping[str, Any]:
        raise AssertionError

    monkeypatch.setattr(tempo_bands, "section", replace(tempo_bands.section, analyse=never))
    report = read_report(written / "report.json")
    assert make(report, ("html",))["html"] == (written / "report.html").read_bytes()


def test_a_template_of_ones_own_goes_before_that_of_the_package(
    written: Path, example: None, tmp_path: Path
) -> None:
    (tmp_path / "sections").mkdir()
    (tmp_path / "sections" / "tempo_bands.html.j2").write_text(
        '{% extends "reportgen/sections/tempo_bands.html.j2" %}'
        "{% block body %}<p>Mine, {{ values.tracks }}.</p>{% endblock %}"
    )
    text = make(read_report(written / "report.json"), ("html",), tmp_path)["html"].decode()
    assert "<p>Mine, 400.</p>" in text
    assert "How popular slow and fast tracks are." in text
    assert "mean popularity is" not in text


def test_a_section_that_is_switched_off_does_not_run(
    table: Path, example: None, tmp_path: Path
) -> None:
    (tmp_path / "s.toml").write_text('[sections]\ndisabled = ["tempo_bands"]\n')
    result = run(table, "-o", tmp_path, "-c", tmp_path / "s.toml", "--format", "json")
    assert result.exit_code == ExitCode.OK
    assert read_report(tmp_path / "report.json").extra == ()


def test_without_the_package_its_values_are_shown_plainly() -> None:
    text = make(extended_report(), ("html",))["html"].decode()
    page = Page(text)
    ids = [a.get("id") for a in page.all("section")]
    assert (ids[4], ids[9]) == ("tempo_bands", "moods")
    part = text[text.index('id="tempo_bands"') :].split("</section>")[0]
    assert "The package of this section is not installed here" in part
    assert "<dt>tracks</dt><dd>28,068</dd>" in part
    assert "<dd>Counted &lt;b&gt;once&lt;/b&gt;</dd>" in part
    assert "<dt>unknown</dt><dd></dd>" in part
    assert "<li>38.5</li>" in part
    assert '<th scope="row">fast</th><td class="num">15,723</td><td></td>' in part
    moods = text[text.index('id="moods"') :].split("</section>")[0]
    assert "Not available (moods): its analysis failed (KeyError: &#39;mood&#39;)." in moods
    assert page.open == []


MODULE = """
from pathlib import Path
from reportgen.sections import Section

def fail(report, tracks):
    raise KeyError("mood")

def count(report, tracks):
    return {"n": tracks.n}

path = Path(__file__).with_name("mine.j2")
mine = Section(name="mine", title="Mine", analyse=count, template=path)
sad = Section(name="sad", title="Sad", analyse=fail)
"""
MOOD = "its analysis failed (KeyError: 'mood')"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of two sections: the template of one fails, the analysis of the other."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "own_module.py").write_text(MODULE)
    (folder / "mine.j2").write_text("<p>{{ values.n | integer }}</p>\n<p>{{ values.mood }}</p>")
    plugins.offered(folder, "mine", "own_module:mine")
    plugins.offered(folder, "sad", "own_module:sad")
    return folder


def test_what_fails_spoils_nothing_and_is_seen(table: Path, site: Path, tmp_path: Path) -> None:
    with plugins.installed(site):
        result = run(table, "-o", tmp_path, "--format", "json,html")
    assert result.exit_code == ExitCode.OK
    analysis, template = result.stderr.splitlines()
    assert analysis == f"Warning: The section sad of own-sections 1.0 is not available: {MOOD}."
    assert re.fullmatch(
        r"Warning: The section mine is not available: its template has a fault, "
        r".*mine\.j2, line 2: .* has no attribute 'mood'\.", template
    )  # fmt: skip
    mine, sad = read_report(tmp_path / "report.json").extra
    assert isinstance(mine.content, ExtraContent)
    assert sad.content == Skipped(step="sad", reason=MOOD)
    text = (tmp_path / "report.html").read_text()
    assert "Not available (mine): its template has a fault" in text
    assert "Not available (sad): its analysis failed" in text
    assert Page(text).open == []
    with plugins.installed(site), pytest.raises(SectionWarning, match="template has a fault"):
        make(read_report(tmp_path / "report.json"), ("html",))


def test_strictness_makes_a_failure_an_error(table: Path, site: Path, tmp_path: Path) -> None:
    with plugins.installed(site):
        result = run(table, "-o", tmp_path / "out", "--format", "json", "--strict")
    assert result.exit_code == ExitCode.ANALYSIS
    assert MOOD in result.stderr
    assert not (tmp_path / "out").exists()
    with pytest.raises(RenderError, match="a template"), told(quiet=True, strict=True):
        warnings.warn("a template", SectionWarning, stacklevel=1)


def test_warnings_are_told_once_or_not_at_all(capsys: pytest.CaptureFixture[str]) -> None:
    for quiet in (False, True):
        with told(quiet=quiet, strict=False):
            warnings.warn("twice", SectionWarning, stacklevel=1)
            warnings.warn("twice", SectionWarning, stacklevel=1)
    assert capsys.readouterr().err == "Warning: twice.\n"


def test_the_analysis_gets_the_finished_report_and_cleaned_tracks() -> None:
    seen: list[Any] = []

    def analyse(report: Report, tracks: Tracks) -> Mapping[str, Any]:
        seen.extend((report, tracks))
        return {"n": tracks.n}

    section = Section(name="seen", title="Seen", analyse=analyse)
    report = example_report()
    engine = MemoryEngine((Block({"energy": np.array([0.25, 0.75])}, 2),))
    tracks = Tracks(engine, None, ("energy",), {}, {"energy": "Energy"}, dated=False)
    made = extended(report, tracks, [Found("seen", "", section)])
    assert seen == [report, tracks]
    assert tracks.run(Moments(("energy",)))[0].mean.tolist() == [0.5]
    assert replace(made, extra=()) == report
    broken = Found("seen", "own 1.0", "its package cannot be imported (ImportError)")
    with pytest.warns(SectionWarning, match=r"seen of own 1\.0 is not available: its package"):
        (left_out,) = extended(report, tracks, [broken]).extra
    assert isinstance(left_out.content, Skipped)
    with pytest.raises(AnalysisError, match="cannot be imported"):
        extended(report, tracks, [broken], strict=True)
