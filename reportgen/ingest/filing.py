"""Categories, genres, artists, dates and ids of a table."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from reportgen import music
from reportgen.formats import integer
from reportgen.ingest.artists import artists
from reportgen.ingest.categories import Category, category, names_mode
from reportgen.ingest.columns import distinct
from reportgen.ingest.dates import years
from reportgen.ingest.draft import Draft
from reportgen.ingest.genres import genres
from reportgen.ingest.identity import track_keys
from reportgen.ingest.names import normalised
from reportgen.ingest.notes import quoted
from reportgen.ingest.roles import Part
from reportgen.results import Role
from reportgen.text import plural, translate


def read_categories(draft: Draft) -> None:
    """Read categories and genres; one that holds something else is left out."""
    for part in draft.playing(Role.CATEGORY, Role.GENRE):
        found = _category(draft, part)
        if not accepted(draft, part, found, partial(_texts, draft, part)):
            continue
        draft.values[part.name] = found.codes
        draft.levels[part.name] = found.levels
        draft.distinct[part.name] = found.distinct


def accepted(draft: Draft, part: Part, found: Category, texts: Callable[[], list[str]]) -> bool:
    """Say what is odd about a category, and whether it may be used in spite of it.

    Parameters
    ----------
    texts : callable
        Returns the distinct texts of the column.
    """
    if found.readable:
        _note_category(draft, part, found, texts)
        return True
    reason = plural(found.junk, "{n} value is no {what}", "{n} values are no {what}")
    draft.refuse(part, reason.format(n=integer(found.junk), what=part.label.casefold()))
    return False


def _category(draft: Draft, part: Part) -> Category:
    if part.role is Role.GENRE:
        return genres(draft.column(part), draft.settings.genre_list, draft.raw.notes)
    return category(part.entry, draft.column(part))


def _note_category(
    draft: Draft, part: Part, found: Category, texts: Callable[[], list[str]]
) -> None:
    if found.unknown:
        draft.raw.notes.problem(
            f"{part.name}_unknown",
            plural(
                found.unknown,
                "{column}: {n} row with a value that means unknown; it counts as missing.",
                "{column}: {n} rows with a value that means unknown; they count as missing.",
            ).format(column=part.label, n=integer(found.unknown)),
        )
    if found.junk:
        draft.raw.notes.problem(
            f"{part.name}_unreadable",
            plural(
                found.junk,
                "{column}: {n} row with a value that is no level of it, such as {example}; it "
                "counts as missing.",
                "{column}: {n} rows with a value that is no level of it, such as {example}; they "
                "count as missing.",
            ).format(column=part.label, n=integer(found.junk), example=quoted(found.example)),
        )
    if part.entry is music.entry("key") and names_mode(texts()):
        draft.raw.notes.assume(
            "key_with_mode",
            translate(
                "{column} says major or minor as well; only its note is used as the key."
            ).format(column=part.source),
        )
    if part.role is Role.GENRE and "playlist" in normalised(part.source):
        draft.raw.notes.assume(
            "genre_of_playlist",
            translate(
                "The genre is that of the playlist on which a track stands ({column})."
            ).format(column=part.source),
        )


def _texts(draft: Draft, part: Part) -> list[str]:
    return distinct(draft.column(part)).texts


def read_labels(draft: Draft) -> None:
    """Read artists, dates and what makes two rows one track."""
    notes = draft.raw.notes
    artist, date = draft.one(Role.ARTIST), draft.one(Role.DATE)
    if artist is not None:
        found = artists(draft.column(artist), notes)
        draft.values["artist"], draft.levels["artist"] = found.codes, found.levels
        draft.artist_keys = found.keys
        draft.missing["artist"], draft.distinct["artist"] = found.missing, found.distinct
    if date is not None:
        year = years(date.source, draft.column(date), notes)
        draft.values["year"] = year.values
        draft.missing[date.name] = year.missing
    keys = _track_keys(draft)
    if keys is not None:
        draft.values["track"] = keys
    draft.values["row"] = np.arange(draft.raw.data.num_rows, dtype=np.int64)


def _track_keys(draft: Draft) -> NDArray[np.uint64] | None:
    part, title, artist = (draft.one(role) for role in (Role.TRACK_ID, Role.TITLE, Role.ARTIST))
    ids = None
    if part is not None:
        ids = distinct(draft.column(part))
        draft.missing[part.name], draft.distinct[part.name] = ids.missing, ids.size
    return track_keys(
        ids,
        None if title is None else draft.column(title),
        None if artist is None else draft.column(artist),
    )
