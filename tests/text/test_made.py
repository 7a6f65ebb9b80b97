"""A report made in another language, from its table to its pages: no word stays English.

The other language has the letters of another script for each letter of a message, so that
Latin letters are what no catalogue has translated, wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from itertools import chain
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase
from typing import Any

import pytest
from babel.messages.pofile import read_po, write_po

import reportgen
from reportgen import music
from reportgen.compare import compare
from reportgen.findings import judge
from reportgen.gates import check
from reportgen.gates.outputs import markdown
from reportgen.ingest.roles import QUESTION
from reportgen.render import make
from reportgen.results import Alteration, Report, Skipped
from reportgen.settings import GateSettings, ReportSettings, Settings, ValidationSettings
from reportgen.text import using
from tests.text.catalogue import FILE
from tests.text.messy import HEADER, NAMES, messy
from tests.text.test_pages import Texts

WORD = re.compile(r"[A-Za-z]{3,}")
GAP = re.compile(r"(\{\w*\}|%\(\w+\)s|&\w+;)")
SCRIPT = {
    ord(latin): chr(first + i)
    for first, letters in ((0x430, ascii_lowercase), (0x410, ascii_uppercase))
    for i, latin in enumerate(letters)
}  # fmt: skip
"""Each Latin letter → one of another script."""
KEYS = {
    *("name", "names", "code", "path", "kind", "step", "slice", "level", "category", "first"),
    *("second", "features", "columns", "target", "honest", "headline", "error_type", "key"),
    *("outlier_action", "engine", "command", "settings", "packages", "vocabulary", "unit"),
    *("description", "high", "low", "sha256", "version", "created", "language", "parts"),
    *("on", "severity", "recipe", "packed", "digest"),
}
"""Fields that hold what programs compare, or English of the dictionary that pages translate."""
OF_ALL = KEYS - {"language", "recipe"}
"""Fields of these that do not name the language."""
SAME = {"AUC", "Windows", "csv"}
"""Abbreviations and names that are the same in all languages."""
LANGUAGE = "bg"
"""A language that writes numbers, dates and lists without Latin letters."""


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one file that a translator writes: the list of messages, each with a translation."""
    with FILE.open("rb") as source:
        catalogue = read_po(source, "en", "reportgen")
    for message in catalogue:
        said = message.id if isinstance(message.id, tuple) else (message.id,)
        other = tuple(_in_script(str(form)) for form in said)
        message.string = other if len(other) > 1 else other[0]
        message.flags.discard("fuzzy")
    path = tmp_path_factory.mktemp("words") / "reportgen.po"
    with path.open("wb") as target:
        write_po(target, catalogue)
    return path


def _in_script(message: str) -> str:
    parts = GAP.split(message)
    return "".join(p if i % 2 else p.translate(SCRIPT) for i, p in enumerate(parts))


def _made(table: Path, words: Path | None) -> Report:
    settings = Settings(
        report=ReportSettings(language=LANGUAGE, catalogue=words),
        validation=ValidationSettings(replicates=50),
    )
    return reportgen.analyze(table, settings)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return messy(tmp_path_factory.mktemp("table") / "Zqx.csv")


