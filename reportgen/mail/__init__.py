"""A report on its way to its readers: mails, files and webhooks, and what became of each.

A report becomes messages (:mod:`~reportgen.mail.letters`, :mod:`~reportgen.mail.message`,
:mod:`~reportgen.mail.payload`), messages are promised in the outbox of the history, and what
is promised is sent over a channel (:mod:`~reportgen.mail.post`).  Nothing is lost without a
word, and nobody gets the same twice.
"""

from __future__ import annotations

from reportgen.mail.channels import channels, check
from reportgen.mail.edition import Edition
from reportgen.mail.occasions import Occasion, Past, occasions, untold
from reportgen.mail.sending import Audience, Sent, audiences, messages, resend, send

__all__ = [
    "Audience",
    "Edition",
    "Occasion",
    "Past",
    "Sent",
    "audiences",
    "channels",
    "check",
    "messages",
    "occasions",
    "resend",
    "send",
    "untold",
]
