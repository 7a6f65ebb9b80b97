"""A dictionary of one's own in the place of that of tracks."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.errors import SettingsError
from reportgen.ingest import Table, open_table
from reportgen.ingest.dictionary import chosen_dictionary
from reportgen.music import TRACKS
from reportgen.results import Field, Role
from reportgen.settings import ColumnSettings
from tests.ingest.tables import saved

WINES = """
leaks = ["price", "award"]

[words]
track = "wine"
artist = "producer"

[features.alcohol]
label = "Strength"
aliases = ["alc", "Alc. by vol."]
unit = "% vol"
range = [0, 30]
step = 0.5
meaning = "Alcohol by volume."
high = "strong"
low = "light"

[features.energy]
unit = "kcal"
range = [0, 2000]

[categories.mode]

[targets.rating]
aliases = ["stars"]
range = [0, 5]
high = "well-rated"

[targets.sold]
aliases = ["bottles"]
log = true

[labels.artist]
aliases = ["winery"]
"""

TABLE = """alc,Energy,mode,stars,bottles,winery,price_eur,tempo,alcool
12.5,700,Dorian,4,100,A,9,1,1
99,50,x,3,2000,B,8,2,2
13,900,x,5,30,A,7,3,3
"""


def file(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def table(folder: Path, **columns: object) -> Table:
    settings = ColumnSettings(dictionary=file(folder, WINES), **columns)  # type: ignore[arg-type]
    return open_table(saved(folder, TABLE), settings)


def fields(table: Table) -> dict[str, Field]:
    return {field.source: field for field in table.reading.fields}


def test_without_a_file_it_is_that_of_tracks() -> None:
    assert chosen_dictionary(None) is TRACKS


def test_aliases_units_and_ranges(tmp_path: Path) -> None:
    found = table(tmp_path)
    alcohol = fields(found)["alc"]
    assert (alcohol.name, alcohol.label, alcohol.role) == ("alcohol", "Strength", Role.FEATURE)
    assert (alcohol.unit, alcohol.minimum, alcohol.maximum) == ("% vol", 0, 30)
    assert (alcohol.step, alcohol.high, alcohol.low) == (0.5, "strong", "light")
    assert alcohol.description == "Alcohol by volume."
    assert found.missing["alcohol"] == 1


def test_names_that_music_knows_are_read_as_this_dictionary_says(tmp_path: Path) -> None:
    found = table(tmp_path)
    energy = fields(found)["Energy"]
    assert (energy.unit, energy.scale, energy.step) == ("kcal", 1.0, None)
    assert found.blocks[0].columns["energy"].tolist() == [700, 50, 900]
    assert found.levels["mode"] == ("Dorian", "x")
    assert fields(found)["tempo"].role is Role.IGNORED


def test_targets_in_order_of_preference(tmp_path: Path) -> None:
    found = table(tmp_path)
    assert (found.reading.target, found.reading.task) == ("rating", "scale")
    assert (fields(found)["stars"].unit, fields(found)["stars"].maximum) == ("", 5)
    assert fields(found)["bottles"].role is Role.EXCLUDED
    other = table(tmp_path, target="bottles")
    assert (other.reading.target, other.reading.task) == ("sold", "count")
    assert fields(other)["bottles"].unit == "log10 sold"


def test_what_follows_the_target_by_its_name(tmp_path: Path) -> None:
    found = fields(table(tmp_path))
    assert found["price_eur"].role is Role.EXCLUDED
    assert found["price_eur"].excluded.startswith("a copy or a consequence")


def test_the_words_of_a_table(tmp_path: Path) -> None:
    reading = table(tmp_path).reading
    words = reading.vocabulary
    assert (words.track, words.tracks, words.artists) == ("wine", "wines", "producers")
    assert (words.popularity, words.popular, words.hit) == (
        "rating",
        "well-rated",
        "well-rated wine",
    )
    assert reading.dictionary == "own.toml"
    limits = {note.code: note.text for note in reading.limitations}
    assert limits["no_genre"].startswith("There is no category, so that differences between")
    assert "no_snapshot_date" not in limits
    assert "question" not in {note.code for note in reading.assumptions}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[feature.alcohol]\n", "There is no setting feature"),
        ("[features.alcohol]\nunits = 'g'\n", "There is no setting features.alcohol.units"),
        ("[features.alcohol]\nrange = [5, 1]\n", "the lowest value of range"),
        ("[features.alcohol]\nstep = 0\n", "step has to be above 0"),
        ("[words]\ntrack = '<b>'\n", r"\[words\] track has to be words of letters"),
        ("[features.a]\naliases = ['x']\n[features.b]\naliases = ['X']\n", "both go by the name x"),
        ("[words\n", "This is not a TOML file"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        chosen_dictionary(file(tmp_path, text))
    assert caught.value.where == str(tmp_path / "own.toml")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="The dictionary cannot be read"):
        chosen_dictionary(tmp_path / "none.toml")
