"""Which part each column plays, judged by names and settings alone."""

from __future__ import annotations

import difflib
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportgen import music
from reportgen.errors import DataError
from reportgen.formats import listing
from reportgen.ingest.names import Match, leak_reason, normalised, recognised, resembling
from reportgen.ingest.notes import Notes
from reportgen.music import TRACKS, Dictionary
from reportgen.results import Kind, Role
from reportgen.settings import ColumnSettings
from reportgen.text import translate

UNKNOWN = "not in the dictionary of track features"
BY_SETTINGS = "left out by the settings"
_INDEX = re.compile(r"(unnamed\d*)?")
_SLUG = re.compile(r"[^a-z0-9]+")
QUESTION = "question"
"""Code of notes that ask something, and say how to answer."""
_MOST_CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class Part:
    """A column and the part it plays.

    ``name`` is its canonical name, ``entry`` what the dictionary knows of it,
    ``rank`` how telling its name is (lower is better), ``chosen`` whether the
    settings name it, ``reason`` why it is left out, ``instead`` the column that is used in
    its place.
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
    instead: str = ""

    def left_out(self, role: Role, reason: str, instead: str = "") -> Part:
        """Return the same column, not used for ``reason``."""
        return replace(
            self,
            name=slug(self.source),
            label=self.source,
            role=role,
            kind=Kind.TEXT,
            reason=reason,
            instead=instead,
        )


def assign(
    names: Sequence[str],
    settings: ColumnSettings,
    where: str,
    dictionary: Dictionary = TRACKS,
) -> tuple[Part, ...]:
    """Give each column its part.

    Raises
    ------
    DataError
        If the settings name a column that does not exist, or an entry that the dictionary
        does not have.
    """
    _check_names(names, settings, where)
    _check_entries(settings, where, dictionary)
    parts = [_by_name(name, dictionary) for name in names]
    parts = [_by_settings(part, settings, dictionary) for part in parts]
    parts = _one_each(parts, dictionary)
    return _distinctly_named(_one_target(parts, dictionary))


def note_parts(parts: Sequence[Part], notes: Notes, dictionary: Dictionary = TRACKS) -> None:
    """Say which columns go by other names here, and which are not used and why."""
    known = [p for p in parts if p.entry is not None and not p.reason and not p.chosen]
    renamed = [part for part in known if part.source != part.name]
    if renamed:
        pair = translate("{column} as {name}")
        pairs = ", ".join(
            pair.format(column=part.source, name=_known_as(part, dictionary)) for part in renamed
        )
        said = translate("Columns were recognised by their names: {pairs}.")
        notes.assume("renamed", said.format(pairs=pairs))
    asked = [p.source for p in parts if p.role is Role.FEATURE and p.chosen]
    leaks = [source for source in asked if leak_reason(source, dictionary)]
    if leaks:
        notes.problem(
            "leak_asked_for",
            translate(
                "The settings ask for {columns}, known only after release or made from popularity: "
                "scores will flatter."
            ).format(columns=", ".join(leaks)),
        )
    reasons = dict.fromkeys(part.reason for part in parts if part.reason)
    for reason in reasons:
        sources = ", ".join(part.source for part in parts if part.reason == reason)
        said = translate("Not used: {columns} ({reason}).")
        if reason == translate(UNKNOWN):
            said = translate(
                "Not used: {columns} ({reason}). Name them under [columns] features in the "
                "settings to use them."
            )
        notes.assume("not_used", said.format(columns=sources, reason=reason))
    _ask_of_names(parts, notes, dictionary)
    _ask_of_target(parts, notes)


def _known_as(part: Part, dictionary: Dictionary) -> str:
    """Return what a reader calls a recognised column."""
    return part.name if dictionary is TRACKS else part.label.casefold()


def _ask_of_names(parts: Sequence[Part], notes: Notes, dictionary: Dictionary) -> None:
    """Ask of each unknown column whose name resembles a known one whether it is that."""
    taken = {part.name for part in parts if part.entry is not None and not part.reason}
    for part in parts:
        unknown = part.reason == translate(UNKNOWN)
        entry = resembling(part.source, taken, dictionary) if unknown else None
        if entry is not None:
            notes.assume(
                QUESTION,
                translate(
                    "Is {column} what the dictionary calls {entry}? The name resembles it, but the "
                    "column is not used. If it is, say so by {option}, or under [columns.read_as] "
                    "in the settings."
                ).format(
                    column=part.source,
                    entry=entry.name,
                    option=f"--read-as {shlex.quote(f'{part.source}={entry.name}')}",
                ),
            )


def _ask_of_target(parts: Sequence[Part], notes: Notes) -> None:
    """Ask whether a column left out for what its name says is what is to be explained."""
    if any(part.role is Role.TARGET for part in parts):
        return
    numbers = [p for p in parts if p.role is Role.EXCLUDED and p.kind is Kind.NUMBER]
    names = [part.source for part in numbers if part.reason != translate(BY_SETTINGS)]
    if names:
        notes.assume(
            QUESTION,
            translate(
                "Is one of {columns} to be explained? No column has a known name of a target. If "
                "it is, say so by --target, or [columns] target in the settings."
            ).format(columns=listing(names[:_MOST_CANDIDATES])),
        )


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
    wanted += [("read_as", name) for name in settings.read_as]
    for setting, name in wanted:
        if name not in names:
            raise DataError(
                f"There is no column {name!r}, which [columns] {setting} asks for",
                where=where,
                hint=_nearest(name, names),
            )


def _check_entries(settings: ColumnSettings, where: str, dictionary: Dictionary) -> None:
    """Refuse to read a column as something that the dictionary does not know."""
    for source, name in settings.read_as.items():
        if name not in dictionary.by_name:
            close = difflib.get_close_matches(name, dictionary.by_name, n=1)
            raise DataError(
                f"There is no entry {name!r} in the dictionary, which [columns.read_as] asks for "
                f"in the place of {source!r}",
                where=where,
                hint=f"Did you mean {close[0]!r}?"
                if close
                else f"The entries are: {', '.join(dictionary.by_name)}.",
            )


def _nearest(name: str, names: Sequence[str]) -> str:
    by_norm = {normalised(other): other for other in names}
    close = difflib.get_close_matches(normalised(name), by_norm, n=1)
    if close:
        return f"Did you mean {by_norm[close[0]]!r}?"
    return f"The columns are: {', '.join(names)}."


def _by_name(source: str, dictionary: Dictionary) -> Part:
    plain = Part(source, slug(source), source, Role.IGNORED, Kind.TEXT)
    match = recognised(source, dictionary)
    if match is not None:
        return _known(plain, match, dictionary)
    if _INDEX.fullmatch(normalised(source)):
        return replace(plain, reason=translate(music.ROW_NUMBER.reason))
    leak = leak_reason(source, dictionary)
    if leak:
        return replace(plain, role=Role.EXCLUDED, reason=translate(leak))
    return replace(plain, reason=translate(UNKNOWN))


def _known(plain: Part, match: Match, dictionary: Dictionary) -> Part:
    entry = match.entry
    if entry in dictionary.left_out:
        return replace(plain, role=entry.role, reason=translate(entry.reason))
    return replace(
        plain,
        name=entry.name,
        label=translate(entry.label),
        role=entry.role,
        kind=entry.kind,
        entry=entry,
        rank=match.rank,
    )


def _by_settings(part: Part, settings: ColumnSettings, dictionary: Dictionary) -> Part:
    if part.source in settings.exclude:
        return part.left_out(Role.EXCLUDED, translate(BY_SETTINGS))
    if part.source in settings.read_as:
        part = _read_as(part.source, dictionary.by_name[settings.read_as[part.source]], dictionary)
    if part.source == settings.target:
        return _chosen(part, Role.TARGET, dictionary)
    for role, name in (
        (Role.GENRE, settings.genre),
        (Role.ARTIST, settings.artist),
        (Role.TRACK_ID, settings.id),
        (Role.TITLE, settings.title),
        (Role.DATE, settings.date),
    ):
        if part.source == name:
            return _labelled(part, role, dictionary)
    if part.source in settings.features:
        return _chosen(part, Role.FEATURE, dictionary)
    return part


def _read_as(source: str, entry: music.Entry, dictionary: Dictionary) -> Part:
    """Take a column for an entry because the settings say so."""
    plain = Part(source, slug(source), source, Role.IGNORED, Kind.TEXT)
    return replace(_known(plain, Match(entry, -1), dictionary), chosen=True)


def _labelled(part: Part, role: Role, dictionary: Dictionary) -> Part:
    entry = next(entry for entry in dictionary.labels if entry.role is role)
    return Part(
        part.source, entry.name, translate(entry.label), role, entry.kind, entry, -1, chosen=True
    )


def _chosen(part: Part, role: Role, dictionary: Dictionary) -> Part:
    """Use a column because the settings say so; a known feature stays what it is."""
    known = part.entry in (*dictionary.features, *dictionary.categories, *dictionary.targets)
    if known and (role is Role.TARGET or part.role in (Role.FEATURE, Role.CATEGORY)):
        role = role if role is Role.TARGET else part.role
        return replace(part, role=role, rank=-1, chosen=True)
    label = part.source.replace("_", " ").strip().capitalize()
    return Part(part.source, slug(part.source), label, role, Kind.NUMBER, chosen=True)


def _one_each(parts: list[Part], dictionary: Dictionary) -> list[Part]:
    """Keep the column with the most telling name where several could play a part."""
    single = {entry for entry in dictionary.entries if entry not in dictionary.left_out}
    best: dict[music.Entry, Part] = {}
    for part in parts:
        if part.entry in single and not part.reason:
            rival = best.get(part.entry)
            if rival is None or part.rank < rival.rank:
                best[part.entry] = part
    return [
        part
        if part.entry is None or part.reason or best[part.entry] is part
        else part.left_out(Role.IGNORED, *_instead(best[part.entry].source))
        for part in parts
    ]


def _instead(source: str) -> tuple[str, str]:
    return translate("{column} is used instead").format(column=source), source


def _one_target(parts: list[Part], dictionary: Dictionary) -> list[Part]:
    targets = [part for part in parts if part.role is Role.TARGET]
    order = [entry.name for entry in dictionary.targets]
    targets.sort(key=lambda part: -1 if part.chosen else order.index(part.name))
    return [
        part.left_out(Role.EXCLUDED, translate(part.entry.reason))
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
