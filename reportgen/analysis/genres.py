"""Whether the strongest effects are alike in each of the larger genres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.design import Factor
from reportgen.analysis.coefficients import explained_terms
from reportgen.analysis.covariance import cluster_count, robust
from reportgen.analysis.intervals import t_interval
from reportgen.analysis.linear import Fit, collect, fit_all
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.formats import OTHER
from reportgen.results import Effect, Estimate, GenreEffect, GenreFit

MOST_GENRES = 6
MOST_EFFECTS = 4
FEWEST_ROWS = 200
FEWEST_ARTISTS = 20
ROWS_PER_SLOPE = 5


@dataclass(frozen=True, slots=True)
class Only:
    """Keeps the rows of one level of a category."""

    name: str
    code: int

    def __call__(self, block: Block) -> Block:
        """Return the rows of the level."""
        return block.keep(block.columns[self.name] == self.code)


def by_genre(rows: Rows, fit: Fit, sd: Floats, effects: Sequence[Effect]) -> tuple[GenreFit, ...]:
    """Fit each of the larger genres by itself, and return the strongest effects there.

    Parameters
    ----------
    rows : Rows
        Prepared rows.
    fit : Fit
        The model of all rows.
    sd : ndarray of float, shape (m,)
        Standard deviations of the regressors over all rows, in units of the design.
    effects : sequence of Effect
        All effects of the model.
    """
    if rows.genre is None:
        return ()
    order = sorted(range(len(effects)), key=lambda k: -abs(effects[k].per_sd.value))
    terms = explained_terms(fit)
    shown = [(terms[k], effects[k]) for k in order[:MOST_EFFECTS]]
    fits = (_fit_of(rows, fit, sd, code, shown) for code in _larger(rows.genre, fit))
    return tuple(islice((genre for genre in fits if genre is not None), MOST_GENRES))


def _larger(genre: Factor, fit: Fit) -> list[int]:
    """Codes of genres with enough rows for a fit of their own, the largest first."""
    fewest = max(FEWEST_ROWS, ROWS_PER_SLOPE * fit.design.width)
    codes = np.argsort(-fit.n_by_group, kind="stable").tolist()
    return [c for c in codes if fit.n_by_group[c] >= fewest and genre.levels[c] != OTHER]


def _fit_of(
    rows: Rows, fit: Fit, sd: Floats, code: int, shown: Sequence[tuple[int, Effect]]
) -> GenreFit | None:
    """Fit one genre; ``None`` where too few artists make it up for clustered errors."""
    genre = rows.genre
    if genre is None:
        return None
    part = rows.on(rows.engine.derive(Only(genre.name, code)))
    if rows.artists is not None and cluster_count(part) < FEWEST_ARTISTS:
        return None
    own = fit_all(
        collect(part.engine, fit.design.without_group(), str(rows.target), ARTISTS, rows.folds)
    )
    covariance = robust(part, own)
    places = {term: k for k, term in enumerate(own.design.terms)}
    per_sd: dict[int, Estimate] = {}
    for j, _ in shown:
        k = places.get(fit.design.terms[j])
        if k is not None:
            error = covariance.errors[k] * sd[j]
            per_sd[j] = t_interval(own.slopes[k] * sd[j], error, covariance.freedom)
    return GenreFit(
        name=genre.levels[code],
        n=own.n,
        effects=tuple(
            GenreEffect(name=effect.name, label=effect.label, per_sd=per_sd.get(j))
            for j, effect in shown
        ),
    )
