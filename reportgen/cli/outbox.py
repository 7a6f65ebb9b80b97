"""``reportgen outbox``: what was sent to whom, and again what did not arrive."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.table import Table as Grid

from reportgen.cli.inspect import terminal
from reportgen.cli.send import said, tell
from reportgen.configuration import load
from reportgen.errors import DataError, ExitCode
from reportgen.history import open_database
from reportgen.history.outbox import OPEN, Outbox
from reportgen.mail import Sent, channels, check, resend
from reportgen.results.delivery import Delivery, Fate
from reportgen.settings import Settings

UNFINISHED = tuple(fate for fate in Fate if fate is not Fate.DELIVERED)
AGAIN = (*OPEN, Fate.REFUSED)
"""What may be sent again where its number is given."""


def print_deliveries(
    config: Path | None, output: Path | None, *, only_open: bool, as_json: bool
) -> None:
    """Print all deliveries, the newest first."""
    _, outbox = _opened(config, output)
    found = outbox.deliveries(fates=UNFINISHED if only_open else None)
    if as_json:
        click.echo(json.dumps([asdict(d) for d in found], ensure_ascii=False, indent=1))
        return
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    for name in ("number", "updated", "fate", "channel", "recipient", "subject"):
        grid.add_column(name, overflow="fold")
    for d in found:
        grid.add_row(str(d.id), d.updated[:16], d.fate.value, d.channel, d.recipient, d.subject)
    terminal().print(grid)


def print_delivery(number: int, config: Path | None, output: Path | None, *, content: bool) -> None:
    """Print all that is known of one delivery, or its message."""
    _, outbox = _opened(config, output)
    (found,) = _found(outbox, [number])
    if not content:
        for name, value in asdict(found).items():
            click.echo(f"{name}: {value if value is not None else '–'}")
        return
    kept = outbox.content(found.message)
    if kept is None:
        raise DataError("The message is delivered, and was put away", where=f"delivery {number}")
    click.echo(kept, nl=False)


def send_again(
    numbers: Sequence[int], config: Path | None, output: Path | None, *, force: bool
) -> ExitCode:
    """Send deliveries again, print what became of them, and return how that ends."""
    settings, outbox = _opened(config, output)
    check(settings.mail)
    if numbers:
        asked = _found(outbox, numbers)
        outbox.reopen(numbers, UNFINISHED if force else AGAIN)
        chosen = outbox.deliveries(ids=numbers, fates=OPEN)
        _say_left_out(asked, chosen)
    else:
        chosen = asked = outbox.deliveries(fates=OPEN)
    lost = resend(outbox, chosen, channels(settings.mail))
    for delivery in lost:
        click.echo(f"Error: the channel {delivery.channel} is not set any more", err=True)
    return tell(Sent(deliveries=outbox.deliveries(ids=[d.id for d in asked])))


def forget(before: datetime, config: Path | None, output: Path | None) -> None:
    """Forget messages made before a day, and print how many."""
    _, outbox = _opened(config, output)
    click.echo(f"{outbox.prune(before.replace(tzinfo=UTC))} messages forgotten")


def _say_left_out(asked: Sequence[Delivery], chosen: Sequence[Delivery]) -> None:
    """Say what is not sent again although its number was given."""
    taken = {d.id for d in chosen}
    for delivery in asked:
        if delivery.id not in taken and delivery.fate is not Fate.DELIVERED:
            click.echo(f"Left alone without --force: {said(delivery)}", err=True)


def _opened(config: Path | None, output: Path | None) -> tuple[Settings, Outbox]:
    settings = load(config, {})
    engine = open_database(settings.history, output or settings.report.output, new=False)
    outbox = Outbox(engine)
    outbox.settle()
    return settings, outbox


def _found(outbox: Outbox, numbers: Sequence[int]) -> tuple[Delivery, ...]:
    found = outbox.deliveries(ids=numbers)
    missing = sorted(set(numbers) - {d.id for d in found})
    if missing:
        raise DataError(
            f"There is no delivery {missing[0]}",
            where="the outbox",
            hint="`reportgen outbox list` shows all.",
        )
    return found
