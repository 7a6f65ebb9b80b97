"""Which part each column plays, judged by names and settings alone."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reportgen import music
from reportgen.errors import DataError
from reportgen.ingest.names import Match, leak_reason, normalised, recognised
from reportgen.ingest.notes import Notes
from reportgen.results import Kind, Role
from reportgen.settings import ColumnSettings
from reportgen.text import translate

UNKNOWN = "not in the dictionary of track features"
_INDEX = re.compile(r"(unnamed\d*)?")
_SLUG = re.compile(r"[^a-z0-9]+")
_SINGLE = frozenset(
    (*music.FEATURES, *music.CATEGORIES, *music.TARGETS, *music.LABELS),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A column and the part it plays.

    ``name`` is its canonical name, ``entry`` what the dictionary knows of it,
    ``rank`` how telling its name is (lower is better), ``chosen`` whether the
    settings name it, ``reason`` why it is left out.
    """

    source: str
    name: str
    label: str
    role: Role
    kind: Kind
    entry: music.Entry | None = None
    rank: int = 0
    chosen: bool = False
    reason: str = ""

    def left_out(self, role: Role, reason: str) -> Part:
        """Return the same column, not used for ``reason``."""
        return replace(
            self,
            name=slug(self.source),
            label=self.source,
            role=role,
            kind=Kind.TEXT,
            reason=reason,
        )


def assign(names: Sequence[str], settings: ColumnSettings, where: str) -> tuple[Part, ...]:
    """Give each column its part.

    Raises
    ------
    DataError
        If the settings name a column that does not exist.
    """
    _check_names(names, settings, where)
    parts = [_by_name(name) for name in names]
    parts = [_by_settings(part, settings) for part in parts]
    parts = _one_each(parts)
    return _distinctly_named(_one_target(parts))


def note_parts(parts: Iterable[Part], notes: Notes) -> None:
    """Say which columns go by other names here, and which are not used and why."""
    renamed = [p for p in parts if p.entry is not None and not p.reason and p.source != p.name]
    if renamed:
        pairs = ", ".join(f"{part.source} as {part.name}" for part in renamed)
        notes.assume("renamed", f"Columns were recognised by their names: {pairs}.")
    asked = [p.source for p in parts if p.role is Role.FEATURE and p.chosen]
    leaks = [source for source in asked if leak_reason(source)]
    if leaks:
        notes.problem(
            "leak_asked_for",
            f"The settings ask for {', '.join(leaks)}, known only after release or made from "
            "popularity: scores will flatter.",
        )
    reasons = dict.fromkeys(part.reason for part in parts if part.reason)
    for reason in reasons:
        sources = ", ".join(part.source for part in parts if part.reason == reason)
        advice = (
            " Name them under [columns] features in the settings to use them."
            if reason == UNKNOWN
            else ""
        )
        notes.assume("not_used", f"Not used: {sources} ({reason}).{advice}")


def slug(source: str) -> str:
    """Return a name of small letters, digits and underscores."""
    return _SLUG.sub("_", source.casefold()).strip("_") or "unnamed"


def _check_names(names: Sequence[str], settings: ColumnSettings, where: str) -> None:
    asked = {
        "target": settings.target,
        "genre": settings.genre,
        "artist": settings.artist,
        "id": settings.id,
        "title": settings.title,
        "date": settings.date,
    }
    wanted = [(setting, name) for setting, name in asked.items() if name is not None]
    wanted += [("features", name) for name in settings.features]
    wanted += [("exclude", name) for name in settings.exclude]
    for setting, name in wanted:
        if name not in names:
            raise DataError(
                f"There is no column {name!r}, which [columns] {setting} asks for",
                where=where,
                hint=_nearest(name, names),
            )


def _nearest(name: str, names: Sequence[str]) -> str:
    by_norm = {normalised(other): other for other in names}
    close = difflib.get_close_matches(normalised(name), by_norm, n=1)
    if close:
        return f"Did you mean {by_norm[close[0]]!r}?"
    return f"The columns are: {', '.join(names)}."


