from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reportgen.ingest import Table, open_table
from reportgen.results import Field
from reportgen.settings import ColumnSettings
from tests.ingest.tables import saved


def table(folder: Path, header: str, *rows: str) -> Table:
    return open_table(saved(folder, "\n".join((header, *rows)) + "\n"))


def values(table: Table, name: str) -> list[float]:
    found: list[float] = table.blocks[0].columns[name].tolist()
    return found


def field(table: Table, name: str) -> Field:
    return next(field for field in table.reading.fields if field.name == name)


def texts(table: Table, code: str) -> list[str]:
    reading = table.reading
    notes = (*reading.assumptions, *reading.problems, *reading.limitations)
    return [note.text for note in notes if note.code == code]


def test_percents_become_shares(tmp_path: Path) -> None:
    found = table(tmp_path, "energy,valence", "50,0.5", "75,0.25")
    assert values(found, "energy") == [0.5, 0.75]
    assert values(found, "valence") == [0.5, 0.25]
    assert texts(found, "percent") == ["Stored from 0 to 100 and divided by 100: energy."]


def test_a_column_of_zeros_and_ones_follows_the_others(tmp_path: Path) -> None:
    found = table(tmp_path, "energy,valence,instrumentalness", "50,20,1", "75,30,0")
    assert values(found, "instrumentalness") == [0.01, 0.0]


def test_a_stray_value_above_one_is_missing(tmp_path: Path) -> None:
    rows = ["0.5"] * 299 + ["1.2"]
    found = table(tmp_path, "energy", *rows)
    assert field(found, "energy").scale == 1.0
    assert found.missing["energy"] == 1
    assert texts(found, "energy_out_of_range") == [
        "Energy: 1 value outside what is possible; it counts as missing."
    ]


def test_a_few_slips_do_not_turn_a_share_into_percent(tmp_path: Path) -> None:
    found = table(tmp_path, "energy,valence", *["0.5,0.4"] * 97, *["17,0.3"] * 3)
    assert field(found, "energy").scale == 1.0
    assert found.missing["energy"] == 3


def test_a_column_low_in_percent_follows_the_others(tmp_path: Path) -> None:
    found = table(tmp_path, "energy,speechiness", *["50,0.9"] * 80, *["70,4"] * 20)
    assert field(found, "speechiness").scale == 0.01


@pytest.mark.parametrize(
    ("name", "stored", "reason"),
    [
        ("duration_ms", "180000", "duration_ms was read as milliseconds, by its name."),
        ("Length", "180", "Length was read as seconds, because its median is 180."),
        ("duration", "180000", "duration was read as milliseconds, because its median is 180,000."),
        ("duration", "3", "duration was read as minutes, because its median is 3."),
        ("duration_ms", "180", "duration_ms was read as seconds, because its median is 180."),
        ("duration_s", "180", "duration_s was read as seconds, by its name."),
    ],
)
def test_units_of_duration(tmp_path: Path, name: str, stored: str, reason: str) -> None:
    found = table(tmp_path, f"energy,{name}", f"0.5,{stored}")
    assert values(found, "duration") == [pytest.approx(3.0, rel=1e-12)]
    assert texts(found, "duration_unit") == [reason]


def test_a_tempo_of_zero_is_unknown(tmp_path: Path) -> None:
    found = table(tmp_path, "energy,tempo", "0.5,0", "0.5,120")
    assert np.isnan(values(found, "tempo")[0])
    assert texts(found, "tempo_out_of_range") == [
        "Tempo: 1 value of 0, which is not possible; it counts as missing."
    ]


def test_popularity_as_a_fraction(tmp_path: Path) -> None:
    found = table(tmp_path, "energy,popularity", "0.5,0.1", "0.5,0.2", "0.5,0.9")
    assert values(found, "popularity") == pytest.approx([10, 20, 90])
    assert texts(found, "popularity_scale")


def test_impossible_popularity_is_missing(tmp_path: Path) -> None:
    found = table(tmp_path, "energy,popularity", "0.5,-1", "0.5,20", "0.5,90")
    assert found.missing["popularity"] == 1
    assert found.reading.task == "scale"


def test_decimal_commas_of_a_whole_table(tmp_path: Path) -> None:
    found = table(tmp_path, "energy;tempo;loudness", "0,5;120,125;-6,5", "0,25;98,001;-7")
    assert values(found, "energy") == [0.5, 0.25]
    assert values(found, "tempo") == [120.125, 98.001]
    assert values(found, "loudness") == [-6.5, -7.0]
    assert texts(found, "decimal_comma") == ["A comma in a number stands before its decimals."]


