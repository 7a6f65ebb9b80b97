"""Small tables for whole reports: of tracks with some columns absent, and of wines."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from pathlib import Path

import numpy as np
import pandas as pd

from reportgen.settings import SegmentSettings, Settings, ValidationSettings

ROWS = 360
QUICK = Settings(
    validation=ValidationSettings(folds=3, replicates=50), segments=SegmentSettings(k_max=2)
)
"""Settings with which a report is made in about a second."""


@cache
def tracks() -> pd.DataFrame:
    """Return tracks with a column for every role."""
    draw = np.random.default_rng(5)
    genre, artist = draw.integers(0, 3, ROWS), draw.integers(0, 60, ROWS)
    energy, dance = draw.uniform(0, 1, ROWS), draw.uniform(0, 1, ROWS)
    score = 40 + 25 * energy + 5 * genre + draw.normal(0, 12, ROWS)
    return pd.DataFrame(
        {
            "track_id": [f"t{i}" for i in range(ROWS)],
            "track_name": [f"Title {i}" for i in range(ROWS)],
            "artist_name": [f"Name {i}" for i in artist],
            "genre": np.array(["pop", "rock", "jazz"])[genre],
            "release_date": 1990 + draw.integers(0, 30, ROWS),
            "energy": energy,
            "danceability": dance,
            "tempo": draw.normal(120, 20, ROWS),
            "loudness": draw.normal(-10, 3, ROWS),
            "popularity": np.clip(score, 0, 100).round(),
        }
    )


def without(*columns: str) -> pd.DataFrame:
    """Return the tracks without some columns."""
    return tracks().drop(columns=list(columns))


@cache
def wines() -> pd.DataFrame:
    """Return wines: a table without a word of music in it."""
    draw = np.random.default_rng(7)
    producer = draw.integers(0, 90, ROWS)
    alcohol, acidity = draw.normal(12, 1, ROWS), draw.normal(6, 1.2, ROWS)
    quality = 5.5 + 0.6 * (alcohol - 12) - 0.3 * (acidity - 6) + draw.normal(0, 0.7, ROWS)
    frame = pd.DataFrame(
        {
            "wine_id": [f"w{i:05d}" for i in range(ROWS)],
            "designation": [f"Cuvee {i}" for i in range(ROWS)],
            "producer": [f"Weingut {i}" for i in producer],
            "region": np.array(["Mosel", "Pfalz", "Baden"])[producer % 3],
            "vintage": 2000 + draw.integers(0, 20, ROWS),
            "colour": np.array(["red", "white"])[draw.integers(0, 2, ROWS)],
            "alcohol": alcohol.round(2),
            "acidity": acidity.round(2),
            "residual_sugar": draw.lognormal(1, 0.7, ROWS).round(2),
            "quality": np.clip(quality, 0, 10).round(1),
        }
    )
    frame.loc[frame.index % 97 == 0, "alcohol"] = np.nan
    frame.loc[frame.index % 71 == 0, "quality"] = np.nan
    return frame


DICTIONARY = """
[words]
track = "wine"
artist = "producer"
genre = "region"
release = "vintage"

[features.alcohol]
aliases = ["alc"]
unit = "% vol"
range = [0, 30]
step = 1
meaning = "Alcohol by volume."
high = "strong"
low = "light"

[features.acidity]
unit = "g/l"
range = [0, 20]
high = "sour"
low = "mild"

[features.residual_sugar]
unit = "g/l"
range = [0, 400]
high = "sweet"
low = "dry"

[categories.colour]
meaning = "Red or white."

[targets.quality]
unit = "points"
range = [0, 10]
high = "well-rated"
low = "poorly rated"

[labels]
track_id = { aliases = ["wine_id"] }
title = { aliases = ["designation"] }
artist = { aliases = ["producer", "winery"] }
genre = { aliases = ["region"] }
release_date = { aliases = ["vintage"] }
"""


def dictionary(folder: Path, text: str = DICTIONARY) -> Path:
    """Write a dictionary file."""
    path = folder / "wines.toml"
    path.write_text(text, encoding="utf-8")
    return path


def readable(page: str) -> list[str]:
    """Return what a page says: texts between tags, and labels within them."""
    body = re.sub(r"(?s)<(style|script)\b.*?</\1>", " ", page)
    labels = re.findall(r'(?:aria-label|alt|title|content)="([^"]*)"', body)
    return [
        text
        for piece in (*re.split(r"<[^>]*>", body), *labels)
        if (text := unescape(piece).strip())
    ]


def first_page(page: str) -> str:
    """Return what the verdict of an HTML page says."""
    found = re.search(r'(?s)<section class="part verdict".*?</section>', page)
    assert found is not None
    return " | ".join(readable(found[0]))
