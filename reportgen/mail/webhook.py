"""Posts to a web address.

As with mails, the moment matters: a connection that is not made took nothing; a request
that was sent and got no answer is of unknown outcome.
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from reportgen.errors import ReportgenError, SettingsError
from reportgen.mail import secret
from reportgen.mail.address import one_line
from reportgen.mail.channel import Begin, Patience
from reportgen.mailing import loopback
from reportgen.results.delivery import Fate, Outcome

TRY_AGAIN = frozenset({408, 425, 429})
"""Answers of the 4xx that may pass; all others of them are for good."""
LONGEST_ANSWER = 300
_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A channel that posts JSON; its address is a secret, in the variable ``url_env``.

    ``Idempotency-Key`` names the message, for receivers that know it.
    """

    name: str
    url_env: str
    timeout: float
    ca_file: Path | None
    patience: Patience

    def send(
        self, content: bytes, recipients: Sequence[str], key: str, begin: Begin
    ) -> list[Outcome]:
        """Post once; see :class:`reportgen.mail.channel.Channel`."""
        try:
            url = _checked(
                secret.from_environment(self.url_env, f"channel {self.name}"), self.url_env
            )
        except ReportgenError as error:
            return _all(recipients, Fate.REFUSED, None, str(error))
        hidden = (url, url.partition("://")[2].partition("/")[2])
        try:
            trust = self._trust()
        except OSError:
            text = f"the certificates in {self.ca_file} cannot be read"
            return _all(recipients, Fate.REFUSED, None, text)
        ours = begin(recipients)
        if not ours:
            return []
        fate, code, text = self._posted(url, content, key, trust)
        return _all(ours, fate, code, secret.scrubbed(one_line(text), hidden)[:LONGEST_ANSWER])

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=None if self.ca_file is None else self.ca_file)

    def _posted(
        self, url: str, content: bytes, key: str, trust: ssl.SSLContext
    ) -> tuple[Fate, int | None, str]:
        head = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key}
        try:
            with httpx.Client(verify=trust, timeout=self.timeout, trust_env=False) as client:
                answer = client.post(url, content=content, headers=head)
        except _NOTHING_SENT as error:
            untrusted = "CERTIFICATE_VERIFY_FAILED" in str(error)
            return Fate.REFUSED if untrusted else Fate.DEFERRED, None, str(error)
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
            return Fate.UNKNOWN, None, f"the post was sent, and no answer came ({reason})"
        return _fate(answer.status_code), answer.status_code, answer.text


def _checked(url: str, variable: str) -> str:
    """Return an address that is encrypted, or on this machine."""
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        parts = httpx.URL("")
    if parts.scheme == "https" or (parts.scheme == "http" and loopback(parts.host)):
        return url
    raise SettingsError(
        "the address is not one of https",
        where=variable,
        hint="Only this machine may be posted to in the open.",
    )


def _fate(code: int) -> Fate:
    if code // 100 == 2:
        return Fate.DELIVERED
    if code // 100 == 5 or code in TRY_AGAIN:
        return Fate.DEFERRED
    return Fate.REFUSED


def _all(recipients: Sequence[str], fate: Fate, code: int | None, text: str) -> list[Outcome]:
    return [Outcome(recipient=r, fate=fate, code=code, text=text) for r in recipients]
