"""The table of faults in docs/mail.md, line by line, and its other claims."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import pytest
import trustme

from reportgen.cli import main
from reportgen.configuration import load
from reportgen.history.outbox import Outbox
from reportgen.mail.post import deliver
from reportgen.mail.smtp import Smtp
from reportgen.results.delivery import Fate
from tests.mail.conftest import Trust, message
from tests.mail.servers import Inbox, Loop, Raw, smtp, trusted
from tests.mail.test_smtp import LONG, MAIL, channel, encrypted

PAGE = (Path(__file__).parents[2] / "docs" / "mail.md").read_text(encoding="utf-8")
ADA = "ada@example.com"


def rows() -> list[list[str]]:
    (table,) = re.findall(r"\| fault \|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


@dataclass
class Fault:
    """A server with a fault, ``inbox`` or ``raw``, and how it is spoken to."""

    inbox: Inbox = field(default_factory=Inbox)
    raw: Raw | None = None
    options: dict[str, Any] = field(default_factory=dict)
    content: bytes = MAIL
    timeout: float = 2.0
    certificate: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    kill: bool = False


LOG_IN = {"auth": "plain", "user": "ada", "password_env": "MAIL_PASSWORD"}
FAULTS: dict[str, Callable[[], Fault]] = {
    "none": Fault,
    "nobody listens": lambda: Fault(settings={"closed": True}),
    "greeted with 421": lambda: Fault(raw=Raw(["not now"])),
    "greeted with 421, then well": lambda: Fault(raw=Raw(["not now", "fine"])),
    "no greeting at all": lambda: Fault(raw=Raw(["stall"]), timeout=0.05),
    "recipient put off (451), then well": lambda: Fault(Inbox(rcpt=["451 later"])),
    "recipient refused (550)": lambda: Fault(Inbox(never=frozenset({ADA}))),
    "content put off (452), then well": lambda: Fault(Inbox(data=["452 full"])),
    "content refused (554)": lambda: Fault(Inbox(data=["554 no"])),
    "larger than the server says it takes": lambda: Fault(options={"data_size_limit": 100}),
    "larger than the server takes (552)": lambda: Fault(Inbox(data=["552 too large"])),
    "dropped in the middle of the content, then well": lambda: Fault(
        raw=Raw(["drop in data", "fine"]), content=LONG
    ),
    "dropped after the final dot": lambda: Fault(raw=Raw(["drop after dot"])),
    "no answer to the final dot": lambda: Fault(raw=Raw(["stall after dot"]), timeout=0.05),
    "no STARTTLS": lambda: Fault(settings={"security": "starttls", "host": "localhost"}),
    "certificate of another authority": lambda: Fault(certificate="another authority"),
    "certificate of another name": lambda: Fault(certificate="elsewhere.example.com"),
    "log-in refused (535)": lambda: Fault(raw=Raw(["fine"]), settings=LOG_IN),
    "no log-in offered": lambda: Fault(settings=LOG_IN),
    "killed while sending": lambda: Fault(kill=True),
}


class Killed(BaseException):
    """The process ends here."""


@contextmanager
def faulty(fault: Fault, loop: Loop, trust: Trust) -> Iterator[Smtp]:
    """Start a server with a fault, and yield the way to it."""
    usual = {"attempts": 3, "pause": 0.0, "timeout": fault.timeout}
    settings = usual | fault.settings
    if settings.pop("closed", False):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            yield channel(free.getsockname()[1], **settings)
        return
    options = dict(fault.options)
    if fault.certificate:
        other = fault.certificate == "another authority"
        authority = trustme.CA() if other else trust.authority
        name = "localhost" if other else fault.certificate
        options["tls_context"] = trusted(authority, name)
    protocol = smtp(fault.inbox, **options) if fault.raw is None else fault.raw.protocol
    with loop.serving(protocol) as port:
        way = encrypted if fault.certificate else lambda port, _, **more: channel(port, **more)
        yield way(port, trust, **settings)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_fault_becomes_what_the_table_says(
    row: list[str], outbox: Outbox, loop: Loop, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "a-wrong-password")
    fault = FAULTS[row[0]]()
    promised = message(ADA, content=fault.content)
    outbox.put(promised)
    with faulty(fault, loop, trust) as way:
        if fault.kill:
            with monkeypatch.context() as dying:
                dying.setattr("reportgen.mail.smtp._filled", _die)
                with pytest.raises(Killed):
                    deliver(outbox, promised.id, way)
        else:
            deliver(outbox, promised.id, way, lambda _: None)
    (found,) = outbox.deliveries()
    arrived = len(fault.inbox.mails if fault.raw is None else fault.raw.mails)
    sound = Inbox()
    with loop.serving(smtp(sound)) as port:
        outbox.put(promised)
        deliver(outbox, promised.id, channel(port))
    code = "–" if found.code is None else str(found.code)
    counted = (str(found.attempts), str(arrived), str(arrived + len(sound.mails)))
    assert [row[0], found.fate.value, code, *counted] == row
    assert found.text or found.fate in {Fate.SENDING, Fate.DELIVERED}, "never silent"
    assert arrived + len(sound.mails) <= 1, "never twice"


def _die(*_: object) -> None:
    raise Killed


def test_the_table_has_every_fault() -> None:
    assert [row[0] for row in rows()] == list(FAULTS)


def test_the_settings_of_the_page_are_valid(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    (tmp_path / "reportgen.toml").write_text(block, encoding="utf-8")
    mail = load(tmp_path / "reportgen.toml", {}).mail
    assert mail.server.host == "smtp.example.com"
    assert [way.name for way in mail.channels] == ["chat", "archive"]
    assert mail.channels[1].folder == tmp_path / "mails", "it starts from the settings file"


@pytest.mark.parametrize("line", re.findall(r"^reportgen (.*?) *(?:#.*)?$", PAGE, re.MULTILINE))
def test_the_commands_of_the_page_are_understood(line: str) -> None:
    command: click.Command = main
    words = line.split()
    while isinstance(command, click.Group):
        command, words = command.commands[words[0]], words[1:]
    with click.Context(command) as context:
        rest = command.make_parser(context).parse_args(words)[1]
    assert rest == []
