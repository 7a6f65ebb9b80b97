from __future__ import annotations

import pytest

from reportgen.ingest.names import leak_reason, normalised, recognised

ALIASES = {
    "danceability": (
        "Danceability",
        "dnce",
        "danceability_%",
        "DANCEABILITY ",
        "song_danceability",
    ),
    "energy": ("nrgy", "Energy_%", "audio_energy"),
    "loudness": ("dB", "Loudness (dB)", "Loudness..dB.."),
    "tempo": ("bpm", "BPM", "Tempo (BPM)", "Beats.Per.Minute"),
    "acousticness": ("acous", "acousticness_%"),
    "speechiness": ("spch",),
    "liveness": ("live",),
    "valence": ("val", "audio_valence"),
    "duration": ("dur", "duration_ms", "song_duration_ms", "Length", "durationMs"),
    "chorus_hit": ("chorus_hit",),
    "mode": ("audio_mode",),
    "popularity": ("pop", "song_popularity", "track_popularity"),
    "streams": ("Streams",),
    "hit": ("target", "is_hit"),
    "genre": ("top genre", "playlist_genre", "track_genre", "playlist_subgenre"),
    "artist": ("artists", "artist(s)_name", "track_artist", "Artist Name"),
    "title": ("track_name", "song_name", "track", "title"),
    "track_id": ("track_id", "uri", "id"),
    "album": ("track_album_name", "album_name", "track_album_id"),
    "release_date": ("track_album_release_date", "released_year", "year"),
    "row_number": ("Unnamed: 0", "Column1"),
    "playlist": ("playlist_name", "playlist_id"),
    "artist_count": ("artist_count",),
    "artist_gender": ("gender",),
}


@pytest.mark.parametrize(
    ("name", "column"), [(name, column) for name, columns in ALIASES.items() for column in columns]
)
def test_recognised_under_other_names(name: str, column: str) -> None:
    match = recognised(column)
    assert match is not None
    assert match.entry.name == name


@pytest.mark.parametrize(
    "column", ["energie", "dance_floor", "tempos", "genre_id", "date", "", "%"]
)
def test_nothing_is_guessed(column: str) -> None:
    assert recognised(column) is None


def test_the_more_telling_name_ranks_first() -> None:
    ranks = [recognised(name) for name in ("track_genre", "playlist_genre", "playlist_subgenre")]
    found = [match.rank for match in ranks if match is not None]
    assert found == sorted(found)
    assert len(set(found)) == 3


@pytest.mark.parametrize(
    "column",
    [
        "in_spotify_playlists",
        "in_shazam_charts",
        "artist_followers",
        "YouTube Views",
        "peak_position",
    ],
)
def test_what_is_known_only_after_release_leaks(column: str) -> None:
    assert leak_reason(column).startswith("known only after release")


@pytest.mark.parametrize("column", ["artist_popularity", "chart hits"])
def test_what_follows_popularity_leaks(column: str) -> None:
    assert leak_reason(column)


@pytest.mark.parametrize("column", ["key_confidence", "label", "chartreuse", "population"])
def test_other_words_do_not_leak(column: str) -> None:
    assert leak_reason(column) == ""


def test_normalised_keeps_letters_of_any_script() -> None:
    assert normalised("Größe (%)") == "grösse"


def test_the_canonical_name_ranks_before_abbreviations() -> None:
    full, short = recognised("popularity"), recognised("pop")
    assert full is not None
    assert short is not None
    assert full.rank < short.rank
