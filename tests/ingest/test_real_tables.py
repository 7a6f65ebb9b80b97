"""Tables made by others: exact expectations of what is understood of each."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from reportgen.ingest import Table, open_table
from reportgen.results import Field, Kind, Role
from tests.ingest.tables import real


@cache
def table(name: str) -> Table:
    return open_table(real(name))


def fields(name: str) -> dict[str, Field]:
    return {field.source: field for field in table(name).reading.fields}


def codes(name: str, kind: str) -> set[str]:
    return {note.code for note in getattr(table(name).reading, kind)}


def column(name: str, of: str) -> NDArray[Any]:
    values: NDArray[Any] = np.concatenate([b.columns[of] for b in table(name).blocks])
    return values


EXPECTED = {
    "spotify_songs_32k.csv.gz": (32_833, "scale", "popularity", "CSV (gzip)"),
    "spotify_tracks_114k.csv.gz": (114_000, "scale", "popularity", "CSV (gzip)"),
    "song_data_19k.csv.gz": (18_835, "scale", "popularity", "CSV (gzip)"),
    "top10s_semicolon_cp1252.csv": (603, "scale", "popularity", "CSV"),
    "most_streamed_2023.csv": (953, "count", "streams", "CSV"),
    "hits_of_10s.csv": (6_398, "binary", "hit", "CSV"),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_rows_task_and_target(name: str) -> None:
    reading = table(name).reading
    assert (reading.rows, reading.task, reading.target, reading.format) == EXPECTED[name]
    assert sum(block.size for block in table(name).blocks) == reading.rows
    np.testing.assert_array_equal(column(name, "row"), np.arange(reading.rows))


@pytest.mark.parametrize("name", EXPECTED)
def test_every_used_column_has_values_within_its_limits(name: str) -> None:
    for field in table(name).reading.fields:
        if field.role not in (Role.TARGET, Role.FEATURE):
            continue
        values = column(name, field.name)
        assert values.dtype == np.float64
        assert int(np.isnan(values).sum()) == table(name).missing[field.name]
        if field.minimum is not None:
            assert np.nanmin(values) >= field.minimum
        if field.maximum is not None:
            assert np.nanmax(values) <= field.maximum


@pytest.mark.parametrize("name", EXPECTED)
def test_codes_index_their_levels(name: str) -> None:
    for category, levels in table(name).levels.items():
        values = column(name, category)
        assert values.dtype == np.int32
        assert values.max() == len(levels) - 1
        assert values.min() >= -1


def test_the_standard_case() -> None:
    name = "spotify_songs_32k.csv.gz"
    roles = {field.source: field.role for field in table(name).reading.fields}
    assert roles["playlist_genre"] is Role.GENRE
    assert roles["playlist_subgenre"] is Role.IGNORED
    assert roles["playlist_name"] is Role.EXCLUDED
    assert roles["track_album_release_date"] is Role.DATE
    assert table(name).levels["genre"] == ("edm", "latin", "pop", "r&b", "rap", "rock")
    assert table(name).levels["mode"] == ("minor", "major")
    assert table(name).levels["key"][:3] == ("C", "C#", "D")
    assert table(name).reading.rows - len(np.unique(column(name, "track"))) == 4_477
    assert table(name).missing["title"] == 5
    assert table(name).missing["artist"] == 5
    assert "no_release_date" not in codes(name, "limitations")
    year = column(name, "year")
    assert (year.min(), year.max()) == (1957, 2020)


def test_durations_come_in_minutes() -> None:
    name = "spotify_songs_32k.csv.gz"
    assert fields(name)["duration_ms"].unit == "min"
    assert column(name, "duration")[0] == pytest.approx(194_754 / 60_000, rel=1e-12)


def test_repeats_across_genres() -> None:
    name = "spotify_tracks_114k.csv.gz"
    assert len(np.unique(column(name, "track"))) == 89_741
    assert len(table(name).blocks) == 2
    assert len(table(name).levels["genre"]) == 114
    assert table(name).levels["explicit"] == ("no", "yes")
    assert fields(name)["(unnamed)"].role is Role.IGNORED
    assert table(name).missing["tempo"] == 157
    assert table(name).missing["time_signature"] == 163
    assert table(name).distinct["artist"] == 31_437
    assert table(name).tracks([2])[0].artist == "Ingrid Michaelson;ZAYN"
    first = table(name).levels["artist"][column(name, "artist")[2]]
    assert first == "Ingrid Michaelson"


def test_commas_are_parts_of_names_where_semicolons_separate() -> None:
    assert "Crosby, Stills & Nash" in table("spotify_tracks_114k.csv.gz").levels["artist"]


def test_no_artist_and_no_id() -> None:
    name = "song_data_19k.csv.gz"
    assert "track" not in table(name).blocks[0].columns
    assert "artist" not in table(name).levels
    assert len(table(name).artist_keys) == 0
    assert {"no_artist", "no_genre", "no_track_id", "no_release_date", "no_context"} <= codes(
        name, "limitations"
    )
    assert fields(name)["audio_valence"].name == "valence"
    assert table(name).tracks([0])[0].artist == ""


def test_semicolons_abbreviations_and_an_old_encoding() -> None:
    name = "top10s_semicolon_cp1252.csv"
    texts = {note.code: note.text for note in table(name).reading.assumptions}
    assert texts["encoding"] == "The file was read as Windows-1252."
    assert texts["delimiter"] == "Cells are separated by a semicolon."
    assert "lost_characters" not in codes(name, "problems")
    assert "Beyoncé" in table(name).levels["artist"]
    assert fields(name)["nrgy"].scale == 0.01
    assert fields(name)["dur"].scale == pytest.approx(1 / 60)
    assert column(name, "energy")[0] == pytest.approx(0.89)
    assert column(name, "duration")[0] == pytest.approx(3.2)
    assert {fields(name)[source].role for source in ("Column1", "gender", "type")} == {Role.IGNORED}


def test_a_track_of_zeros_was_never_measured() -> None:
    name = "top10s_semicolon_cp1252.csv"
    silent = np.isnan(column(name, "energy"))
    assert int(silent.sum()) == 1
    assert np.isnan(column(name, "loudness")[silent]).all()
    assert np.isnan(column(name, "tempo")[silent]).all()
    assert not np.isnan(column(name, "duration")[silent]).any()
    assert "silent_tracks" in codes(name, "problems")


def test_damaged_characters_junk_and_words_for_keys() -> None:
    name = "most_streamed_2023.csv"
    problems = {note.code: note.text for note in table(name).reading.problems}
    assert problems["lost_characters"].startswith("270 characters")
    assert problems["no_number"].startswith("streams: 1 value that is no number")
    assert table(name).missing["streams"] == 1
    assert table(name).missing["key"] == 95
    assert "C" not in table(name).levels["key"]
    assert fields(name)["danceability_%"].scale == 0.01
    assert fields(name)["in_shazam_charts"].role is Role.EXCLUDED
    assert fields(name)["in_shazam_charts"].kind is Kind.NUMBER
    assert column(name, "streams")[0] == pytest.approx(np.log10(141_381_703))
    assert fields(name)["streams"].unit == "log10 streams"
    assert "Latto" in table(name).levels["artist"]


def test_a_hit_or_not() -> None:
    name = "hits_of_10s.csv"
    assert column(name, "hit").mean() == pytest.approx(0.5)
    assert fields(name)["chorus_hit"].role is Role.FEATURE
    assert fields(name)["sections"].role is Role.FEATURE
    assert len(np.unique(column(name, "track"))) == 6_378
    assert "Big Sean" in table(name).levels["artist"]
    assert not any(" Featuring " in artist for artist in table(name).levels["artist"])