@pytest.fixture(scope="module")
def other(table: Path, words: Path) -> Report:
    """A report on the messy table, made in the other language."""
    return _made(table, words)


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield all texts of a result that are words, with the fields in which they stand."""
    if isinstance(value, StrEnum):
        return
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for member in value:
            yield from texts(member, path)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in KEYS:
                yield from texts(getattr(value, field.name), f"{path}.{field.name}")


def english(text: str, names: Set[str] = frozenset()) -> set[str]:
    """Return the words of a text that no catalogue has translated and no table holds."""
    return set(WORD.findall(text)) - names - FROM_TABLE - SAME


FROM_TABLE = {word for name in (*HEADER, *NAMES, "(unnamed)") for word in WORD.findall(name)}
OF_THE_DICTIONARY = {word for e in music.TRACKS.entries for word in WORD.findall(e.name)}
TELL_NAMES = {"renamed", QUESTION}
"""Notes that tell by which name the dictionary knows a column, for the settings."""
CITED = re.compile(r"\(.* \d{4}.*\)")
ON_PAGES = {"html", "json", "report", "reportgen", "run", "seed", "Python", "UTC"}
"""Words of the command, of names of files, of versions and of the time."""


def left(value: Any) -> dict[str, set[str]]:
    """Return where words are left in English, and the texts that hold them."""
    found: dict[str, set[str]] = {}
    for path, text in texts(value):
        if english(text):
            found.setdefault(path, set()).add(text)
    return found


def test_every_word_of_the_results_is_translated(other: Report) -> None:
    notes = [note for note in other.data.assumptions if note.code in TELL_NAMES]
    plain = tuple(note for note in other.data.assumptions if note.code not in TELL_NAMES)
    assert left(replace(other, data=replace(other.data, assumptions=plain))) == {}
    assert {word for note in notes for word in english(note.text, OF_THE_DICTIONARY)} <= {"read"}
    assert {note.code for note in notes} == TELL_NAMES
    assert len({note.code for note in (*plain, *other.data.problems)}) >= 26


def test_every_word_of_the_pages_is_translated(other: Report, words: Path) -> None:
    with using(LANGUAGE, words):
        made = make(other, ("html", "md"))
    reader = Texts()
    reader.feed(made["html"].decode())
    told = {note.text for note in other.data.assumptions if note.code in TELL_NAMES}
    made_by = other.provenance
    names = {name for p in made_by.packages for name in WORD.findall(p.name)} | ON_PAGES
    names |= {word for s in made_by.settings for word in WORD.findall(f"{s.name} {s.value}")}
    shown = {text for text in chain(*reader.found.values()) if not CITED.fullmatch(text)}
    assert {text for text in shown - told - {made_by.sha256} if english(text, names)} == set()
    assert all(len(set(texts)) > 300 for texts in reader.found.values())
    assert english(made["md"].decode(), names) == set()


def test_every_word_of_a_comparison_is_translated(other: Report, words: Path) -> None:
    columns = other.data.columns
    role, scale = (next(c for c in columns if c.name == n) for n in ("tempo", "loudness"))
    altered = {"tempo": replace(role, unit="Zqx"), "loudness": replace(scale, sd=1e3)}
    data = replace(other.data, columns=tuple(altered.get(c.name, c) for c in columns[1:]))
    assert not isinstance(other.regression, Skipped)
    effects = other.regression.effects[1:]
    before = replace(other, data=data)
    fewer = replace(before, regression=replace(other.regression, effects=effects))
    older = replace(before, provenance=replace(before.provenance, version="0.0.1"))
    with using(LANGUAGE, words):
        found, mixed, apart = (compare(other, earlier) for earlier in (before, fewer, older))
    assert left(found) == left(mixed) == left(apart) == {}
    assert {c.alteration for c in found.columns} >= {Alteration.UNIT, Alteration.SCALE}
    assert not any(r.reason for r in found.results)
    assert any(r.reason for r in mixed.results)
    assert apart.reasons
    with using(LANGUAGE, words):
        judged = judge(replace(other, comparison=found))
    assert left(judged.findings) == left(judged.verdict) == {}


def test_every_word_of_gates_is_translated(other: Report, words: Path) -> None:
    path = "regression.scores[full].r2"
    limits: list[Any] = [{name: at} for name in ("min", "max") for at in (0.0, 0.9)]
    limits += [{"min_rows": 1}, {"min_rows": 9_999}, {"max_drop": 0.1}, {"max_change": 0.1}]
    gates = [GateSettings(path=path, on=on, name="Zqx", **limit) for limit in limits
             for on in ("estimate", "bound")]  # fmt: skip
    with using(LANGUAGE, words):
        found = check(other, gates, other), check(other, gates), check(other, ())
        page = markdown(replace(other, gates=found[0]))
    allowed = set(WORD.findall(path))
    said = {text for made in found for _, text in texts(made)}
    assert {text for text in said if english(text, allowed)} == set()
    assert english(page) == set()


@pytest.mark.parametrize("without", ["TRACK_POPULARITY STREAMS", "PLAYLIST_GENRE RELEASE_DATE"])
def test_what_cannot_be_had_is_said_in_the_other_language(
    without: str, tmp_path: Path, words: Path
) -> None:
    made = _made(messy(tmp_path / "Zqx.csv", 150, without.split()), words)
    absent = [made.regression, made.exploration.by_genre, made.exploration.by_year]
    assert any(isinstance(part, Skipped) for part in absent)
    plain = tuple(note for note in made.data.assumptions if note.code not in TELL_NAMES)
    assert left(replace(made, data=replace(made.data, assumptions=plain))) == {}


def test_what_programs_compare_is_the_same_in_all_languages(other: Report, table: Path) -> None:
    """Numbers, enumerations and keys: a report can be compared with one in another language."""
    assert list(kept(_made(table, None))) == list(kept(other))


def kept(value: Any, name: str = "") -> Iterator[Any]:
    """Yield all that is no word for readers."""
    if isinstance(value, tuple):
        for member in value:
            yield from kept(member, name)
    elif is_dataclass(value):
        for field in fields(value):
            yield from kept(getattr(value, field.name), field.name)
    elif not isinstance(value, str) or isinstance(value, StrEnum) or name in OF_ALL:
        yield value
