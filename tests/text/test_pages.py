"""Pages in another language: no word of templates or drawings is left in English."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from string import ascii_letters

import pytest
from babel.messages import Catalog
from babel.messages.pofile import write_po

from reportgen.errors import SettingsError
from reportgen.findings import judge
from reportgen.render import make
from reportgen.render.email import body
from reportgen.render.letter import Letter, Night
from reportgen.results import Column, GroupMean, Report
from reportgen.text import using
from tests import example
from tests.text.test_catalogue import messages  # noqa: F401 - a fixture

WORD = re.compile(r"[A-Za-z]{3,}")
UNSEEN = {"style", "script"}
DRAWN = {"figure", "svg"}
SPOKEN = ("aria-label", "alt", "title", "data-label")
SOURCE = re.compile(r"\(.* \d{4}.*\)")
AS_EVERYWHERE = {"Python", "UTC", "csv", "json", "report"}
"""Words of the time, of versions and of names of files."""
KEPT = re.compile(r"(%\(\w+\)s|%%|\{\w+\}|<[^>]*>|&\w+;)")
"""Gaps and marks of a message."""
CYRILLIC = str.maketrans(
    ascii_letters, "".join(map(chr, (*range(0x430, 0x44A), *range(0x410, 0x42A))))
)


class Texts(HTMLParser):
    """Collects what a reader sees or hears: in figures and drawings, and outside."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: dict[bool, list[str]] = {True: [], False: []}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and its labels."""
        if tag not in {"meta", "link", "img", "col", "br"}:
            self.open.append(tag)
        for name, value in attrs:
            if name in SPOKEN and value:
                self._note(value)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if data.strip() and not UNSEEN & set(self.open):
            self._note(data.strip())

    def _note(self, text: str) -> None:
        self.found[bool(DRAWN & set(self.open))].append(text)


@pytest.fixture(scope="module")
def cyrillic(messages: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811
    """A language whose words are those of English in other letters, so that none hides."""
    catalogue = Catalog(locale="bg")
    for message in messages:
        if isinstance(message.id, tuple):
            catalogue.add(message.id, tuple(map(in_cyrillic, message.id)))
        elif message.id:
            catalogue.add(message.id, in_cyrillic(str(message.id)))
    path = tmp_path_factory.mktemp("letters") / "bg.po"
    with path.open("wb") as target:
        write_po(target, catalogue)
    return path


def in_cyrillic(message: str) -> str:
    parts = KEPT.split(message)
    return "".join(p if i % 2 else p.translate(CYRILLIC) for i, p in enumerate(parts))


def texts_of(report: Report, words: Path) -> dict[bool, list[str]]:
    """Return the texts of a page, by whether they stand in a figure or a drawing."""
    with using("bg", words):
        made = make(judge(replace(report, language="bg")), ("html",))["html"].decode()
    reader = Texts()
    reader.feed(made)
    return reader.found


def held(value: object) -> set[str]:
    """Return all texts that a report holds: they are made before the pages."""
    if isinstance(value, str):
        return {str(value)}
    if isinstance(value, tuple | list):
        return set().union(*map(held, value)) if value else set()
    if is_dataclass(value):
        return set().union(*(held(getattr(value, field.name)) for field in fields(value)))
    return set()


LABELS = frozenset({"label", "unit", "level", "model"})
NAMED = (Column, GroupMean)


def names_in(value: object) -> set[str]:
    """Return what a report calls columns, genres, levels, years, models and steps."""
    if isinstance(value, tuple):
        return set().union(*map(names_in, value)) if value else set()
    if not is_dataclass(value) or isinstance(value, type):
        return set()
    said = LABELS | {"name"} if isinstance(value, NAMED) else LABELS
    parts = {field.name: getattr(value, field.name) for field in fields(value)}
    own = {part for name, part in parts.items() if name in said and isinstance(part, str)}
    return own.union(*map(names_in, parts.values()))


def unnamed(text: str, names: set[str]) -> set[str]:
    """Return the words of a text of a drawing that belong to no name.

    A drawing cuts a long name short and breaks it into lines.
    """
    if any(text.removesuffix("…") in name for name in names):
        return set()
    ordered = sorted(filter(None, names), key=len, reverse=True)
    pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)"
    return set(WORD.findall(re.sub(pattern, "", text, flags=re.IGNORECASE)))


REPORTS: dict[str, Callable[[], Report]] = {
    "example": example.unjudged_report,
    "binary": example.binary_report,
    "bare": example.no_genre_no_artist_report,
}


@pytest.mark.parametrize("name", REPORTS)
def test_every_word_of_a_page_is_translated(name: str, cyrillic: Path) -> None:
    report = REPORTS[name]()
    texts = texts_of(report, cyrillic)
    names = names_in(report)
    assert len(texts[True]) > 500
    assert {text: left for text in texts[True] if (left := unnamed(text, names))} == {}
    known = " ".join(held(report)).lower()
    words = {w for t in texts[False] if not SOURCE.fullmatch(t) for w in WORD.findall(t)}
    assert {word for word in words if word.lower() not in known} <= AS_EVERYWHERE


def test_every_word_of_a_mail_is_translated(cyrillic: Path) -> None:
    night = Night(created="2026-11-20T06:00:00+00:00", since="", gated="")
    letter = Letter(subject="", preheader="", attached="report.pdf", nights=(night,))
    with using("bg", cyrillic):
        report = judge(replace(example.unjudged_report(), language="bg"))
        mail = body(report, letter)
    reader = Texts()
    reader.feed(mail.html)
    known = " ".join(held((report, letter))).lower()
    for texts in (reader.found[False], [mail.text]):
        assert len(" ".join(texts)) > 1_000
        words = {word.lower() for text in texts for word in WORD.findall(text)}
        assert {word for word in words if word not in known} == set()


def test_the_check_of_drawings_can_fail() -> None:
    names = {"Energy", "Rows with missing values", "dB"}
    assert unnamed("Energy: 2 points", names) == {"points"}
    assert unnamed("the energy of a track", names) == {"the", "track"}
    assert unnamed("energy 2 dB", names) == unnamed("Rows with miss…", names) == set()


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
