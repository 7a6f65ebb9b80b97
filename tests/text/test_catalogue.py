"""Words of another language: each sentence is one message, and none is forgotten."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import write_po

from reportgen import formats, music
from reportgen.errors import SettingsError
from reportgen.findings import judge
from reportgen.ingest import open_table
from reportgen.ingest.sample import sample_path
from reportgen.render import make, pages
from reportgen.results import Report
from reportgen.settings import ColumnSettings
from reportgen.text import translate, using
from tests import example
from tests.findings.conftest import facts
from tests.text.catalogue import FILE, made, templates, text
from tests.text.sentences import readers

LEFT, RIGHT = "⟦", "⟧"
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
CONSTANT = re.compile(
    r"0 (to|and) 1(00)?\b|(divided|multiplied) by 100|base 10|log10|0–1|SHA-256|UTF-8|0x01|"
    r"Music4All|\((cp949|GB 18030|Big5)\)|KOI8-R"
)
"""What is the same on every table: scales, and what things are called."""
QUOTED_ONLY = {"damage"}
"""Findings whose text is nothing but texts of the report."""


@pytest.fixture(scope="module")
def messages() -> Catalog:
    return made()


@pytest.fixture(scope="module")
def pseudo(messages: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A language in which each message stands between brackets."""
    catalogue = Catalog(locale="en")
    for message in messages:
        if isinstance(message.id, tuple):
            catalogue.add(message.id, tuple(f"{LEFT}{form}{RIGHT}" for form in message.id))
        elif message.id:
            catalogue.add(message.id, f"{LEFT}{message.id}{RIGHT}")
    path = tmp_path_factory.mktemp("words") / "pseudo.po"
    with path.open("wb") as target:
        write_po(target, catalogue)
    return path


def _po(path: Path, words: dict[str, str]) -> Path:
    catalogue = Catalog(locale="de")
    for message, translation in words.items():
        catalogue.add(message, translation)
    target = io.BytesIO()
    write_po(target, catalogue)
    path.write_bytes(target.getvalue())
    return path


def test_the_list_of_messages_is_up_to_date(messages: Catalog) -> None:
    hint = "python -m tests.text.catalogue, then read the difference"
    assert FILE.read_text(encoding="utf-8") == text(messages), hint


LISTED_ELSEWHERE = {
    "reportgen.charts.subject": "adjectives of the dictionary",
    "reportgen.compare.results": "names of changes, listed with the comparison",
    "reportgen.findings.data": "blemishes, quoted one after another: no words of its own",
    "reportgen.findings.naming": "adjectives of the dictionary",
    "reportgen.findings.preparation": "by what rows are recognised, listed where it is found",
    "reportgen.findings.rule": "reasons of rules that do not apply, read where they are given",
    "reportgen.formats": "units of the dictionary",
    "reportgen.history.back": "names of settings",
    "reportgen.ingest.roles": "reasons of the dictionary to leave a column out",
    "reportgen.render.context": "headings of the parts, and whether artists or tracks are unseen",
}
"""Modules that translate what the source does not show there, and where it comes from."""


def test_every_sentence_can_be_followed_in_the_source() -> None:
    unknown = [place for reader in readers() for place in reader.unknown]
    assert {place.partition(":")[0] for place in unknown} == set(LISTED_ELSEWHERE)
    assert len(unknown) == len(LISTED_ELSEWHERE) + 1, "context has two, the others one"


def test_no_message_holds_a_number_of_the_data(messages: Catalog) -> None:
    described = {e.description for e in (*music.FEATURES, *music.CATEGORIES, *music.TARGETS)}
    on_pages = {message for _, message in templates() if isinstance(message, str)}
    said = {m.id for m in messages if isinstance(m.id, str)} - described - on_pages
    fixed = {CONSTANT.sub("", re.sub(r"\{\w+\}", "", message)) for message in said}
    assert {text for text in fixed if re.search(r"\d", text)} == {
        "one of the two classes has fewer than 20 tracks",
        "70 and above on the scale from ",
    }


FRAGMENT = re.compile(r"^[\s,;.:)]|[\s,;:(]$")


def test_no_message_is_a_fragment(messages: Catalog) -> None:
    """Words that need others before or behind them cannot be put in another order."""
    forms = [m.id if isinstance(m.id, tuple) else (m.id,) for m in messages if m.id]
    assert len(forms) > 1000
    assert [form for pair in forms for form in pair if FRAGMENT.search(str(form))] == []


REPORTS: dict[str, Callable[[], Report]] = {
    "example": example.unjudged_report,
    "binary": example.binary_report,
    "no segments": example.no_segments_report,
    "bare": example.no_genre_no_artist_report,
    "aimless": example.no_target_report,
    **{name: partial(facts, name) for name in ("little", "streams", "hits", "leak", "few")},
}


@pytest.fixture(params=REPORTS)
def both(request: pytest.FixtureRequest, pseudo: Path) -> tuple[Report, Report]:
    """A report judged in English and in the language of brackets."""
    bare = REPORTS[request.param]()
    own = tuple(c for c in bare.trust.checks if c.name in {"units", "columns"})
    bare = replace(bare, trust=replace(bare.trust, checks=own))
    with using("en", pseudo):
        other = judge(bare)
    return judge(bare), other


