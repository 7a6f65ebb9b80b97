"""What the rows of a table and the things said of them are called."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Nouns and adjectives of the report, singular and plural.

    The defaults are those in which all sentences are written; a table of something
    else is spoken of by putting its own words in their place.

    Parameters
    ----------
    track, tracks : str
        What a row is about.
    artist, artists : str
        Who made it: rows of one are kept on one side of every split.
    genre, genres : str
        What kind it is of.
    popularity : str
        What is to be explained.
    popular, unpopular : str
        Adjectives for a high and a low value of it.
    hit, hits : str
        What is above the cut-off.
    attributes : str
        What the features are, as a plural.
    sound : str
        What the features describe, as a singular.
    release : str
        What the date is that of; empty where it is just a date.
    context : str
        What goes with the target and is in no such table.
    """

    track: str = "track"
    tracks: str = "tracks"
    artist: str = "artist"
    artists: str = "artists"
    genre: str = "genre"
    genres: str = "genres"
    popularity: str = "popularity"
    popular: str = "popular"
    unpopular: str = "unpopular"
    hit: str = "hit"
    hits: str = "hits"
    attributes: str = "musical attributes"
    sound: str = "sound"
    release: str = "release"
    context: str = "marketing, playlist placement or the fame of the artist"
