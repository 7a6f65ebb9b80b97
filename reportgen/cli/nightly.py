"""Commands and options for runs that come every night.

Like the rest of the command line, they parse and call; heavy libraries load inside.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

_WATCHING = (
    click.option("--warn-only", is_flag=True, help="Gates that are not passed end in no error."),
    click.option(
        "--junit",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Write the gates as JUnit XML.",
    ),
    click.option(
        "--summary",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Add gates and changes to a Markdown file.  [default: $GITHUB_STEP_SUMMARY]",
    ),
    click.option("--json-line", is_flag=True, help="Print the outcome as one line of JSON."),
    click.option("--no-mail", is_flag=True, help="Tell nobody of the run, whatever [mail] says."),
)


def watching(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of a pipeline; they arrive as one mapping, ``watch``."""

    @wraps(command)
    def gathered(**options: Any) -> None:
        names = ("warn_only", "junit", "summary", "json_line", "no_mail")
        command(watch={name: options.pop(name) for name in names}, **options)

    for option in reversed(_WATCHING):
        gathered = option(gathered)
    return gathered


@click.command(
    epilog="""\b
Examples:
  reportgen compare monday/report.json tuesday/report.json
  reportgen compare monday/report.pdf tuesday/report.pdf --json
\b
Exit codes: 0 compared, 4 a file is no report, 11 not comparable.
"""
)
@click.argument("before", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("now", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
def compare(before: Path, now: Path, *, as_json: bool) -> None:
    """Say what changed from the report BEFORE to the report NOW, and what of it is noise.

    Both are a report.json, or a report.pdf with the numbers inside.
    """
    from reportgen.cli.compare import print_comparison

    click.get_current_context().exit(print_comparison(before, now, as_json=as_json))


@click.command()
@click.argument("report", required=False, type=click.Path(path_type=Path, dir_okay=False))
def paths(report: Path | None) -> None:
    """Print the path of each number that a gate can watch, with its value in REPORT.

    Without REPORT (a report.json or report.pdf), the paths that reports can have.
    """
    from reportgen.cli.paths import print_paths

    print_paths(report)


@click.command()
@click.option("--smtp", metavar="HOST[:PORT]", help="Mail server to try.")
@click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Settings file.  [default: reportgen.toml, if there is one]",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def doctor(smtp: str | None, config: Path | None, *, as_json: bool) -> None:
    """Look whether this machine has all that a run needs, and say how to mend what is missing.

    Ends with 0 if all is well, else with 2.
    """
    from reportgen.cli.doctor import examine

    click.get_current_context().exit(examine(config, smtp=smtp, as_json=as_json))
