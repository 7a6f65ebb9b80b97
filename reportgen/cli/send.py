"""``reportgen send``, and what ``reportgen run`` sends at its end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.api import read_report
from reportgen.configuration import load
from reportgen.errors import DataError, ExitCode, ReportgenError, SettingsError
from reportgen.history import open_database
from reportgen.history.database import FILE
from reportgen.history.outbox import Outbox
from reportgen.mail import (
    Audience,
    Edition,
    Occasion,
    Sent,
    audiences,
    channels,
    check,
    messages,
    untold,
)
from reportgen.mail import occasions as due
from reportgen.mail import send as hand_over
from reportgen.mail.address import recipients
from reportgen.mail.past import earlier, this
from reportgen.mail.sending import worded
from reportgen.render.brand import brand
from reportgen.render.context import Look
from reportgen.render.outputs import place
from reportgen.results import Report
from reportgen.settings import Settings
from reportgen.text import using

if TYPE_CHECKING:
    from reportgen.results.delivery import Delivery

FILES = ("report.json", "report.pdf")
HINT = "`reportgen outbox list` shows all, `reportgen outbox retry` tries again."


def send_report(
    run: Path, to: Sequence[str], config: Path | None, output: Path | None, *, force: bool
) -> ExitCode:
    """Send the report of a run, print what became of it, and return how that ends.

    Raises
    ------
    ReportgenError
        If there is no report, or the settings do not say how and to whom.
    """
    settings = load(config, {})
    file, told = _file(run), _audiences(settings, to)
    edition = _edition(read_report(file), settings, file.parent)
    outbox = Outbox(open_database(settings.history, _home(settings, file.parent, output)))
    with using(edition.report.language, settings.report.catalogue):
        sent = hand_over(edition, settings.mail, outbox, told, force=force)
    return tell(sent)


def print_messages(run: Path, to: Sequence[str], into: Path | None, config: Path | None) -> None:
    """Write what would be sent into a folder, and print the paths."""
    settings = load(config, {})
    file, told = _file(run), _audiences(settings, to)
    edition = _edition(read_report(file), settings, file.parent)
    written: dict[str, bytes] = {}
    with using(edition.report.language, settings.report.catalogue):
        for audience in told:
            words = partial(worded, edition, settings.mail, audience)
            for message in messages(edition, settings.mail, audience, words):
                kind = "eml" if message.content.startswith(b"From:") else "json"
                number = f"-{len(written) + 1}" if written else ""
                written[f"{message.channel}{number}.{kind}"] = message.content
    for path in place(into or file.parent, written):
        click.echo(path)


def ready(settings: Settings) -> None:
    """Make sure that a run can be told of, before it begins.

    Raises
    ------
    SettingsError
        If an address or a secret is missing or wrong, or no history is kept.
    """
    check(settings.mail)
    if not settings.history.enabled:
        raise SettingsError(
            "Without a history nobody can be told of a run: what was sent is written down there",
            where="[mail]",
            hint="Leave out --no-history, or run with --no-mail.",
        )


def after_run(report: Report, settings: Settings, folder: Path, *, quiet: bool) -> ExitCode:
    """Tell of a run whose files are written, and return how that ends.

    Whatever goes wrong is said, and the report stays where it is.
    """
    try:
        sent = _told(report, settings, folder)
    except ReportgenError as error:
        click.echo(f"Error: nothing was sent. {error}", err=True)
        return ExitCode.DELIVERY
    return tell(sent, quiet=quiet)


def _told(report: Report, settings: Settings, folder: Path) -> Sent:
    edition = _edition(report, settings, folder)
    outbox = Outbox(open_database(settings.history, settings.report.output))
    before = earlier(outbox, edition, settings.history.subject)
    readers, owners = due(this(edition), before, settings.mail)
    with using(report.language, settings.report.catalogue):
        told = audiences(settings.mail, readers, owners)
        return hand_over(edition, settings.mail, outbox, told, nights=untold(before))


def tell(sent: Sent, *, quiet: bool = False) -> ExitCode:
    """Print what became of messages on stderr, and return how that ends."""
    arrived = len(sent.deliveries) - len(sent.failed)
    if not quiet and sent.deliveries:
        click.echo(f"Delivered: {arrived} of {len(sent.deliveries)}.", err=True)
    for delivery in (*sent.failed, *(d for d in sent.notices if d.fate != "delivered")):
        click.echo(f"Error: {said(delivery)}", err=True)
    if not sent.failed:
        return ExitCode.OK
    click.echo(HINT, err=True)
    return ExitCode.DELIVERY


def said(delivery: Delivery) -> str:
    """Return what became of one delivery, in a line."""
    code = "" if delivery.code is None else f"{delivery.code} "
    what = "" if delivery.kind == "report" else f"{delivery.kind} "
    return (
        f"{delivery.channel}: {what}to {delivery.recipient}: {delivery.fate.value} "
        f"({code}{delivery.text})"
    )


def _file(run: Path) -> Path:
    """Return the file of a report; a folder holds it under one of its usual names."""
    if run.is_file():
        return run
    found = [run / name for name in FILES if (run / name).is_file()]
    if not found:
        raise DataError(
            "There is no report",
            where=str(run),
            hint=f"Give a folder with {' or '.join(FILES)}, or one of these files.",
        )
    return found[0]


def _audiences(settings: Settings, to: Sequence[str]) -> tuple[Audience, ...]:
    mail = settings.mail
    check(mail, to)
    if to and mail.server.host is None:
        raise SettingsError("No mail server is set", where="[mail.server] host", hint="Set it.")
    boxes = recipients(to, mail.domains, where="--to")
    told = (
        (Audience(occasion=Occasion.ASKED, people=boxes),)
        if to
        else audiences(mail, Occasion.REPORT, None)
    )
    if not told or not channels(mail):
        raise SettingsError(
            "Nobody is to be told", where="[mail]", hint="Give --to, or set readers in [mail]."
        )
    return told


def _edition(report: Report, settings: Settings, folder: Path) -> Edition:
    from reportgen.history import subject_of
    from reportgen.sections import templates as brought

    plugins = brought([section.name for section in report.extra])
    own = settings.history.subject or subject_of(report.provenance.source)
    return Edition(
        report=report,
        series=settings.mail.series or own,
        folder=folder,
        look=Look(
            brand=brand(settings.brand), templates=settings.report.templates, plugins=plugins
        ),
        most_charts=settings.mail.charts,
    )


def _home(settings: Settings, folder: Path, output: Path | None) -> Path:
    """Return the output folder that a report belongs to: its own, the one above, the usual."""
    if output is not None:
        return output
    near = (place for place in (folder, folder.parent) if (place / FILE).is_file())
    return next(near, settings.report.output)
