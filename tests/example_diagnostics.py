"""What the linear model of the hand-written report leans on, and names that both share."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

from reportgen.results import (
    Curve,
    CurveBin,
    Estimate,
    GenreEffect,
    GenreFit,
    Importance,
    Influence,
    InfluentialArtist,
    Misses,
    Shape,
    Spread,
)

MODELLED = 28_068

LABELS = {
    "danceability": "Danceability",
    "energy": "Energy",
    "loudness": "Loudness",
    "tempo": "Tempo",
    "acousticness": "Acousticness",
    "speechiness": "Speechiness",
    "instrumentalness": "Instrumentalness",
    "liveness": "Liveness",
    "valence": "Valence",
    "duration": "Duration",
}
FEATURES = tuple(LABELS)
KEYS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
UNITS = dict.fromkeys(FEATURES, "0–1") | {
    "loudness": "dB",
    "tempo": "BPM",
    "duration": "min",
}
STEPS = dict.fromkeys(FEATURES, 0.1) | {"loudness": 1.0, "tempo": 10.0, "duration": 1.0}


def estimate(value: float, low: float, high: float) -> Estimate:
    """Return a rounded estimate, so that arithmetic leaves no long tails of digits."""
    return Estimate(value=round(value, 4), low=round(low, 4), high=round(high, 4))


def spread(n: int, weights: tuple[float, ...]) -> tuple[int, ...]:
    """Split ``n`` in proportion to ``weights``, to the last unit."""
    total = math.fsum(weights)
    edges = [round(n * math.fsum(weights[:i]) / total) for i in range(len(weights) + 1)]
    return tuple(b - a for a, b in pairwise(edges))


def importance(losses: Mapping[str, float], *, genre: bool) -> tuple[Importance, ...]:
    """Return the losses of the features, of key and mode, and of genre."""
    rows = [(name, LABELS[name], loss) for name, loss in losses.items()]
    rows += [("key", "Key", -0.0003), ("mode", "Mode", 0.0002)]
    rows += [("genre", "Genre", 0.031)] if genre else []
    rows.sort(key=lambda row: (-row[2], row[0]))
    return tuple(
        Importance(
            name=name, label=label, loss=estimate(loss, loss * 0.7 - 3e-4, loss * 1.3 + 3e-4)
        )
        for name, label, loss in rows
    )


_SHAPES = {
    "instrumentalness": (Shape.BENDS, 0.0034, (0.6, 1.5, 0.9, -0.4, -1.1)),
    "duration": (Shape.TURNS, 0.0052, (-1.2, 1.8, 2.1, 0.5, -3.0)),
}
_STEADY = (Shape.LINE, 0.0002, (0.1, -0.1, 0.2, -0.2, 0.1))
_STEPS_AWAY = (-1.4, -0.5, 0.0, 0.5, 1.4)


def curve(name: str, slope: float, half: float) -> Curve:
    """Return a curve in five bins, most of them straight."""
    shape, gain, away = _SHAPES.get(name, _STEADY)
    middles, counts = (round(0.5 + 0.2 * x, 2) for x in _STEPS_AWAY), spread(MODELLED, (1,) * 5)
    return Curve(
        name=name,
        label=LABELS[name],
        unit=UNITS[name],
        shape=shape,
        knot=0.5,
        gain=estimate(gain, gain * 0.5 - 2e-4, gain * 1.5 + 2e-4),
        bins=tuple(
            CurveBin(
                n=n,
                at=at,
                line=round(slope * x, 3),
                observed=estimate(slope * x + off, slope * x + off - half, slope * x + off + half),
            )
            for n, at, x, off in zip(counts, middles, _STEPS_AWAY, away, strict=True)
        ),
    )


_IN_GENRES = {
    "pop": (5_132, (-2.9, 2.4, -2.6, -0.9)),
    "rap": (5_401, (-4.4, 3.3, -1.2, -1.5)),
}


def genres() -> tuple[GenreFit, ...]:
    """Return the strongest effects in two of the genres."""
    names = ("energy", "loudness", "duration", "instrumentalness")
    return tuple(
        GenreFit(
            name=genre,
            n=n,
            effects=tuple(
                GenreEffect(name=name, label=LABELS[name], per_sd=estimate(v, v - 1.1, v + 1.1))
                for name, v in zip(names, values, strict=True)
            ),
        )
        for genre, (n, values) in _IN_GENRES.items()
    )


def misses() -> Misses:
    """Return misses that are a little wider for high predictions."""
    predicted = (27.1, 31.8, 34.9, 37.4, 39.8, 42.0, 44.2, 46.6, 49.3, 53.9)
    typical = (20.6, 22.3, 22.6, 23.5, 23.1, 23.9, 23.6, 22.9, 22.7, 23.1)
    return Misses(
        skewness=-0.29,
        beyond_two=0.0126,
        beyond_three=0.0,
        ratio=estimate(1.12, 1.08, 1.16),
        spread=tuple(
            Spread(n=n, predicted=p, miss=estimate(m, m - 0.5, m + 0.5))
            for n, p, m in zip(spread(MODELLED, (1,) * 10), predicted, typical, strict=True)
        ),
    )


def influence(*, artists: bool) -> Influence:
    """Return the influence of tracks, and of artists where they are known."""
    return Influence(
        leverage=0.0123,
        leverage_bound=0.003,
        high_leverage=25,
        studentised=2.68,
        far_off=0,
        cook=0.0029,
        influential=0,
        artists_moving=0 if artists else None,
        artist=InfluentialArtist(
            artist="The Example Band",
            n=31,
            name="liveness",
            label="Liveness",
            per_sd=-0.7,
            without=-0.56,
            errors=0.71,
        )
        if artists
        else None,
    )
