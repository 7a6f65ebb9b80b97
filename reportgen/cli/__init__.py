"""The command line: parse, call, echo, exit.  Heavy libraries load inside commands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from reportgen import __version__
from reportgen.cli.delivery import outbox, send
from reportgen.cli.exits import Guarded
from reportgen.cli.logs import logged
from reportgen.cli.nightly import compare, doctor, paths, watching
from reportgen.cli.operations import Receiver, ci, config, verify
from reportgen.cli.options import READ_AS, FormatList, engine_options, reading
from reportgen.cli.past import history, past_flags, remembering

RUN_EXAMPLES = """\b
Examples:
  reportgen run                                  the sample that comes along
  reportgen run tracks.csv -o briefing           into the folder `briefing`
  reportgen run tracks.csv --format pdf,json     two files instead of three
  reportgen run tracks.csv --format json,md      numbers, and a summary for a chat
  reportgen run tracks.csv --target streams      another column to explain
  reportgen run tracks.csv --previous last.json  say what changed, and what of it is noise
  reportgen run tracks.xlsx --sheet 2019         one sheet of a workbook
  reportgen run 'exports/*.csv.gz'               files of one shape, put together
  cat tracks.json | reportgen run -              standard input
  reportgen run postgresql://ada@db/music --sql 'SELECT * FROM tracks'
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
6 rendering, 7 delivery, 10 a gate failed, 11 not comparable, 130 interrupted, 143 terminated.
""",
)
@click.version_option(__version__, "--version", prog_name="reportgen")
def main() -> None:
    """What goes with the popularity of tracks: an honest report from one table."""


@main.command(epilog=RUN_EXAMPLES)
@click.argument("table", required=False)
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
    help="Files to make, of pdf, html, json, md (a Markdown summary of one screen) and png "
    "(the verdict as a picture for a post).  [default: pdf,html,json]",
)
@reading
@click.option("--target", metavar="COLUMN", help="Column to explain.  [default: found by its name]")
@READ_AS
@click.option(
    "--previous",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="report.json or report.pdf of an earlier run, to compare with; segments that are still "
    "there keep their names.",
)
@watching
@remembering
@click.option("--title", metavar="TEXT", help="Title of the report.")
@click.option(
    "--templates",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder of templates that go before those of reportgen; see `reportgen templates`.",
)
@click.option(
    "--strict",
    is_flag=True,
    default=None,
    help="End with an error where a section of an installed package fails.",
)
@engine_options
@click.option("--seed", type=click.IntRange(min=0), help="Seed of all draws.  [default: 42]")
@click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Settings file.  [default: reportgen.toml, if there is one]",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Print each step with its time.")
@logged
def run(  # noqa: PLR0917 - click passes all of them by name
    table: str | None,
    source: dict[str, str | None],
    output: Path | None,
    formats: tuple[str, ...] | None,
    target: str | None,
    read_as: tuple[tuple[str, str], ...],
    previous: Path | None,
    watch: dict[str, Any],
    past: dict[str, Any],
    title: str | None,
    templates: Path | None,
    strict: bool | None,  # noqa: FBT001 - click passes flags by name
    engine: dict[str, Any],
    seed: int | None,
    config: Path | None,
    quiet: bool,  # noqa: FBT001 - click passes flags by name
    verbose: bool,  # noqa: FBT001 - the same
) -> None:
    """Make the report of TABLE, a table of tracks.

    TABLE is a file (CSV, Parquet, Arrow, Excel, JSON or SQLite, plain or packed), a folder
    or a quoted pattern of files of one shape, - for standard input, or the address of a
    database.  Without TABLE, the sample that comes with reportgen is used.
    """
    flags = {
        "seed": seed,
        "input": source,
        "engine": engine,
        "report": {"title": title, "formats": formats, "output": output, "templates": templates},
        "sections": {"strict": strict},
        "columns": {"target": target, "read_as": dict(read_as) or None},
        **past_flags(past),
    }
    if isinstance(asked := click.get_current_context().obj, Receiver):
        asked.receive(config, flags)
        return
    from reportgen.cli.run import make
    from reportgen.cli.watch import Watch, telling_failure

    told = Watch(**watch)
    shown = {"quiet": quiet, "verbose": verbose, "wait": not past["no_wait"]}
    with telling_failure(told):
        code = make(table, config, flags, previous=previous, watch=told, **shown)
    click.get_current_context().exit(code)


@main.command()
@click.argument("table", required=False)
@reading
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
    table: str | None,
    source: dict[str, str | None],
    target: str | None,
    read_as: tuple[tuple[str, str], ...],
    as_json: bool,  # noqa: FBT001 - click passes flags by name
    config: Path | None,
) -> None:
    """Say what is understood of TABLE, and change nothing.

    Prints its columns with their roles and units, what has to be answered, what was renamed
    or assumed, what is damaged, and what the table cannot tell.  TABLE is what
    `reportgen run` takes.
    """
    from reportgen.cli.inspect import print_json, print_table
    from reportgen.configuration import load
    from reportgen.ingest import open_table

    flags = {"input": source, "columns": {"target": target, "read_as": dict(read_as) or None}}
    settings = load(config, flags)
    if table is None and settings.input.sql_url_env is None:
        raise click.UsageError("Missing argument 'TABLE'.")
    found = open_table(table or "", settings.columns, settings.input)
    if as_json:
        print_json(found)
    else:
        print_table(found)


@main.command()
@click.argument("table", required=False)
@reading
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
    table: str | None,
    source: dict[str, str | None],
    target: str | None,
    read_as: tuple[tuple[str, str], ...],
    output: Path,
    force: bool,  # noqa: FBT001 - click passes flags by name
) -> None:
    """Write a settings file with comments from what is found in TABLE.

    Beside it goes reportgen.schema.json, with which editors complete and check the settings.
    """
    from reportgen.cli.init import write_settings

    flags = {"input": source, "columns": {"target": target, "read_as": dict(read_as) or None}}
    if table is None and source["sql_url_env"] is None:
        raise click.UsageError("Missing argument 'TABLE'.")
    for path in write_settings(table or "", flags, output, force=force):
        click.echo(path)


@main.group()
def templates() -> None:
    """Look at the templates of the pages, or copy them for editing."""


@templates.command("list")
def list_templates() -> None:
    """Print the name of each template, and the blocks in it that can be replaced."""
    from reportgen.cli.templates import print_templates

    print_templates()


@templates.command(
    epilog="""\b
Examples:
  reportgen templates eject                                       all, into the folder `templates`
  reportgen templates eject mine --only sections/verdict.html.j2  one of them
"""
)
@click.argument("folder", default="templates", type=click.Path(path_type=Path, file_okay=False))
@click.option("--only", multiple=True, metavar="NAME", help="Copy this one alone; can be repeated.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
def eject(folder: Path, only: tuple[str, ...], *, force: bool) -> None:
    """Copy the original templates into FOLDER, all or none, for editing.

    A copy does not follow later versions of reportgen: where one block is to be another,
    a short template that extends the original is better.
    """
    from reportgen.cli.templates import eject as copy

    copy(folder, only, force=force)


for command in (ci, compare, config, doctor, history, outbox, paths, send, verify):
    main.add_command(command)
