"""What ``docs/branding-and-templates.md`` shows, run as it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import reportgen
from reportgen.cli import main
from reportgen.configuration import load
from reportgen.ingest import open_table
from reportgen.render.brand import brand
from reportgen.render.context import Drawings, Look
from reportgen.render.html import html
from reportgen.results import ExtraContent, Report
from reportgen.sections import installed
from reportgen.settings import ColumnSettings
from reportgen.text import using
from tests import plugins
from tests.example import example_report
from tests.sections.test_whole import frame

GUIDE = Path(__file__).parents[1] / "docs" / "branding-and-templates.md"
TEXT = GUIDE.read_text(encoding="utf-8")


def shown(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)


def page(report: Report, look: Look) -> str:
    return html(report, Drawings(charts={}, sparklines={}), look).decode()


def test_the_brand_of_the_guide_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "reportgen.toml"
    file.write_text(shown("toml")[0], encoding="utf-8")
    (tmp_path / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><rect width="4"/></svg>'
    )
    made = brand(load(file, {}).brand)
    text = page(example_report(), Look(brand=made))
    assert 'alt="Example Records"' in text
    assert "--accent: #8a1c5b;" in text
    assert "Confidential: for the A&amp;R team only" in text


def test_the_python_of_the_guide_writes_a_branded_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame().to_csv(tmp_path / "tracks.csv", index=False)
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path)
    exec(compile(shown("python")[0], str(GUIDE), "exec"), {})
    text = (tmp_path / "briefing" / "report.html").read_text(encoding="utf-8")
    assert '<p class="publisher">Example Records</p>' in text


@pytest.mark.parametrize(
    ("number", "name", "words", "gone"),
    [
        (0, "sections/verdict.html.j2", "32,833 rows were read.", 'class="tile"'),
        (1, "sections/regression.html.j2", "Questions about What goes with popularity: ask", ""),
        (2, "report.html.j2", "Left out of this edition.", "Groups of tracks that sound alike"),
    ],
)
def test_the_templates_of_the_guide_do_what_it_says(
    tmp_path: Path, number: int, name: str, words: str, gone: str
) -> None:
    report = example_report()
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(shown("jinja")[number], encoding="utf-8")
    text = page(report, Look(templates=tmp_path))
    assert words.replace("32,833", f"{report.data.rows:,}") in text
    if gone:
        assert gone not in text
        assert gone in page(report, Look())


def commands() -> Iterator[list[str]]:
    for line in "".join(shown("sh")).splitlines():
        yield line.split()[1:]


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_the_commands_of_the_guide_are_understood(words: list[str]) -> None:
    command: click.Command = main
    while isinstance(command, click.Group):
        command, words = command.commands[words[0]], words[1:]
    with click.Context(command, info_name=command.name) as context:
        rest = command.make_parser(context).parse_args(words)[1]
    assert rest == []


def test_the_section_of_the_guide_runs(tmp_path: Path) -> None:
    (tmp_path / "longest.py").write_text(shown("python")[1], encoding="utf-8")
    entry = re.search(r"^longest = \"(.*)\"", shown("toml")[3], flags=re.MULTILINE)
    assert entry is not None
    plugins.offered(tmp_path, "longest", entry[1])
    tracks = frame()
    with plugins.installed(tmp_path):
        report = reportgen.analyze(tracks)
    (section,) = report.extra
    assert isinstance(section.content, ExtraContent)
    rows = {row[0]: row[1:] for row in section.content.tables[0].rows}
    assert rows["tempo"] == pytest.approx((tracks.tempo.mean(), tracks.tempo.std(ddof=0)), rel=0.01)
    assert "Features at a glance" in page(report, Look())


def test_the_settings_of_the_guide_are_valid(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text(shown("toml")[1] + shown("toml")[4], encoding="utf-8")
    settings = load(file, {})
    assert settings.report.templates == tmp_path / "mine"
    assert settings.sections.disabled == ("longest",)
    assert settings.sections.strict is True
    assert installed(settings.sections.disabled) == ()


def test_the_words_of_the_guide_are_spoken(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text(shown("toml")[2], encoding="utf-8")
    (tmp_path / "words.po").write_text(shown("po")[0], encoding="utf-8")
    listed = (Path(reportgen.__file__).parent / "locale" / "reportgen.pot").read_text("utf-8")
    asked = re.findall(r'^msgid(?:_plural)? ".+"$', shown("po")[0], flags=re.MULTILINE)
    assert len(asked) == 3
    assert [line for line in asked if line not in listed] == []
    table = tmp_path / "t.csv"
    table.write_text("A title\n\nenergy,tempo,bpm\n" + "0.5,120,119\n" * 9)
    group = load(file, {}).report
    with using(group.language, group.catalogue):
        notes = open_table(table, ColumnSettings()).reading.assumptions
    said = " ".join(note.text for note in notes)
    assert "1 Zeile über den Namen der Spalten blieb weg." in said
    assert "Not used: bpm (stattdessen dient tempo)." in said


def test_its_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert len(links) >= 3
    assert [link for link in links if not (GUIDE.parent / link).exists()] == []


def test_the_limits_of_the_guide_are_those_of_the_code() -> None:
    from reportgen.render.logo import MOST_BYTES, SIDES
    from reportgen.render.sandbox import MOST_STEPS
    from reportgen.sections.running import MOST_ITEMS

    assert f"{MOST_STEPS:,} turns of loops and calls" in TEXT.replace("\n", " ")
    assert f"more than {MOST_ITEMS:,} rows" in TEXT
    assert f"sides of {SIDES[0]} to {SIDES[1]:,} pixels" in TEXT
    assert MOST_BYTES == 1_000_000
