"""From stored columns to a table that is understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

import numpy as np
import pyarrow as pa

from reportgen import music
from reportgen.aggregates.block import Floats
from reportgen.errors import DataError
from reportgen.formats import integer
from reportgen.ingest.clocks import clocks
from reportgen.ingest.columns import (
    Distinct,
    count_distinct,
    distinct,
    flat,
    is_number,
    is_text,
    texts,
)
from reportgen.ingest.dictionary import chosen_dictionary
from reportgen.ingest.doubles import compare_doubles
from reportgen.ingest.draft import Draft
from reportgen.ingest.filing import read_categories, read_labels
from reportgen.ingest.identity import counts_rows
from reportgen.ingest.limits import note_limits
from reportgen.ingest.measured import Values
from reportgen.ingest.notes import quoted
from reportgen.ingest.numbers import Numbers, numbers, uses_decimal_comma
from reportgen.ingest.raw import RawTable
from reportgen.ingest.roles import Part, assign, note_parts
from reportgen.ingest.table import Table, cut
from reportgen.ingest.target import hits, target, usable
from reportgen.ingest.units import scaled, within_limits, without_silence
from reportgen.music import Dictionary
from reportgen.music.other import usable_word, vocabulary
from reportgen.music.speech import Speak, speaker
from reportgen.results import Field, Kind, Note, Reading, Role, Vocabulary
from reportgen.settings import ColumnSettings
from reportgen.text import plural, translate

_TELLING = (Role.FEATURE, Role.CATEGORY, Role.TARGET, Role.GENRE, Role.ARTIST, Role.ALBUM)
"""Roles whose known names tell that a table is about tracks."""
_USED_NUMBERS = (Role.FEATURE, Role.TARGET)


def interpret(
    raw: RawTable, settings: ColumnSettings, where: str, dictionary: Dictionary | None = None
) -> Table:
    """Understand a stored table.

    Parameters
    ----------
    dictionary : Dictionary, optional
        By default the one that the settings name, else that of tracks.

    Raises
    ------
    DataError
        If no numeric feature is found, or a column that the settings name cannot
        play its part.
    """
    raw = replace(raw, data=_flat(raw.data))
    known = dictionary or chosen_dictionary(settings.dictionary)
    parts = assign(raw.data.column_names, settings, where, known)
    draft = Draft(raw, settings, known, {part.source: part for part in parts})
    _drop_empty(draft)
    _drop_row_numbers(draft)
    _choose_kinds(draft)
    _read_numbers(draft, where)
    compare_doubles(draft)
    read_categories(draft)
    read_labels(draft)
    require_features(draft, where)
    _count(draft)
    parts = tuple(draft.parts.values())
    words = words_of(draft)
    note_parts(parts, raw.notes, known)
    note_limits(parts, raw.notes, words)
    return _finished(draft, words)


def _flat(data: pa.Table) -> pa.Table:
    columns = [flat(column) for column in data.columns]
    return pa.table(columns, names=data.column_names)


def _drop_empty(draft: Draft) -> None:
    """Leave out columns without a single value; an empty target is judged later."""
    for part in list(draft.parts.values()):
        empty = draft.column(part).null_count == draft.raw.data.num_rows
        if empty and not part.reason and part.role is not Role.TARGET:
            draft.drop(part, translate("empty"))


def _drop_row_numbers(draft: Draft) -> None:
    part = draft.one(Role.TRACK_ID)
    if part is None or part.chosen or not is_number(draft.column(part).type):
        ids = None if part is None or part.chosen else _short_ids(draft, part)
    else:
        ids = distinct(draft.column(part))
    if part is not None and ids is not None and counts_rows(ids):
        draft.drop(part, translate(music.ROW_NUMBER.reason))


def _short_ids(draft: Draft, part: Part) -> Distinct | None:
    """Return ids kept as text, if the first one could be a row number."""
    first = texts(draft.column(part)).slice(0, 1).to_pylist()
    return distinct(draft.column(part)) if first in (["0"], ["1"]) else None


def _choose_kinds(draft: Draft) -> None:
    """A feature that only the settings name is a number or a category by what it holds."""
    for part in draft.playing(Role.FEATURE):
        if part.entry is None and not numbers(draft.column(part)).numeric:
            changed = replace(part, role=Role.CATEGORY, kind=Kind.CATEGORY)
            draft.parts[part.source] = changed


def _read_numbers(draft: Draft, where: str) -> None:
    found = _numeric(draft, where)
    parts = {part.name: part for part in draft.playing(*_USED_NUMBERS)}
    values = scaled(parts, {name: found[name].values for name in parts}, draft.raw.notes)
    draft.scales = {name: column.scale for name, column in values.items()}
    draft.units = {name: c.unit for name, c in values.items() if c.unit is not None}
    heard = without_silence(
        parts, {name: column.values for name, column in values.items()}, draft.raw.notes
    )
    for name, part in parts.items():
        draft.values[name] = _limited(draft, part, heard[name], where)
    for part in draft.playing(Role.EXCLUDED, Role.IGNORED):
        if _holds_numbers(draft.column(part)):
            draft.parts[part.source] = replace(part, kind=Kind.NUMBER)


def _numeric(draft: Draft, where: str) -> dict[str, Numbers]:
    """Read all numbers in use; a column of mostly text is left out, or refused if named."""
    parts = draft.playing(*_USED_NUMBERS)
    written = [draft.column(part) for part in parts if is_text(draft.column(part).type)]
    said = draft.raw.decimal
    comma = uses_decimal_comma(written) if said is None else said == ","
    if comma:
        draft.raw.notes.assume(
            "decimal_comma",
            translate("A comma in a number stands before its decimals."),
        )
    found = {}
    for part in parts:
        column = _read(draft.column(part), part, decimal_comma=comma)
        reason = _refusal(part, column)
        if reason and part.chosen and part.role is Role.TARGET:
            raise DataError(
                f"The target {part.source!r} cannot be used: {reason}",
                where=where,
                hint="Name a column of numbers.",
            )
        if reason:
            draft.refuse(part, reason)
            continue
        _note_numbers(draft, part, column)
        found[part.name] = column
    return found


def _read(stored: pa.ChunkedArray, part: Part, *, decimal_comma: bool) -> Numbers:
    """Read numbers, also where they are written as words or as on a clock."""
    if part.role is Role.TARGET:
        written = hits(stored)
    else:
        written = clocks(stored) if part.entry is music.entry("duration") else None
    return written or numbers(stored, decimal_comma=decimal_comma)


def _refusal(part: Part, column: Numbers) -> str:
    if not column.numeric:
        said = plural(
            column.junk,
            "{n} value of {given} is no number",
            "{n} values of {given} are no numbers",
        )
        return said.format(n=integer(column.junk), given=integer(column.given))
    return usable(part, Values(column.values)) if part.role is Role.TARGET else ""


def _note_numbers(draft: Draft, part: Part, column: Numbers) -> None:
    if column.grouped:
        said = translate("Marks in {column} separate thousands.").format(column=part.source)
        draft.raw.notes.assume("thousands", said)
    if column.junk:
        draft.raw.notes.problem(
            "no_number",
            plural(
                column.junk,
                "{column}: {n} value that is no number, such as {example}; it counts as missing.",
                "{column}: {n} values that are no number, such as {example}; they count as "
                "missing.",
            ).format(column=part.source, n=integer(column.junk), example=quoted(column.example)),
        )


def _holds_numbers(column: pa.ChunkedArray) -> bool:
    if is_number(column.type):
        return True
    return is_text(column.type) and column.null_count < len(column) and numbers(column).numeric


def _limited(draft: Draft, part: Part, values: Floats, where: str) -> Floats:
    notes = draft.raw.notes
    if part.role is Role.TARGET:
        draft.target = target(part, values, where, notes)
        limits = (draft.target.minimum, draft.target.maximum)
        return within_limits(part, draft.target.values, *limits, notes)
    if part.entry is None or part.name in draft.units:
        return values
    return within_limits(part, values, part.entry.minimum, part.entry.maximum, notes)


def require_features(draft: Draft, where: str) -> None:
    """Refuse a table without a single number to explain anything by.

    Raises
    ------
    DataError
        If there is none.
    """
    if any(part.kind is Kind.NUMBER for part in draft.playing(Role.FEATURE)):
        return
    raise DataError(
        "No numeric feature that is known is among the columns "
        f"({', '.join(draft.raw.data.column_names[:12])})",
        where=where,
        hint="Name the columns to use under [columns] features in the settings.",
    )


def _count(draft: Draft) -> None:
    """Count missing and distinct values of all columns."""
    for part in draft.parts.values():
        column = draft.column(part)
        if part.name not in draft.distinct:
            draft.distinct[part.name] = count_distinct(column)
        draft.missing.setdefault(part.name, _missing(draft, part, column))


def _missing(draft: Draft, part: Part, column: pa.ChunkedArray) -> int:
    values = draft.values.get(part.name)
    if values is None:
        return int(column.null_count)
    absent = np.isnan(values) if values.dtype.kind == "f" else values < 0
    return int(np.count_nonzero(absent))


def _finished(draft: Draft, words: Vocabulary) -> Table:
    raw = draft.raw
    title, artist = draft.one(Role.TITLE), draft.one(Role.ARTIST)
    return Table(
        reading=reading_of(draft, words),
        levels=draft.levels,
        artist_keys=draft.artist_keys,
        blocks=tuple(cut(draft.values, raw.data.num_rows)),
        missing=counted_by_field(draft.parts.values(), draft.missing),
        distinct=counted_by_field(draft.parts.values(), draft.distinct),
        sha256=raw.sha256,
        size=raw.size,
        titles=None if title is None else draft.column(title),
        artists=None if artist is None else draft.column(artist),
    )


def counted_by_field(parts: Iterable[Part], counts: Mapping[str, int]) -> dict[str, int]:
    """Return counts in the order of the columns."""
    return {part.name: counts[part.name] for part in parts}


def reading_of(draft: Draft, words: Vocabulary) -> Reading:
    """Return what was understood of a table."""
    raw, part = draft.raw, draft.one(Role.TARGET)
    task: Literal["scale", "binary", "count", "none"] = "none"
    if draft.target is not None:
        task = draft.target.task
    speak = speaker(words, raw.data.column_names)
    return Reading(
        source=raw.name,
        format=raw.format,
        rows=raw.data.num_rows,
        fields=tuple(_field(draft, part) for part in draft.parts.values()),
        task=task,
        target=None if part is None else part.name,
        assumptions=_spoken(raw.notes.assumptions, speak),
        problems=_spoken(raw.notes.problems, speak),
        limitations=_spoken(raw.notes.limitations, speak),
        vocabulary=words,
        dictionary=draft.dictionary.source,
    )


def _spoken(notes: Iterable[Note], speak: Speak | None) -> tuple[Note, ...]:
    """Put notes into the words of the table."""
    return tuple(n if speak is None else replace(n, text=speak(n.text)) for n in notes)


def _given_a_role(part: Part) -> bool:
    """Whether it is the settings alone that say what a column is."""
    return part.chosen and part.entry in music.LABELS


def words_of(draft: Draft) -> Vocabulary:
    """Return the words for a table; neutral ones where nothing in it is of tracks."""
    target_part = draft.one(Role.TARGET)
    parts = draft.playing(*_TELLING)
    recognised = any(part.entry is not None and not _given_a_role(part) for part in parts)
    if draft.dictionary is music.TRACKS and recognised:
        return Vocabulary()
    label = "" if target_part is None else target_part.label
    entry = None if target_part is None else target_part.entry
    words = {**_words_of_columns(draft), **draft.dictionary.words}
    return vocabulary(words, label[:1].lower() + label[1:], entry)


def _words_of_columns(draft: Draft) -> dict[str, str]:
    """Call makers and kinds what their columns are called, where those are words."""
    found = {}
    for name, role in (("artist", Role.ARTIST), ("genre", Role.GENRE)):
        part = draft.one(role)
        word = "" if part is None else part.source.replace("_", " ").strip().casefold()
        if usable_word(word):
            found[name] = word
    return found


def _field(draft: Draft, part: Part) -> Field:
    unit, minimum, maximum = "", None, None
    if part.role is Role.TARGET and draft.target is not None:
        unit, minimum, maximum = draft.target.unit, draft.target.minimum, draft.target.maximum
    elif part.entry is not None and part.role is Role.FEATURE:
        unit, minimum, maximum = part.entry.unit, part.entry.minimum, part.entry.maximum
        if part.name in draft.units:
            unit, minimum, maximum = draft.units[part.name], 0.0, 1.0
    known = part.entry if part.name not in draft.units else None
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
        step=None if known is None else known.step,
        description="" if part.entry is None else part.entry.description,
        high="" if part.entry is None else part.entry.high,
        low="" if part.entry is None else part.entry.low,
    )
