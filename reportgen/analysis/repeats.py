"""One row per track: which rows are repeats, and what their copies disagree on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block
from reportgen.aggregates.repeats import RepeatedTracks, TrackRows
from reportgen.analysis.catalogue import Catalogue
from reportgen.engine import Engine
from reportgen.results import Kind, Repeats, Role

RULE = (
    "the row with the fewest missing values stays; among equals, a draw by content "
    "decides, so that neither high popularity nor an early letter is favoured"
)


@dataclass(frozen=True, slots=True)
class KeptRows:
    """Keeps rows by number; ``kept`` has one flag for each row of the table."""

    kept: NDArray[np.bool_]

    def __call__(self, block: Block) -> Block:
        """Return the rows kept."""
        return block.keep(self.kept[block.columns["row"]])


def without_repeats(catalogue: Catalogue) -> tuple[Engine, Repeats]:
    """Return the rows with one per track, and an account of the repeats."""
    genre, target = catalogue.name(Role.GENRE), catalogue.name(Role.TARGET)
    watched = tuple(name for name in (target, genre) if name is not None)
    key = None if catalogue.key is None else "track"
    (tracks,) = catalogue.engine.run(RepeatedTracks(key, content(catalogue), watched))
    kept = np.zeros(catalogue.engine.rows, np.bool_)
    kept[tracks.row] = True
    account = Repeats(
        key=catalogue.key or "equal rows",
        rule=RULE,
        tracks=int(np.count_nonzero(tracks.n > 1)),
        extra_rows=int((tracks.n - 1).sum()),
        conflicting_target=_conflicts(tracks, watched, target),
        conflicting_genre=_conflicts(tracks, watched, genre),
    )
    return catalogue.engine.derive(KeptRows(kept)), account


def content(catalogue: Catalogue) -> tuple[str, ...]:
    """Columns that make up what stands in a row: all but text."""
    numbers = (Role.TARGET, Role.FEATURE)
    return (
        *(name for role in numbers for name in catalogue.names(role, Kind.NUMBER)),
        *catalogue.names(Role.CATEGORY),
        *catalogue.names(Role.GENRE),
        *catalogue.names(Role.ARTIST),
    )


def _conflicts(tracks: TrackRows, watched: tuple[str, ...], name: str | None) -> int | None:
    if name is None:
        return None
    place = watched.index(name)
    return int(np.count_nonzero(tracks.high[place] > tracks.low[place]))
