"""From stored columns to a table that is understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from reportgen import music
from reportgen.aggregates.block import Floats
from reportgen.errors import DataError
from reportgen.formats import count
from reportgen.ingest.artists import artists
from reportgen.ingest.categories import Category, category
from reportgen.ingest.columns import (
    Distinct,
    count_distinct,
    distinct,
    flat,
    is_number,
    is_text,
    texts,
)
from reportgen.ingest.dates import years
from reportgen.ingest.identity import counts_rows, track_keys
from reportgen.ingest.limits import note_limits
from reportgen.ingest.names import normalised
from reportgen.ingest.numbers import Numbers, numbers, uses_decimal_comma
from reportgen.ingest.raw import RawTable
from reportgen.ingest.roles import Part, assign, note_parts
from reportgen.ingest.table import Table, cut
from reportgen.ingest.target import Target, hits, target, usable
from reportgen.ingest.units import scaled, within_limits, without_silence
from reportgen.results import Field, Kind, Reading, Role
from reportgen.settings import ColumnSettings

_USED_NUMBERS = (Role.FEATURE, Role.TARGET)


@dataclass(slots=True, eq=False)
class _Draft:
    """A table in the making; parts by source, everything else by canonical name."""

    raw: RawTable
    parts: dict[str, Part]
    values: dict[str, NDArray[Any]] = field(default_factory=dict)
    levels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    distinct: dict[str, int] = field(default_factory=dict)
    scales: dict[str, float] = field(default_factory=dict)
    target: Target | None = None
    artist_keys: NDArray[np.uint64] = field(default_factory=lambda: np.empty(0, np.uint64))

    def column(self, part: Part) -> pa.ChunkedArray:
        """Return the stored values of a part."""
        return self.raw.data[part.source]

    def playing(self, *roles: Role) -> list[Part]:
        """Return the parts with one of ``roles``."""
        return [part for part in self.parts.values() if part.role in roles]

    def one(self, role: Role) -> Part | None:
        """Return the part with ``role``, if there is one."""
        return next(iter(self.playing(role)), None)

    def drop(self, part: Part, reason: str) -> None:
        """Leave a column out after all."""
        self.parts[part.source] = part.left_out(Role.IGNORED, reason)


def interpret(raw: RawTable, settings: ColumnSettings, where: str) -> Table:
    """Understand a stored table.

    Raises
    ------
    DataError
        If no numeric feature is found, or a column that the settings name cannot
        play its part.
    """
    raw = replace(raw, data=_flat(raw.data))
    draft = _Draft(raw, {p.source: p for p in assign(raw.data.column_names, settings, where)})
    _drop_empty(draft)
    _drop_row_numbers(draft)
    _choose_kinds(draft)
    _read_numbers(draft, where)
    _read_categories(draft)
    _read_labels(draft)
    _require_features(draft, where)
    _count(draft)
    parts = tuple(draft.parts.values())
    note_parts(parts, raw.notes)
    note_limits(parts, raw.notes)
    return _finished(draft)


def _flat(data: pa.Table) -> pa.Table:
    columns = [flat(column) for column in data.columns]
    return pa.table(columns, names=data.column_names)


def _drop_empty(draft: _Draft) -> None:
    """Leave out columns without a single value; an empty target is judged later."""
    for part in list(draft.parts.values()):
        empty = draft.column(part).null_count == draft.raw.data.num_rows
        if empty and not part.reason and part.role is not Role.TARGET:
            draft.drop(part, "empty")


def _drop_row_numbers(draft: _Draft) -> None:
    part = draft.one(Role.TRACK_ID)
    if part is None or part.chosen or not is_number(draft.column(part).type):
        ids = None if part is None or part.chosen else _short_ids(draft, part)
    else:
        ids = distinct(draft.column(part))
    if part is not None and ids is not None and counts_rows(ids):
        draft.drop(part, music.ROW_NUMBER.reason)


def _short_ids(draft: _Draft, part: Part) -> Distinct | None:
    """Return ids kept as text, if the first one could be a row number."""
    first = texts(draft.column(part)).slice(0, 1).to_pylist()
    return distinct(draft.column(part)) if first in (["0"], ["1"]) else None


def _choose_kinds(draft: _Draft) -> None:
    """A feature that only the settings name is a number or a category by what it holds."""
    for part in draft.playing(Role.FEATURE):
        if part.entry is None and not numbers(draft.column(part)).numeric:
            changed = replace(part, role=Role.CATEGORY, kind=Kind.CATEGORY)
            draft.parts[part.source] = changed


def _read_numbers(draft: _Draft, where: str) -> None:
    found = _numeric(draft, where)
    parts = {part.name: part for part in draft.playing(*_USED_NUMBERS)}
    values = scaled(parts, {name: found[name].values for name in parts}, draft.raw.notes)
    draft.scales = {name: column.scale for name, column in values.items()}
    heard = without_silence(
        parts, {name: column.values for name, column in values.items()}, draft.raw.notes
    )
    for name, part in parts.items():
        draft.values[name] = _limited(draft, part, heard[name], where)
    for part in draft.playing(Role.EXCLUDED, Role.IGNORED):
        if _holds_numbers(draft.column(part)):
            draft.parts[part.source] = replace(part, kind=Kind.NUMBER)


def _numeric(draft: _Draft, where: str) -> dict[str, Numbers]:
    """Read all numbers in use; a column of mostly text is left out, or refused if named."""
    parts = draft.playing(*_USED_NUMBERS)
    written = [draft.column(part) for part in parts if is_text(draft.column(part).type)]
    said = draft.raw.decimal
    comma = uses_decimal_comma(written) if said is None else said == ","
    if comma:
        draft.raw.notes.assume("decimal_comma", "A comma in a number stands before its decimals.")
    found = {}
    for part in parts:
        words = hits(draft.column(part)) if part.role is Role.TARGET else None
        column = words or numbers(draft.column(part), decimal_comma=comma)
        reason = _refusal(part, column)
        if reason and part.chosen and part.role is Role.TARGET:
            raise DataError(
                f"The target {part.source!r} cannot be used: {reason}",
                where=where,
                hint="Name a column of numbers.",
            )
        if reason:
            draft.drop(part, reason)
            draft.raw.notes.problem("unusable_column", f"{part.source} is not used: {reason}.")
            continue
        _note_numbers(draft, part, column)
        found[part.name] = column
    return found


def _refusal(part: Part, column: Numbers) -> str:
    if not column.numeric:
        return f"{count(column.junk, 'value')} of {column.given:,} are no numbers"
    return usable(part, column.values) if part.role is Role.TARGET else ""


def _note_numbers(draft: _Draft, part: Part, column: Numbers) -> None:
    if column.grouped:
        draft.raw.notes.assume("thousands", f"Marks in {part.source} separate thousands.")
    if column.junk:
        draft.raw.notes.problem(
            "no_number",
            f"{part.source}: {count(column.junk, 'value')} that "
            f"{'is' if column.junk == 1 else 'are'} no number, such as "
            f"{_quoted(column.example)}; "
            f"{'it counts' if column.junk == 1 else 'they count'} as missing.",
        )


def _quoted(text: str) -> str:
    """Return the beginning of a value between quotation marks, on one line."""
    plain = "".join(c if c.isprintable() else " " for c in text[:25])
    return f"“{plain}”" if len(text) <= 24 else f"“{plain[:23]}…”"


def _holds_numbers(column: pa.ChunkedArray) -> bool:
    if is_number(column.type):
        return True
    return is_text(column.type) and column.null_count < len(column) and numbers(column).numeric


def _limited(draft: _Draft, part: Part, values: Floats, where: str) -> Floats:
    notes = draft.raw.notes
    if part.role is Role.TARGET:
        draft.target = target(part, values, where, notes)
        limits = (draft.target.minimum, draft.target.maximum)
        return within_limits(part, draft.target.values, *limits, notes)
    if part.entry is None:
        return values
    return within_limits(part, values, part.entry.minimum, part.entry.maximum, notes)


def _read_categories(draft: _Draft) -> None:
    for part in draft.playing(Role.CATEGORY, Role.GENRE):
        found = category(part.name, draft.column(part))
        if not found.readable:
            reason = f"{count(found.junk, 'value')} are no {part.label.casefold()}"
            draft.drop(part, reason)
            draft.raw.notes.problem("unusable_column", f"{part.source} is not used: {reason}.")
            continue
        _note_category(draft, part, found)
        draft.values[part.name] = found.codes
        draft.levels[part.name] = found.levels
        draft.distinct[part.name] = found.distinct


def _note_category(draft: _Draft, part: Part, found: Category) -> None:
    if found.unknown:
        draft.raw.notes.problem(
            f"{part.name}_unknown",
            f"{part.label}: {count(found.unknown, 'row')} with a value that means unknown; "
            f"{'it counts' if found.unknown == 1 else 'they count'} as missing.",
        )
    if found.junk:
        draft.raw.notes.problem(
            f"{part.name}_unreadable",
            f"{part.label}: {count(found.junk, 'row')} with a value that is no level of it, such "
            f"as {_quoted(found.example)}; "
            f"{'it counts' if found.junk == 1 else 'they count'} as missing.",
        )
    if part.role is Role.GENRE and "playlist" in normalised(part.source):
        draft.raw.notes.assume(
            "genre_of_playlist",
            f"The genre is that of the playlist on which a track stands ({part.source}).",
        )


def _read_labels(draft: _Draft) -> None:
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


def _track_keys(draft: _Draft) -> NDArray[np.uint64] | None:
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


def _require_features(draft: _Draft, where: str) -> None:
    if any(part.kind is Kind.NUMBER for part in draft.playing(Role.FEATURE)):
        return
    raise DataError(
        "No numeric attribute of music is among the columns "
        f"({', '.join(draft.raw.data.column_names[:12])})",
        where=where,
        hint="Name the columns to use under [columns] features in the settings.",
    )


def _count(draft: _Draft) -> None:
    """Count missing and distinct values of all columns."""
    for part in draft.parts.values():
        column = draft.column(part)
        draft.distinct.setdefault(part.name, count_distinct(column))
        draft.missing.setdefault(part.name, _missing(draft, part, column))


def _missing(draft: _Draft, part: Part, column: pa.ChunkedArray) -> int:
    values = draft.values.get(part.name)
    if values is None:
        return int(column.null_count)
    absent = np.isnan(values) if values.dtype.kind == "f" else values < 0
    return int(np.count_nonzero(absent))


def _finished(draft: _Draft) -> Table:
    raw = draft.raw
    title, artist = draft.one(Role.TITLE), draft.one(Role.ARTIST)
    return Table(
        reading=_reading(draft),
        levels=draft.levels,
        artist_keys=draft.artist_keys,
        blocks=tuple(cut(draft.values, raw.data.num_rows)),
        missing=_by_field(draft.parts.values(), draft.missing),
        distinct=_by_field(draft.parts.values(), draft.distinct),
        sha256=raw.sha256,
        size=raw.size,
        titles=None if title is None else draft.column(title),
        artists=None if artist is None else draft.column(artist),
    )


def _by_field(parts: Iterable[Part], counts: Mapping[str, int]) -> dict[str, int]:
    return {part.name: counts[part.name] for part in parts}


def _reading(draft: _Draft) -> Reading:
    raw, part = draft.raw, draft.one(Role.TARGET)
    task: Literal["scale", "binary", "count", "none"] = "none"
    if draft.target is not None:
        task = draft.target.task
    return Reading(
        source=raw.name,
        format=raw.format,
        rows=raw.data.num_rows,
        fields=tuple(_field(draft, part) for part in draft.parts.values()),
        task=task,
        target=None if part is None else part.name,
        assumptions=tuple(raw.notes.assumptions),
        problems=tuple(raw.notes.problems),
        limitations=tuple(raw.notes.limitations),
    )


def _field(draft: _Draft, part: Part) -> Field:
    unit, minimum, maximum = "", None, None
    if part.role is Role.TARGET and draft.target is not None:
        unit, minimum, maximum = draft.target.unit, draft.target.minimum, draft.target.maximum
    elif part.entry is not None and part.role is Role.FEATURE:
        unit, minimum, maximum = part.entry.unit, part.entry.minimum, part.entry.maximum
    return Field(
        name=part.name,
        source=part.source,
        label=part.label,
        role=part.role,
        kind=part.kind,
        unit=unit,
        scale=draft.scales.get(part.name, 1.0),
        minimum=minimum,
        maximum=maximum,
        excluded=part.reason,
    )
