"""Genres: which one of a list a row is filed under."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Literal

import numpy as np

from reportgen.formats import integer
from reportgen.ingest.categories import Category, free
from reportgen.ingest.columns import Distinct, distinct
from reportgen.ingest.notes import Notes
from reportgen.text import plural

if TYPE_CHECKING:
    import pyarrow as pa

GenreList = Literal["first", "common", "whole"]

_LISTED = 0.05
"""Share of rows with a comma from which commas may separate genres."""
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_SURE = re.compile(r"\s*[;|]\s*")
_COMMA = re.compile(r"\s*,\s*")
_EMPTY = frozenset(("[]", "[nan]", "['']"))


def genres(column: pa.ChunkedArray, choice: GenreList, notes: Notes) -> Category:
    """Read a column of genres, and file rows with several under one.

    Parameters
    ----------
    choice : {"first", "common", "whole"}
        Which genre of a list counts: the first, the one that most rows name, or the list
        as it stands.
    """
    return genres_of(distinct(column), choice, notes)


def genres_of(found: Distinct, choice: GenreList, notes: Notes) -> Category:
    """Read distinct texts as genres."""
    lists = _lists(found)
    if all(len(names) == 1 for names in lists) or choice == "whole":
        return free(found)
    rows = found.counts
    named: Counter[str] = Counter()
    for names, n in zip(lists, rows.tolist(), strict=True):
        named.update(dict.fromkeys(names, n))
    one = [_one(names, choice, named) for names in lists]
    _note(lists, rows, choice, notes)
    return _filed(found, one)


def _one(names: tuple[str, ...], choice: GenreList, named: Counter[str]) -> str | None:
    if not names:
        return None
    # Of genres that equally many rows name, the one that stands first.
    return names[0] if choice == "first" else max(names, key=named.__getitem__)


def _lists(found: Distinct) -> list[tuple[str, ...]]:
    """Return the genres that each text names."""
    by_comma = [_COMMA.split(text) for text in found.texts]
    comma = _commas_separate(found, by_comma)
    return [
        _parts(text, parts if comma else [text])
        for text, parts in zip(found.texts, by_comma, strict=True)
    ]


def _parts(text: str, by_comma: list[str]) -> tuple[str, ...]:
    if text.startswith("[") and text.endswith("]"):
        if text in _EMPTY:
            return ()
        quoted = [a or b for a, b in _QUOTED.findall(text)]
        return _distinct(quoted or _COMMA.split(text[1:-1])) or (text,)
    parts = _SURE.split(text)
    return _distinct(parts if len(parts) > 1 else by_comma) or (text,)


def _distinct(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stripped for name in names if (stripped := name.strip())))


def _commas_separate(found: Distinct, by_comma: list[list[str]]) -> bool:
    """Whether commas separate genres here, or merely stand in the names of some.

    They do where enough rows have one, and most names before a first comma stand in
    another text as well, alone or in another list.
    """
    listed = np.array([len(parts) > 1 for parts in by_comma], dtype=bool)
    if not found.given or int(found.counts[listed].sum()) / found.given < _LISTED:
        return False
    texts = Counter(name for parts in by_comma for name in set(parts))
    again = [texts[parts[0]] > 1 for parts in by_comma if len(parts) > 1]
    return 2 * sum(again) > len(again)


def _note(lists: list[tuple[str, ...]], rows: np.ndarray, choice: GenreList, notes: Notes) -> None:
    n = int(sum(k for names, k in zip(lists, rows.tolist(), strict=True) if len(names) > 1))
    if choice == "first":
        said = plural(
            n,
            "{n} row with several genres is filed under the one named first. Set [columns] "
            "genre_list to first, common or whole for another choice.",
            "{n} rows with several genres are filed under the one named first. Set [columns] "
            "genre_list to first, common or whole for another choice.",
        )
    else:
        said = plural(
            n,
            "{n} row with several genres is filed under the one that most rows name. Set "
            "[columns] genre_list to first, common or whole for another choice.",
            "{n} rows with several genres are filed under the one that most rows name. Set "
            "[columns] genre_list to first, common or whole for another choice.",
        )
    notes.assume("genre_list", said.format(n=integer(n)))


def _filed(found: Distinct, one: list[str | None]) -> Category:
    levels = tuple(sorted({name for name in one if name is not None}))
    place = {level: i for i, level in enumerate(levels)}
    table = np.array([*(-1 if n is None else place[n] for n in one), -1], dtype=np.int32)
    return Category(levels, found.spread(table), found.given, len(found.texts))
