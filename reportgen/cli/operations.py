"""Commands around a run: what is set.  They parse and call; heavy libraries load inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click


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
