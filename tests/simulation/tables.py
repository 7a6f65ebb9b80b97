"""Tables drawn from a population whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.design import Factor
from reportgen.aggregates.hashing import buckets
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.engine import MemoryEngine
from tests.builders import FEATURES, FOLDS, rows_of, songs

GENRES = ("pop", "rock", "jazz", "folk")
SHARES = np.array([0.4, 0.3, 0.2, 0.1])
LEVELS = np.array([4.0, 0.0, -3.0, -6.0])
"""What a genre adds to popularity."""
SHIFTS = np.array([0.6, 0.2, -0.6, -1.0])
"""Mean of the first feature in a genre, in its sd within genres."""
LOYALTY = 0.85
"""Share of tracks in the artist's own genre."""
CENTRE = 50.0
LOG_ODDS = -0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Where tables come from.

    Popularity is linear in four features (mean 0 and sd 1 within genres, half of their
    variance between artists), genre, an artist's own level and slope, and noise.  A hit is
    logistic in the same features; hits of one artist go together (a normal copula with
    ``likeness``), which leaves the probability of each track as it is.

    Parameters
    ----------
    artists : int
        Artists in a table.
    tracks : float
        Mean number of tracks of an artist.
    uneven : bool
        Whether few artists have many tracks (negative binomial), else Poisson.
    slopes, logits : tuple of float
        Effects of one sd on popularity and on the log odds of a hit.
    artist_sd, slope_sd, noise_sd : float
        Spread of artists' levels, of their slopes of the first feature, and of tracks.
    fanning : float
        How much the noise grows with the first feature: sd × exp(fanning × feature).
    likeness : float
        Correlation of an artist's hits below the surface.
    named : bool
        Whether the table names its artists; without names each has one track.
    """

    artists: int = 100
    tracks: float = 6.0
    uneven: bool = True
    slopes: tuple[float, float, float, float] = (3.0, -2.0, 1.0, 0.0)
    logits: tuple[float, float, float, float] = (0.8, -0.5, 0.25, 0.0)
    artist_sd: float = 5.0
    slope_sd: float = 1.0
    noise_sd: float = 9.0
    fanning: float = 0.0
    likeness: float = 0.25
    named: bool = True

    @property
    def pooled_slopes(self) -> Floats:
        """Slopes without regard to genre: what genre adds goes with the first feature."""
        slopes = np.array(self.slopes)
        shift, level = (values - SHARES @ values for values in (SHIFTS, LEVELS))
        slopes[0] += (SHARES * shift) @ level / (1.0 + SHARES @ shift**2)
        return slopes

    @property
    def genre_means(self) -> Floats:
        """Mean popularity of each genre."""
        return CENTRE + LEVELS + self.slopes[0] * SHIFTS

    @property
    def steepness(self) -> float:
        """Mean of p (1 − p) over all tracks, by Gauss-Hermite quadrature."""
        node, weight = np.polynomial.hermite_e.hermegauss(60)
        spread = float(np.linalg.norm(self.logits))
        centre = self.log_odds + self.logits[0] * SHIFTS
        p = special.expit(centre[:, None] + spread * node)
        return float(SHARES @ (p * (1 - p)) @ weight / weight.sum())

    @property
    def log_odds(self) -> Floats:
        """Log odds of a hit in each genre with all features at zero."""
        return LOG_ODDS + LEVELS / 10.0

    def draw(self, seed: int) -> Rows:
        """Draw a table, its artists new and in folds of their own."""
        draw = np.random.default_rng((2_024, seed))
        artist = np.repeat(np.arange(self.artists), self._sizes(draw))
        home = draw.choice(len(GENRES), self.artists, p=SHARES)
        away = draw.choice(len(GENRES), len(artist), p=SHARES)
        genre = np.where(draw.random(len(artist)) < LOYALTY, home[artist], away)
        x = np.sqrt(0.5) * draw.normal(size=(4, self.artists))[:, artist]
        x += np.sqrt(0.5) * draw.normal(size=(4, len(artist)))
        x[0] += SHIFTS[genre]
        columns = {
            "popularity": self._popularity(draw, artist, genre, x),
            "hit": self._hits(draw, artist, genre, x),
            "genre": genre.astype(np.int32),
            **dict(zip(FEATURES, x, strict=True)),
        }
        return self._rows(columns, artist, draw)

    def _sizes(self, draw: np.random.Generator) -> NDArray[np.int64]:
        if not self.named:
            return np.ones(self.artists, np.int64)
        more = self.tracks - 1.0
        if self.uneven:
            return 1 + draw.negative_binomial(0.7, 0.7 / (0.7 + more), self.artists)
        return 1 + draw.poisson(more, self.artists)

    def _popularity(
        self, draw: np.random.Generator, artist: NDArray[np.int64], genre: Floats, x: Floats
    ) -> Floats:
        level = self.artist_sd * draw.normal(size=self.artists)
        slope = self.slope_sd * draw.normal(size=self.artists)
        noise = self.noise_sd * draw.normal(size=len(artist)) * np.exp(self.fanning * x[0])
        own = level[artist] + slope[artist] * x[0]
        return np.asarray(CENTRE + LEVELS[genre] + np.array(self.slopes) @ x + own + noise)

    def _hits(
        self, draw: np.random.Generator, artist: NDArray[np.int64], genre: Floats, x: Floats
    ) -> Floats:
        common = np.sqrt(self.likeness) * draw.normal(size=self.artists)[artist]
        own = np.sqrt(1.0 - self.likeness) * draw.normal(size=len(artist))
        odds = self.log_odds[genre] + np.array(self.logits) @ x
        return np.asarray(special.ndtr(common + own) < special.expit(odds), np.float64)

    def _rows(
        self, columns: dict[str, NDArray[Any]], artist: NDArray[np.int64], draw: np.random.Generator
    ) -> Rows:
        keys = draw.integers(0, 2**64, self.artists, np.uint64)
        columns["cluster"] = artist.astype(np.int32)
        columns[ARTISTS] = buckets(keys[artist], FOLDS, 1)
        return replace(
            _template().on(MemoryEngine((Block(columns, len(artist)),))),
            cluster_keys=keys,
            artists=self.artists if self.named else None,
        )


@cache
def _template() -> Rows:
    """What is known of the columns; the rows are replaced by drawn ones."""
    frame = songs(200).drop(columns=["mode", "time_signature"])
    rows = rows_of(frame)
    return replace(rows, genre=Factor("genre", GENRES), factors=(), folds=FOLDS)


def yes_or_no(rows: Rows) -> Rows:
    """Return the same rows with hits as their target."""
    fields = {**rows.fields, "hit": replace(rows.fields["popularity"], name="hit", label="Hit")}
    return replace(rows, task="binary", target="hit", fields=fields)
