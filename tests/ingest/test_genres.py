"""Which of several genres a row is filed under."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from reportgen.ingest import open_table
from reportgen.ingest.categories import Category
from reportgen.ingest.genres import GenreList, genres
from reportgen.ingest.notes import Notes
from reportgen.settings import ColumnSettings
from tests.ingest.tables import saved


def read(
    *texts: str | None, choice: GenreList = "first", notes: Notes | None = None
) -> list[str | None]:
    found: Category = genres(pa.chunked_array([pa.array(texts)]), choice, notes or Notes())
    return [found.levels[code] if code >= 0 else None for code in found.codes.tolist()]


@pytest.mark.parametrize(
    "texts",
    [
        ("dance pop;pop", "rock;indie"),
        ("dance pop | pop", "rock|indie"),
        ("['dance pop', 'pop']", '["rock", "indie"]'),
        ("[dance pop, pop]", "[rock]"),
    ],
)
def test_the_first_of_a_list(texts: tuple[str, ...]) -> None:
    assert read(*texts) == ["dance pop", "rock"]


def test_commas_separate_where_names_come_again() -> None:
    assert read("pop, rock", "rock, jazz", "pop", "rock") == ["pop", "rock", "pop", "rock"]


def test_commas_stay_where_they_belong_to_names() -> None:
    names = ("Folk, World, & Country", "Rock", "Rock", "Jazz")
    assert read(*names) == list(names)


def test_the_one_that_most_rows_name() -> None:
    texts = ("dance pop;pop", "pop", "pop;rock", "rock", "rock", "zydeco;rock")
    assert read(*texts, choice="common") == ["pop", "pop", "rock", "rock", "rock", "rock"]


def test_of_equally_common_ones_the_first() -> None:
    assert read("b;a", "c", choice="common") == ["b", "c"]


def test_whole_lists_are_levels() -> None:
    assert read("b;a", "b", choice="whole") == ["b;a", "b"]


def test_an_empty_list_is_missing() -> None:
    assert read("[]", "['pop', 'rock']", None) == [None, "pop", None]


def test_rows_filed_under_one_are_counted() -> None:
    notes = Notes()
    read("a;b", "a", "a;b", "b", notes=notes)
    assert [note.text for note in notes.assumptions] == [
        (
            "2 rows with several genres are filed under the one named first. Set [columns] "
            "genre_list to first, common or whole for another choice."
        )
    ]


@pytest.mark.parametrize(
    ("choice", "levels"),
    [("first", ("dance", "rock")), ("common", ("rock",)), ("whole", ("dance;rock", "rock"))],
)
def test_the_setting(tmp_path: Path, choice: str, levels: tuple[str, ...]) -> None:
    path = saved(tmp_path, "energy,genre\n0.1,dance;rock\n0.2,rock\n0.3,rock\n")
    found = open_table(path, ColumnSettings(genre_list=choice))  # type: ignore[arg-type]
    assert found.levels["genre"] == levels
