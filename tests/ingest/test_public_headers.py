"""Headers of public data sets and exports, and what is understood of each.

Each table below maps the columns that play a part to their canonical names; every other
column of the header has to be left out.
"""

from __future__ import annotations

import pytest

from reportgen.ingest.roles import assign
from reportgen.results import Role
from reportgen.settings import ColumnSettings

SAME = (
    *("danceability", "energy", "key", "loudness", "mode", "speechiness", "acousticness"),
    *("instrumentalness", "liveness", "valence", "tempo"),
)


def same(*more: str) -> dict[str, str]:
    """Return columns that go by their canonical names."""
    return {name: name for name in (*SAME, *more)}


SETS: dict[str, tuple[str, dict[str, str]]] = {
    "spotify songs by playlist": (
        (
            "track_id,track_name,track_artist,track_popularity,track_album_id,track_album_name,"
            "track_album_release_date,playlist_name,playlist_id,playlist_genre,playlist_subgenre,"
            "danceability,energy,key,loudness,mode,speechiness,acousticness,instrumentalness,"
            "liveness,valence,tempo,duration_ms"
        ),
        {
            **same(),
            "track_id": "track_id",
            "track_name": "title",
            "track_artist": "artist",
            "track_popularity": "popularity",
            "track_album_name": "album",
            "track_album_release_date": "release_date",
            "playlist_genre": "genre",
            "duration_ms": "duration",
        },
    ),
    "spotify tracks by genre": (
        (
            ",track_id,artists,album_name,track_name,popularity,duration_ms,explicit,danceability,"
            "energy,key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,"
            "tempo,time_signature,track_genre"
        ),
        {
            **same("explicit", "popularity", "time_signature", "track_id"),
            "artists": "artist",
            "album_name": "album",
            "track_name": "title",
            "duration_ms": "duration",
            "track_genre": "genre",
        },
    ),
    "song data": (
        (
            "song_name,song_popularity,song_duration_ms,acousticness,danceability,energy,"
            "instrumentalness,key,liveness,loudness,audio_mode,speechiness,tempo,time_signature,"
            "audio_valence"
        ),
        {
            **{name: name for name in SAME if name not in ("mode", "valence")},
            "song_name": "title",
            "song_popularity": "popularity",
            "song_duration_ms": "duration",
            "audio_mode": "mode",
            "audio_valence": "valence",
            "time_signature": "time_signature",
        },
    ),
    "top songs of a decade": (
        "Column1,title,artist,top genre,year,bpm,nrgy,dnce,dB,live,val,dur,acous,spch,pop",
        {
            "title": "title",
            "artist": "artist",
            "top genre": "genre",
            "year": "release_date",
            "bpm": "tempo",
            "nrgy": "energy",
            "dnce": "danceability",
            "dB": "loudness",
            "live": "liveness",
            "val": "valence",
            "dur": "duration",
            "acous": "acousticness",
            "spch": "speechiness",
            "pop": "popularity",
        },
    ),
    "top 50 of 2019": (
        (
            ",Track.Name,Artist.Name,Genre,Beats.Per.Minute,Energy,Danceability,Loudness..dB..,"
            "Liveness,Valence.,Length.,Acousticness..,Speechiness.,Popularity"
        ),
        {
            "Track.Name": "title",
            "Artist.Name": "artist",
            "Genre": "genre",
            "Beats.Per.Minute": "tempo",
            "Energy": "energy",
            "Danceability": "danceability",
            "Loudness..dB..": "loudness",
            "Liveness": "liveness",
            "Valence.": "valence",
            "Length.": "duration",
            "Acousticness..": "acousticness",
            "Speechiness.": "speechiness",
            "Popularity": "popularity",
        },
    ),
    "top 2000": (
        (
            "Index,Title,Artist,Top Genre,Year,Beats Per Minute (BPM),Energy,Danceability,"
            "Loudness (dB),Liveness,Valence,Length (Duration),Acousticness,Speechiness,Popularity"
        ),
        {
            "Title": "title",
            "Artist": "artist",
            "Top Genre": "genre",
            "Year": "release_date",
            "Beats Per Minute (BPM)": "tempo",
            "Energy": "energy",
            "Danceability": "danceability",
            "Loudness (dB)": "loudness",
            "Liveness": "liveness",
            "Valence": "valence",
            "Length (Duration)": "duration",
            "Acousticness": "acousticness",
            "Speechiness": "speechiness",
            "Popularity": "popularity",
        },
    ),
    "most streamed of 2023": (
        (
            "track_name,artist(s)_name,artist_count,released_year,released_month,released_day,"
            "in_spotify_playlists,in_spotify_charts,streams,in_apple_playlists,in_apple_charts,"
            "in_deezer_playlists,in_deezer_charts,in_shazam_charts,bpm,key,mode,danceability_%,"
            "valence_%,energy_%,acousticness_%,instrumentalness_%,liveness_%,speechiness_%,cover_url"
        ),
        {
            "track_name": "title",
            "artist(s)_name": "artist",
            "released_year": "release_date",
            "streams": "streams",
            "bpm": "tempo",
            "key": "key",
            "mode": "mode",
            "danceability_%": "danceability",
            "valence_%": "valence",
            "energy_%": "energy",
            "acousticness_%": "acousticness",
            "instrumentalness_%": "instrumentalness",
            "liveness_%": "liveness",
            "speechiness_%": "speechiness",
        },
    ),
    "most streamed of 2024": (
        (
            "Track,Album Name,Artist,Release Date,ISRC,All Time Rank,Spotify Streams,"
            "Spotify Playlist Count,Spotify Playlist Reach,YouTube Views,YouTube Likes,"
            "TikTok Posts,TikTok Likes,TikTok Views,Apple Music Playlist Count,AirPlay Spins,"
            "SiriusXM Spins,Pandora Streams,Pandora Track Stations,Shazam Counts,"
            "TIDAL Popularity,Explicit Track"
        ),
        {
            "Track": "title",
            "Album Name": "album",
            "Artist": "artist",
            "Release Date": "release_date",
            "ISRC": "track_id",
            "Spotify Streams": "streams",
            "Explicit Track": "explicit",
        },
    ),
    "hit predictor": (
        (
            "track,artist,uri,danceability,energy,key,loudness,mode,speechiness,acousticness,"
            "instrumentalness,liveness,valence,tempo,duration_ms,time_signature,chorus_hit,sections,"
            "target"
        ),
        {
            **same("time_signature", "chorus_hit", "sections", "artist"),
            "track": "title",
            "uri": "track_id",
            "duration_ms": "duration",
            "target": "hit",
        },
    ),
    "a century of tracks": (
        (
            "id,name,popularity,duration_ms,explicit,artists,id_artists,release_date,danceability,"
            "energy,key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,"
            "tempo,time_signature,year"
        ),
        {
            **same("popularity", "explicit", "release_date", "time_signature"),
            "id": "track_id",
            "name": "title",
            "duration_ms": "duration",
            "artists": "artist",
        },
    ),
    "spotify and youtube": (
        (
            ",Artist,Url_spotify,Track,Album,Album_type,Uri,Danceability,Energy,Key,Loudness,"
            "Speechiness,Acousticness,Instrumentalness,Liveness,Valence,Tempo,Duration_ms,"
            "Url_youtube,Title,Channel,Views,Likes,Comments,Description,Licensed,official_video,"
            "Stream"
        ),
        {
            **{name.capitalize(): name for name in SAME if name != "mode"},
            "Artist": "artist",
            "Track": "title",
            "Album": "album",
            "Uri": "track_id",
            "Duration_ms": "duration",
            "Stream": "streams",
        },
    ),
    "music genres": (
        (
            "instance_id,artist_name,track_name,popularity,acousticness,danceability,duration_ms,"
            "energy,instrumentalness,key,liveness,loudness,mode,speechiness,tempo,obtained_date,"
            "valence,music_genre"
        ),
        {
            **same("popularity"),
            "artist_name": "artist",
            "track_name": "title",
            "duration_ms": "duration",
            "music_genre": "genre",
        },
    ),
    "billboard with audio features": (
        (
            "song_id,performer,song,spotify_genre,spotify_track_id,spotify_track_preview_url,"
            "spotify_track_duration_ms,spotify_track_explicit,spotify_track_album,danceability,"
            "energy,key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,"
            "tempo,time_signature,spotify_track_popularity"
        ),
        {
            **same("time_signature"),
            "song_id": "track_id",
            "performer": "artist",
            "song": "title",
            "spotify_genre": "genre",
            "spotify_track_duration_ms": "duration",
            "spotify_track_explicit": "explicit",
            "spotify_track_album": "album",
            "spotify_track_popularity": "popularity",
        },
    ),
    "million song subset": (
        (
            "artist.hotttnesss,artist.id,artist.name,artist.terms,artist.familiarity,release.id,"
            "release.name,song.duration,song.hotttnesss,song.id,song.key,song.key_confidence,"
            "song.loudness,song.mode,song.mode_confidence,song.tempo,song.time_signature,"
            "song.time_signature_confidence,song.title,song.year"
        ),
        {
            "artist.name": "artist",
            "artist.terms": "genre",
            "release.name": "album",
            "song.duration": "duration",
            "song.hotttnesss": "popularity",
            "song.id": "track_id",
            "song.key": "key",
            "song.loudness": "loudness",
            "song.mode": "mode",
            "song.tempo": "tempo",
            "song.time_signature": "time_signature",
            "song.title": "title",
            "song.year": "release_date",
        },
    ),
    "free music archive": (
        (
            "track_id,track.title,track.genre_top,track.duration,track.listens,track.favorites,"
            "track.number,track.bit_rate,artist.name,album.title,album.date_released,"
            "echonest.audio_features.acousticness,echonest.audio_features.danceability,"
            "echonest.audio_features.energy,echonest.audio_features.tempo,"
            "echonest.audio_features.valence"
        ),
        {
            "track_id": "track_id",
            "track.title": "title",
            "track.genre_top": "genre",
            "track.duration": "duration",
            "track.listens": "plays",
            "artist.name": "artist",
            "album.title": "album",
            "album.date_released": "release_date",
            **{
                f"echonest.audio_features.{name}": name
                for name in ("acousticness", "danceability", "energy", "tempo", "valence")
            },
        },
    ),
    "acousticbrainz": (
        (
            "mbid,metadata.tags.artist,metadata.tags.title,metadata.tags.album,"
            "metadata.audio_properties.length,rhythm.bpm,tonal.key_key,tonal.key_scale,"
            "tonal.key_strength,rhythm.danceability"
        ),
        {
            "mbid": "track_id",
            "metadata.tags.artist": "artist",
            "metadata.tags.title": "title",
            "metadata.tags.album": "album",
            "metadata.audio_properties.length": "duration",
            "rhythm.bpm": "tempo",
            "tonal.key_key": "key",
            "tonal.key_scale": "mode",
            "rhythm.danceability": "danceability",
        },
    ),
    "last.fm": (
        "name,artist,listeners,playcount,tags,duration,url",
        {
            "name": "title",
            "artist": "artist",
            "playcount": "plays",
            "tags": "genre",
            "duration": "duration",
        },
    ),
    "deezer": (
        (
            "id,title,title_short,link,duration,rank,explicit_lyrics,bpm,gain,release_date,"
            "artist.name,album.title"
        ),
        {
            "id": "track_id",
            "title": "title",
            "duration": "duration",
            "explicit_lyrics": "explicit",
            "bpm": "tempo",
            "release_date": "release_date",
            "artist.name": "artist",
            "album.title": "album",
        },
    ),
    "itunes search": (
        (
            "trackId,trackName,artistName,artistId,collectionName,primaryGenreName,releaseDate,"
            "trackTimeMillis,trackExplicitness,trackNumber,discNumber,previewUrl"
        ),
        {
            "trackId": "track_id",
            "trackName": "title",
            "artistName": "artist",
            "collectionName": "album",
            "primaryGenreName": "genre",
            "releaseDate": "release_date",
            "trackTimeMillis": "duration",
            "trackExplicitness": "explicit",
        },
    ),
    "apple music library": (
        "Name,Artist,Album,Genre,Time,Track Number,Year,Date Added,Bit Rate,Plays,Skips,BPM",
        {
            "Name": "title",
            "Artist": "artist",
            "Album": "album",
            "Genre": "genre",
            "Time": "duration",
            "Year": "release_date",
            "Plays": "plays",
            "BPM": "tempo",
        },
    ),
    "youtube": (
        "videoId,title,channelTitle,publishedAt,duration,viewCount,likeCount,tags",
        {
            "videoId": "track_id",
            "title": "title",
            "channelTitle": "artist",
            "publishedAt": "release_date",
            "duration": "duration",
            "viewCount": "views",
            "tags": "genre",
        },
    ),
    "exportify": (
        (
            "Track URI,Track Name,Artist URI(s),Artist Name(s),Album URI,Album Name,"
            "Album Artist URI(s),Album Artist Name(s),Album Release Date,Album Image URL,"
            "Disc Number,Track Number,Track Duration (ms),Track Preview URL,Explicit,Popularity,"
            "ISRC,Added By,Added At,Artist Genres,Danceability,Energy,Key,Loudness,Mode,"
            "Speechiness,Acousticness,Instrumentalness,Liveness,Valence,Tempo,Time Signature"
        ),
        {
            **{name.capitalize(): name for name in SAME},
            "ISRC": "track_id",
            "Track Name": "title",
            "Artist Name(s)": "artist",
            "Album Name": "album",
            "Album Release Date": "release_date",
            "Track Duration (ms)": "duration",
            "Explicit": "explicit",
            "Popularity": "popularity",
            "Artist Genres": "genre",
            "Time Signature": "time_signature",
        },
    ),
    "playlist services": (
        "Track name,Artist name,Album,Playlist name,Type,ISRC,Spotify - id",
        {
            "Track name": "title",
            "Artist name": "artist",
            "Album": "album",
            "Spotify - id": "track_id",
        },
    ),
    "web api, flattened": (
        (
            "added_at,added_by,track.id,track.name,track.popularity,track.duration_ms,track.explicit,"
            "track.album.name,track.album.id,track.album.release_date,"
            "track.album.release_date_precision,track.artists.0.name,track.external_ids.isrc,"
            "track.external_urls.spotify,track.track_number,audio_features.danceability,"
            "audio_features.time_signature"
        ),
        {
            "track.id": "track_id",
            "track.name": "title",
            "track.popularity": "popularity",
            "track.duration_ms": "duration",
            "track.explicit": "explicit",
            "track.album.name": "album",
            "track.album.release_date": "release_date",
            "track.artists.0.name": "artist",
            "audio_features.danceability": "danceability",
            "audio_features.time_signature": "time_signature",
        },
    ),
}

