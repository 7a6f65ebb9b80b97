from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reportgen.errors import DataError
from reportgen.ingest import Table, open_table
from reportgen.results import Field, Kind, Role
from reportgen.settings import ColumnSettings
from tests.ingest.tables import saved

CONTENT = """song,mood,bpm,energy,pop,streams,score,explicit
A,happy,120,0.5,50,1000,7,0
B,sad,98,0.4,60,20000,8,1
C,happy,99,0.3,70,300,9,0
"""


def table(folder: Path, content: str = CONTENT, **columns: object) -> Table:
    return open_table(saved(folder, content), ColumnSettings(**columns))  # type: ignore[arg-type]


def by_source(table: Table) -> dict[str, Field]:
    return {field.source: field for field in table.reading.fields}


def texts(table: Table, code: str) -> list[str]:
    return [note.text for note in table.reading.assumptions if note.code == code]


def test_unknown_columns_are_not_used_and_said(tmp_path: Path) -> None:
    found = table(tmp_path)
    assert by_source(found)["score"].role is Role.IGNORED
    assert by_source(found)["score"].kind is Kind.NUMBER
    assert by_source(found)["mood"].kind is Kind.TEXT
    assert texts(found, "not_used")[0] == (
        "Not used: mood, score (not in the dictionary of track features). Name them under "
        "[columns] features in the settings to use them."
    )


def test_what_the_target_is_made_from_is_left_out(tmp_path: Path) -> None:
    found = table(tmp_path)
    assert found.reading.target == "popularity"
    streams = by_source(found)["streams"]
    assert streams.role is Role.EXCLUDED
    assert streams.excluded.startswith("counts what popularity is made from")
    assert "streams" not in found.blocks[0].columns


def test_another_target_turns_it_round(tmp_path: Path) -> None:
    found = table(tmp_path, target="streams")
    assert (found.reading.target, found.reading.task) == ("streams", "count")
    assert by_source(found)["pop"].role is Role.EXCLUDED
    np.testing.assert_allclose(found.blocks[0].columns["streams"], np.log10([1000, 20000, 300]))


def test_a_target_that_no_dictionary_knows(tmp_path: Path) -> None:
    found = table(tmp_path, target="score")
    assert (found.reading.target, found.reading.task) == ("score", "scale")
    assert by_source(found)["score"].label == "Score"
    assert by_source(found)["pop"].role is Role.EXCLUDED


def test_features_that_no_dictionary_knows(tmp_path: Path) -> None:
    found = table(tmp_path, features=("score", "mood"))
    assert by_source(found)["score"].role is Role.FEATURE
    assert found.blocks[0].columns["score"].tolist() == [7, 8, 9]
    assert by_source(found)["mood"].role is Role.CATEGORY
    assert found.levels["mood"] == ("happy", "sad")


def test_a_feature_may_be_left_out(tmp_path: Path) -> None:
    found = table(tmp_path, exclude=("bpm",))
    assert by_source(found)["bpm"].role is Role.EXCLUDED
    assert by_source(found)["bpm"].excluded == "left out by the settings"


def test_settings_beat_the_dictionary(tmp_path: Path) -> None:
    found = table(tmp_path, genre="mood", artist="song")
    assert by_source(found)["mood"].role is Role.GENRE
    assert found.levels["genre"] == ("happy", "sad")
    assert found.levels["artist"] == ("A", "B", "C")


def test_the_more_telling_column_is_used(tmp_path: Path) -> None:
    content = "energy,playlist_genre,genre,id\n0.5,a,b,0\n0.6,c,d,1\n"
    found = table(tmp_path, content)
    assert found.levels["genre"] == ("b", "d")
    assert by_source(found)["playlist_genre"].excluded == "genre is used instead"
    assert by_source(found)["id"].role is Role.IGNORED
    assert "track" not in found.blocks[0].columns


def test_names_of_fields_never_collide(tmp_path: Path) -> None:
    content = "energy,Energy_%,,a b,a-b\n0.5,50,1,2,3\n"
    names = [field.name for field in table(tmp_path, content).reading.fields]
    assert names == ["energy", "energy_2", "unnamed", "a_b", "a_b_2"]


@pytest.mark.parametrize(
    ("values", "task"),
    [
        (("0", "1", "1"), "binary"),
        (("hit", "flop", "hit"), "binary"),
        (("True", "False", "True"), "binary"),
        (("0", "50", "100"), "scale"),
        (("-5", "0.5", "7"), "scale"),
        (("10", "50", "100000"), "count"),
    ],
)
def test_kinds_of_task(tmp_path: Path, values: tuple[str, ...], task: str) -> None:
    content = "energy,rating\n" + "".join(f"0.5,{value}\n" for value in values)
    assert table(tmp_path, content, target="rating").reading.task == task


