"""Commands around a run: what is set, and whether a report is what its table gives.

They parse and call; heavy libraries load inside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from reportgen.cli.logs import logged
from reportgen.cli.options import reading


@dataclass(frozen=True, slots=True)
class Receiver:
    """Takes what the options of `run` say in place of a run; given as object of its context."""

    receive: Callable[[Path | None, Mapping[str, Any]], None]


@click.group()
def config() -> None:
    """Say what is set and where it was set, check a settings file, print its schema."""


@config.command(
    context_settings={"ignore_unknown_options": True},
    epilog="""\b
Examples:
  reportgen config show                       what a run in this folder would use
  reportgen config show -c night.toml --json
  reportgen config show --target streams      with flags of `reportgen run` on top
""",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS OF RUN]...")
@click.pass_context
def show(context: click.Context, words: tuple[str, ...], *, as_json: bool) -> None:
    """Print each setting with its value and its origin: flag, line of the file, or default.

    Takes all options of `reportgen run`.  Secrets are not shown: of the variables that
    settings name for them, only whether they are set.
    """
    from reportgen.cli.config import print_settings

    receiver = Receiver(lambda path, flags: print_settings(path, flags, as_json=as_json))
    root = context.find_root().command
    assert isinstance(root, click.Group)  # noqa: S101  all commands stand below one
    run = root.commands["run"]
    with run.make_context("reportgen run", list(words), obj=receiver) as inner:
        run.invoke(inner)


@config.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def check(file: Path) -> None:
    """Hold the settings in FILE against all that a run asks of them.

    Ends with 0 if nothing is wrong, else as a run would: with 3, or with 6 for templates.
    """
    from reportgen.cli.config import check_file

    check_file(file)


@config.command()
def schema() -> None:
    """Print the JSON Schema of settings files."""
    from reportgen.configuration import published_schema

    click.echo(published_schema(), nl=False)


@click.command(
    epilog="""\b
Examples:
  reportgen verify output/report.pdf --data tracks.csv
  reportgen verify report.pdf --data tracks.csv --previous last/report.pdf
  reportgen verify report.pdf -c house.toml --data tracks.csv --json
\b
Exit codes: 0 agrees, 4 no report or no table, 10 disagrees,
11 not comparable: another table, other versions, or something that is missing here.
"""
)
@click.argument("report", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--data", "table", metavar="TABLE", help="The table that REPORT is of.")
@reading
@click.option(
    "--previous",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="report.json or report.pdf that REPORT looks back to.",
)
@click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Settings file with the templates and brand of REPORT, if it has its own.",
)
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
@logged
def verify(
    report: Path,
    table: str | None,
    source: dict[str, str | None],
    previous: Path | None,
    config: Path | None,
    *,
    as_json: bool,
    quiet: bool,
) -> None:
    """Say whether REPORT, a report.pdf or report.json, is what its table gives.

    The words on its pages and the tables attached are held against the numbers inside, and
    all numbers are made anew from TABLE with the settings and the seed that stand in REPORT:
    they have to agree to 1e-8, names and choices exactly.
    """
    from reportgen.cli.verify import print_verification

    if table is None and source["sql_url_env"] is None:
        raise click.UsageError("Missing option '--data'.")
    code = print_verification(
        report,
        table or "",
        flags={"input": source},
        config=config,
        previous=previous,
        as_json=as_json,
        quiet=quiet,
    )
    click.get_current_context().exit(code)


@click.command(
    epilog="""\b
Examples:
  reportgen ci github -o .       write .github/workflows/nightly-report.yml
  reportgen ci systemd           print a service and its timer
"""
)
@click.argument("kind", type=click.Choice(["github", "gitlab", "cron", "systemd"]))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the project, to write the files into instead of printing them.",
)
@click.option("--force", is_flag=True, help="Write over files that are there already.")
def ci(kind: str, output: Path | None, *, force: bool) -> None:
    """Print an example of a nightly run by GitHub Actions, GitLab CI, cron or systemd."""
    from reportgen.cli.ci import print_example, write_example

    if output is None:
        print_example(kind)
    else:
        write_example(kind, output, force=force)
