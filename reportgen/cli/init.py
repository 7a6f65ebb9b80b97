"""``reportgen init``: a settings file with comments, from what is found in a table."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.configuration import SCHEMA_FILE, defaults, published_schema, toml
from reportgen.errors import SettingsError
from reportgen.formats import count
from reportgen.ingest import open_table
from reportgen.ingest.roles import QUESTION, UNKNOWN
from reportgen.render.outputs import place
from reportgen.results import Field, Kind, Reading, Role
from reportgen.settings import Settings

if TYPE_CHECKING:
    from reportgen.settings import ColumnSettings

WIDTH = 96
_PARTS = {
    "target": Role.TARGET,
    "genre": Role.GENRE,
    "artist": Role.ARTIST,
    "id": Role.TRACK_ID,
    "title": Role.TITLE,
    "date": Role.DATE,
}


def write_settings(
    table: str, flags: Mapping[str, Any], output: Path, *, force: bool
) -> tuple[Path, ...]:
    """Write a settings file for a table, and the schema beside it.

    Returns
    -------
    tuple of Path
        The files written.

    Raises
    ------
    SettingsError
        If the file is there already and ``force`` is not set.
    DataError
        If the table cannot be read.
    """
    if output.exists() and not force:
        raise SettingsError(
            "The settings file is there already",
            where=str(output),
            hint="Name another one with -o, or write over it with --force.",
        )
    settings = defaults(flags)
    reading = open_table(table, settings.columns, settings.input).reading
    text = settings_text(reading, settings)
    files = {output.name: text.encode(), SCHEMA_FILE: published_schema().encode()}
    return place(output.parent, files)


def settings_text(reading: Reading, settings: Settings) -> str:
    """Return the text of a settings file for a table that was understood so."""
    lines = [
        f"#:schema ./{SCHEMA_FILE}",
        *_comment(
            f"Settings of reportgen for {reading.source} ({count(reading.rows, 'row')}). Lines "
            "behind a number sign are defaults, or choices that are left to you: take the sign "
            "away to set them."
        ),
        "",
        "[columns]",
        *_columns(reading, settings.columns),
    ]
    for group in fields(Settings):
        default = getattr(Settings(), group.name)
        if group.name != "columns" and is_dataclass(default):
            lines += ["", *_group(group.name, default, getattr(settings, group.name))]
    return "\n".join(lines) + "\n"


def _columns(reading: Reading, asked: ColumnSettings) -> Iterator[str]:
    for setting, role in _PARTS.items():
        found = next((f for f in reading.fields if f.role is role), None)
        if found is None:
            yield f'# {setting} = ""  # no column was found'
        else:
            yield f"{setting} = {toml(found.source)}{_meaning(found)}"
    yield from _comment(_features(reading))
    unknown = [f.source for f in reading.fields if f.excluded == UNKNOWN]
    numbers = [f.source for f in reading.fields if f.excluded == UNKNOWN and f.kind is Kind.NUMBER]
    if unknown:
        yield from _comment(f"Columns that the dictionary does not know: {', '.join(unknown)}.")
    yield f"# features = {toml(numbers)}  # columns to use besides those that are known"
    yield "# exclude = []  # columns to leave out"
    yield '# genre_list = "first"  # of a list of genres: first, common or whole'
    yield '# dictionary = "dictionary.toml"  # in the place of the dictionary of track features'
    for note in (note for note in reading.assumptions if note.code == QUESTION):
        yield from _comment(note.text)
    if asked.read_as:
        yield ""
        yield "[columns.read_as]"
        for source, name in asked.read_as.items():
            yield f"{toml(source)} = {toml(name)}"


def _meaning(found: Field) -> str:
    return f"  # {found.unit}" if found.unit else ""


def _features(reading: Reading) -> str:
    known = [f for f in reading.fields if f.role in (Role.FEATURE, Role.CATEGORY)]
    listed = ", ".join(f"{f.source} ({f.unit})" if f.unit else f.source for f in known)
    return f"Features and categories that are used: {listed}."


def _group(name: str, default: Any, asked: Any) -> Iterator[str]:
    yield f"[{name}]"
    told = inspect.getdoc(type(default)) or ""
    for paragraph in told.split("\n\n"):
        yield from _comment(" ".join(paragraph.replace("``", "").split()))
    below = [field.name for field in fields(default) if is_dataclass(getattr(default, field.name))]
    for field in (field for field in fields(default) if field.name not in below):
        value = getattr(default, field.name)
        if (wanted := getattr(asked, field.name)) != value:
            yield f"{field.name} = {toml(wanted)}"
        elif value is None:
            yield f"# {field.name} =   # not set"
        else:
            yield f"# {field.name} = {toml(value)}"
    for part in below:
        yield ""
        yield from _group(f"{name}.{part}", getattr(default, part), getattr(asked, part))


def _comment(text: str) -> list[str]:
    plain = " ".join(text.split())
    return textwrap.wrap(
        plain, WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False
    )