def test_words_for_hits_become_numbers(tmp_path: Path) -> None:
    found = table(tmp_path, "energy,is_hit\n0.5,hit\n0.4,flop\n0.3,\n")
    np.testing.assert_array_equal(found.blocks[0].columns["hit"], [1.0, 0.0, np.nan])


def test_a_target_column_that_holds_something_else(tmp_path: Path) -> None:
    found = table(tmp_path, "energy,target\n0.5,3\n0.4,4\n0.3,5\n")
    assert found.reading.task == "none"
    assert by_source(found)["target"].role is Role.IGNORED
    (problem,) = found.reading.problems
    assert problem.text == (
        "target is not used: named like a hit column, but holds more than 0 and 1."
    )


def test_streams_without_a_logarithm_are_missing(tmp_path: Path) -> None:
    found = table(tmp_path, "energy,streams\n0.5,0\n0.4,100\n0.3,5000\n")
    assert found.missing["streams"] == 1
    assert "target_not_positive" in {note.code for note in found.reading.problems}


def test_a_leak_may_be_asked_for_and_is_said(tmp_path: Path) -> None:
    found = table(tmp_path, features=("streams",))
    assert by_source(found)["streams"].role is Role.FEATURE
    (problem,) = found.reading.problems
    assert problem.text.startswith("The settings ask for streams, known only after release")


def test_a_sound_feature_may_be_the_target(tmp_path: Path) -> None:
    found = table(tmp_path, target="energy")
    assert (found.reading.target, found.reading.task) == ("energy", "scale")
    assert (by_source(found)["energy"].unit, by_source(found)["energy"].maximum) == ("0–1", 1.0)


@pytest.mark.parametrize(
    ("column", "known"),
    [
        ("energie", "energy"),
        ("dancability", "danceability"),
        ("loudness_range", "loudness"),
        ("popularity2", "popularity"),
    ],
)
def test_a_near_miss_is_asked_for_and_not_taken(tmp_path: Path, column: str, known: str) -> None:
    content = f"valence,{column}\n0.5,0.5\n0.25,0.1\n"
    found = table(tmp_path, content)
    assert by_source(found)[column].role in (Role.IGNORED, Role.EXCLUDED)
    assert known not in found.blocks[0].columns
    if column != "popularity2":
        assert texts(found, "question") == [
            (
                f"Is {column} what the dictionary calls {known}? The name resembles it, but the "
                f"column is not used. If it is, say so by --read-as {column}={known}, or under "
                "[columns.read_as] in the settings."
            )
        ]
    taken = table(tmp_path, content, read_as={column: known})
    assert by_source(taken)[column].name == known
    assert taken.blocks[0].columns[known].dtype == np.float64
    assert texts(taken, "question") == []


def test_nothing_is_asked_where_the_part_is_taken(tmp_path: Path) -> None:
    assert texts(table(tmp_path, "energy,energie\n0.5,0.5\n0.1,0.2\n"), "question") == []


def test_a_column_that_could_be_the_target_is_asked_for(tmp_path: Path) -> None:
    found = table(tmp_path, "energy,peak rank,chart weeks\n0.5,3,1\n0.4,4,9\n0.2,1,3\n")
    assert found.reading.task == "none"
    assert texts(found, "question") == [
        (
            "Is one of peak rank and chart weeks to be explained? No column has a known name of a "
            "target. If it is, say so by --target, or [columns] target in the settings."
        )
    ]


def test_a_column_can_only_be_read_as_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        table(tmp_path, read_as={"score": "enrgy"})
    assert caught.value.hint == "Did you mean 'energy'?"
    with pytest.raises(DataError, match=r"no column 'scores', which \[columns\] read_as"):
        table(tmp_path, read_as={"scores": "energy"})


@pytest.mark.parametrize(
    ("column", "name"),
    [("playcount", "plays"), ("viewCount", "views"), ("listeners", "listeners")],
)
def test_counts_with_a_long_tail(tmp_path: Path, column: str, name: str) -> None:
    found = table(tmp_path, f"energy,{column}\n0.5,10\n0.4,1000\n0.3,100\n")
    assert (found.reading.target, found.reading.task) == (name, "count")
    assert by_source(found)[column].unit == f"log10 {name}"
    np.testing.assert_allclose(found.blocks[0].columns[name], [1, 3, 2])
