"""Nested values laid out as rows and columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Path = tuple[str, ...]

_DEPTH = 8
_NAMED = ("name", "title", "id")
_BETWEEN = ";"


def flat(record: Mapping[str, Any]) -> dict[Path, Any]:
    """Return the values of a record by their paths.

    Lists of plain values, and the names in lists of records, are joined by semicolons.

    >>> flat({"track": {"name": "A", "artists": [{"name": "X"}, {"name": "Y"}]}})
    {('track', 'name'): 'A', ('track', 'artists'): 'X;Y'}
    """
    found: dict[Path, Any] = {}
    _walk(record, (), found)
    return found


def _walk(value: Any, path: Path, found: dict[Path, Any]) -> None:
    if isinstance(value, Mapping) and len(path) < _DEPTH:
        for key, inner in value.items():
            _walk(inner, (*path, str(key)), found)
    elif isinstance(value, list):
        found[path] = _listed(value)
    else:
        found[path] = value


def _listed(values: list[Any]) -> Any:
    """Return what a list says in one cell; itself where nothing plain can stand for it."""
    plain = [_name(value) for value in values]
    if any(isinstance(value, Mapping | list) for value in plain):
        return values
    texts = [str(value) for value in plain if value not in (None, "")]
    return _BETWEEN.join(texts) or None


def _name(value: Any) -> Any:
    if isinstance(value, Mapping):
        return next((value[key] for key in _NAMED if key in value), value)
    return value


def names_of(paths: Sequence[Path], noun: str = "") -> list[str]:
    """Return short names for paths: as many of their last steps as tell them apart.

    Parameters
    ----------
    paths : sequence of tuple of str
        Distinct paths.
    noun : str
        What a record is, put before a name that others end in as well.

    Returns
    -------
    list of str
        Distinct names.

    Examples
    --------
    >>> names_of([("track", "name"), ("track", "album", "name"), ("track", "tempo")])
    ['track_name', 'album_name', 'tempo']
    """
    ends = Counter(path[-n:] for path in paths for n in range(1, len(path) + 1))
    names = ["_".join(_shortest(path, ends, noun)) for path in paths]
    taken = Counter(names)
    return [
        ".".join(path) if taken[name] > 1 else name for path, name in zip(paths, names, strict=True)
    ]


def _shortest(path: Path, ends: Mapping[Path, int], noun: str) -> Path:
    for n in range(1, len(path) + 1):
        if ends[path[-n:]] == 1:
            return path[-n:]
    return (noun, *path) if noun else path


def columns_of(records: Iterable[Mapping[str, Any]]) -> tuple[list[Path], list[list[Any]]]:
    """Return all paths in records in the order of their first appearance, and the rows."""
    place: dict[Path, int] = {}
    rows: list[list[Any]] = []
    for record in records:
        cells = flat(record)
        for path in cells:
            place.setdefault(path, len(place))
        row = [None] * len(place)
        for path, value in cells.items():
            row[place[path]] = value
        rows.append(row)
    width = len(place)
    return list(place), [row + [None] * (width - len(row)) for row in rows]
