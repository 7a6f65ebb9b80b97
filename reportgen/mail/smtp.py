"""Mails to an SMTP server, one transaction an attempt.

What matters is when something fails.  Before the final dot the server has taken nothing, and
another attempt is safe.  After it, only the answer says whether it has: where none comes, the
outcome is unknown, and nobody may try again unasked.
"""

from __future__ import annotations

import base64
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from reportgen.errors import ReportgenError
from reportgen.mail import secret
from reportgen.mail.address import one_line
from reportgen.mail.channel import Begin, Patience
from reportgen.mailing import ServerSettings, loopback
from reportgen.results.delivery import Fate, Outcome

ANSWER_PATIENCE = 10
"""Times the usual wait for the answer that says whether a mail was taken."""
GRACE = 0.1
"""Seconds between content and final dot, in which a server that is gone may be noticed: what
is not said to be done is safe to do again."""
GOODBYE = 2.0
LONGEST_ANSWER = 300
_DOT = re.compile(rb"^\.", re.MULTILINE)
_WHERE = "[mail.server]"


class _Failed(Exception):  # noqa: N818 - a fate, not an error of ours
    """The whole attempt ended before anything was taken."""

    def __init__(self, fate: Fate, text: str, code: int | None = None) -> None:
        super().__init__(text)
        self.fate, self.text, self.code = fate, text, code


@dataclass(slots=True, kw_only=True)
class Smtp:
    """The channel of mails; ``sender`` is the address that faults come back to."""

    server: ServerSettings
    sender: str
    name: str = "mail"
    _secrets: list[str] = field(default_factory=list, repr=False)

    @property
    def patience(self) -> Patience:
        """How often to try."""
        return Patience(attempts=self.server.attempts, pause=self.server.pause)

    def send(
        self, content: bytes, recipients: Sequence[str], key: str, begin: Begin
    ) -> list[Outcome]:
        """Try once to hand a mail over; see :class:`reportgen.mail.channel.Channel`."""
        del key  # stands in the mail as its Message-ID
        try:
            with self._connected() as connection:
                self._log_in(connection)
                done = _handed_over(connection, self._envelope(content), recipients, begin)
        except _Failed as failed:
            done = [_outcome(r, failed.fate, failed.code, failed.text) for r in recipients]
        except ReportgenError as error:
            done = [_outcome(r, Fate.REFUSED, None, str(error)) for r in recipients]
        return [self._clean(outcome) for outcome in done]

    def _envelope(self, content: bytes) -> _Envelope:
        return _Envelope(
            self.sender, content, patience=min(600.0, self.server.timeout * ANSWER_PATIENCE)
        )

    def _clean(self, outcome: Outcome) -> Outcome:
        text = secret.scrubbed(one_line(outcome.text), self._secrets)[:LONGEST_ANSWER]
        return _outcome(outcome.recipient, outcome.fate, outcome.code, text)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        with _faults():
            connection = self._opened()
        try:
            with _faults():
                self._protect(connection)
            yield connection
        finally:
            _leave(connection)

    def _opened(self) -> smtplib.SMTP:
        host, port = self.server.place
        if self.server.security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=self.server.timeout, context=self._trust())
        return smtplib.SMTP(host, port, timeout=self.server.timeout)

    def _trust(self) -> ssl.SSLContext:
        file = self.server.ca_file
        try:
            return ssl.create_default_context(cafile=None if file is None else str(file))
        except (OSError, ssl.SSLError) as error:
            raise _Failed(Fate.REFUSED, f"the certificates in {file} cannot be read") from error

    def _protect(self, connection: smtplib.SMTP) -> None:
        """Encrypt the connection, or make sure that it does not leave this machine."""
        connection.ehlo_or_helo_if_needed()
        if self.server.security == "starttls":
            if not connection.has_extn("starttls"):
                raise _Failed(
                    Fate.REFUSED, "the server offers no STARTTLS, and nothing is sent in the open"
                )
            connection.starttls(context=self._trust())
            connection.ehlo()
        elif self.server.security == "plain":
            there = connection.sock.getpeername()[0] if connection.sock is not None else ""
            if not loopback(str(there)):
                raise _Failed(Fate.REFUSED, f"{there} is another machine, and security is plain")

    def _log_in(self, connection: smtplib.SMTP) -> None:
        how, user = self.server.auth, self.server.user
        if how == "none":
            return
        word = self._secret()
        offered = connection.esmtp_features.get("auth", "").upper().split()
        if how.upper() not in offered:
            said = ", ".join(offered) or "no log-in"
            raise _Failed(Fate.REFUSED, f"the server offers {said}, and not {how.upper()}")
        with _faults():
            code, answer = _LOG_INS[how](connection, user, word)
        if code != 235:
            raise _Failed(_fate(code), f"the log-in was refused: {_said(answer)}", code)

    def _secret(self) -> str:
        """Return the password or token, and remember to hide it; a token may have expired."""
        server = self.server
        if server.token_command:
            word = secret.from_command(server.token_command, f"{_WHERE} token_command")
        elif server.auth == "xoauth2":
            word = secret.from_environment(server.token_env or "", f"{_WHERE} token_env")
        else:
            word = secret.from_environment(server.password_env or "", f"{_WHERE} password_env")
        self._secrets += [word, f"\0{server.user}\0{word}", _bearer(server.user, word)]
        return word