def test_every_sentence_is_translated(both: tuple[Report, Report]) -> None:
    _, other = both
    for found in other.findings:
        assert _is_one(found.title), found.code
        assert _is_one(found.text) or found.code in QUOTED_ONLY, found.code
    assert other.verdict.answer.startswith(LEFT)
    for tile in other.verdict.tiles:
        quoted = tile.value.strip(LEFT + RIGHT) == "none"
        assert _is_one(tile.label), tile.name
        assert _is_one(tile.note) or (tile.name == "segments" and quoted), tile
    for check in other.trust.checks:
        assert check.label.startswith(LEFT), check.name
        assert check.text.startswith(LEFT), check.name


def _is_one(said: str) -> bool:
    return said.startswith(LEFT) and said.endswith(RIGHT)


def test_numbers_and_their_evidence_stay(both: tuple[Report, Report]) -> None:
    report, other = both
    assert len(report.findings) == len(other.findings) > 3
    for found, same in zip(report.findings, other.findings, strict=True):
        assert NUMBER.findall(found.title + found.text) == NUMBER.findall(same.title + same.text)
        assert [e.path for e in found.evidence] == [e.path for e in same.evidence]
        for item in same.evidence:
            assert item.shown in same.title + same.text
    said, translated = report.verdict, other.verdict
    assert NUMBER.findall(said.answer) == NUMBER.findall(translated.answer)
    assert [NUMBER.findall(f"{t.value} {t.note}") for t in said.tiles] == [
        NUMBER.findall(f"{t.value} {t.note}") for t in translated.tiles
    ]


def test_columns_are_called_by_translated_names(pseudo: Path) -> None:
    with using("en", pseudo):
        fields = open_table(sample_path(), ColumnSettings()).reading.fields
    known = {f.name: f.label for f in fields if music.entry(f.name) is not None}
    assert {"loudness", "genre", "artist", "popularity"} <= set(known)
    assert [label for label in known.values() if not _is_one(label)] == []


def test_a_catalogue_chosen_outside_is_kept_inside(pseudo: Path) -> None:
    with using("en", pseudo):
        page = make(judge(example.unjudged_report()), ("md",))["md"].decode()
    assert f"**{LEFT}" in page
    assert translate("points") == "points"


def test_another_language_is_one_file(tmp_path: Path) -> None:
    path = _po(tmp_path / "de.po", {"A choice of cleaning moves the answer": "Umgereinigt",
                                    "{low} to {high}": "{low} bis {high}"})  # fmt: skip
    report = replace(example.unjudged_report(), language="de")
    with using("de", path):
        judged = judge(report)
    assert "(7,1\xa0% bis 9,5\xa0%)" in judged.verdict.answer
    with using("de"):
        assert "(7,1\xa0% to 9,5\xa0%)" in judge(report).verdict.answer


def test_a_language_has_its_own_plural_forms(tmp_path: Path) -> None:
    path = tmp_path / "pl.po"
    path.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && '
        '(n%100<10 || n%100>=20) ? 1 : 2);\\n"\n\n'
        'msgid "track"\nmsgid_plural "tracks"\n'
        'msgstr[0] "utwór"\nmsgstr[1] "utwory"\nmsgstr[2] "utworów"\n',
        encoding="utf-8",
    )
    with using("pl", path):
        shown = [formats.count(n, "track") for n in (1, 2, 5, 22)]
    assert shown == ["1 utwór", "2 utwory", "5 utworów", "22 utwory"]
    assert formats.count(2, "track") == "2 tracks"


def test_templates_speak_the_language_in_use(pseudo: Path, tmp_path: Path) -> None:
    words = _po(tmp_path / "x.po", {"Key findings": "Befunde", "Of %(n)s": "Von %(n)s"})
    source = (
        '{{ _("Key findings") }}; {% trans n="&" %}Of {{ n }}{% endtrans %}; '
        '{{ rows|count("row") }}'
    )
    template = pages.environment().from_string(source)
    assert template.render(rows=2) == "Key findings; Of &amp;; 2 rows"
    with using("de", words):
        assert template.render(rows=2) == "Befunde; Von &amp;; 2 rows"
    with using("en", pseudo):
        assert template.render(rows=2).endswith(f"2 {LEFT}rows{RIGHT}")


def test_what_templates_mark_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page.j2").write_text(
        '{{ _("A") }}{% trans n=1 %}Of {{ n }}{% endtrans %}{{ ngettext("one", "more", 2) }}'
        '{{ 3 | count("bin") }}'
    )
    monkeypatch.setattr(pages, "templates_folder", lambda: tmp_path)
    assert [message for _, message in templates()] == [
        *("A", "Of %(n)s", ("one", "more"), ("bin", "bins")),
    ]


@pytest.mark.parametrize("content", ["this is no catalogue", None])
def test_a_damaged_catalogue_is_an_error(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "de.po"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"de\.po"), using("de", path):
        pass