def _by_name(source: str) -> Part:
    plain = Part(source, slug(source), source, Role.IGNORED, Kind.TEXT)
    match = recognised(source)
    if match is not None:
        return _known(plain, match)
    if _INDEX.fullmatch(normalised(source)):
        return replace(plain, reason=music.ROW_NUMBER.reason)
    leak = leak_reason(source)
    if leak:
        return replace(plain, role=Role.EXCLUDED, reason=leak)
    return replace(plain, reason=UNKNOWN)


def _known(plain: Part, match: Match) -> Part:
    entry = match.entry
    if entry in music.LEFT_OUT:
        return replace(plain, role=entry.role, reason=entry.reason)
    return replace(
        plain,
        name=entry.name,
        label=translate(entry.label),
        role=entry.role,
        kind=entry.kind,
        entry=entry,
        rank=match.rank,
    )


def _by_settings(part: Part, settings: ColumnSettings) -> Part:
    if part.source in settings.exclude:
        return part.left_out(Role.EXCLUDED, "left out by the settings")
    if part.source == settings.target:
        return _chosen(part, Role.TARGET, Kind.NUMBER)
    for role, name in (
        (Role.GENRE, settings.genre),
        (Role.ARTIST, settings.artist),
        (Role.TRACK_ID, settings.id),
        (Role.TITLE, settings.title),
        (Role.DATE, settings.date),
    ):
        if part.source == name:
            return _labelled(part, role)
    if part.source in settings.features:
        return _chosen(part, Role.FEATURE, Kind.NUMBER)
    return part


def _labelled(part: Part, role: Role) -> Part:
    entry = next(entry for entry in music.LABELS if entry.role is role)
    return Part(
        part.source, entry.name, translate(entry.label), role, entry.kind, entry, -1, chosen=True
    )


def _chosen(part: Part, role: Role, kind: Kind) -> Part:
    """Use a column because the settings say so; a known feature stays what it is."""
    known = part.entry in (*music.FEATURES, *music.CATEGORIES, *music.TARGETS)
    if known and (role is Role.TARGET or part.role in (Role.FEATURE, Role.CATEGORY)):
        role = role if role is Role.TARGET else part.role
        return replace(part, role=role, rank=-1, chosen=True)
    label = part.source.replace("_", " ").strip().capitalize()
    return Part(part.source, slug(part.source), label, role, kind, chosen=True)


def _one_each(parts: list[Part]) -> list[Part]:
    """Keep the column with the most telling name where several could play a part."""
    best: dict[music.Entry, Part] = {}
    for part in parts:
        if part.entry in _SINGLE and not part.reason:
            rival = best.get(part.entry)
            if rival is None or part.rank < rival.rank:
                best[part.entry] = part
    return [
        part
        if part.entry is None or part.reason or best[part.entry] is part
        else part.left_out(Role.IGNORED, f"{best[part.entry].source} is used instead")
        for part in parts
    ]


def _one_target(parts: list[Part]) -> list[Part]:
    targets = [part for part in parts if part.role is Role.TARGET]
    order = [entry.name for entry in music.TARGETS]
    targets.sort(key=lambda part: -1 if part.chosen else order.index(part.name))
    return [
        part.left_out(Role.EXCLUDED, part.entry.reason)
        if part in targets[1:] and part.entry is not None
        else part
        for part in parts
    ]


def _distinctly_named(parts: list[Part]) -> tuple[Part, ...]:
    """Number the names of unused columns that would otherwise collide."""
    taken = {part.name for part in parts if not part.reason}
    out = []
    for part in parts:
        name, n = part.name, 2
        while part.reason and name in taken:
            name, n = f"{part.name}_{n}", n + 1
        taken.add(name)
        out.append(replace(part, name=name))
    return tuple(out)
