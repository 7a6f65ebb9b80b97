"""The ways that the settings name, ready to be gone."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.mail import secret
from reportgen.mail.address import mailbox, recipients
from reportgen.mail.channel import Channel, Patience
from reportgen.mail.drop import Drop
from reportgen.mail.smtp import Smtp
from reportgen.mail.webhook import Webhook
from reportgen.mailing import ChannelSettings, MailSettings

MAIL = "mail"
"""What the outbox calls the way of mails."""
WHERE = "[mail]"


def channels(settings: MailSettings) -> dict[str, Channel]:
    """Return all ways by name."""
    found: dict[str, Channel] = {}
    if settings.server.host is not None:
        sender = mailbox(settings.sender or "", where=f"{WHERE} sender")
        found[MAIL] = Smtp(server=settings.server, sender=sender.address)
    return found | {channel.name: _channel(channel) for channel in settings.channels}


def _channel(settings: ChannelSettings) -> Channel:
    patience = Patience(attempts=settings.attempts, pause=settings.pause)
    if settings.folder is not None and settings.kind == "file":
        return Drop(name=settings.name, folder=settings.folder, patience=patience)
    return Webhook(
        name=settings.name,
        url_env=settings.url_env or "",
        timeout=settings.timeout,
        ca_file=settings.ca_file,
        patience=patience,
    )


def check(settings: MailSettings, asked: Sequence[str] = ()) -> None:
    """Make sure that addresses and secrets are there, before hours are spent on a report.

    ``asked`` are recipients beside those of the settings.

    Raises
    ------
    SettingsError
        If an address is malformed or not allowed, or the variable of a secret is not set.
    """
    if settings.sender is not None:
        mailbox(settings.sender, where=f"{WHERE} sender")
    if settings.reply_to is not None:
        mailbox(settings.reply_to, where=f"{WHERE} reply_to")
    for name, listed in (
        ("readers", settings.readers),
        ("owners", settings.owners),
        ("--to", asked),
    ):
        recipients(listed, settings.domains, where=name if name == "--to" else f"{WHERE} {name}")
    server = settings.server
    password = server.password_env if server.auth in {"plain", "login"} else None
    token = server.token_env if server.auth == "xoauth2" else None
    addresses = [channel.url_env for channel in settings.channels if channel.kind == "webhook"]
    for variable in (password, token, *addresses):
        if variable is not None:
            secret.from_environment(variable, WHERE)
