"""The dictionary of track tables: what columns are called, hold and mean."""

from __future__ import annotations

from reportgen.music.entries import Dictionary, Entry
from reportgen.music.features import CATEGORIES, FEATURES
from reportgen.music.labels import (
    AFTER_RELEASE,
    ANOTHER_MEASURE,
    LABELS,
    LEFT_OUT,
    ROW_NUMBER,
    TARGETS,
    label,
)

__all__ = [
    "CATEGORIES",
    "FEATURES",
    "LABELS",
    "LEFT_OUT",
    "ROW_NUMBER",
    "TARGETS",
    "TRACKS",
    "Dictionary",
    "Entry",
    "entry",
    "label",
]

TRACKS = Dictionary(
    features=FEATURES,
    categories=CATEGORIES,
    targets=TARGETS,
    labels=LABELS,
    left_out=LEFT_OUT,
    prefixes=(
        *("spotify", "song", "track", "audiofeatures", "audioproperties", "audio"),
        *("echonest", "metadata", "tags", "tonal", "rhythm", "recording"),
    ),
    leaks={
        "charts?|comments|dislikes|familiarity|favou?rites|followers|hotttnesss|likes|"
        "listen(er)?s|peak|playcount|playlists?|plays|position|posts|rank|ranking|reach|sales|"
        "scrobbles|shares|shazams?|skips|spins|stations|streams?|subscribers|views|votes|"
        "weeks": AFTER_RELEASE,
        "popularity|hits?": ANOTHER_MEASURE,
    },
)
"""The dictionary that is used where the settings name no other."""


def entry(name: str) -> Entry | None:
    """Return the entry of the dictionary of tracks with a canonical name."""
    return TRACKS.by_name.get(name)
