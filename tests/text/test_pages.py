"""Pages in another language: no word of the templates is left in English."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reportgen.errors import SettingsError
from reportgen.findings import judge
from reportgen.render import make
from reportgen.render.email import body
from reportgen.render.letter import Letter, Night
from reportgen.results import Report
from reportgen.text import using
from tests import example
from tests.text.test_catalogue import LEFT, RIGHT, messages, pseudo  # noqa: F401 - fixtures

WORD = re.compile(r"[A-Za-z]{3,}")
SILENT = {"style", "script", "svg", "title"}
GIVEN = ("article", "code", "time", "figure")
"""Elements that hold names of tracks, or words of charts."""
SPOKEN = ("aria-label", "alt")
SOURCE = re.compile(r"\(.* \d{4}.*\)")
AS_EVERYWHERE = {"November", "Python", "UTC", "csv", "json", "report"}
"""Words of the date, of versions and of names of files."""


class Texts(HTMLParser):
    """Collects what a reader sees or hears outside drawings and the data of the table."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[str] = []
        self.labels: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and its labels."""
        if tag not in {"meta", "link", "img", "col", "br", "path", "use"}:
            self.open.append(tag)
        if not self._within((*SILENT, *GIVEN)):
            self.labels.extend(value for name, value in attrs if name in SPOKEN and value)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if data.strip() and not self._within((*SILENT, *GIVEN)):
            self.found.append(data.strip())

    def _within(self, tags: tuple[str, ...]) -> bool:
        return any(tag in tags for tag in self.open)


def page(report: Report, words: Path) -> list[str]:
    with using("en", words):
        made = make(judge(report), ("html",))["html"].decode()
    reader = Texts()
    reader.feed(made)
    return [*reader.found, *reader.labels]


def outside(texts: list[str]) -> list[str]:
    """Return what stands between no brackets; a sentence goes on behind a link in it."""
    kept, depth = [], 0
    for text in texts:
        signs = []
        for sign in text:
            depth += (sign == LEFT) - (sign == RIGHT)
            if depth == 0 and sign != RIGHT:
                signs.append(sign)
        kept.append("".join(signs))
    return kept


def _texts_of(value: object) -> set[str]:
    """Return all texts that a report holds: they are made before the pages."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, tuple | list):
        return set().union(*map(_texts_of, value)) if value else set()
    if hasattr(value, "__dataclass_fields__"):
        return set().union(*(_texts_of(getattr(value, n)) for n in value.__dataclass_fields__))
    return set()


REPORTS: dict[str, Callable[[], Report]] = {
    "example": example.unjudged_report,
    "binary": example.binary_report,
    "bare": example.no_genre_no_artist_report,
}


@pytest.mark.parametrize("name", REPORTS)
def test_every_word_of_the_templates_is_translated(name: str, pseudo: Path) -> None:  # noqa: F811
    report = REPORTS[name]()
    held = " ".join(_texts_of(report)).lower()
    left = {
        word
        for text in outside(page(report, pseudo))
        if not SOURCE.fullmatch(text)
        for word in WORD.findall(text)
        if word.lower() not in held
    }
    assert left <= AS_EVERYWHERE


def test_every_word_of_a_mail_is_translated(pseudo: Path) -> None:  # noqa: F811
    night = Night(created="2026-11-20T06:00:00+00:00", since="", gated="")
    letter = Letter(subject="", preheader="", attached="report.pdf", nights=(night,))
    with using("en", pseudo):
        report = judge(example.unjudged_report())
        mail = body(report, letter)
    reader = Texts()
    reader.feed(mail.html)
    held = " ".join(_texts_of((report, letter))).lower()
    for texts in ([*reader.found, *reader.labels], [mail.text]):
        left = {word for text in outside(texts) for word in WORD.findall(text)}
        assert {word for word in left if word.lower() not in held} <= {"November"}


GERMAN = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Key findings"
msgstr "Das Wichtigste"

msgid "The verdict"
msgstr "Das Ergebnis"

msgid "Contents"
msgstr "Inhalt"

msgid "%(grade)s evidence"
msgstr "Beleg: %(grade)s"

msgid "strong"
msgstr "stark"

msgid "Figure %(number)s"
msgstr "Abbildung %(number)s"

msgid "Since the last run"
msgstr "Seit dem letzten Lauf"
"""


def test_a_second_language_is_one_file(tmp_path: Path) -> None:
    path = tmp_path / "de.po"
    path.write_text(GERMAN, encoding="utf-8")
    report = replace(example.unjudged_report(), language="de")
    with using("de", path):
        made = make(judge(report), ("html", "md"))
    html = made["html"].decode()
    assert '<html lang="de">' in html
    assert all(word in html for word in ("Das Wichtigste", "Inhalt", "Beleg: stark", "Abbildung 1"))
    assert re.search(r'<p class="tile-value">0,0\d', html)
    assert re.search(r'<p class="tile-value">\d+\.\d{3}</p>', html)
    assert "## Das Wichtigste" in made["md"].decode()
    assert "Predicting a hit" in html


@pytest.mark.parametrize(
    ("message", "translation"),
    [
        ("%(grade)s evidence", "Beleg"),
        ("%(grade)s evidence", "Beleg: %(stufe)s"),
        ("Key findings", "100 % sicher"),
        ("{low} to {high}", "{low} bis"),
    ],
)
def test_a_translation_keeps_its_gaps(tmp_path: Path, message: str, translation: str) -> None:
    path = tmp_path / "de.po"
    path.write_text(f'msgid ""\nmsgstr ""\n\nmsgid "{message}"\nmsgstr "{translation}"\n')
    with pytest.raises(SettingsError, match="gaps or percent signs"), using("de", path):
        pass


def test_words_of_scripts_and_styles_cannot_end_their_strings(tmp_path: Path) -> None:
    path = tmp_path / "de.po"
    words = {"Download CSV": '\\"CSV\\" </script> laden', "Caution.": '\\"Obacht\\"'}
    lines = [f'msgid "{m}"\nmsgstr "{said}"\n' for m, said in words.items()]
    path.write_text("\n".join(['msgid ""\nmsgstr ""\n', *lines]), encoding="utf-8")
    report = replace(example.unjudged_report(), language="de")
    with using("de", path):
        html = make(judge(report), ("html",))["html"].decode()
    assert html.count("</script>") == 1
    assert '"”CSV” ‹/script> laden"' in html
    assert '"”Obacht”"' in html
