from __future__ import annotations

import pyarrow as pa
import pytest

from reportgen import music
from reportgen.ingest.categories import category, names_mode
from reportgen.results import Kind, Role

KEY, MODE = music.entry("key"), music.entry("mode")


def column(*values: object) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values)])


def test_keys_by_number_or_name() -> None:
    found = category(KEY, column(0, 1, 11, -1, None))
    assert found.levels == ("C", "C#", "B")
    assert found.codes.tolist() == [0, 1, 2, -1, -1]
    assert found.unknown == 1
    named = category(KEY, column("C#", "Db", "b", "D♭", "Gb", "C♯/Db"))
    assert [named.levels[code] for code in named.codes] == ["C#", "C#", "B", "C#", "F#", "C#"]


def test_modes() -> None:
    assert category(MODE, column(1.0, 0.0)).levels == ("minor", "major")
    assert category(MODE, column("Major", "Minor", "Major")).codes.tolist() == [1, 0, 1]
    assert category(MODE, column("Major")).levels == ("major",)


def test_explicit() -> None:
    for values in ((True, False), (1, 0), ("Yes", "No"), ("True", "False")):
        found = category(music.entry("explicit"), column(*values))
        assert found.levels == ("no", "yes")
        assert found.codes.tolist() == [1, 0]


def test_time_signatures() -> None:
    found = category(music.entry("time_signature"), column("4/4", "3", "0", "5.0"))
    assert found.levels == ("3", "4", "5")
    assert found.codes.tolist() == [1, 0, -1, 2]
    assert found.unknown == 1


def test_what_is_no_level() -> None:
    found = category(MODE, column("Dorian", *["Major"] * 9))
    assert (found.junk, found.example, found.readable) == (1, "Dorian", True)
    assert not category(MODE, column("Dorian", "Major")).readable


@pytest.mark.parametrize("values", [("pop", " rock", None, "pop "), ("pop", "rock", "", "pop")])
def test_free_levels_are_trimmed_and_sorted(values: tuple[str | None, ...]) -> None:
    found = category(None, column(*values))
    assert found.levels == ("pop", "rock")
    assert found.codes.tolist() == [0, 1, -1, 0]
    assert found.distinct == 2


WHEEL = {
    "8A": "A",
    "5A": "C",
    "12A": "C#",
    "7A": "D",
    "2A": "D#",
    "9A": "E",
    "4A": "F",
    "11A": "F#",
    "6A": "G",
    "1A": "G#",
    "3A": "A#",
    "10A": "B",
    "8B": "C",
    "3B": "C#",
    "10B": "D",
    "5B": "D#",
    "12B": "E",
    "7B": "F",
    "2B": "F#",
    "9B": "G",
    "4B": "G#",
    "11B": "A",
    "6B": "A#",
    "1B": "B",
}


@pytest.mark.parametrize(("text", "note"), WHEEL.items())
def test_keys_of_the_camelot_wheel(text: str, note: str) -> None:
    assert category(KEY, column(text)).levels == (note,)


def test_neighbours_on_the_wheel_are_a_fifth_apart() -> None:
    notes = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
    for letter in "AB":
        steps = [notes.index(WHEEL[f"{i}{letter}"]) for i in range(1, 13)]
        apart = {(b - a) % 12 for a, b in zip(steps, [*steps[1:], steps[0]], strict=True)}
        assert apart == {7}


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("A minor", "A"),
        ("C♯/D♭", "C#"),
        ("Db", "C#"),
        ("C#/Db", "C#"),
        ("Bb major", "A#"),
        ("F#m", "F#"),
        ("b", "B"),
        ("Bm", "B"),
        ("E flat", "D#"),
        ("11", "B"),
        ("7.0", "G"),
    ],
)
def test_keys_written_in_many_ways(text: str, note: str) -> None:
    assert category(KEY, column(text)).levels == (note,)


def test_keys_that_say_major_or_minor() -> None:
    assert names_mode(["8A"])
    assert names_mode(["C", "A minor"])
    assert not names_mode(["C", "Db", "b", "11"])


def test_words_for_explicit() -> None:
    found = category(music.entry("explicit"), column("explicit", "notExplicit", "cleaned"))
    assert (found.levels, found.codes.tolist()) == (("no", "yes"), [1, 0, 0])


def test_a_category_of_another_dictionary_is_not_one_of_music() -> None:
    other = music.Entry(name="mode", label="Mode", role=Role.CATEGORY, kind=Kind.CATEGORY)
    assert category(other, column("Dorian", "major")).levels == ("Dorian", "major")
