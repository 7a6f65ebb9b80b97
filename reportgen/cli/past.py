"""Commands and options about earlier runs.

Like the rest of the command line, they parse and call; heavy libraries load inside.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

_REMEMBERING = (
    click.option(
        "--baseline",
        metavar="NAME",
        help="Compare with the run of that name (see `reportgen history baseline`).  "
        "[default: with the run before]",
    ),
    click.option(
        "--archive/--no-archive",
        default=None,
        help="Give the run a folder of its own in the output folder, with a page of all runs.",
    ),
    click.option("--no-history", is_flag=True, help="Look back to no run, and remember none."),
    click.option(
        "--no-wait",
        is_flag=True,
        help="End with an error while another run writes into the folder, instead of waiting.",
    ),
)


def remembering(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options about earlier runs; they arrive as one mapping, ``past``."""

    @wraps(command)
    def gathered(**options: Any) -> None:
        names = ("baseline", "archive", "no_history", "no_wait")
        command(past={name: options.pop(name) for name in names}, **options)

    for option in reversed(_REMEMBERING):
        gathered = option(gathered)
    return gathered


def past_flags(past: dict[str, Any]) -> dict[str, Any]:
    """Return the settings that the options about earlier runs stand for."""
    return {
        "history": {
            "baseline": past["baseline"],
            "enabled": False if past["no_history"] else None,
        },
        "archive": {"enabled": past["archive"]},
    }


_PLACE = (
    click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder of the reports.  [default: output]",
    ),
    click.option(
        "-c",
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Settings file.  [default: reportgen.toml, if there is one]",
    ),
)


def placed(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say where the history is."""
    for option in reversed(_PLACE):
        command = option(command)
    return command


@click.group(
    epilog="""\b
Examples:
  reportgen history list
  reportgen history show latest
  reportgen history export history.jsonl.gz
  reportgen history baseline release 20261125T06
  reportgen history prune --keep 90 --files
"""
)
def history() -> None:
    """Look at earlier runs, name them, move them, forget them."""


@history.command("list")
@placed
@click.option("-n", "limit", type=click.IntRange(min=1), default=30, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def list_runs(output: Path | None, config: Path | None, limit: int, *, as_json: bool) -> None:
    """Print the newest runs."""
    from reportgen.cli.history import opened, print_runs

    print_runs(opened(output, config), limit, as_json=as_json)


@history.command()
@placed
@click.argument("run", default="latest")
@click.option("--path", "paths", multiple=True, metavar="PATH", help="Only this number.")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
def show(
    run: str, output: Path | None, config: Path | None, paths: tuple[str, ...], *, as_json: bool
) -> None:
    """Print one RUN: how it ended, its gates, steps and numbers.

    RUN is a name as `reportgen history list` prints it, or the beginning of one.
    """
    from reportgen.cli.history import opened, print_run

    print_run(opened(output, config), run, paths, as_json=as_json)


@history.command()
@placed
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export(file: Path, output: Path | None, config: Path | None) -> None:
    """Write all runs into FILE (packed where it ends in .gz)."""
    from reportgen.cli.history import opened, write_export

    write_export(opened(output, config), file)


@history.command("import")
@placed
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def import_(file: Path, output: Path | None, config: Path | None) -> None:
    """Add the runs of FILE, written by `export`, that are not there yet."""
    from reportgen.cli.history import opened, read_export

    read_export(opened(output, config, new=True), file)


@history.command()
@placed
def page(output: Path | None, config: Path | None) -> None:
    """Write index.html, the page of all runs, into the output folder again."""
    from reportgen.cli.history import write_page

    write_page(output, config)


@history.command()
@placed
@click.argument("name", required=False)
@click.argument("run", default="latest")
def baseline(name: str | None, run: str, output: Path | None, config: Path | None) -> None:
    """Let NAME stand for RUN, to compare with by `reportgen run --baseline NAME`.

    Without NAME, print the baselines.
    """
    from reportgen.cli.history import opened, print_baselines, set_baseline

    engine = opened(output, config)
    if name is None:
        print_baselines(engine)
    else:
        set_baseline(engine, name, run)


@history.command()
@placed
@click.option("--keep", type=click.IntRange(min=1), help="Newest runs of each subject that stay.")
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Only runs that began before that day (YYYY-MM-DD, UTC) go.",
)
@click.option("--texts", is_flag=True, help="Forget the texts of reports only; numbers stay.")
@click.option("--files", is_flag=True, help="Remove their folders from the archive as well.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
def prune(
    output: Path | None,
    config: Path | None,
    keep: int | None,
    before: datetime | None,
    *,
    texts: bool,
    files: bool,
    dry_run: bool,
) -> None:
    """Forget runs; those that baselines name stay."""
    from reportgen.cli.history import forget

    if keep is None and before is None:
        raise click.UsageError("Say what goes, by --keep or --before.")
    forget(output, config, keep, before, texts=texts, files=files, dry_run=dry_run)
