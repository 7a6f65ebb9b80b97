"""Draw the sample's tracks: clean, with a score that follows from known coefficients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.sample_design import (
    ARTIST_SPREAD,
    CORRELATIONS,
    EXPLICIT,
    FEATURES,
    GENRE_LEANINGS,
    GENRES,
    KIND_MEANS,
    TRACK_SPREAD,
    Design,
    Popularity,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The tracks before anything is wrong with them; arrays of one value a track.

    ``features`` are in their natural units (0–1, dB, BPM, minutes); ``genre``,
    ``artist`` and ``kind`` are codes; ``expected`` is the part of ``score`` that
    attributes, genre and year account for.
    """

    features: dict[str, Floats]
    genre: Ints
    artist: Ints
    kind: Ints
    explicit: NDArray[np.bool_]
    year: Ints
    expected: Floats
    score: Floats


def draw(design: Design, rng: np.random.Generator) -> Catalogue:
    """Draw the tracks, their artists and their scores."""
    shares = [genre.share for genre in GENRES.values()]
    home = rng.choice(len(GENRES), size=design.artists, p=shares)
    artist = _artists(design, rng)
    genre = home[artist]
    kind = _kinds(genre, rng)
    features = _features(genre, artist, kind, design, rng)
    explicit = rng.random(design.tracks) < np.array(EXPLICIT)[kind]
    year = 2024 - np.minimum(rng.geometric(0.085, size=design.tracks), 60)
    expected = _expected(features, genre, explicit, year, design.popularity)
    return Catalogue(
        features=features,
        genre=genre,
        artist=artist,
        kind=kind,
        explicit=explicit,
        year=year,
        expected=expected,
        score=expected + _unexplained(artist, design.popularity, rng),
    )


def _artists(design: Design, rng: np.random.Generator) -> Ints:
    """Each artist once, the remaining tracks by a long-tailed lot."""
    weights = rng.pareto(1.3, size=design.artists) + 0.15
    weights = np.minimum(weights, 0.012 * weights.sum())
    rest = design.tracks - design.artists
    more = rng.choice(design.artists, size=rest, p=weights / weights.sum())
    return rng.permutation(np.concatenate([np.arange(design.artists), more]))


def _kinds(genre: Ints, rng: np.random.Generator) -> Ints:
    cumulated = np.cumsum([one.kinds for one in GENRES.values()], axis=1)[genre]
    lots = rng.random((len(genre), 1)) * cumulated[:, -1:]
    return np.asarray((lots >= cumulated[:, :-1]).sum(axis=1), dtype=np.int64)


def _features(
    genre: Ints, artist: Ints, kind: Ints, design: Design, rng: np.random.Generator
) -> dict[str, Floats]:
    leanings = np.array([GENRE_LEANINGS.get(name, (0.0,) * len(FEATURES)) for name in GENRES])
    root = np.linalg.cholesky(_correlation())
    style = rng.standard_normal((design.artists, len(FEATURES))) @ root.T * ARTIST_SPREAD
    own = rng.standard_normal((design.tracks, len(FEATURES))) @ root.T * TRACK_SPREAD
    latent = np.array(KIND_MEANS)[kind] + leanings[genre] + style[artist] + own
    return _shaped(dict(zip(FEATURES, latent.T, strict=True)))


def _correlation() -> Floats:
    matrix = np.eye(len(FEATURES))
    for (a, b), value in CORRELATIONS.items():
        i, j = FEATURES.index(a), FEATURES.index(b)
        matrix[i, j] = matrix[j, i] = value
    return matrix


def _shaped(z: dict[str, Floats]) -> dict[str, Floats]:
    """Bend latent values into the shape of each feature, rounded as in public exports."""
    instrumental = _share(-5.0 + 2.9 * z["instrumentalness"])
    return {
        "danceability": _share(0.65 + 0.62 * z["danceability"]).round(3),
        "energy": _share(0.95 + 0.85 * z["energy"]).round(3),
        "loudness": (-np.exp(1.88 - 0.38 * z["loudness"])).round(3),
        "speechiness": np.clip(np.exp(-2.72 + 0.58 * z["speechiness"]), 0.022, 0.96).round(4),
        "acousticness": _share(-2.0 + 1.7 * z["acousticness"]).round(4),
        "instrumentalness": np.where(instrumental < 2e-3, 0.0, instrumental).round(4),
        "liveness": np.clip(np.exp(-1.9 + 0.75 * z["liveness"]), 0.02, 0.99).round(4),
        "valence": _share(0.05 + 1.1 * z["valence"]).round(3),
        "tempo": np.clip(np.exp(4.77 + 0.28 * z["tempo"]), 48.0, 220.0).round(3),
        "duration": np.round(215_000 * np.exp(0.33 * z["duration"])) / 60_000,
    }


def _share(values: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-values)))


def _expected(
    features: dict[str, Floats],
    genre: Ints,
    explicit: NDArray[np.bool_],
    year: Ints,
    popularity: Popularity,
) -> Floats:
    """What musical attributes, genre and year say of a track's score."""
    score = np.full(len(genre), popularity.level)
    for name, effect in popularity.per_unit.items():
        score += effect * features[name]
    score += np.array([one.effect for one in GENRES.values()])[genre]
    score += popularity.explicit * explicit
    score += popularity.per_year * (year - popularity.reference_year)
    return score


def _unexplained(artist: Ints, popularity: Popularity, rng: np.random.Generator) -> Floats:
    fame = rng.normal(0.0, popularity.artist_sd, size=int(artist.max()) + 1)
    return fame[artist] + rng.normal(0.0, popularity.noise_sd, size=len(artist))
