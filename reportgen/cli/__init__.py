"""The command line: parse, call, echo, exit.  Heavy libraries load inside commands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from reportgen import __version__
from reportgen.cli.exits import Guarded

FORMATS = ("pdf", "html", "json", "md")
RUN_EXAMPLES = """\b
Examples:
  reportgen run                                  the sample that comes along
  reportgen run tracks.csv -o briefing           into the folder `briefing`
  reportgen run tracks.csv --format pdf,json     two files instead of three
  reportgen run tracks.csv --format json,md      numbers, and a summary for a chat
  reportgen run tracks.csv --target streams      another column to explain
  reportgen run tracks.csv --previous last.json  keep the names of the segments
"""


@click.group(
    cls=Guarded,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  reportgen run tracks.csv          write report.pdf, report.html and report.json
  reportgen inspect tracks.csv      say what is understood of a table
  reportgen init tracks.csv         write reportgen.toml from what is found in it
\b
Exit codes: 0 done, 1 a bug, 2 wrong usage, 3 settings, 4 data, 5 analysis,
6 rendering, 7 delivery, 10 a gate failed, 11 not comparable, 130 interrupted.
""",
)
@click.version_option(__version__, "--version", prog_name="reportgen")
def main() -> None:
    """What goes with the popularity of tracks: an honest report from one table."""


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


@main.command(epilog=RUN_EXAMPLES)
@click.argument("table", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the report.  [default: output]",
)
@click.option(
    "--format",
    "formats",
    type=FormatList(),
    metavar="LIST",
    help="Files to make, of pdf, html, json and md (a Markdown summary of one screen).  "
    "[default: pdf,html,json]",
)
@click.option("--target", metavar="COLUMN", help="Column to explain.  [default: found by its name]")
@READ_AS
@click.option(
    "--previous",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="JSON",
    help="report.json of an earlier run: segments that are still there keep their names.",
)
@click.option("--title", metavar="TEXT", help="Title of the report.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed of all draws.  [default: 42]")
@click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Settings file.  [default: reportgen.toml, if there is one]",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Print each step with its time.")
def run(  # noqa: PLR0917 - click passes all of them by name
    table: Path | None,
    output: Path | None,
    formats: tuple[str, ...] | None,
    target: str | None,
    read_as: tuple[tuple[str, str], ...],
    previous: Path | None,
    title: str | None,
    seed: int | None,
    config: Path | None,
    quiet: bool,  # noqa: FBT001 - click passes flags by name
    verbose: bool,  # noqa: FBT001 - the same
) -> None:
    """Make the report of TABLE, a CSV (plain or gzip) or Parquet file of tracks.

    Without TABLE, the sample that comes with reportgen is used.
    """
    from reportgen.cli.run import make

    flags = {
        "seed": seed,
        "report": {"title": title, "formats": formats, "output": output},
        "columns": {"target": target, "read_as": dict(read_as) or None},
    }
    make(table, config, flags, previous=previous, quiet=quiet, verbose=verbose)


@main.command()
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--target", metavar="COLUMN", help="Column to explain.  [default: found by its name]")
@READ_AS
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Settings file.  [default: reportgen.toml, if there is one]",
)
def inspect(
    table: Path,
    target: str | None,
    read_as: tuple[tuple[str, str], ...],
    as_json: bool,  # noqa: FBT001 - click passes flags by name
    config: Path | None,
) -> None:
    """Say what is understood of TABLE, and change nothing.

    Prints its columns with their roles and units, what has to be answered, what was renamed
    or assumed, what is damaged, and what the table cannot tell.
    """
    from reportgen.cli.inspect import print_json, print_table
    from reportgen.configuration import load
    from reportgen.ingest import open_table

    settings = load(config, {"columns": {"target": target, "read_as": dict(read_as) or None}})
    found = open_table(table, settings.columns)
    if as_json:
        print_json(found)
    else:
        print_table(found)


@main.command()
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--target", metavar="COLUMN", help="Column to explain.  [default: found by its name]")
@READ_AS
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("reportgen.toml"),
    show_default=True,
    help="Settings file to write.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
def init(
    table: Path,
    target: str | None,
    read_as: tuple[tuple[str, str], ...],
    output: Path,
    force: bool,  # noqa: FBT001 - click passes flags by name
) -> None:
    """Write a settings file with comments from what is found in TABLE.

    Beside it goes reportgen.schema.json, with which editors complete and check the settings.
    """
    from reportgen.cli.init import write_settings

    flags = {"columns": {"target": target, "read_as": dict(read_as) or None}}
    for path in write_settings(table, flags, output, force=force):
        click.echo(path)
