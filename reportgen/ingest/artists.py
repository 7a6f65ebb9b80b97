"""Artists: who a track is filed under, so that one artist is never on both sides of a split."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from reportgen.aggregates.block import Codes
from reportgen.formats import integer
from reportgen.ingest.columns import Distinct, all_folded, distinct
from reportgen.ingest.hashing import hashes
from reportgen.ingest.notes import Notes
from reportgen.text import plural, translate

UNKNOWN = "(unknown)"
_LISTED = 0.05
_MARKS = r"^\[| [fF]"
_MARKS_AND_COMMAS = _MARKS + "|, "
_GUEST = re.compile(r"\s(?:feat\.?|ft\.|featuring)\s", re.IGNORECASE)
_QUOTED = re.compile(r"\[\s*(['\"])(.+?)\1.*\]")


@dataclass(frozen=True, slots=True, eq=False)
class Artists:
    """Level names, a code for each row (never −1), and a key for each level.

    ``distinct`` counts the texts as they stood.
    """

    levels: tuple[str, ...]
    codes: Codes
    keys: NDArray[np.uint64]
    missing: int
    distinct: int


def artists(column: pa.ChunkedArray, notes: Notes) -> Artists:
    """File each track under the artist named first.

    Names that differ only in case or white space are one artist.
    """
    return artists_of(distinct(column), notes)


def artists_of(found: Distinct, notes: Notes) -> Artists:
    """File distinct texts under the artist named first."""
    commas = _lists_by_comma(found)
    first = _firsts(found, commas=commas)
    _note_first(found, first, commas=commas, notes=notes)
    if found.missing:
        notes.problem(
            "unknown_artist",
            plural(
                found.missing,
                "{n} row without an artist, filed together under {unknown}.",
                "{n} rows without an artist, filed together under {unknown}.",
            ).format(n=integer(found.missing), unknown=translate(UNKNOWN)),
        )
    return _levels(first, found)


def _firsts(found: Distinct, *, commas: bool) -> list[str]:
    """Return who is named first in each text.

    Most texts end at a semicolon or name one artist, which is told of all of them at once.
    """
    before = pc.list_element(pc.split_pattern(found.values, ";", max_splits=1), 0)
    names = pc.utf8_trim_whitespace(before)
    names = pc.if_else(pc.equal(pc.binary_length(names), 0), found.values, names)
    first: list[str] = names.to_pylist()
    marks = _MARKS_AND_COMMAS if commas else _MARKS
    marked = np.asarray(pc.match_substring_regex(found.values, marks), np.bool_)
    for i in np.flatnonzero(marked).tolist():
        first[i] = _first(found.values[i].as_py(), commas=commas)
    return first


def _levels(first: list[str], found: Distinct) -> Artists:
    names = list(set(first))
    alike = dict(zip(names, all_folded(names), strict=True))
    spelling: dict[str, str] = {}
    for name in sorted(alike):
        spelling.setdefault(alike[name], name)
    if found.missing:
        spelling.setdefault(UNKNOWN, UNKNOWN)
    shown = sorted((name, key) for key, name in spelling.items())
    levels = tuple(translate(UNKNOWN) if key == UNKNOWN else name for name, key in shown)
    keys = [key for _, key in shown]
    place = {key: i for i, key in enumerate(keys)}
    code = {name: place[key] for name, key in alike.items()}
    table = np.array([*map(code.__getitem__, first), place.get(UNKNOWN, -1)], dtype=np.int32)
    return Artists(levels, found.spread(table), hashes(keys), found.missing, len(found.texts))


def _lists_by_comma(found: Distinct) -> bool:
    """Whether commas separate artists here, or merely stand in some names."""
    without = pc.invert(pc.match_substring(found.values, ";"))
    with_comma = np.asarray(pc.and_(pc.match_substring(found.values, ", "), without), np.bool_)
    given = found.given
    return bool(given) and int(found.counts[with_comma].sum()) / given >= _LISTED


def _first(text: str, *, commas: bool) -> str:
    quoted = _QUOTED.fullmatch(text) if text.startswith("[") else None
    name = quoted[2] if quoted else text
    name = name.partition(";")[0]
    if commas and not quoted:
        name = name.partition(", ")[0]
    if " f" in name or " F" in name:
        name = _GUEST.split(name, maxsplit=1)[0]
    return name.strip() or text


def _note_first(found: Distinct, first: list[str], *, commas: bool, notes: Notes) -> None:
    shortened = np.array([a != b for a, b in zip(found.texts, first, strict=True)], np.bool_)
    rows = int(found.counts[shortened].sum())
    if not rows:
        return
    if commas:
        said = plural(
            rows,
            "{n} row with several artists is filed under the one named first (names end at a "
            'semicolon, a comma or "featuring"), so that an artist is kept together.',
            "{n} rows with several artists are filed under the one named first (names end at a "
            'semicolon, a comma or "featuring"), so that an artist is kept together.',
        )
    else:
        said = plural(
            rows,
            "{n} row with several artists is filed under the one named first (names end at a "
            'semicolon or "featuring"), so that an artist is kept together.',
            "{n} rows with several artists are filed under the one named first (names end at a "
            'semicolon or "featuring"), so that an artist is kept together.',
        )
    notes.assume("first_artist", said.format(n=integer(rows)))
