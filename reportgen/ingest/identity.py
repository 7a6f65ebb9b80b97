"""What makes two rows one track."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from reportgen.ingest.columns import Distinct, all_folded, distinct
from reportgen.ingest.hashing import hashes

Keys = NDArray[np.uint64]
_BETWEEN = "\x1f"


def track_keys(
    ids: Distinct | None,
    title: pa.ChunkedArray | None,
    artist: pa.ChunkedArray | None,
    first: int = 0,
) -> Keys | None:
    """Return a key for each row: of the id, else of title and artist, else of the row.

    Parameters
    ----------
    first : int
        Number of the first row, where these are not all.

    Returns
    -------
    ndarray of uint64, shape (rows,), or None
        ``None`` where the table has neither ids nor both titles and artists.  A row
        that misses them gets a key of its own, so that it repeats no other.
    """
    named = title is not None and artist is not None
    if ids is None and not named:
        return None
    keys = _none(ids, title)
    unset = np.ones(len(keys), np.bool_)
    if ids is not None:
        _fill(keys, unset, hashes(ids.values), ids.codes)
    if named and unset.any():
        names = _names(distinct(title), distinct(artist))
        _fill(keys, unset, hashes(names.values), names.codes)
    rows = np.flatnonzero(unset)
    keys[rows] = hashes([f"row{_BETWEEN}{row}" for row in (rows + first).tolist()])
    return keys


def counts_rows(ids: Distinct) -> bool:
    """Whether ids are nothing but the numbers of the rows."""
    if ids.missing or ids.size != len(ids.codes):
        return False
    if not all(text.isdecimal() for text in (ids.texts[0], ids.texts[-1])):
        return False
    first = int(ids.texts[0])
    return first in (0, 1) and all(
        text == str(row) for row, text in enumerate(ids.texts, start=first)
    )


def _none(ids: Distinct | None, title: pa.ChunkedArray | None) -> Keys:
    rows = len(ids.codes) if ids is not None else len(title or ())
    return np.zeros(rows, np.uint64)


def _fill(keys: Keys, unset: NDArray[np.bool_], table: Keys, codes: NDArray[np.int64]) -> None:
    here = unset & (codes >= 0)
    keys[here] = table[codes[here]]
    unset[here] = False


def _names(title: Distinct, artist: Distinct) -> Distinct:
    """Pair titles with artists; a row that misses either has no name."""
    whole = (title.codes >= 0) & (artist.codes >= 0)
    pairs = title.codes[whole] * max(len(artist.texts), 1) + artist.codes[whole]
    unique, inverse = np.unique(pairs, return_inverse=True)
    titles, people = all_folded(title.texts), all_folded(artist.texts)
    width = max(len(people), 1)
    codes = np.full(len(whole), -1, np.int64)
    codes[whole] = inverse
    texts = [f"{titles[pair // width]}{_BETWEEN}{people[pair % width]}" for pair in unique.tolist()]
    return Distinct(pa.array(texts, pa.string()), codes)