Answer = tuple[int, bytes]


def _packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _plain(connection: smtplib.SMTP, user: str, word: str) -> Answer:
    """Log in by AUTH PLAIN (RFC 4616)."""
    return connection.docmd("AUTH", f"PLAIN {_packed(f'{chr(0)}{user}{chr(0)}{word}')}")


def _login(connection: smtplib.SMTP, user: str, word: str) -> Answer:
    """Log in by AUTH LOGIN, which asks for the two one after the other."""
    code, answer = connection.docmd("AUTH", "LOGIN")
    for part in (user, word):
        if code != 334:
            break
        code, answer = connection.docmd(_packed(part))
    return code, answer


def _bearer(user: str, token: str) -> str:
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def _xoauth2(connection: smtplib.SMTP, user: str, token: str) -> Answer:
    """Log in by AUTH XOAUTH2; where the token is refused, the server wants an empty line."""
    code, answer = connection.docmd("AUTH", f"XOAUTH2 {_packed(_bearer(user, token))}")
    return connection.docmd("") if code == 334 else (code, answer)


_LOG_INS: dict[str, Callable[[smtplib.SMTP, str, str], Answer]] = {
    "plain": _plain,
    "login": _login,
    "xoauth2": _xoauth2,
}


@dataclass(frozen=True, slots=True)
class _Envelope:
    """A mail on its way: ``patience`` are the seconds to wait until it is taken."""

    sender: str
    content: bytes
    patience: float


def _handed_over(
    connection: smtplib.SMTP, envelope: _Envelope, recipients: Sequence[str], begin: Begin
) -> list[Outcome]:
    """Carry one transaction out, and return what it came to for each recipient."""
    with _faults():
        accepted, refused = _named(connection, envelope, recipients)
    if not accepted:
        return refused
    ours = begin(accepted)
    if not ours:
        return refused
    try:
        with _faults():
            if len(ours) < len(accepted):
                connection.rset()
                ours, more = _named(connection, envelope, ours)
                refused += more
                if not ours:
                    return refused
            _filled(connection, envelope.content)
    except _Failed as failed:
        return refused + [_outcome(r, failed.fate, failed.code, failed.text) for r in ours]
    fate, code, text = _closed(connection, envelope.patience)
    return refused + [_outcome(recipient, fate, code, text) for recipient in ours]


def _named(
    connection: smtplib.SMTP, envelope: _Envelope, recipients: Sequence[str]
) -> tuple[list[str], list[Outcome]]:
    """Name sender and recipients; return those that the server takes, and what others got."""
    code, answer = connection.mail(envelope.sender, _options(connection, envelope, recipients))
    if code // 100 != 2:
        raise _Failed(_fate(code), f"the sender was refused: {_said(answer)}", code)
    accepted: list[str] = []
    refused: list[Outcome] = []
    for recipient in recipients:
        code, answer = connection.rcpt(recipient)
        if code // 100 == 2:
            accepted.append(recipient)
        elif code == 421:
            raise _Failed(Fate.DEFERRED, _said(answer), code)
        else:
            refused.append(_outcome(recipient, _fate(code), code, _said(answer)))
    return accepted, refused


