"""One row per track: which rows are repeats, and what their copies disagree on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block
from reportgen.aggregates.hashing import Content, Keys, level_keys
from reportgen.aggregates.repeats import KEY, RepeatedTracks
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
    """Keeps rows by number; ``kept`` has one bit for each row of the table, lowest first."""

    kept: NDArray[np.uint8]

    def __call__(self, block: Block) -> Block:
        """Return the rows kept."""
        row = block.columns["row"]
        return block.keep((self.kept[row >> 3] >> (row & 7)) & 1 == 1)


def without_repeats(catalogue: Catalogue) -> tuple[Engine, Repeats, Keys]:
    """Return the rows with one per track, an account of the repeats, and the tracks' keys.

    There are no keys where tracks are only told by what stands in a row.
    """
    genre, target = catalogue.name(Role.GENRE), catalogue.name(Role.TARGET)
    watched = tuple(name for name in (target, genre) if name is not None)
    key = None if catalogue.key is None else "track"
    rule = RepeatedTracks(key, content(catalogue), watched)
    kept = np.zeros(-(-catalogue.engine.rows // 8), np.uint8)
    keys = [np.empty(0, np.uint64)]
    repeated, extra, conflicts = 0, 0, np.zeros(len(watched), np.int64)
    for part in catalogue.engine.derive(rule.marks).apart(KEY):
        (tracks,) = part.run(rule.marked)
        keys += [] if key is None else [tracks.key]
        np.bitwise_or.at(kept, tracks.row >> 3, (1 << (tracks.row & 7)).astype(np.uint8))
        repeated += int(np.count_nonzero(tracks.n > 1))
        extra += int((tracks.n - 1).sum())
        conflicts += np.count_nonzero(tracks.high > tracks.low, axis=1)
    found = dict(zip(watched, conflicts.tolist(), strict=True))
    account = Repeats(
        key=catalogue.key or "equal rows",
        rule=translate(RULE),
        tracks=repeated,
        extra_rows=extra,
        conflicting_target=found.get(str(target)),
        conflicting_genre=found.get(str(genre)),
    )
    return catalogue.engine.derive(KeptRows(kept)), account, np.sort(np.concatenate(keys))


def content(catalogue: Catalogue) -> Content:
    """Say what makes up the content of a row: everything that is used, but no text."""
    numbers = [n for role in (Role.TARGET, Role.FEATURE) for n in catalogue.names(role)]
    categories = [n for role in (Role.CATEGORY, Role.GENRE) for n in catalogue.names(role)]
    keys = {name: level_keys(catalogue.levels[name]) for name in categories}
    if len(catalogue.artist_keys):
        keys |= dict.fromkeys(catalogue.names(Role.ARTIST), catalogue.artist_keys)
    year = ("year",) if catalogue.dated else ()
    return Content((*numbers, *year, *keys), keys)
