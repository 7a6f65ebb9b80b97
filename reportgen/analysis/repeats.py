"""One row per track: which rows are repeats, and what their copies disagree on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block
from reportgen.aggregates.hashing import Content, Keys, level_keys
from reportgen.aggregates.repeats import RepeatedTracks, TrackRows
from reportgen.analysis.catalogue import Catalogue
from reportgen.engine import Engine
from reportgen.results import Repeats, Role
from reportgen.text import translate

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


def without_repeats(catalogue: Catalogue) -> tuple[Engine, Repeats, Keys]:
    """Return the rows with one per track, an account of the repeats, and the tracks' keys.

    There are no keys where tracks are only told by what stands in a row.
    """
    genre, target = catalogue.name(Role.GENRE), catalogue.name(Role.TARGET)
    watched = tuple(name for name in (target, genre) if name is not None)
    key = None if catalogue.key is None else "track"
    (tracks,) = catalogue.engine.run(RepeatedTracks(key, content(catalogue), watched))
    kept = np.zeros(catalogue.engine.rows, np.bool_)
    kept[tracks.row] = True
    account = Repeats(
        key=catalogue.key or "equal rows",
        rule=translate(RULE),
        tracks=int(np.count_nonzero(tracks.n > 1)),
        extra_rows=int((tracks.n - 1).sum()),
        conflicting_target=_conflicts(tracks, watched, target),
        conflicting_genre=_conflicts(tracks, watched, genre),
    )
    known = tracks.key if key is not None else tracks.key[:0]
    return catalogue.engine.derive(KeptRows(kept)), account, known


def content(catalogue: Catalogue) -> Content:
    """Say what makes up the content of a row: everything that is used, but no text."""
    numbers = [n for role in (Role.TARGET, Role.FEATURE) for n in catalogue.names(role)]
    categories = [n for role in (Role.CATEGORY, Role.GENRE) for n in catalogue.names(role)]
    keys = {name: level_keys(catalogue.levels[name]) for name in categories}
    if len(catalogue.artist_keys):
        keys |= dict.fromkeys(catalogue.names(Role.ARTIST), catalogue.artist_keys)
    year = ("year",) if catalogue.dated else ()
    return Content((*numbers, *year, *keys), keys)


def _conflicts(tracks: TrackRows, watched: tuple[str, ...], name: str | None) -> int | None:
    if name is None:
        return None
    place = watched.index(name)
    return int(np.count_nonzero(tracks.high[place] > tracks.low[place]))
