"""Small catalogues in which it is known what popularity goes with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportgen import analyze
from reportgen.results import Report
from reportgen.settings import SegmentSettings, Settings, ValidationSettings

QUICK = Settings(
    validation=ValidationSettings(replicates=100), segments=SegmentSettings(k_max=4, sample=500)
)
GENRES = ("jazz", "pop", "rock", "folk")

Floats = NDArray[np.float64]


def analyzed(frame: pd.DataFrame) -> Report:
    """Run the whole line on a table, with fewer resamples than usual."""
    return analyze(frame, QUICK)


def catalogue(
    n: int = 1_500, *, sound: float = 0.0, genre: float = 0.0, seed: int = 1
) -> pd.DataFrame:
    """Tracks whose popularity has given shares of variance from sound and from genre.

    The rest is noise of the track, so that these shares are the R² that the best linear
    model reaches.  Popularity is rounded and kept within 0 to 100.
    """
    draw = np.random.default_rng(seed)
    energy, valence = draw.uniform(0, 1, n), draw.beta(2, 2, n)
    of_genre = draw.integers(0, len(GENRES), n)
    parts = (
        np.sqrt(sound) * _standard(energy - 0.5 * valence),
        np.sqrt(genre) * _standard(np.array([-1.5, 1.5, 0.5, -0.5])[of_genre]),
        np.sqrt(max(1 - sound - genre, 0.0)) * draw.standard_normal(n),
    )
    return pd.DataFrame(
        {
            "track_id": [f"t{i}" for i in range(n)],
            "track_name": [f"Song {i}" for i in range(n)],
            "artist_name": [f"Artist {a}" for a in draw.integers(0, n // 4, n)],
            "genre": np.array(GENRES)[of_genre],
            "energy": energy.round(4),
            "loudness": (-20 + 12 * energy + draw.normal(0, 3, n)).round(3),
            "tempo": draw.normal(120, 25, n).clip(50, 210).round(2),
            "valence": valence.round(4),
            "popularity": np.clip(50 + 16 * sum(parts), 0, 100).round(),
        }
    )


def leaking(n: int = 1_500) -> pd.DataFrame:
    """A catalogue of noise in which a feature was made from popularity."""
    frame = catalogue(n)
    draw = np.random.default_rng(7)
    made = frame["popularity"] / 100 + draw.normal(0, 0.05, n)
    return frame.assign(liveness=np.clip(made, 0, 1).round(4))


def streamed(n: int = 900) -> pd.DataFrame:
    """Streams instead of popularity, with dates and without genre."""
    frame = catalogue(n, sound=0.2)
    draw = np.random.default_rng(11)
    counts = np.round(10 ** (4 + frame["popularity"] / 25))
    years = draw.integers(2012, 2024, n)
    return frame.drop(columns=["popularity", "genre"]).assign(streams=counts, release_date=years)


def hits(n: int = 900) -> pd.DataFrame:
    """Hit or not, without an artist, with rows that repeat a track and a gap or two."""
    frame = catalogue(n, sound=0.3)
    hit = (frame["popularity"] > 55).astype(int)
    frame = frame.drop(columns=["popularity", "artist_name", "track_id"]).assign(hit=hit)
    frame.loc[:2, "tempo"] = np.nan
    return pd.concat([frame, frame.iloc[100:130]], ignore_index=True)


def _standard(values: Floats) -> Any:
    return (values - values.mean()) / values.std()


def with_cutoff(cutoff: float) -> Settings:
    """Return the quick settings with another cut-off."""
    return replace(QUICK, classification=replace(QUICK.classification, cutoff=cutoff))
