"""JSON: lists of records, one record a line, answers of web services, frames of pandas."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportgen.errors import DataError
from reportgen.formats import count, integer
from reportgen.ingest.encoding import decoded
from reportgen.ingest.flatten import Path, columns_of, flat, names_of
from reportgen.ingest.names import recognised
from reportgen.ingest.notes import Notes
from reportgen.ingest.raw import RawTable, named, require_rows
from reportgen.ingest.source import Source
from reportgen.ingest.values import table_of
from reportgen.settings import InputSettings
from reportgen.text import plural, translate

MOST_BYTES = 160 << 20
"""A document is parsed as a whole, which takes several times its size."""
MOST_COLUMNS = 20_000
_HINT = "Give a list of records, or one record a line."
_BATCH = 16_384

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Records, and what one of them is, as far as the document says."""

    records: Sequence[Record]
    noun: str = ""


def read_json(source: Source, settings: InputSettings) -> RawTable:
    """Read a JSON document, or a file with a record on each line.

    Raises
    ------
    DataError
        If it is damaged, too large, or holds no records.
    """
    notes = Notes()
    if len(source.data) > MOST_BYTES:
        raise DataError(
            f"The JSON file is larger than {MOST_BYTES >> 20} MiB",
            where=source.where,
            hint="Convert it to CSV or Parquet, or split it and give the folder.",
        )
    text = bytes(decoded(source.data, settings.encoding, source.where).data).decode("utf-8")
    lines = _lines(text, source.where, notes)
    found = Found(lines) if lines is not None else _records(_parsed(text, source.where))
    if found is None:
        raise DataError(
            "The JSON document holds no list of records", where=source.where, hint=_HINT
        )
    paths, rows = columns_of(found.records)
    require_rows(len(rows), source.where)
    if not 0 < len(paths) <= MOST_COLUMNS:
        raise DataError(
            f"The records have {count(len(paths), 'different value')}, which is no table",
            where=source.where,
            hint=_HINT,
        )
    names = named(names_of(paths, found.noun), source.where)
    _note_flat(paths, names, notes)
    batches = (rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH))
    data = table_of(names, batches, source.where)
    shown = "JSON" if lines is None else "JSON lines"
    return RawTable(source.name, shown, data, source.sha256, source.size, notes, settings.decimal)


def _parsed(text: str, where: str) -> Any:
    try:
        return json.loads(text, parse_constant=_not_a_number)
    except (ValueError, RecursionError) as error:
        raise DataError(
            f"The JSON document is damaged or cut short ({str(error)[:100]})",
            where=where,
            hint="Download or export it again.",
        ) from error


def _not_a_number(_word: str) -> None:
    """Read NaN and Infinity, which some programs write, as nothing."""


