"""Folds, clusters and recoded categories: what makes rows ready for models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block
from reportgen.aggregates.counts import LevelCounts
from reportgen.aggregates.hashing import Content, Keys, buckets
from reportgen.aggregates.sandwich import ClusterSums
from reportgen.analysis.catalogue import Catalogue
from reportgen.analysis.levels import Recoding, recoded
from reportgen.analysis.repeats import content
from reportgen.analysis.rows import ARTISTS, ROWS, TRACKS
from reportgen.analysis.usable import Usable
from reportgen.engine import Engine
from reportgen.settings import PreparationSettings

MOST_CLUSTERS = 65_536
CLUSTERS_WITHOUT_ARTISTS = 4_096
FEWEST_ARTISTS = 10
"""Artists below which none are held out and no errors are clustered: tracks are instead."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Recodes categories and adds folds and clusters.

    Folds are drawn from hashed names and contents: the same on every engine, in any
    order of rows, every night.
    """

    recodings: tuple[Recoding, ...]
    key: str | None
    content: Content
    artist_keys: Keys
    folds: int
    clusters: int

    def __call__(self, block: Block) -> Block:
        """Return the block with its new columns."""
        columns: dict[str, NDArray[Any]] = {
            r.factor.name: r.codes[block.columns[r.factor.name]] for r in self.recodings
        }
        track = self._track(block)
        columns[ROWS] = buckets(block.columns["row"], self.folds, 3)
        columns[TRACKS] = buckets(track, self.folds, 2)
        if len(self.artist_keys):
            artist = block.columns["artist"]
            key = self.artist_keys[artist]
            columns[ARTISTS] = buckets(key, self.folds, 1)
            whole = len(self.artist_keys) <= self.clusters
            columns["cluster"] = artist if whole else buckets(key, self.clusters, 4)
        else:
            columns[ARTISTS] = columns[TRACKS]
            columns["cluster"] = buckets(track, self.clusters, 4)
        return block.having(**columns)

    @property
    def cluster_keys(self) -> Keys:
        """Key of each cluster code: the artist's, or a number where clusters are buckets."""
        numbers = np.arange(self.clusters, dtype=np.uint64)
        return self.artist_keys if len(self.artist_keys) == self.clusters else numbers

    def _track(self, block: Block) -> Keys:
        if self.key is not None:
            return block.columns["track"]
        return self.content.of(block)


def readiness(
    catalogue: Catalogue,
    usable: Usable,
    complete: Engine,
    settings: PreparationSettings,
    folds: int,
) -> Ready:
    """Decide which levels categories keep, and what is held out together.

    Parameters
    ----------
    complete : Engine
        The rows that models will be fitted to.
    """
    sizes = {name: len(catalogue.levels[name]) for name in usable.categories}
    (counts,) = complete.run(LevelCounts(sizes))
    fewest, most = settings.min_level_rows, settings.max_levels
    found = (recoded(n, catalogue.levels[n], counts[n], fewest, most) for n in sizes)
    keys = catalogue.artist_keys
    if artists(complete, "artist", len(keys)) < FEWEST_ARTISTS:
        keys = keys[:0]
    clusters = min(len(keys), MOST_CLUSTERS) if len(keys) else CLUSTERS_WITHOUT_ARTISTS
    recodings: Sequence[Recoding] = tuple(r for r in found if r is not None)
    return Ready(tuple(recodings), catalogue.key, content(catalogue), keys, folds, clusters)


def artists(engine: Engine, column: str, codes: int) -> int:
    """Count the codes of artists that have rows; 0 where the table names none."""
    if not codes:
        return 0
    (sums,) = engine.run(ClusterSums((), column, codes))
    return int(np.count_nonzero(sums[:, 0]))