LEAKS = {
    "most streamed of 2023": ("in_spotify_playlists", "in_shazam_charts"),
    "most streamed of 2024": (
        *("All Time Rank", "Spotify Playlist Count", "TikTok Posts", "AirPlay Spins"),
        *("Pandora Streams", "Pandora Track Stations", "Shazam Counts", "TIDAL Popularity"),
    ),
    "spotify and youtube": ("Views", "Likes", "Comments"),
    "million song subset": ("artist.hotttnesss", "artist.familiarity"),
    "free music archive": ("track.favorites",),
    "last.fm": ("listeners",),
    "deezer": ("rank",),
    "apple music library": ("Skips",),
    "spotify songs by playlist": ("playlist_name",),
}
"""Columns that are left out because they follow the target."""


def header(name: str) -> list[str]:
    return [column or "(unnamed)" for column in SETS[name][0].split(",")]


@pytest.mark.parametrize("name", SETS)
def test_each_column_plays_the_part_it_should(name: str) -> None:
    parts = assign(header(name), ColumnSettings(), name)
    assert {part.source: part.name for part in parts if not part.reason and part.entry} == SETS[
        name
    ][1]
    assert all(part.reason for part in parts if part.source not in SETS[name][1])


@pytest.mark.parametrize("name", LEAKS)
def test_what_follows_the_target_is_left_out(name: str) -> None:
    roles = {part.source: part.role for part in assign(header(name), ColumnSettings(), name)}
    assert {source: roles[source] for source in LEAKS[name]} == dict.fromkeys(
        LEAKS[name], Role.EXCLUDED
    )
