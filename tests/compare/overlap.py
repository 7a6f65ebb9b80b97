"""Pairs of tables that share some of their artists, and the differences between their results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reportgen.aggregates.block import Floats
from reportgen.analysis.classification import scored_hits
from reportgen.analysis.coefficients import effect_draws, effects
from reportgen.analysis.covariance import robust
from reportgen.analysis.cutoffs import labelled
from reportgen.analysis.imprint import pack, unpack
from reportgen.analysis.intervals import Bootstrap
from reportgen.analysis.linear import Predicted, collect, fit_all, fit_folds
from reportgen.analysis.rows import ARTISTS
from reportgen.analysis.scoring import linear_scores
from reportgen.compare.pairing import Pairing, difference
from reportgen.results import Adjustment, Estimate
from tests.builders import rows_of, songs

PEOPLE, TRACKS, SEED = 300, 1_500, 42
CUTOFF = 52.0


@dataclass(frozen=True, slots=True)
class Part:
    """Estimates and replicates of one table, by path."""

    estimates: dict[str, Estimate]
    draws: dict[str, Floats]


def catalogue(seed: int) -> pd.DataFrame:
    """Tracks of artists that no other seed has; their slopes differ from artist to artist."""
    frame = songs(TRACKS, artists=PEOPLE, seed=seed)
    draw = np.random.default_rng((7, seed))
    steep = draw.normal(0, 8, PEOPLE)
    artist = frame["artist_name"].str.split().str[1].astype(int).to_numpy()
    shift = steep[artist] * (frame["energy"] - 0.6) + steep[::-1][artist] * (frame["valence"] - 0.5)
    frame["popularity"] = (frame["popularity"] + shift).clip(1, 99).round()
    frame["mode"] = (draw.random(TRACKS) < 0.3).astype(int)
    frame["artist_name"] = [f"{seed} {a}" for a in artist]
    frame["track_id"] = [f"{seed} {i}" for i in range(len(frame))]
    return frame


def tables(seed: int, share: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two tables of which the second keeps this share of the artists of the first."""
    first, other = catalogue(2 * seed), catalogue(2 * seed + 1)
    kept = round(share * PEOPLE)
    stays = first["artist_name"].str.split().str[1].astype(int) < kept
    new = other["artist_name"].str.split().str[1].astype(int) >= kept
    return first, pd.concat([first[stays], other[new]], ignore_index=True)


def part(frame: pd.DataFrame) -> Part:
    """Fit and score the linear and the logistic model as a run does."""
    rows = rows_of(frame)
    bootstrap = Bootstrap(rows.cluster_keys, 400, SEED)
    target = str(rows.target)
    sums = collect(rows.engine, rows.design(rows.moments()), target, ARTISTS, rows.folds)
    fit = fit_all(sums)
    covariance = robust(rows, fit)
    estimates = {
        f"regression.effects[{effect.name}].per_sd": effect.per_sd
        for effect in effects(rows, sums, fit, covariance, Adjustment.HOLM)
    }
    step = Predicted(sums.design, fit_folds(sums), target, ARTISTS, *rows.limits)
    scores = linear_scores(rows.engine.derive(step), bootstrap)
    _, _, ranking = scored_hits(labelled(rows, CUTOFF), ARTISTS, bootstrap)
    assert scores.drawn is not None
    draws = effect_draws(fit, covariance, bootstrap)
    draws |= {"r2": scores.drawn.replicates, "auc": ranking.drawn.replicates}
    estimates |= {"r2": scores.r2, "auc": ranking.auc}
    return Part(estimates, {path: unpack(pack(values)) for path, values in draws.items()})


def differences(before: Part, now: Part) -> Iterator[tuple[str, Estimate, Estimate, float]]:
    """Path, paired and independent difference, and correlation of each result of both."""
    pairs = Pairing(before.draws, now.draws)
    for path, old in before.estimates.items():
        if path not in now.estimates:
            continue
        r = pairs.correlation(path)
        assert r is not None
        paired = difference(now.estimates[path], old, r)
        apart = difference(now.estimates[path], old, None)
        assert paired is not None
        assert apart is not None
        yield path, paired, apart, r