def _lines(text: str, where: str, notes: Notes) -> list[Record] | None:
    """Return the records of a file with one on each line; ``None`` for another document."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 2 or not _is_record(lines[0]):
        return None
    records, bad = [], 0
    for line in lines[:-1]:
        record = _line(line)
        bad += record is None
        if record is not None:
            records.append(record)
    last = _line(lines[-1])
    if last is not None:
        records.append(last)
    elif not text.endswith("\n"):
        notes.problem(
            "truncated_record",
            translate("The last row is cut short, as is the file; it was left out."),
        )
    else:
        bad += 1
    if bad > len(lines) / 10:
        raise DataError(
            f"{count(bad, 'line')} of {len(lines):,} hold no JSON record", where=where, hint=_HINT
        )
    if bad:
        said = plural(
            bad,
            "{n} line without a JSON record left out.",
            "{n} lines without a JSON record left out.",
        )
        notes.problem("ragged_rows", said.format(n=integer(bad)))
    return records


def _is_record(line: str) -> bool:
    return line.lstrip().startswith("{") and _line(line) is not None


def _line(line: str) -> Record | None:
    try:
        found = json.loads(line, parse_constant=_not_a_number)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _records(document: Any, noun: str = "", depth: int = 0) -> Found | None:
    """Find the records of a document."""
    if isinstance(document, list):
        return _from_list(document, noun)
    if not isinstance(document, dict) or depth > 3:
        return None
    for look in (_split_frame, _paired, _columns):
        records = look(document)
        if records is not None:
            return Found(records, noun)
    inner = [_records(value, _singular(key, noun), depth + 1) for key, value in document.items()]
    lists = [found for found in inner if found is not None and found.records]
    return max(lists, key=_telling) if lists else None


def _telling(found: Found) -> tuple[int, int]:
    """Rank lists of records: by the columns known among theirs, then by their length."""
    return _known({path[-1]: None for path in flat(found.records[0]) if path}), len(found.records)


def _singular(key: str, noun: str) -> str:
    """Return what a record in a list is called: tracks hold a track, items what they are of."""
    if key in {"items", "data", "results", "rows", "records"}:
        return noun
    return key.removesuffix("s")


def _from_list(items: list[Any], noun: str) -> Found | None:
    records = [item for item in items if isinstance(item, dict)]
    if records and len(records) >= 0.9 * len(items):
        return Found(records, noun)
    rows = [item for item in items if isinstance(item, list)]
    if len(rows) > 1 and len(rows) == len(items) and all(isinstance(c, str) for c in rows[0]):
        return Found(_by_header(rows[0], rows[1:]), noun)
    return None


def _by_header(header: Sequence[str], rows: Sequence[list[Any]]) -> list[Record]:
    return [dict(zip(header, row, strict=False)) for row in rows]


def _split_frame(document: Record) -> list[Record] | None:
    """Return the rows of a frame that pandas wrote with ``orient="split"``."""
    names, data = document.get("columns"), document.get("data")
    if not isinstance(names, list) or not isinstance(data, list):
        return None
    if not all(isinstance(row, list) and len(row) == len(names) for row in data):
        return None
    return _by_header([str(name) for name in names], data)


def _paired(document: Record) -> list[Record] | None:
    """Join tracks to the audio features that stand in a list beside them."""
    features = document.get("audio_features")
    lists = [v for k, v in document.items() if k != "audio_features" and isinstance(v, list)]
    if not isinstance(features, list) or len(lists) != 1:
        return None
    heard = {f["id"]: f for f in features if isinstance(f, dict) and isinstance(f.get("id"), str)}
    return [_heard(record, heard) for record in lists[0] if isinstance(record, dict)] or None


def _heard(record: Record, features: Mapping[str, Record]) -> Record:
    """Add audio features to a track, which is the record itself or stands in it."""
    inner = record.get("track")
    track = inner if isinstance(inner, dict) else record
    found = features.get(str(track.get("id")), {})
    whole = {**found, **track}
    return whole if track is record else {**record, "track": whole}


def _columns(document: Record) -> list[Record] | None:
    """Return the rows of a document that holds columns: lists, or values by row label.

    Values by row label and rows by label look alike; more known names of columns decide.
    """
    values = list(document.values())
    if len(values) > 1 and all(isinstance(v, list) for v in values):
        plain = not any(isinstance(cell, dict | list) for v in values for cell in v[:5])
        if plain and len({len(v) for v in values}) == 1:
            rows = zip(*values, strict=True)
            return [dict(zip(document, row, strict=True)) for row in rows]
    if len(values) > 1 and all(isinstance(v, dict) for v in values):
        return _labelled(document)
    return None


def _labelled(document: Mapping[str, Record]) -> list[Record] | None:
    outer = _known(document)
    inner = _known(next(iter(document.values())))
    if inner > outer:
        return list(document.values())
    if outer < 2:
        return None
    labels = dict.fromkeys(label for column in document.values() for label in column)
    return [{name: column.get(label) for name, column in document.items()} for label in labels]


def _known(names: Mapping[str, Any]) -> int:
    return sum(recognised(str(name)) is not None for name in list(names)[:1_000])


def _note_flat(paths: Sequence[Path], names: Sequence[str], notes: Notes) -> None:
    deep = [(path, name) for path, name in zip(paths, names, strict=True) if len(path) > 1]
    if deep:
        pair = translate("{path} as {name}")
        shown = ", ".join(pair.format(path=".".join(path), name=name) for path, name in deep[:8])
        said = translate(
            "Nested values were laid out as columns: {pairs}; several values or names in one place "
            "are joined by semicolons."
        )
        if len(deep) > 8:
            said = translate(
                "Nested values were laid out as columns: {pairs}, and so on; several values or "
                "names in one place are joined by semicolons."
            )
        notes.assume("flattened", said.format(pairs=shown))
