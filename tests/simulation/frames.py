"""Whole tables as a user would bring them, clean, and with damage of known size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ARTISTS = 120
TRACKS = 600
Floats = NDArray[np.float64]


def clean(seed: int) -> pd.DataFrame:
    """Draw a table without repeats, values far out, or columns made from the target.

    Five musical attributes explain about a tenth of popularity, genre and the artist more.
    """
    draw = np.random.default_rng((77, seed))
    artist = np.concatenate(
        [np.arange(ARTISTS), draw.integers(0, ARTISTS, TRACKS - ARTISTS) ** 2 // ARTISTS]
    )
    genre = draw.choice(4, ARTISTS, p=[0.4, 0.3, 0.2, 0.1])[artist]
    style = draw.normal(size=(5, ARTISTS))[:, artist]
    sound = np.sqrt(0.4) * style + np.sqrt(0.6) * draw.normal(size=(5, TRACKS))
    sound[0] += np.array([0.5, 0.0, -0.5, -1.0])[genre]
    level = 48 + np.array([5.0, 0.0, -3.0, -7.0])[genre]
    effects = np.array([3.0, -2.5, 2.0, 1.0, 0.0])
    noise = draw.normal(0, 6, ARTISTS)[artist] + draw.normal(0, 12, TRACKS)
    frame = pd.DataFrame(
        {
            "track_id": [f"id{seed}-{i}" for i in range(TRACKS)],
            "track_name": [f"Song {i}" for i in range(TRACKS)],
            "artist_name": [f"Artist {a}" for a in artist],
            "genre": np.array(["pop", "rock", "jazz", "folk"])[genre],
            "danceability": _inside(0.6 + 0.10 * sound[0]),
            "energy": _inside(0.6 + 0.12 * sound[1]),
            "loudness": (-9 + 2.0 * sound[2]).round(3),
            "valence": _inside(0.5 + 0.14 * sound[3]),
            "tempo": (120 + 15 * sound[4]).round(2),
            "liveness": _inside(0.4 + 0.1 * draw.normal(size=TRACKS)),
            "popularity": np.clip(level + effects @ sound + noise, 0, 100).round(),
        }
    )
    return frame.sample(frac=1.0, random_state=seed, ignore_index=True)


def _inside(values: Floats) -> Floats:
    return np.clip(values, 0.001, 0.999).round(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A table with repeats, and how many rows too many it has."""

    frame: pd.DataFrame
    extra: int


def with_repeats(seed: int, *, named_by: str) -> Repeated:
    """Repeat some tracks once or twice, with other genres and drifted popularity.

    Parameters
    ----------
    named_by : {"id", "title"}
        What tells that two rows are one track; by title, its case and spaces vary.
    """
    draw, frame = np.random.default_rng((78, seed)), clean(seed)
    extra = int(draw.integers(5, 80))
    copies = frame.iloc[draw.integers(0, TRACKS, extra)].copy()
    copies["genre"] = draw.choice(["pop", "rock", "jazz", "folk"], extra)
    copies["popularity"] = (copies["popularity"] + draw.integers(-5, 6, extra)).clip(0, 100)
    if named_by == "title":
        copies["track_name"] = copies["track_name"].str.upper() + "  "
        copies["artist_name"] = " " + copies["artist_name"].str.lower()
    both = pd.concat([frame, copies]).sample(frac=1.0, random_state=seed, ignore_index=True)
    dropped = ["track_id"] if named_by == "title" else []
    return Repeated(frame=both.drop(columns=dropped), extra=extra)


def with_values_far_out(seed: int) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Put possible but odd values into some rows; which rows, in the order of the table."""
    draw, frame = np.random.default_rng((79, seed)), clean(seed)
    odd = np.zeros(TRACKS, bool)
    for name, low, high in (("loudness", -50.0, -35.0), ("tempo", 215.0, 245.0)):
        rows = draw.choice(TRACKS, int(draw.integers(1, 12)), replace=False)
        frame.loc[rows, name] = draw.uniform(low, high, len(rows)).round(2)
        odd[rows] = True
    return frame, odd


LEAKY = "liveness"
"""The column that a leak hides in: a name that the dictionary of features knows."""


def _scaled(values: Floats) -> Floats:
    return np.asarray((values - values.min()) / np.ptp(values))


def _noisy(frame: pd.DataFrame, draw: np.random.Generator) -> Floats:
    return _scaled(frame["popularity"].to_numpy(np.float64) + draw.normal(0, 4, len(frame)))


def _rank(frame: pd.DataFrame, _draw: np.random.Generator) -> Floats:
    order = np.argsort(frame["popularity"].to_numpy(), kind="stable")
    return _scaled(np.argsort(order).astype(np.float64))


def _streams(frame: pd.DataFrame, draw: np.random.Generator) -> Floats:
    logs: Floats = frame["popularity"].to_numpy(np.float64) / 10 + draw.normal(0, 0.3, len(frame))
    return _scaled(np.exp(logs))


def _upside_down(frame: pd.DataFrame, draw: np.random.Generator) -> Floats:
    away = (frame["popularity"].to_numpy() - 48) ** 2 * np.sign(frame["popularity"] - 48)
    return _scaled(-away.to_numpy(np.float64) + draw.normal(0, 20, len(frame)))


def _classes(frame: pd.DataFrame, _draw: np.random.Generator) -> Floats:
    return _scaled(np.floor(frame["popularity"].to_numpy() / 10))


def _artists_mean(frame: pd.DataFrame, _draw: np.random.Generator) -> Floats:
    return _scaled(frame.groupby("artist_name")["popularity"].transform("mean").to_numpy())


LEAKS: Mapping[str, Callable[[pd.DataFrame, np.random.Generator], Floats]] = {
    "popularity with noise": _noisy,
    "rank of popularity": _rank,
    "streams (exponential, noisy)": _streams,
    "bent and falling": _upside_down,
    "classes of ten points": _classes,
    "mean popularity of the artist": _artists_mean,
}


def with_leak(seed: int, kind: str) -> pd.DataFrame:
    """Replace a feature by a column made from popularity."""
    draw, frame = np.random.default_rng((80, seed)), clean(seed)
    return frame.assign(**{LEAKY: LEAKS[kind](frame, draw).round(5)})


def groups_of_tracks(seed: int, k: int) -> pd.DataFrame:
    """Draw tracks of ``k`` kinds, each a round cloud; one kind is one stretched cloud."""
    draw = np.random.default_rng((81, seed, k))
    n = 900
    kind = draw.choice(k, n, p=_sizes(draw, k))
    centres = 3.2 * np.array(
        [[1, 1, 1, 0], [-1, -1, 1, 0], [1, -1, -1, 0], [-1, 1, -1, 0], [0, 0, 0, 2.2]]
    )
    points = centres[:k][kind] + draw.normal(size=(n, 4))
    if k == 1:
        points[:, 1] = 0.8 * points[:, 0] + 0.6 * points[:, 1]
    frame = clean(seed).sample(n, replace=True, random_state=seed, ignore_index=True)
    frame = frame.assign(
        track_id=[f"k{i}" for i in range(n)], track_name=[f"Tune {i}" for i in range(n)]
    )
    places = ("danceability", "energy", "valence", "liveness")
    for name, values in zip(places, points.T, strict=True):
        frame[name] = _inside(0.5 + 0.045 * values)
    return frame.drop(columns=["loudness", "tempo"])


def _sizes(draw: np.random.Generator, k: int) -> Floats:
    share = draw.uniform(1.0, 2.0, k)
    return np.asarray(share / share.sum())
