"""Tables that are wrong in as many ways as fit into one, for what is said of them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np

NAMES = {"Zqx", "Wvk", "xzq", "kvw", "wvk"}
"""Words of which titles, artists and genres are made; no language has them."""
HEADER = (
    *("", "TRACK_ID", "TRACK_NAME", "ARTISTS", "PLAYLIST_GENRE", "RELEASE_DATE"),
    *("TRACK_POPULARITY", "ENERGY_%", "DANCEABILITY", "LOUDNESS", "TEMPO", "VALENCE"),
    *("ACOUSTICNESS", "DURATION", "KEY", "MODE", "EXPLICIT", "STREAMS", "LIVENES"),
    *("INSTRUMENTALNESS", "SPEECHINESS", "COPY_OF_TEMPO", "ZQXW", "NOTHING", "TEMPO_BPM"),
)
"""Names of columns in capitals, so that no word of a report is mistaken for one."""


def messy(path: Path, rows: int = 420, without: Collection[str] = ()) -> Path:
    """Write a table of tracks with semicolons, titles above it, slips and gaps in it."""
    draw = np.random.default_rng(8)
    body = [_row(i, draw) for i in range(rows)]
    body += [body[3][:], body[3][:], body[4][:], ["" for _ in HEADER], list(HEADER)]
    body[3][6], body[4][4] = "7", "kvw"
    body[5].append("1")
    body[6] = body[6][:4]
    keep = [i for i, name in enumerate(HEADER) if name not in without]
    kept = ([cells[i] for i in keep if i < len(cells)] + cells[len(HEADER) :] for cells in body)
    names = [HEADER[i] for i in keep]
    lines = ["Zqx Wvk", "", *(";".join(cells) for cells in (names, *kept)), "Zqx"]
    path.write_bytes("\n".join(lines).encode("cp1252"))
    return path


def _row(i: int, draw: np.random.Generator) -> list[str]:
    artist = int(draw.integers(0, 70))
    energy, tempo = draw.uniform(0, 100), draw.normal(120, 20)
    score = np.clip(30 + 0.3 * energy + draw.normal(0, 15), 0, 100)
    cells = {
        "": i,
        "TRACK_ID": f"Zqx{i}",
        "TRACK_NAME": f"Wvk {i}",
        "ARTISTS": "" if i % 50 == 9 else f"Zqx é {artist}" + (" feat. Wvk" if i % 9 == 0 else ""),
        "PLAYLIST_GENRE": ("xzq", "kvw", "xzq, kvw")[i % 3] if i % 40 else "wvk",
        "RELEASE_DATE": "xzq" if i == 11 else str(2000 + i % 20),
        "TRACK_POPULARITY": "" if i % 60 == 7 else round(score) if i % 7 else 0,
        "ENERGY_%": round(energy, 1),
        "DANCEABILITY": "Zqx" if i == 20 else round(draw.uniform(), 3),
        "LOUDNESS": round(draw.gamma(9, 1), 2),
        "TEMPO": 0 if i % 90 == 1 else round(tempo, 2),
        "VALENCE": "" if i % 30 == 2 else round(draw.uniform(), 3),
        "ACOUSTICNESS": 0.5,
        "DURATION": round(draw.normal(210, 30)),
        "KEY": -1 if i % 25 == 0 else "Zqx" if i == 13 else f"{'CDEFG'[i % 5]} minor",
        "MODE": i % 2,
        "EXPLICIT": int(i % 3 == 0),
        "STREAMS": round(score**3),
        "LIVENES": round(draw.uniform(), 3),
        "INSTRUMENTALNESS": "Zqx Wvk" if i % 2 else round(draw.uniform(), 3),
        "SPEECHINESS": round(9 if i == 40 else draw.uniform(), 3),
        "COPY_OF_TEMPO": round(tempo, 2),
        "ZQXW": "Wvk",
        "NOTHING": "",
        "TEMPO_BPM": round(draw.normal(120, 20), 1),
    }
    return [str(cells[name]) for name in HEADER]
