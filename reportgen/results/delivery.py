"""What became of a message to one recipient."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """How far a message to one recipient has come.

    ``WAITING``: nothing was tried.  ``SENDING``: the content is on its way; a process that
    ends here leaves it so.  ``DELIVERED``: the other side has taken it.  ``DEFERRED``: it
    was not taken, for a reason that may pass.  ``REFUSED``: not taken, for good.
    ``UNKNOWN``: the content was sent, and the answer never came.
    """

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one attempt came to for one recipient.

    ``code`` is the answer's number, ``None`` where there was no answer; ``text`` says more.
    """

    recipient: str
    fate: Fate
    code: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message to one recipient, as the outbox has it.

    ``message`` is the name of the message, ``kind`` what it is (``report`` or ``notice``),
    ``occasion`` why it is sent; ``report`` is the digest of the report (SHA-256),
    ``series`` what it is one of; ``channel`` is the way it goes, ``created`` and ``updated``
    are moments (ISO 8601).
    """

    id: int
    message: str
    kind: str
    occasion: str
    report: str
    series: str
    subject: str
    channel: str
    recipient: str
    fate: Fate
    code: int | None
    text: str
    attempts: int
    created: str
    updated: str
