"""Mail servers in this process, good and bad ones, on free ports of this machine."""

# ruff: noqa: ARG002 - aiosmtpd says what its hooks are called with
from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

_Value = TypeVar("_Value")


class Loop:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def call(self, coroutine: Coroutine[Any, Any, _Value]) -> _Value:
        """Run a coroutine to its end."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    @contextmanager
    def serving(self, protocol: Callable[[], Any], **options: Any) -> Iterator[int]:
        """Serve, and yield the port."""

        async def start() -> asyncio.Server:
            return await self._loop.create_server(protocol, "127.0.0.1", 0, **options)

        server = self.call(start())
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            self.call(self._stopped(server))

    @staticmethod
    async def _stopped(server: asyncio.Server) -> None:
        server.close()
        this = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not this]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def close(self) -> None:
        """Stop the loop."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()


@dataclass
class Inbox:
    """Takes mails, but for what it is told to answer instead.

    ``rcpt`` and ``data`` are answers to give, each once, in turn, ``None`` for a usual one;
    ``never`` are recipients that are refused for good.
    """

    rcpt: list[str | None] = field(default_factory=list)
    data: list[str | None] = field(default_factory=list)
    never: frozenset[str] = frozenset()
    mails: list[tuple[list[str], bytes]] = field(default_factory=list)
    logins: list[tuple[str, bytes, bytes]] = field(default_factory=list)
    options: list[list[str]] = field(default_factory=list)
    transactions: int = 0

    async def handle_MAIL(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.transactions += 1
        self.options.append(options)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - the same
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.rcpt.pop(0) if self.rcpt else None
        if address in self.never:
            answer = "550 no such mailbox"
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(  # noqa: N802 - the same
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = self.data.pop(0) if self.data else None
        if answer is None:
            assert isinstance(envelope.content, bytes)
            self.mails.append((list(envelope.rcpt_tos), envelope.content))
        return answer or "250 taken"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        """Take the token "good-token"; refuse others as large providers do."""
        import base64

        given = base64.b64decode(args[1])
        self.logins.append(("XOAUTH2", given, b""))
        if b"auth=Bearer good-token-of-ada" in given:
            return AuthResult(success=True)
        await server.push("334 eyJzdGF0dXMiOiI0MDEifQ==")
        await server._reader.readline()
        return AuthResult(success=False, handled=False)

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        """Take the password of Ada."""
        assert isinstance(data, LoginPassword)
        self.logins.append((mechanism, data.login, data.password))
        good = data.password == "Pässwort-von-Ada".encode()
        return AuthResult(success=good, handled=False)


def smtp(inbox: Inbox, **options: Any) -> Callable[[], SMTP]:
    """Return what makes a session of aiosmtpd."""
    return lambda: SMTP(inbox, loop=asyncio.get_running_loop(), enable_SMTPUTF8=True, **options)


@dataclass
class Raw:
    """A server that follows a script: what to do in each connection.

    ``fine``, ``drop in data``, ``drop after dot``, ``stall``, ``stall after dot``,
    ``not now``: greets with 421, ``echo``: repeats what it was told where it refuses.
    """

    script: list[str]
    mails: list[bytes] = field(default_factory=list)
    connections: int = 0

    def protocol(self) -> asyncio.StreamReaderProtocol:
        """Return the protocol of one connection."""
        return asyncio.StreamReaderProtocol(asyncio.StreamReader(limit=2**24), self._talk)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        deed = self.script[min(self.connections, len(self.script) - 1)]
        self.connections += 1
        try:
            await self._follow(deed, reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _follow(
        self, deed: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if deed == "stall":
            await asyncio.sleep(30)
        await _say(writer, "421 not now" if deed == "not now" else "220 here")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                if not await self._take(deed, reader, writer):
                    return
            elif verb == b"AUTH":
                await _say(writer, f"535 who is {line.decode().strip()}?")
            else:
                await _say(writer, _ANSWERS.get(verb, "250 fine"))
                if verb == b"QUIT":
                    return

    async def _take(
        self, deed: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Take a mail, and return whether to go on."""
        await _say(writer, "354 go on")
        if deed == "drop in data":
            await reader.read(100)
            return False
        mail = await reader.readuntil(b"\r\n.\r\n")
        self.mails.append(mail[:-3])
        if deed == "stall after dot":
            await asyncio.sleep(30)
        if deed == "drop after dot":
            return False
        await _say(writer, "250 taken")
        return True


_ANSWERS = {b"EHLO": "250-here\r\n250 AUTH PLAIN LOGIN", b"QUIT": "221 bye"}


async def _say(writer: asyncio.StreamWriter, text: str) -> None:
    writer.write(text.encode() + b"\r\n")
    await writer.drain()


def trusted(authority: Any, *names: str) -> ssl.SSLContext:
    """Return what a server needs to show a certificate of an authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context
