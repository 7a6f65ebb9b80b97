"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

FORMATS = ("pdf", "html", "json", "md", "png")


class FormatList(click.ParamType[tuple[str, ...]]):
    """Formats separated by commas."""

    name = "formats"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Split and check."""
        if isinstance(value, tuple):
            return value
        formats = tuple(dict.fromkeys(part.strip().lower() for part in str(value).split(",")))
        wrong = [part for part in formats if part not in FORMATS]
        if wrong:
            self.fail(f"{wrong[0]!r} is none of {', '.join(FORMATS)}.", param, ctx)
        return formats


_READING = (
    click.option("--sheet", metavar="NAME", help="Sheet of a workbook.  [default: the first]"),
    click.option("--member", metavar="NAME", help="File in a zip archive that holds several."),
    click.option("--table", "part", metavar="NAME", help="Table of an SQLite file."),
    click.option("--sql", metavar="QUERY", help="Query whose rows are the table."),
    click.option(
        "--sql-url-env",
        metavar="VARIABLE",
        help="Environment variable with the address of the database, in place of TABLE.",
    ),
    click.option("--delimiter", metavar="MARK", help="What separates cells.  [default: found]"),
    click.option("--encoding", metavar="NAME", help="Encoding of a text.  [default: found]"),
    click.option(
        "--decimal",
        type=click.Choice([".", ","]),
        help="Mark before the decimals of numbers kept as text.  [default: found]",
    ),
)
_INPUTS = ("sheet", "member", "sql", "sql_url_env", "delimiter", "encoding", "decimal")


def reading(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say how a table is read; they arrive as one mapping, ``source``."""

    @wraps(command)
    def gathered(**options: Any) -> None:
        found = {name: options.pop(name) for name in _INPUTS}
        command(source={**found, "table": options.pop("part")}, **options)

    for option in reversed(_READING):
        gathered = option(gathered)
    return gathered


class Pair(click.ParamType[tuple[str, str]]):
    """A column and what it is, with an equals sign between them."""

    name = "pair"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Split at the last equals sign: names of columns may hold one."""
        column, sign, known = str(value).rpartition("=")
        if not (column and sign and known):
            self.fail(f"{value!r} is not COLUMN=NAME.", param, ctx)
        return column, known


READ_AS = click.option(
    "--read-as",
    type=Pair(),
    multiple=True,
    metavar="COLUMN=NAME",
    help="Read a column as what the dictionary calls NAME; may be repeated.",
)


_ENGINE = (
    click.option(
        "--engine",
        type=click.Choice(["auto", "memory", "stream", "dask"]),
        help="Where rows are worked on: in memory, on a scratch file block by block, or on a "
        "Dask cluster.  [default: auto, by the size of the table]",
    ),
    click.option(
        "--scheduler",
        metavar="ADDRESS",
        help="Dask cluster to use, such as tcp://10.0.0.5:8786.  [default: one of its own]",
    ),
    click.option(
        "--scratch",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder of scratch files.  [default: the system's]",
    ),
)


def engine_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say where rows are worked on; they arrive as one mapping."""

    @wraps(command)
    def gathered(**options: Any) -> None:
        found = {name: options.pop(name) for name in ("scheduler", "scratch")}
        command(engine={**found, "name": options.pop("engine")}, **options)

    for option in reversed(_ENGINE):
        gathered = option(gathered)
    return gathered