def test_a_column_with_much_junk_is_not_used(tmp_path: Path) -> None:
    found = table(tmp_path, "energy,tempo", "0.5,fast", "0.5,slow", "0.5,120")
    assert field(found, "tempo").excluded == "2 values of 3 are no numbers"
    assert "tempo" not in found.blocks[0].columns
    assert texts(found, "unusable_column") == ["tempo is not used: 2 values of 3 are no numbers."]


@pytest.mark.parametrize(
    ("stored", "minutes"),
    [
        (("3:45", "1:02:03", "0:30"), (3.75, 62.05, 0.5)),
        (("PT3M45S", "PT1H2M3S", "PT30S"), (3.75, 62.05, 0.5)),
        (("03:45:00", "04:00:00", "02:30:00"), (3.75, 4.0, 2.5)),
        (("0 days 00:03:45", "0 days 00:04:00", ""), (3.75, 4.0, np.nan)),
    ],
)
def test_lengths_written_as_on_a_clock(
    tmp_path: Path, stored: tuple[str, ...], minutes: tuple[float, ...]
) -> None:
    found = table(tmp_path, "energy,duration", *(f"0.5,{text}" for text in stored))
    np.testing.assert_allclose(values(found, "duration"), minutes, rtol=1e-12)


def test_a_length_that_is_no_clock_is_said(tmp_path: Path) -> None:
    rows = [f"0.5,3:{i:02d}" for i in range(19)] + ["0.5,long"]
    found = table(tmp_path, "energy,duration", *rows)
    assert found.missing["duration"] == 1
    assert texts(found, "no_number") == [
        "duration: 1 value that is no number, such as “long”; it counts as missing."
    ]


def test_decibels_without_their_sign_are_turned_round(tmp_path: Path) -> None:
    found = table(tmp_path, "energy,loudness", "0.5,5.5", "0.5,7", "0.5,12")
    assert values(found, "loudness") == [-5.5, -7.0, -12.0]
    assert field(found, "loudness").scale == -1.0
    assert texts(found, "loudness_sign") == [
        (
            "loudness was read as decibels without their minus sign, because no value is negative "
            "and its median is 7."
        )
    ]


def test_decibels_with_their_sign_stay(tmp_path: Path) -> None:
    found = table(tmp_path, "energy,loudness", "0.5,-5.5", "0.5,0.5", "0.5,-12")
    assert values(found, "loudness") == [-5.5, 0.5, -12.0]
    assert texts(found, "loudness_sign") == []


def test_measures_stored_by_their_place_in_a_range_have_no_unit(tmp_path: Path) -> None:
    found = table(
        tmp_path, "energy,tempo,loudness,duration_ms", "0,0,1,0", "0.4,0.5,0.25,1", "1,1,0,0.5"
    )
    for name in ("tempo", "loudness", "duration"):
        assert (field(found, name).unit, field(found, name).minimum) == ("0–1 of its range", 0.0)
        assert field(found, name).step is None
    assert values(found, "tempo") == [0.0, 0.5, 1.0]
    assert values(found, "loudness") == [1.0, 0.25, 0.0]
    assert texts(found, "no_unit") == [
        (
            "Stored from 0 to 1, lowest to highest, and used without a unit: tempo, loudness, "
            "duration_ms."
        )
    ]


def test_the_same_under_two_names_is_used_once(tmp_path: Path) -> None:
    found = table(
        tmp_path,
        "energy,energy_%,duration_ms,duration_min",
        "0.5,50,180000,3",
        "0.25,25,240000,4",
        "0.75,75,90000,1.5",
    )
    reasons = {f.source: f.excluded for f in found.reading.fields}
    assert reasons == {
        "energy": "",
        "energy_%": "energy is used instead, which holds the same",
        "duration_ms": "",
        "duration_min": "duration_ms is used instead, which holds the same",
    }


def test_two_names_for_different_values_are_a_problem(tmp_path: Path) -> None:
    found = table(tmp_path, "energy,audio_energy", "0.1,0.9", "0.2,0.1", "0.3,0.5", "0.4,0.2")
    assert texts(found, "differing_columns") == [
        (
            "energy and audio_energy both go by the name of energy, but hold different values "
            "(their correlation is −0.611); energy is used. Choose the other by [columns] exclude "
            "in the settings."
        )
    ]


def test_a_score_that_no_dictionary_knows_has_no_scale(tmp_path: Path) -> None:
    path = saved(tmp_path, "energy,rating\n0.5,3\n0.4,90\n0.3,70\n")
    found = open_table(path, ColumnSettings(target="rating"))
    assert (field(found, "rating").unit, field(found, "rating").maximum) == ("", None)
