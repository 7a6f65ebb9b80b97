"""The commands of delivery; what they do is in modules of their own, loaded when needed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

CONFIG = click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Settings file.  [default: reportgen.toml, if there is one]",
)
OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Output folder whose history has the outbox.  [default: that of the settings]",
)


@click.command(
    epilog="""\b
Examples:
  reportgen send output                               to the readers in [mail]
  reportgen send output --to ada@example.com          to somebody else
  reportgen send output --to ada@example.com --dry-run --into mails
\b
Exit codes: 0 delivered, 3 settings, 4 no report, 7 not delivered to everybody.
"""
)
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--to", multiple=True, metavar="ADDRESS", help="Recipient; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Write what would be sent, and send nothing.")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for --dry-run.  [default: the folder of the report]",
)
@click.option("--force", is_flag=True, help="Send also to those who have it, or may have it.")
@OUTPUT
@CONFIG
def send(
    run: Path,
    to: tuple[str, ...],
    into: Path | None,
    output: Path | None,
    config: Path | None,
    *,
    dry_run: bool,
    force: bool,
) -> None:
    """Send the report of RUN by mail, and over the channels of the settings.

    RUN is a folder with a report.json or report.pdf, or one of these files.  Nobody gets the
    same report twice, unless --force says so.
    """
    from reportgen.cli.send import print_messages, send_report

    if dry_run:
        print_messages(run, to, into, config)
    else:
        code = send_report(run, to, config, output, force=force)
        click.get_current_context().exit(code)


@click.group()
def outbox() -> None:
    """Look at what was sent to whom, and send again what did not arrive."""


@outbox.command("list")
@click.option("--open", "only_open", is_flag=True, help="Only what is not delivered.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@OUTPUT
@CONFIG
def list_deliveries(
    output: Path | None, config: Path | None, *, only_open: bool, as_json: bool
) -> None:
    """Print each message and recipient, the newest first, with what became of it."""
    from reportgen.cli.outbox import print_deliveries

    print_deliveries(config, output, only_open=only_open, as_json=as_json)


@outbox.command()
@click.argument("number", type=int)
@click.option("--content", is_flag=True, help="Print the message itself, where it is kept.")
@OUTPUT
@CONFIG
def show(number: int, output: Path | None, config: Path | None, *, content: bool) -> None:
    """Print all that is known of one delivery, by its NUMBER in the list."""
    from reportgen.cli.outbox import print_delivery

    print_delivery(number, config, output, content=content)


@outbox.command()
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="Forget what was made before that day (UTC).",
)
@OUTPUT
@CONFIG
def prune(before: datetime, output: Path | None, config: Path | None) -> None:
    """Forget old messages; what waits or was deferred stays.

    Nobody is kept any more from getting the same report again.
    """
    from reportgen.cli.outbox import forget

    forget(before, config, output)


@outbox.command(
    epilog="""\b
Examples:
  reportgen outbox retry              what waits, or was deferred
  reportgen outbox retry 12 13        these, also where they were refused
  reportgen outbox retry 14 --force   this one, though it may have arrived
"""
)
@click.argument("numbers", type=int, nargs=-1)
@click.option("--force", is_flag=True, help="Send also what may have arrived already.")
@OUTPUT
@CONFIG
def retry(
    numbers: tuple[int, ...], output: Path | None, config: Path | None, *, force: bool
) -> None:
    """Send again what was not delivered: all that may pass, or the NUMBERS given."""
    from reportgen.cli.outbox import send_again

    code = send_again(numbers, config, output, force=force)
    click.get_current_context().exit(code)
