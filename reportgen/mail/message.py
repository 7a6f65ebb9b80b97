"""A mail as bytes: the same ones whenever the same report is sent to the same people.

``mixed[alternative[text, related[html, png…]], pdf]``: clients show the best part that they
know.  Nothing random is in it: boundaries and the Message-ID come from digests, and the date
is that of the report.  Text of a table can never begin another header: it is put on one line
first, and the standard library refuses what it would not read back as the same headers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, compat32

from reportgen.errors import DeliveryError
from reportgen.mail.address import Mailbox, one_line
from reportgen.render.email import Body

LONGEST_SUBJECT = 150
_LIST_SIGNS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that comes with a mail; ``kind`` is its type as MIME has it."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands at the head of a mail.

    ``key`` is the digest of what the mail is about, so that no two share a Message-ID;
    ``series`` is what makes several of them one thread.
    """

    sender: Mailbox
    recipients: tuple[Mailbox, ...]
    reply_to: Mailbox | None
    subject: str
    date: datetime
    key: str
    series: str

    @property
    def message_id(self) -> str:
        """The name of the mail, the same whenever it is made."""
        people = "\n".join(sorted(box.address for box in self.recipients))
        return f"<{_digest(self.key, people)}@{self.sender.domain}>"

    @property
    def thread(self) -> str:
        """The name of the mail that all of a series answer: nobody ever sends it."""
        return f"<series-{_digest(self.series)}@{self.sender.domain}>"

    @property
    def list_id(self) -> str:
        """The series as the name of a list, by which clients can sort mails."""
        words = _LIST_SIGNS.sub("-", self.series.casefold()).strip("-")[:40].strip("-")
        return f"<{words or 'reports'}-{_digest(self.series)[:8]}.reportgen.{self.sender.domain}>"


def compose(head: Head, body: Body, attachments: Sequence[Attachment] = ()) -> bytes:
    """Return a mail with CRLF line ends; the same input, the same bytes."""
    utf8 = any(box.international for box in (head.sender, *head.recipients))
    message = EmailMessage(policy=SMTPUTF8 if utf8 else SMTP)
    _address(message, head)
    message.set_content(body.text, cte="quoted-printable")
    message.add_alternative(body.html, subtype="html", cte="quoted-printable")
    _picture(message, body)
    for file in attachments:
        kind, _, subtype = file.kind.partition("/")
        message.add_attachment(file.content, kind, subtype, filename=file.name)
    _bound(message, head)
    return _verified(message.as_bytes(), message)


def _verified(content: bytes, message: EmailMessage) -> bytes:
    """Make sure that the mail has the headers that were set, and no other.

    Raises
    ------
    DeliveryError
        If it has not: a fault of the standard library, which must not leave the house.
    """
    read = message_from_bytes(content, policy=compat32)
    if read.keys() != message.keys() or read.defects:
        raise DeliveryError(
            "the head of the mail cannot be written safely",
            where="the subject or a name",
            hint="Take unusual characters out of the title of the report.",
        )
    return content


def _address(message: EmailMessage, head: Head) -> None:
    message["From"] = _shown(head.sender)
    people = [_shown(box) for box in head.recipients]
    message["To"] = people or Group("undisclosed-recipients", ())
    if head.reply_to is not None:
        message["Reply-To"] = _shown(head.reply_to)
    message["Subject"] = subject(head.subject)
    message["Date"] = head.date
    message["Message-ID"] = head.message_id
    message["In-Reply-To"] = head.thread
    message["References"] = head.thread
    message["List-Id"] = head.list_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"


def subject(text: str) -> str:
    """Return a subject of one line, cut between words where it is too long."""
    line = one_line(text)
    if len(line) <= LONGEST_SUBJECT:
        return line
    return line[: LONGEST_SUBJECT - 1].rsplit(" ", maxsplit=1)[0] + "…"


def _shown(box: Mailbox) -> Address:
    name, _, domain = box.address.rpartition("@")
    return Address(one_line(box.name), name, domain)


def _picture(message: EmailMessage, body: Body) -> None:
    """Put the pictures beside the HTML that shows them."""
    page = message.get_payload()[-1]  # type: ignore[index]
    assert isinstance(page, EmailMessage)  # noqa: S101 - what add_alternative made
    for picture in body.pictures:
        name = f"{picture.cid.partition('.')[0]}.png"
        page.add_related(
            picture.png, "image", "png", cid=f"<{picture.cid}>", disposition="inline", filename=name
        )
    if body.pictures:
        page.set_param("type", "text/html")


def _bound(message: EmailMessage, head: Head) -> None:
    """Set the boundaries between parts: ``=_`` is in no quoted-printable and no Base64."""
    several = (part for part in message.walk() if part.is_multipart())
    for i, part in enumerate(several):
        part.set_boundary(f"=_{_digest(head.key)}_{i}")


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
