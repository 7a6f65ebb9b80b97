from __future__ import annotations

import pyarrow as pa
import pytest

from reportgen import music
from reportgen.ingest.categories import category

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
