"""A table of wines: a sound report without a word of music."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from reportgen import analyze
from reportgen.render import make
from reportgen.render.markdown import markdown
from reportgen.render.picture import sheet
from reportgen.results import Regression, Report, Skipped
from reportgen.settings import ColumnSettings
from tests.whole.tables import QUICK, dictionary, first_page, readable, wines

MUSIC = re.compile(
    r"(?i)\b(tracks?|artists?|genres?|popular\w*|unpopular|hits?|songs?|music\w*|audio|"
    r"streams?|streamed|releas\w*|sounds?|playlists?|listeners?|albums?|acoustic\w*|loud\w*|"
    r"tempo|played)\b"
)
IDENTIFIERS = frozenset(
    (
        *("name", "names", "path", "code", "role", "slice", "step", "first", "second", "target"),
        *("honest", "category", "headline"),
    )
)
"""Keys of the JSON whose values are names for programs."""
SETTING_NAMES = re.compile(r"columns\.\w+")
"""Names of settings, which a page lists as they are."""

BY_COLUMNS = ColumnSettings(
    target="quality",
    genre="region",
    artist="producer",
    id="wine_id",
    title="designation",
    date="vintage",
    features=("alcohol", "acidity", "residual_sugar", "colour"),
)


def texts(value: Any, key: str = "") -> Iterator[str]:
    """Yield the texts of a JSON file that are meant for readers."""
    if isinstance(value, dict):
        for name, below in value.items():
            if name not in {"provenance", "imprint"}:
                yield from texts(below, name)
    elif isinstance(value, list):
        for below in value:
            yield from texts(below, key)
    elif isinstance(value, str) and key not in IDENTIFIERS:
        yield value


def musical(said: list[str]) -> list[str]:
    return [text for text in said if MUSIC.search(SETTING_NAMES.sub("", text))]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    path = dictionary(tmp_path_factory.mktemp("wine"))
    return analyze(wines(), replace(QUICK, columns=ColumnSettings(dictionary=path)))


@pytest.fixture(scope="module")
def files(report: Report) -> dict[str, bytes]:
    return make(report, ("html", "json"))


def test_the_picture_has_no_word_of_music_either(report: Report) -> None:
    with pypdfium2.PdfDocument(sheet(report)) as document:
        said = document[0].get_textpage().get_text_bounded()
    assert "wine" in said
    assert MUSIC.findall(said) == []


def words_of(files: dict[str, bytes]) -> tuple[list[str], list[str]]:
    """Return the texts with musical words in the page and in the JSON."""
    tree = json.loads(files["json"])
    return musical(readable(files["html"].decode())), musical(list(texts(tree)))


def test_no_word_of_music_with_a_dictionary(report: Report, files: dict[str, bytes]) -> None:
    assert words_of(files) == ([], [])
    assert musical([markdown(report).decode()]) == []


@pytest.mark.long
def test_no_word_of_music_with_columns_alone() -> None:
    found = analyze(wines(), replace(QUICK, columns=BY_COLUMNS))
    assert words_of(make(found, ("html", "json"))) == ([], [])
    assert found.data.vocabulary.track == "record"
    assert found.data.vocabulary.artists == "producers"
    assert found.data.vocabulary.genres == "regions"


def test_the_words_of_the_dictionary_are_used(report: Report, files: dict[str, bytes]) -> None:
    page = first_page(files["html"].decode())
    assert report.title == "Quality in table"
    assert "wines analysed" in page
    assert "R² on producers never seen" in page
    assert "strong wines are more well-rated" in page
    assert {check.label for check in report.trust.checks} >= {"Enough wines", "Enough producers"}
    labels = {column.source: column.label for column in report.data.columns}
    assert labels["region"] == "Region"
    assert labels["vintage"] == "Date of vintage"


def test_units_steps_and_limits_of_the_dictionary_are_used(report: Report) -> None:
    columns = {column.name: column for column in report.data.columns}
    assert (columns["quality"].unit, columns["alcohol"].unit) == ("points", "% vol")
    assert columns["alcohol"].missing == 4
    assert columns["quality"].missing == 6
    assert isinstance(report.regression, Regression)
    effects = {effect.name: effect for effect in report.regression.effects}
    assert effects["alcohol"].step == 1.0
    assert effects["acidity"].step == pytest.approx(effects["acidity"].sd)


def test_effects_of_wines_are_found(report: Report) -> None:
    """Planted: +0.6 points a per cent of alcohol, −0.3 a gram of acid."""
    assert isinstance(report.regression, Regression)
    effects = {effect.name: effect.per_unit for effect in report.regression.effects}
    alcohol = effects["alcohol"]
    assert alcohol.low is not None
    assert alcohol.high is not None
    assert alcohol.low < 0.6 < alcohol.high
    assert report.trust.bounds == ()


@pytest.mark.long
def test_names_from_the_table_stay_as_they_are(tmp_path: Path) -> None:
    frame = wines().rename(columns={"residual_sugar": "hit track score"})
    places = [f"Valley of songs {i % 15}" for i in range(len(frame))]
    frame = frame.assign(region=places, designation="A popular track")
    settings = replace(BY_COLUMNS, features=("alcohol", "acidity", "hit track score"))
    found = analyze(frame, replace(QUICK, columns=settings))
    columns = {column.source: column for column in found.data.columns}
    assert columns["hit track score"].label == "Hit track score"
    page = make(found, ("html",))["html"].decode()
    said = musical(readable(page))
    assert said
    named = ("hit track score", "valley of songs", "a popular track")
    assert all(any(name in text.casefold() for name in named) for text in said)
    groups = found.exploration.by_genre
    assert not isinstance(groups, Skipped)
    assert all(group.name in page for group in groups)
