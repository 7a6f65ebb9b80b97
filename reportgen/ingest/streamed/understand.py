"""From rows on scratch to a table that is understood, in the order in which others are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from reportgen import music
from reportgen.aggregates.block import Block
from reportgen.engine.scratch import StoredBlocks
from reportgen.engine.stream import StreamEngine
from reportgen.errors import DataError
from reportgen.ingest.artists import artists_of
from reportgen.ingest.categories import Category, category_of
from reportgen.ingest.columns import Counted
from reportgen.ingest.damage import note_empty_rows
from reportgen.ingest.dates import note_years
from reportgen.ingest.dictionary import chosen_dictionary
from reportgen.ingest.doubles import FEWEST, compare_with
from reportgen.ingest.draft import Draft
from reportgen.ingest.filing import accepted
from reportgen.ingest.genres import genres_of
from reportgen.ingest.interpret import counted_by_field, reading_of, require_features, words_of
from reportgen.ingest.limits import note_limits
from reportgen.ingest.notes import Notes
from reportgen.ingest.raw import RawTable
from reportgen.ingest.roles import Part, assign, note_parts
from reportgen.ingest.streamed.canonical import Canonical, Limits, Rejected, Renamed
from reportgen.ingest.streamed.flow import Flow, refused, require_signatures
from reportgen.ingest.streamed.measures import correlation, measures
from reportgen.ingest.streamed.spill import Spilled, at, spilled
from reportgen.ingest.table import Table
from reportgen.ingest.target import Target, scale_of, usable, words_as_hits
from reportgen.ingest.units import SILENCED, heard_in, note_outside, note_silent, scales
from reportgen.results import Kind, Role
from reportgen.settings import ColumnSettings
from reportgen.text import translate

_USED = (Role.FEATURE, Role.TARGET)
_KEYS = (Role.TRACK_ID, Role.TITLE, Role.ARTIST)


def understood(
    flow: Flow, settings: ColumnSettings, folder: Path | None = None, threads: int = 1
) -> Table:
    """Understand the rows of a flow; the blocks of the table are on scratch.

    Parameters
    ----------
    folder : Path, optional
        Where scratch goes.

    Raises
    ------
    DataError
        As :func:`reportgen.ingest.interpret.interpret` has it.
    EngineError
        If scratch is full, or something cannot be told from parts.
    """
    return _Understanding(flow, settings, folder, threads).table()


@dataclass(slots=True, eq=False)
class _Numbers:
    """The numbers in use, once they are scaled."""

    renamed: Renamed
    limits: dict[str, Limits]
    by_logarithm: str | None = None


@dataclass(frozen=True, slots=True)
class _Beside:
    """Canonical numbers, and one as stored beside them."""

    canonical: Canonical
    stored: str

    def __call__(self, block: Block) -> Block:
        return self.canonical(block).having(**{self.stored: block.columns[self.stored]})


def _missing(found: Category, texts: Counted) -> int:
    """Count the rows without a level."""
    return texts.missing + int(texts.counts[found.codes[:-1] < 0].sum())


class _Understanding:
    def __init__(
        self, flow: Flow, settings: ColumnSettings, folder: Path | None, threads: int
    ) -> None:
        self.flow, self.settings, self.folder, self.threads = flow, settings, folder, threads
        known = chosen_dictionary(settings.dictionary)
        names = flow.schema.names
        parts = assign(names, settings, flow.where, known)
        empty = pa.table({name: pa.nulls(0) for name in names})
        raw = RawTable(flow.name, flow.format, empty, flow.sha256, flow.size, flow.notes)
        self.draft = Draft(raw, settings, known, {part.source: part for part in parts})
        self.codes: dict[str, np.ndarray[Any, np.dtype[np.int32]]] = {}
        self.sources: dict[str, str] = {}
        self.shares: tuple[str, ...] = ()
        self.spill = self.spilled()

    def spilled(self) -> Spilled:
        """Bring the rows to scratch, once more where what makes a track has changed."""
        parts = tuple(self.draft.parts.values())
        spill = spilled(self.flow, parts, self.folder)
        before = {role: self.draft.one(role) for role in _KEYS}
        self.drop_empty(spill)
        self.drop_row_numbers(spill)
        if before != {role: self.draft.one(role) for role in _KEYS}:
            spill = spilled(self.flow, self.draft.parts.values(), self.folder)
        if self.flow.empty_rows:
            note_empty_rows(self.flow.empty_rows, self.flow.notes)
        return spill

    def drop_empty(self, spill: Spilled) -> None:
        """Leave out columns without a single value; an empty target is judged later."""
        for part in list(self.draft.parts.values()):
            empty = spill.absent[part.source] == spill.rows
            if empty and not part.reason and part.role is not Role.TARGET:
                self.draft.drop(part, translate("empty"))

    def drop_row_numbers(self, spill: Spilled) -> None:
        """Leave out ids that are nothing but the numbers of the rows."""
        part = self.draft.one(Role.TRACK_ID)
        if part is not None and not part.chosen and spill.row_numbers.are:
            self.draft.drop(part, translate(music.ROW_NUMBER.reason))

    def table(self) -> Table:
        """Return the table."""
        draft, notes = self.draft, self.flow.notes
        self.choose_kinds()
        stored = StreamEngine(self.spill.blocks, self.threads)
        numbers, rejected = self.numbers(stored)
        compare_with(draft, lambda part, kept: self.correlation(stored, part, kept, numbers))
        self.categories()
        self.labels()
        require_features(draft, self.flow.where)
        blocks = stored.derive(self.canonical(numbers)).keep().blocks
        self.count(rejected)
        parts = tuple(draft.parts.values())
        words = words_of(draft)
        note_parts(parts, notes, draft.dictionary)
        note_limits(parts, notes, words)
        return self.finished(blocks, words)

    def choose_kinds(self) -> None:
        """A feature that only the settings name is a number or a category by what it holds."""
        for part in self.draft.playing(Role.FEATURE):
            if part.source in self.spill.levels and part.entry is None:
                if self.spill.numeric[part.source].is_so:
                    raise self.as_text(part)
                changed = replace(part, role=Role.CATEGORY, kind=Kind.CATEGORY)
                self.draft.parts[part.source] = changed

    def as_text(self, part: Part) -> Exception:
        """Return the error for numbers that stand as text."""
        return refused(f"the numbers of {part.source!r} are stored as text", self.flow.where)

    def numbers(self, stored: StreamEngine) -> tuple[_Numbers, Rejected]:
        """Decide on units, limits and the task, and count what they cost."""
        draft, notes = self.draft, self.flow.notes
        self.refuse_target(stored)
        parts = {part.name: part for part in draft.playing(*_USED)}
        plain = Renamed({n: at(p.source) for n, p in parts.items()}, {}, self.words(parts))
        found = scales(parts, measures(stored.derive(plain), tuple(parts)), notes)
        draft.scales = {name: scale.factor for name, scale in found.items()}
        draft.units = {name: s.unit for name, s in found.items() if s.unit is not None}
        self.shares = tuple(heard_in(parts))
        numbers = _Numbers(replace(plain, factors=draft.scales), {})
        said = self.decide_target(stored, numbers)
        for name, part in parts.items():
            if part.role is not Role.TARGET and part.entry is not None and name not in draft.units:
                numbers.limits[name] = part.entry.minimum, part.entry.maximum
        (rejected,) = stored.run(self.canonical(numbers))
        self.note(parts, rejected, said)
        for part in draft.playing(Role.EXCLUDED, Role.IGNORED):
            if self.spill.holds_numbers(part.source):
                draft.parts[part.source] = replace(part, kind=Kind.NUMBER)
        return numbers, rejected

    def note(self, parts: Mapping[str, Part], rejected: Rejected, of_target: Notes) -> None:
        """Say what is missing for being impossible, and where it is its turn, the task."""
        notes = self.flow.notes
        if rejected.silent:
            note_silent(rejected.silent, notes)
        for name, part in parts.items():
            if part.role is Role.TARGET:
                notes.assumptions += of_target.assumptions
                notes.problems += of_target.problems
            if rejected.outside[name]:
                note_outside(part, rejected.outside[name], rejected.zeros[name], notes)

    def refuse_target(self, stored: StreamEngine) -> None:
        """Leave out a target that cannot be one, or refuse it where the settings name it."""
        part = self.draft.one(Role.TARGET)
        if part is None:
            return
        alone = Renamed({part.name: at(part.source)}, {}, self.words({part.name: part}))
        column = measures(stored.derive(alone), (part.name,))[part.name]
        reason = usable(part, column)
        if reason and part.chosen:
            raise DataError(
                f"The target {part.source!r} cannot be used: {reason}",
                where=self.flow.where,
                hint="Name a column of numbers.",
            )
        if reason:
            self.draft.refuse(part, reason)

    def words(self, parts: Mapping[str, Part]) -> dict[str, Any]:
        """Return the values of numbers that are written as words: of hits alone."""
        found = {}
        for name, part in parts.items():
            if part.source in self.spill.levels:
                texts = self.spill.levels[part.source].counted().texts
                table = words_as_hits(texts) if part.role is Role.TARGET else None
                if table is None and texts:
                    raise self.as_text(part)
                found[name] = np.array([np.nan]) if table is None else table
        return found

    def decide_target(self, stored: StreamEngine, numbers: _Numbers) -> Notes:
        """Decide between a score, a yes or no, and a count; return what is to be said of it."""
        part, said = self.draft.one(Role.TARGET), Notes()
        if part is not None:
            heard = stored.derive(self.canonical(numbers))
            column = measures(heard, (part.name,))[part.name]
            found = scale_of(part, column, self.flow.where, said)
            limits = found.minimum, found.maximum
            self.draft.target = Target(found.task, np.empty(0), found.unit, *limits)
            numbers.limits[part.name] = limits
            numbers.by_logarithm = part.name if found.task == "count" else None
        return said

    def correlation(
        self, stored: StreamEngine, part: Part, kept: Part, numbers: _Numbers
    ) -> float | None:
        """Correlation of a column with the one that is kept."""
        if not self.spill.holds_numbers(part.source):
            return None
        beside = _Beside(self.canonical(numbers), at(part.source))
        return correlation(stored.derive(beside), kept.name, at(part.source), FEWEST)

    def canonical(self, numbers: _Numbers) -> Canonical:
        """Return what turns stored blocks into those that are analysed."""
        kept = ("row", *(name for name in ("year", "track") if self.has(name)))
        return Canonical(
            numbers=numbers.renamed,
            shares=self.shares,
            silenced=frozenset((*self.shares, *SILENCED)) if self.shares else frozenset(),
            by_logarithm=numbers.by_logarithm,
            limits=numbers.limits,
            codes=self.codes,
            sources=self.sources,
            kept=kept,
        )

    def has(self, name: str) -> bool:
        """Whether blocks on scratch have a column of that name that was made from others."""
        if name == "year":
            return self.draft.one(Role.DATE) is not None
        return name in self.spill.blocks[0].columns

    def categories(self) -> None:
        """Read categories and genres; one that holds something else is left out."""
        draft, notes = self.draft, self.flow.notes
        for part in draft.playing(Role.CATEGORY, Role.GENRE):
            texts = self.spill.levels[part.source].counted()
            if part.entry is music.entry("time_signature"):
                require_signatures(texts.texts, self.flow.where)
            found = (
                genres_of(texts, draft.settings.genre_list, notes)
                if part.role is Role.GENRE
                else category_of(part.entry, texts)
            )
            if accepted(draft, part, found, partial(getattr, texts, "texts")):
                self.code(part.name, part, found.codes, found.levels, found.distinct)
                draft.missing[part.name] = _missing(found, texts)

    def code(
        self, name: str, part: Part, codes: Any, levels: tuple[str, ...], distinct: int
    ) -> None:
        """Use a category."""
        self.codes[name], self.sources[name] = codes, at(part.source)
        self.draft.levels[name], self.draft.distinct[name] = levels, distinct

    def labels(self) -> None:
        """Read artists, dates and ids."""
        draft, spill = self.draft, self.spill
        artist, date, ids = (draft.one(r) for r in (Role.ARTIST, Role.DATE, Role.TRACK_ID))
        if artist is not None:
            found = artists_of(spill.levels[artist.source].counted(), self.flow.notes)
            self.code("artist", artist, found.codes, found.levels, found.distinct)
            draft.artist_keys, draft.missing["artist"] = found.keys, found.missing
        if date is not None:
            years = spill.years
            note_years(date.source, years.unread, self.flow.notes, mixed=years.mixed)
            draft.missing[date.name] = years.missing
        if ids is not None:
            draft.missing[ids.name] = spill.unnamed_ids

    def count(self, rejected: Rejected) -> None:
        """Count missing and distinct values of all columns."""
        draft, spill = self.draft, self.spill
        for part in draft.parts.values():
            used = part.role in _USED and part.name in rejected.present
            absent = spill.rows - rejected.present[part.name] if used else spill.absent[part.source]
            draft.missing.setdefault(part.name, absent)
            if part.name not in draft.distinct:
                draft.distinct[part.name] = self.distinct(part.source)

    def distinct(self, source: str) -> int:
        """Count the distinct values of a column as they are stored."""
        return self.spill.distinct[source].count

    def finished(self, blocks: StoredBlocks, words: Any) -> Table:
        """Put the table together."""
        draft, spill = self.draft, self.spill
        parts = draft.parts.values()
        title, artist = draft.one(Role.TITLE), draft.one(Role.ARTIST)
        return Table(
            reading=replace(reading_of(draft, words), rows=spill.rows),
            levels=draft.levels,
            artist_keys=draft.artist_keys,
            blocks=blocks,
            missing=counted_by_field(parts, draft.missing),
            distinct=counted_by_field(parts, draft.distinct),
            sha256=self.flow.sha256,
            size=self.flow.size,
            titles=None if title is None else spill.title,
            artists=None if artist is None else spill.artist,
        )
