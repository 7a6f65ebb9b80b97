"""What a user can set about delivery: ``[mail]`` and what is below it.

No secret stands here: ``password_env``, ``token_env`` and ``url_env`` name the environment
variables that hold one.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le

PORTS = {"starttls": 587, "tls": 465, "plain": 25}
GAPS = ("title", "news", "day", "source", "answer")
"""What the templates of subject and preheader can name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """``[mail.server]``: the server that takes mails.

    ``security`` is ``starttls`` (port 587), ``tls`` (port 465), or ``plain`` (port 25), which
    is for servers on this machine alone.  Certificates are always checked: against those of
    the system, or those in ``ca_file``.

    ``auth`` is how to log in as ``user``: ``plain`` and ``login`` with the password in the
    variable ``password_env``, ``xoauth2`` with a token that is in the variable ``token_env``
    or that ``token_command`` prints.

    ``timeout`` are the seconds to wait for each answer (ten times as many for the one that
    says whether a mail was taken); ``attempts`` how often to try where a fault may pass,
    ``pause`` the seconds before the second attempt, doubled before each one after that.
    """

    host: str | None = None
    port: Annotated[int, Ge(1), Le(65_535)] | None = None
    security: Literal["starttls", "tls", "plain"] = "starttls"
    ca_file: Path | None = None
    auth: Literal["none", "plain", "login", "xoauth2"] = "none"
    user: str = ""
    password_env: str | None = None
    token_env: str | None = None
    token_command: tuple[str, ...] = ()
    timeout: Annotated[float, Gt(0.0), Le(600.0)] = 30.0
    attempts: Annotated[int, Ge(1), Le(20)] = 4
    pause: Annotated[float, Ge(0.0), Le(600.0)] = 5.0

    def __post_init__(self) -> None:
        """Refuse what would send words or secrets in the open, or a log-in without a secret."""
        if self.host is not None and self.security == "plain" and not loopback(self.host):
            raise ValueError("security plain is for a server on this machine alone")
        if self.auth == "none":
            return
        if not self.user:
            raise ValueError(f"auth {self.auth} needs a user")
        if self.auth in {"plain", "login"} and not self.password_env:
            raise ValueError(f"auth {self.auth} needs password_env, the name of a variable")
        if self.auth == "xoauth2" and bool(self.token_env) == bool(self.token_command):
            raise ValueError("auth xoauth2 needs one of token_env and token_command")

    @property
    def place(self) -> tuple[str, int]:
        """Host and port."""
        return self.host or "", self.port or PORTS[self.security]


def loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """``[[mail.channels]]``: another way to tell of a run.

    ``kind`` is ``file``, which puts each mail as a file into ``folder``, or ``webhook``,
    which posts to the address in the variable ``url_env``: as ``json`` with the Markdown
    summary in it, or as ``slack`` and ``teams`` want it.  ``lists`` says what it is told:
    what ``readers`` get, what ``owners`` get, or both.
    """

    name: str
    kind: Literal["file", "webhook"]
    folder: Path | None = None
    url_env: str | None = None
    payload: Literal["json", "slack", "teams"] = "json"
    ca_file: Path | None = None
    lists: tuple[Literal["readers", "owners"], ...] = ("readers", "owners")
    timeout: Annotated[float, Gt(0.0), Le(600.0)] = 30.0
    attempts: Annotated[int, Ge(1), Le(20)] = 4
    pause: Annotated[float, Ge(0.0), Le(600.0)] = 5.0

    def __post_init__(self) -> None:
        """Refuse a channel that leads nowhere."""
        if not self.name.strip() or not self.name.isprintable():
            raise ValueError("a channel needs a name of printable characters")
        if self.kind == "file" and self.folder is None:
            raise ValueError(f"the channel {self.name} needs a folder")
        if self.kind == "webhook" and not self.url_env:
            raise ValueError(f"the channel {self.name} needs url_env, the name of a variable")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """``[mail]``: to whom a run is told, when, and how.

    ``readers`` get the report: after each run (``when = "always"``), where something changed
    (``on_change``), or where gates begin or cease to fail (``on_gate_failure``).  ``owners``
    are told when a gate fails, when all pass again, and when a mail cannot be delivered.
    With ``digest = "weekly"`` readers get one mail in the first run of a week, with what the
    runs before it found; after ``heartbeat`` days without any mail they get one that says
    that all is quiet.

    ``sender`` is an address, with or without a name; ``domains`` are those that mails may go
    to, all where it is empty.  ``subject`` and ``preheader`` have gaps for ``{title}``,
    ``{news}``, ``{day}``, ``{source}`` and ``{answer}``.  The PDF is attached where ``attach``
    holds and it has at most ``attach_up_to`` megabytes; a larger one is at ``link``, or in its
    folder.  ``charts`` is the number of pictures.  ``series`` names what the mails are about,
    so that they make one thread; by default the title of the report.
    """

    when: Literal["always", "on_change", "on_gate_failure"] = "always"
    readers: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    sender: str | None = None
    reply_to: str | None = None
    domains: tuple[str, ...] = ()
    subject: str = "{title}: {news}"
    preheader: str = "{answer}"
    attach: bool = True
    attach_up_to: Annotated[float, Gt(0.0), Le(7.0)] = 5.0
    link: str | None = None
    charts: Annotated[int, Ge(0), Le(3)] = 3
    series: str | None = None
    digest: Literal["none", "weekly"] = "none"
    heartbeat: Annotated[int, Ge(1), Le(366)] | None = None
    server: ServerSettings = field(default_factory=ServerSettings)
    channels: tuple[ChannelSettings, ...] = ()

    def __post_init__(self) -> None:
        """Refuse gaps that nothing fills, and lists that no server serves."""
        for name, template in (("subject", self.subject), ("preheader", self.preheader)):
            check_gaps(name, template)
        files = any(channel.kind == "file" for channel in self.channels)
        if (files or self.server.host is not None) and self.sender is None:
            raise ValueError("mails need a sender")
        if (self.readers or self.owners) and self.server.host is None:
            raise ValueError("readers and owners need a server with a host")
        if self.link is not None and not self.link.startswith(("https://", "http://")):
            raise ValueError("link is not the address of a page")
        names = [channel.name for channel in self.channels]
        if len(set(names)) < len(names):
            raise ValueError("two channels have the same name")

    @property
    def told(self) -> bool:
        """Whether a run is told to anybody."""
        return bool(self.readers or self.owners or self.channels)


def check_gaps(name: str, template: str) -> None:
    """Refuse a template with a gap that is none of :data:`GAPS`."""
    try:
        parts = list(Formatter().parse(template))
    except ValueError as error:
        raise ValueError(f"{name} cannot be filled ({error})") from error
    for _, gap, spec, conversion in parts:
        if gap is not None and (gap not in GAPS or spec or conversion):
            known = ", ".join(f"{{{known}}}" for known in GAPS)
            raise ValueError(f"{name} has a gap that is none of {known}")
