"""What is planted in the sample: the truth that an analysis should find again.

Features are drawn in a latent space where every track is one of four kinds, then bent
into the shapes that audio features have in public catalogues.
"""

from __future__ import annotations

from dataclasses import dataclass, field

FEATURES = (
    "danceability",
    "energy",
    "loudness",
    "speechiness",
    "acousticness",
    "instrumentalness",
    "liveness",
    "valence",
    "tempo",
    "duration",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Genre:
    """A genre: its share of tracks, its effect on popularity, its mix of kinds."""

    share: float
    effect: float
    kinds: tuple[float, float, float, float]


GENRES = {
    "classical": Genre(share=0.06, effect=-10.0, kinds=(0.02, 0.33, 0.00, 0.65)),
    "electronic": Genre(share=0.14, effect=-2.0, kinds=(0.50, 0.05, 0.05, 0.40)),
    "folk": Genre(share=0.10, effect=-1.0, kinds=(0.15, 0.80, 0.02, 0.03)),
    "hip-hop": Genre(share=0.16, effect=6.0, kinds=(0.22, 0.03, 0.73, 0.02)),
    "jazz": Genre(share=0.07, effect=-9.0, kinds=(0.10, 0.45, 0.02, 0.43)),
    "latin": Genre(share=0.11, effect=4.0, kinds=(0.75, 0.10, 0.14, 0.01)),
    "metal": Genre(share=0.08, effect=-7.0, kinds=(0.82, 0.04, 0.05, 0.09)),
    "pop": Genre(share=0.18, effect=8.0, kinds=(0.72, 0.20, 0.07, 0.01)),
    "rock": Genre(share=0.10, effect=0.0, kinds=(0.80, 0.17, 0.01, 0.02)),
}

KINDS = ("bright", "acoustic", "spoken", "instrumental")
# Latent means of FEATURES for each kind.
KIND_MEANS = (
    (0.35, 0.45, 0.45, -0.50, -0.60, -0.80, 0.10, 0.55, 0.30, -0.10),
    (-0.70, -1.15, -0.95, -0.80, 1.30, -0.60, -0.30, -0.40, -0.60, 0.05),
    (0.95, -0.15, 0.10, 2.70, 0.10, -0.90, 0.30, 0.10, -0.70, -0.50),
    (-0.30, 0.10, -0.70, -0.70, 0.00, 2.60, -0.25, -0.80, 0.40, 0.70),
)
# Share of explicit tracks of each kind.
EXPLICIT = (0.05, 0.02, 0.55, 0.01)
# Genres that lean away from the means of their kinds.
GENRE_LEANINGS = {
    "classical": (-0.8, -0.6, -1.2, 0.0, 0.3, 0.1, 0.0, -0.4, -0.3, 0.5),
    "electronic": (0.3, 0.4, 0.2, 0.0, -0.3, 0.1, 0.0, 0.0, 0.2, 0.2),
    "metal": (-0.7, 0.7, 0.3, 0.1, -0.4, 0.2, 0.2, -0.5, 0.1, 0.1),
    "latin": (0.3, 0.1, 0.2, 0.1, 0.1, 0.0, 0.0, 0.5, -0.1, 0.0),
}
# Spread around those means: of an artist's style, and of a track around it.
ARTIST_SPREAD = 0.35
TRACK_SPREAD = 0.60
CORRELATIONS = {
    ("energy", "loudness"): 0.65,
    ("acousticness", "energy"): -0.45,
    ("acousticness", "loudness"): -0.30,
    ("danceability", "valence"): 0.35,
    ("energy", "valence"): 0.20,
    ("danceability", "tempo"): -0.20,
    ("energy", "liveness"): 0.15,
    ("energy", "tempo"): 0.15,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Popularity:
    """How a track's score comes about, in points of 0 to 100.

    ``per_unit`` are the effects of one unit of a feature (0–1, dB, BPM, minutes),
    ``artist_sd`` the spread of what an artist adds, ``noise_sd`` of what nothing
    explains.
    """

    level: float = 66.0
    per_unit: dict[str, float] = field(
        default_factory=lambda: {
            "danceability": 16.0,
            "energy": -14.0,
            "loudness": 1.2,
            "speechiness": -6.0,
            "acousticness": -2.0,
            "instrumentalness": -9.0,
            "liveness": -5.0,
            "valence": -5.0,
            "tempo": 0.0,
            "duration": -1.2,
        }
    )
    explicit: float = 2.0
    per_year: float = 0.06
    reference_year: int = 2010
    artist_sd: float = 6.5
    noise_sd: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """What is wrong with the table on purpose; counts of tracks, or shares of them."""

    zero_popularity: float = 0.08
    heaped_popularity: float = 0.10
    missing_popularity: int = 12
    year_only: float = 0.12
    repeated: int = 650
    repeated_twice: int = 60
    repeat_drift: float = 0.30
    tempo_zero: int = 14
    loudness_absurd: int = 9
    hour_long: int = 4
    missing_names: int = 5
    missing_genre: int = 18
    missing_date: int = 40
    missing_valence: float = 0.008
    missing_instrumentalness: float = 0.012
    missing_loudness: float = 0.004
    missing_loudness_quiet_genres: float = 0.06
    quiet_genres: tuple[str, ...] = ("classical", "jazz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Everything that decides the bytes of the sample."""

    seed: int = 20_240_601
    tracks: int = 7_250
    artists: int = 2_000
    popularity: Popularity = field(default_factory=Popularity)
    damage: Damage = field(default_factory=Damage)
