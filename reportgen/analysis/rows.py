"""Rows that models can be fitted to, and what is known about their columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from reportgen.aggregates.block import Block
from reportgen.aggregates.design import Design, Factor
from reportgen.aggregates.hashing import Keys
from reportgen.aggregates.moments import Moments, MomentSums
from reportgen.analysis.training import OutsideFold, Parts
from reportgen.engine import Engine
from reportgen.engine.protocol import Transform
from reportgen.results import Field

ARTISTS, TRACKS, ROWS, TIME = "fold_artists", "fold_tracks", "fold_rows", "fold_time"
"""Code columns of the folds: artists kept whole, tracks kept whole, rows, past and future."""

Task = Literal["scale", "binary", "count", "none"]


@dataclass(frozen=True, slots=True)
class Rows:
    """Complete rows with folds and clusters, ready for models.

    Parameters
    ----------
    engine : Engine
        Where the rows live.
    fields : mapping of str to Field
        What is known of each column, by canonical name.
    task : str
        What kind of target there is.
    target : str or None
        Column of the target.
    features : tuple of str
        Numeric columns.
    factors : tuple of Factor
        Small categories with their levels, reference first.
    genre : Factor or None
        The category that models absorb.
    folds : int
        Folds of each fold column.
    cluster_keys : ndarray of uint64
        Key of each code of the column ``cluster``.
    artists : int or None
        Artists among the rows; ``None`` where the table names none.
    dated : bool
        Whether there is a column ``year``.
    parts : Parts or None
        How training parts are cleaned, where that has to be learnt from each of them;
        the rows scored are then those of ``parts``, and ``engine`` has those described.
    """

    engine: Engine
    fields: Mapping[str, Field]
    task: Task
    target: str | None
    features: tuple[str, ...]
    factors: tuple[Factor, ...]
    genre: Factor | None
    folds: int
    cluster_keys: Keys
    artists: int | None
    dated: bool
    parts: Parts | None = None

    @property
    def clusters(self) -> int:
        """Number of codes of the column ``cluster``."""
        return len(self.cluster_keys)

    @property
    def n(self) -> int:
        """Number of rows."""
        return self.engine.rows

    @property
    def limits(self) -> tuple[float, float]:
        """Ends of the scale of the target; infinite where it has none."""
        field = self.fields.get(str(self.target))
        if self.task != "scale" or field is None:
            return -np.inf, np.inf
        low = -np.inf if field.minimum is None else field.minimum
        return low, np.inf if field.maximum is None else field.maximum

    @property
    def of_hundred(self) -> bool:
        """Whether the target is a score from 0 to 100."""
        return self.limits == (0.0, 100.0)

    def on(self, engine: Engine) -> Rows:
        """Return the same columns on another engine, whose rows are clean as they stand."""
        return replace(self, engine=engine, parts=None)

    def derive(self, transform: Transform) -> Rows:
        """Return the transformed rows, those that are scored included."""
        parts = None if self.parts is None else self.parts.derive(transform)
        return replace(self, engine=self.engine.derive(transform), parts=parts)

    @property
    def whole(self) -> Engine:
        """The rows that are scored, as they were read: gaps and outliers and all."""
        return self.engine if self.parts is None else self.parts.engine

    def training(self, fold: str, held_out: int) -> Engine:
        """Return the rows from which the fit that leaves out a fold is learnt."""
        if self.parts is None:
            return self.engine.derive(OutsideFold(fold, held_out))
        return self.parts.training(fold, held_out)

    def scored(self, fold: str) -> Rows:
        """Return the rows that are scored by fits that leave out their fold."""
        return self if self.parts is None else self.on(self.parts.scored(fold))

    def moments(self) -> MomentSums:
        """Moments of the features."""
        (moments,) = self.engine.run(Moments(self.features))
        return moments  # type: ignore[no-any-return]

    def design(self, moments: MomentSums) -> Design:
        """Return all features and categories as regressors."""
        genre = (None, 1) if self.genre is None else (self.genre.name, len(self.genre.levels))
        return Design(
            self.features,
            tuple(moments.mean.tolist()),
            tuple(moments.sd.tolist()),
            self.factors,
            *genre,
        )


@dataclass(frozen=True, slots=True)
class Labelled:
    """Adds ``label``: 1.0 where the target reaches the cut-off, else 0.0."""

    target: str
    cutoff: float

    def __call__(self, block: Block) -> Block:
        """Return the block with its labels."""
        label = (block.columns[self.target] >= self.cutoff).astype(np.float64)
        return block.having(label=label)
