"""What was understood of a table, for a terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from reportgen.formats import count, integer, number
from reportgen.ingest.roles import QUESTION
from reportgen.music.speech import Speak, speaker
from reportgen.results import Field, Note, Reading, Role

if TYPE_CHECKING:
    from reportgen.ingest import Table

_PLAIN_WIDTH = 120
_STYLES = {
    Role.TARGET: "bold",
    Role.FEATURE: "",
    Role.CATEGORY: "",
    Role.EXCLUDED: "dim",
    Role.IGNORED: "dim",
}
_TASKS = {
    "scale": "a score, to be predicted as a number and as popular or not",
    "binary": "a yes or no",
    "count": "a count, analysed by its logarithm",
    "none": "nothing to be predicted",
}


def print_table(table: Table, console: Console | None = None) -> None:
    """Print the columns of a table, then what was assumed, was damaged and is absent.

    Where the output is no terminal, lines are plain and wide enough for a log.
    """
    console = console or terminal()
    reading = table.reading
    console.print(Text(f"{reading.source}: {_summary(reading)}", style="bold"))
    console.print(_grid(table))
    asked = tuple(note for note in reading.assumptions if note.code == QUESTION)
    for title, notes in (
        ("To be answered", asked),
        ("Assumed", tuple(note for note in reading.assumptions if note.code != QUESTION)),
        ("Damaged", reading.problems),
        ("What the table cannot tell", reading.limitations),
    ):
        _print_notes(title, notes, console)


def print_json(table: Table) -> None:
    """Print what was understood of a table as JSON, for programs.

    It is the :class:`~reportgen.results.Reading`, with missing and distinct values and the
    extent of each column, and the digest of the file.
    """
    told = asdict(table.reading)
    for column in told["fields"]:
        name = column["name"]
        column |= {"missing": table.missing[name], "distinct": table.distinct[name]}
        column["least"], column["most"] = table.extent(name) or (None, None)
    told |= {"sha256": table.sha256, "size": table.size}
    click.echo(json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False))


class _Output(Console):
    """A console that leaves a closed pipe to the command line."""

    def on_broken_pipe(self) -> None:
        """Raise, where the default would end the process as if it had failed."""
        raise BrokenPipeError


def terminal() -> Console:
    """Return a console; where the output is no terminal, plain and wide enough for a log."""
    console = _Output()
    if not console.is_terminal:
        return _Output(width=_PLAIN_WIDTH, color_system=None)
    return console


def _summary(reading: Reading) -> str:
    target = next((f"{f.source}: " for f in reading.fields if f.role is Role.TARGET), "")
    return (
        f"{reading.format}, {count(reading.rows, 'row')}, "
        f"{count(len(reading.fields), 'column')}; target {target}{_TASKS[reading.task]}"
    )


def _grid(table: Table) -> Grid:
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    grid.add_column("column", overflow="fold")
    grid.add_column("read as", overflow="fold")
    grid.add_column("role", no_wrap=True)
    grid.add_column("unit", no_wrap=True)
    grid.add_column("least", justify="right", no_wrap=True)
    grid.add_column("most", justify="right", no_wrap=True)
    grid.add_column("missing", justify="right", no_wrap=True)
    grid.add_column("distinct", justify="right", no_wrap=True)
    grid.add_column("why not used", overflow="fold", ratio=1)
    speak = speaker(table.reading.vocabulary) or str
    for field in table.reading.fields:
        grid.add_row(*_cells(field, table, speak), style=_STYLES.get(field.role, ""))
    return grid


def _cells(field: Field, table: Table, speak: Speak) -> tuple[str, ...]:
    used = field.role in (Role.FEATURE, Role.TARGET)
    extent = (table.extent(field.name) if used else None) or ()
    return (
        escape(field.source),
        "" if field.excluded else escape(field.name),
        speak(field.role.value),
        field.unit,
        *(map(number, extent) if extent else ("", "")),
        integer(table.missing[field.name]),
        integer(table.distinct[field.name]),
        escape(speak(field.excluded)),
    )


def _print_notes(title: str, notes: Sequence[Note], console: Console) -> None:
    if not notes:
        return
    console.print()
    console.print(Text(title, style="bold"))
    for note in notes:
        console.print(Padding(Text(f"– {note.text}"), (0, 0, 0, 2), expand=False))
