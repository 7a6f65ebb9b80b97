from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from reportgen.findings import judge, key_findings
from reportgen.render import make, write
from reportgen.render.context import Look
from reportgen.render.markdown import WIDTH, escaped, markdown
from reportgen.results import Report, Skipped
from tests import example

NASTY = (
    "*bold* _it_ __dunder__ `code` ~~gone~~ [link](http://x.y) ![i](z) <b>tag</b> a|b &lt; \\",
    "<script>alert(1)</script>",
    "# no heading #",
    "- no item",
    "1. no item",
    "12) no item",
    "> no quote",
    "---",
    "===",
    "a\nb\r\n\r\nc\u2028d",
    "https://evil.example www.evil.example $x^2$",
    "a\\|b\\",
    "***",
    "+",
    ":-:",
)


class _Text(HTMLParser):
    """Words of a page, and its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _read(source: str) -> tuple[list[str], str]:
    """Return the elements and the words that a reader of Markdown makes of a text."""
    page = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(source)
    reader = _Text()
    reader.feed(page)
    reader.close()
    return reader.tags, " ".join("".join(reader.text).split())


def _words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("frame", ["{}", "# {}", "- **x.** {} (y)", "**{}**"])
def test_text_comes_out_as_it_went_in(text: str, frame: str) -> None:
    tags, words = _read(frame.format(escaped(text)))
    assert words == _words(frame.replace("# ", "").replace("- ", "").replace("**", "").format(text))
    assert set(tags) <= {"p", "h1", "ul", "li", "strong"}


@pytest.mark.parametrize("text", NASTY)
def test_text_stays_in_its_cell(text: str) -> None:
    tags, words = _read(f"| a | b |\n|---|---|\n| {escaped(text)} | 2 |\n")
    assert tags.count("td") == 2
    assert words == _words(f"a b {text} 2")


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))))
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    assert _read(f"| a |\n|---|\n| {escaped(text)} |\n")[1] == _words(f"a {text}")
    assert _read(f"x {escaped(text)}")[1] == _words(f"x {text}")


def test_a_report_of_nasty_names_says_them_and_nothing_more(report: Report) -> None:
    name = NASTY[0]
    columns = tuple(replace(c, label=f"{c.label} {name}") for c in report.data.columns)
    nasty = judge(
        replace(
            example.unjudged_report(),
            title=f"{name}\n\n# {name}",
            data=replace(report.data, columns=columns),
            provenance=replace(report.provenance, source=f"1. {name}.csv"),
        )
    )
    tags, words = _read(markdown(nasty).decode())
    assert f"{_words(nasty.title)} 1. {name}.csv" in words
    assert set(tags) == {"h1", "h2", "p", "strong", "ul", "li", *_TABLE}
    assert tags.count("h1") == 1
    assert tags.count("h2") == 2
    for found in key_findings(nasty)[:5]:
        assert _words(f"{found.title}. {found.text}") in words


_TABLE = ("table", "thead", "tbody", "tr", "th", "td")


@pytest.mark.parametrize(
    "made",
    [example.example_report, example.binary_report, example.no_segments_report,
     example.no_genre_no_artist_report, example.no_target_report],
)  # fmt: skip
def test_it_says_the_verdict_on_one_screen(made: object) -> None:
    assert callable(made)
    report = made()
    text = markdown(report, ("report.pdf",)).decode()
    tags, words = _read(text)
    for tile in report.verdict.tiles:
        assert _words(f"{tile.label} {tile.value} {tile.note}") in words
    assert _words(report.verdict.answer) in words
    said = {found.title for found in key_findings(report)[:5]}
    warned = [f.title for f in report.findings if f.severity == "warning"]
    assert all(title in words for title in warned)
    seen = not (isinstance(report.comparison, Skipped) and isinstance(report.gates, Skipped))
    items = len(said) + words.count(" by split: ") + 2 + seen + _any_more(report)
    assert tags.count("li") == items
    night = f"Since the last run {report.verdict.since.text} Gates {report.verdict.gated.text}"
    assert (_words(night) in words) is seen
    assert sum(note.text in words for note in report.data.limitations) <= 2
    assert words.endswith("Made with this summary: report.pdf.")
    assert len(text.splitlines()) <= 48
    assert all(len(line) <= WIDTH for line in text.splitlines() if not line.startswith("|"))


def _any_more(report: Report) -> int:
    keys = key_findings(report)[:5]
    return int(any(f.severity == "warning" and f not in keys for f in report.findings)) - int(
        not report.data.limitations
    )


def test_the_audit_goes_from_naive_to_honest(report: Report) -> None:
    _, words = _read(markdown(report).decode())
    line = words.partition("R² by split: ")[2].partition(" Warnings")[0]
    labels = [score.label for score in report.trust.audit if score.r2 is not None]
    assert [part.rsplit(" ", 1)[0] for part in line.split(" → ")] == labels
    assert f"**{_honest(report)} " in markdown(report).decode()


def _honest(report: Report) -> str:
    return next(s.label for s in report.trust.audit if s.name == report.trust.honest)


def test_it_names_the_other_files(report: Report, tmp_path: Path) -> None:
    paths = write(report, tmp_path, ("md", "json"))
    assert [path.name for path in paths] == ["report.json", "report.md"]
    assert paths[1].read_text(encoding="utf-8").endswith("\nMade with this summary: report.json.\n")
    assert b"Made with" not in make(report, ("md",))["md"]


def test_a_template_of_ones_own_replaces_a_block(report: Report, tmp_path: Path) -> None:
    (tmp_path / "summary.md.j2").write_text(
        '{% extends "reportgen/summary.md.j2" %}'
        '{% block trust %}*Mine*, {{ "*not*" }}\n{% endblock %}'
    )
    text = markdown(report, look=Look(templates=tmp_path)).decode()
    assert "*Mine*, \\*not\\*" in text
    assert "## Key findings" in text
    assert "## How far" not in text


def test_a_summary_alone_loads_no_library_of_pages() -> None:
    code = (
        "import sys\nfrom reportgen.render import make\n"
        "from tests.example import example_report\nmake(example_report(), ('md',))\n"
        "print(*{'weasyprint', 'matplotlib', 'pypdfium2', 'PIL', 'pandas'} & set(sys.modules))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
