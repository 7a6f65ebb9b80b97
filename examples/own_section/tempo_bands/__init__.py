"""A section for reportgen: how popular tracks of each tempo are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block
from reportgen.results import Report, Skipped
from reportgen.sections import Section, Table, Tracks, Value

EDGES = (90.0, 120.0, 150.0)
NAMES = ("below 90", "90 to 120", "120 to 150", "150 and above")


@dataclass(frozen=True)
class BandSums:
    """Number of tracks and sum of the target in each band of tempo.

    An aggregate: it turns a block of rows into a state, and adds states up.  It never
    sees the whole table, and so works on any engine.
    """

    target: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        return ("tempo", self.target)

    def update(self, block: Block) -> NDArray[np.float64]:
        """Return counts and sums of one block, shape (2, bands)."""
        band = np.digitize(block.columns["tempo"], EDGES)
        totals = np.bincount(band, block.columns[self.target], len(NAMES))
        return np.stack([np.bincount(band, minlength=len(NAMES)), totals])

    def merge(self, a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
        """Add two states up."""
        return a + b

    def finish(self, state: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return counts and sums of all rows."""
        return state


def analyse(report: Report, tracks: Tracks) -> Mapping[str, Value]:
    """Return the mean target of each band, and how many tracks are in it."""
    overall = report.exploration.target
    if isinstance(overall, Skipped) or tracks.target is None or "tempo" not in tracks.features:
        raise ValueError("the table has no tempo or no popularity")
    ((counts, sums),) = tracks.run(BandSums(tracks.target))
    rows = [
        (name, int(n), float(total / n) if n else None)
        for name, n, total in zip(NAMES, counts, sums, strict=True)
    ]
    return {
        "tracks": tracks.n,
        "mean": overall.mean,
        "bands": Table(
            "Popularity by tempo, in beats a minute", ("Tempo", "Tracks", "Mean popularity"), rows
        ),
    }


section = Section(
    name="tempo_bands",
    title="Tempo",
    analyse=analyse,
    template=Path(__file__).with_name("tempo_bands.html.j2"),
    after="exploration",
)