def _options(connection: smtplib.SMTP, envelope: _Envelope, recipients: Sequence[str]) -> list[str]:
    options = []
    if connection.has_extn("size"):
        most = connection.esmtp_features["size"].strip()
        if most.isdigit() and 0 < int(most) < len(envelope.content):
            text = f"the mail has {len(envelope.content)} bytes, and the server takes {most}"
            raise _Failed(Fate.REFUSED, text)
        options.append(f"SIZE={len(envelope.content)}")
    if not all(map(str.isascii, (envelope.sender, *recipients))):
        if not connection.has_extn("smtputf8"):
            raise _Failed(Fate.REFUSED, "the server takes no addresses beyond ASCII (SMTPUTF8)")
        options += ["SMTPUTF8", "BODY=8BITMIME"]
    return options


def _filled(connection: smtplib.SMTP, content: bytes) -> None:
    """Send the content, all but the final dot: until then nothing is taken."""
    code, answer = connection.docmd("DATA")
    if code != 354:
        raise _Failed(_fate(code), f"the content was refused: {_said(answer)}", code)
    whole = content if content.endswith(b"\r\n") else content + b"\r\n"
    connection.send(_DOT.sub(b"..", whole))
    if _spoke_too_early(connection.sock):
        raise _Failed(Fate.DEFERRED, "the server left in the middle of the content")


def _spoke_too_early(sock: socket.socket | None) -> bool:
    """Return whether the server has closed, or said anything while it should listen."""
    if sock is None:
        return True
    patience = sock.gettimeout()
    sock.settimeout(GRACE)
    try:
        sock.recv(1)
    except TimeoutError:
        return False
    except OSError:
        return True
    finally:
        sock.settimeout(patience)
    return True


def _closed(connection: smtplib.SMTP, patience: float) -> tuple[Fate, int | None, str]:
    """Send the final dot and wait for the answer; without one, nobody knows."""
    if connection.sock is not None:
        connection.sock.settimeout(patience)
    try:
        connection.send(b".\r\n")
        code, answer = connection.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Fate.UNKNOWN, None, f"the mail was sent, and no answer came ({_reason(error)})"
    if code // 100 == 2:
        return Fate.DELIVERED, code, _said(answer)
    if code == -1:
        return Fate.UNKNOWN, None, "the mail was sent, and the answer makes no sense"
    return _fate(code), code, _said(answer)


def _leave(connection: smtplib.SMTP) -> None:
    """Say goodbye; whatever comes back changes nothing."""
    try:
        if connection.sock is not None:
            connection.sock.settimeout(GOODBYE)
            connection.docmd("QUIT")
    except (OSError, smtplib.SMTPException):
        pass
    finally:
        connection.close()


@contextmanager
def _faults() -> Iterator[None]:
    """Turn what smtplib and the network raise before anything is taken into a fate."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        answer = error.smtp_error
        text = _said(answer) if isinstance(answer, bytes) else str(answer)
        raise _Failed(_fate(error.smtp_code), text, error.smtp_code) from error
    except smtplib.SMTPNotSupportedError as error:
        raise _Failed(Fate.REFUSED, str(error)) from error
    except smtplib.SMTPException as error:
        raise _Failed(Fate.DEFERRED, _reason(error)) from error
    except ssl.SSLCertVerificationError as error:
        text = f"the certificate of the server is not to be trusted ({error.verify_message})"
        raise _Failed(Fate.REFUSED, text) from error
    except socket.gaierror as error:
        fate = Fate.DEFERRED if error.errno == socket.EAI_AGAIN else Fate.REFUSED
        raise _Failed(fate, f"there is no such server ({error.strerror})") from error
    except OSError as error:
        raise _Failed(Fate.DEFERRED, f"the connection failed ({_reason(error)})") from error


def _fate(code: int) -> Fate:
    """Return what an answer means: only 5xx is for good."""
    return Fate.REFUSED if code // 100 == 5 else Fate.DEFERRED


def _said(answer: bytes) -> str:
    return answer.decode("utf-8", "replace")


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def _outcome(recipient: str, fate: Fate, code: int | None, text: str) -> Outcome:
    return Outcome(recipient=recipient, fate=fate, code=code, text=text)
