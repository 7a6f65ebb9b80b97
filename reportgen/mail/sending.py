"""From a report to messages, from messages to the outbox, and out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from reportgen.history.outbox import OPEN, Message, Outbox
from reportgen.mail import letters, payload
from reportgen.mail.address import Mailbox, mailbox, recipients
from reportgen.mail.channel import Channel
from reportgen.mail.channels import MAIL, WHERE, channels
from reportgen.mail.edition import Edition
from reportgen.mail.message import Attachment, Head, compose
from reportgen.mail.occasions import Occasion, Past
from reportgen.mail.post import Sleep, deliver
from reportgen.mailing import ChannelSettings, MailSettings
from reportgen.render import email
from reportgen.render.letter import Letter
from reportgen.results.delivery import Delivery, Fate

REPORT, NOTICE = "report", "notice"
"""Kinds of messages: a recipient gets one of each about a report, at the most."""

NOBODY = Mailbox("reportgen@localhost")
"""Whose message it is where no sender is set: webhooks need none."""

Fresh = Callable[[str, str, Sequence[str]], Sequence[str]]
"""Kind, channel, recipients → those who were promised nothing yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """People and channels that hear the same, and why."""

    occasion: Occasion
    people: tuple[Mailbox, ...] = ()
    channels: tuple[ChannelSettings, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of all who were to hear of a report, and of the notices about that."""

    deliveries: tuple[Delivery, ...]
    notices: tuple[Delivery, ...] = ()

    @property
    def failed(self) -> tuple[Delivery, ...]:
        """Deliveries that are not known to have arrived."""
        return tuple(d for d in self.deliveries if d.fate is not Fate.DELIVERED)


def audiences(
    settings: MailSettings, readers: Occasion | None, owners: Occasion | None
) -> tuple[Audience, ...]:
    """Return who is told, and why; who is owner and reader is told as an owner."""
    found: list[Audience] = []
    heard: set[str] = set()
    for name, occasion, listed in (
        ("owners", owners, settings.owners),
        ("readers", readers, settings.readers),
    ):
        if occasion is None:
            continue
        boxes = recipients(listed, settings.domains, where=f"{WHERE} {name}")
        people = tuple(box for box in boxes if box.address.casefold() not in heard)
        ways = tuple(c for c in settings.channels if name in c.lists and c.name not in heard)
        heard |= {box.address.casefold() for box in people} | {way.name for way in ways}
        if people or ways:
            found.append(Audience(occasion=occasion, people=people, channels=ways))
    return tuple(found)


def send(
    edition: Edition,
    settings: MailSettings,
    outbox: Outbox,
    told: Sequence[Audience],
    *,
    nights: Sequence[Past] = (),
    force: bool = False,
    sleep: Sleep = time.sleep,
) -> Sent:
    """Send a report to all who are to be told, and owners a notice of what was refused.

    Parameters
    ----------
    edition : Edition
        The report.
    settings : MailSettings
        How.
    outbox : Outbox
        What was promised before; nobody gets a second message.
    told : sequence of Audience
        To whom, and why.
    nights : sequence of Past
        Earlier runs that a digest tells of.
    force : bool
        Send also to those who have it already, or may have it.
    sleep : callable
        How to pause between attempts.

    Raises
    ------
    SettingsError, RenderError
        If a message cannot be made.
    DeliveryError
        If the outbox cannot be used.
    """
    outbox.settle()
    ways = channels(settings)
    fresh = _all if force else _unpromised(outbox, edition)
    for audience in told:
        words = partial(worded, edition, settings, audience, nights)
        for message in messages(edition, settings, audience, words, fresh):
            outbox.put(message, force=force)
    names = {box.address.casefold() for a in told for box in a.people}
    names |= {way.name for a in told for way in a.channels}
    _deliver_open(outbox, edition, ways, sleep)
    done = _about(outbox, edition, REPORT, names)
    refused = [d for d in done if d.fate is Fate.REFUSED]
    if refused:
        _notify(edition, settings, outbox, refused)
        _deliver_open(outbox, edition, ways, sleep)
    return Sent(deliveries=done, notices=_about(outbox, edition, NOTICE, None))


def worded(
    edition: Edition, settings: MailSettings, audience: Audience, nights: Sequence[Past] = ()
) -> Letter:
    """Return what an audience is told beside the report."""
    carries = bool(audience.people) or any(way.kind == "file" for way in audience.channels)
    told = nights if audience.occasion is Occasion.DIGEST else ()
    return letters.letter(edition, audience.occasion, settings, told, carries=carries)


def _all(_kind: str, _channel: str, names: Sequence[str]) -> Sequence[str]:
    return names


def _unpromised(outbox: Outbox, edition: Edition) -> Fresh:
    def fresh(kind: str, channel: str, names: Sequence[str]) -> Sequence[str]:
        return outbox.newcomers(kind, edition.key, channel, names)

    return fresh


def _about(
    outbox: Outbox, edition: Edition, kind: str, names: set[str] | None
) -> tuple[Delivery, ...]:
    found = reversed(outbox.deliveries(report=edition.key))
    return tuple(
        d
        for d in found
        if d.kind == kind and (names is None or {d.recipient, d.recipient.casefold()} & names)
    )


def _deliver_open(
    outbox: Outbox, edition: Edition, ways: Mapping[str, Channel], sleep: Sleep
) -> None:
    resend(outbox, outbox.deliveries(report=edition.key, fates=OPEN), ways, sleep)


def resend(
    outbox: Outbox,
    deliveries: Sequence[Delivery],
    ways: Mapping[str, Channel],
    sleep: Sleep = time.sleep,
) -> tuple[Delivery, ...]:
    """Send the messages of some deliveries; return those whose channel is not set any more."""
    found = {d.message: d.channel for d in reversed(deliveries)}
    for message, channel in found.items():
        if channel in ways:
            deliver(outbox, message, ways[channel], sleep)
    return tuple(d for d in deliveries if d.channel not in ways)


def _notify(
    edition: Edition, settings: MailSettings, outbox: Outbox, refused: Sequence[Delivery]
) -> None:
    """Promise owners a notice; not to those who were just refused themselves."""
    gone = {d.recipient for d in refused}
    for owners in audiences(settings, None, Occasion.NOTICE):
        left = Audience(
            occasion=Occasion.NOTICE,
            people=tuple(box for box in owners.people if box.address not in gone),
            channels=tuple(way for way in owners.channels if way.name not in gone),
        )
        words = partial(letters.notice, edition, settings, refused)
        for message in messages(edition, settings, left, words, _unpromised(outbox, edition)):
            outbox.put(message)


def messages(
    edition: Edition,
    settings: MailSettings,
    audience: Audience,
    words: Callable[[], Letter],
    fresh: Fresh = _all,
) -> Iterator[Message]:
    """Yield what an audience is sent, to those who were promised nothing yet.

    ``words`` gives what they are told, and is called only if there is anybody.  People whose
    address is not in ASCII get a mail of their own: not every server takes it, and others
    shall not miss theirs for that.
    """
    occasion, words = audience.occasion, cache(words)
    kind = NOTICE if occasion is Occasion.NOTICE else REPORT
    for international in (False, True):
        boxes = {b.address: b for b in audience.people if b.international is international}
        names = fresh(kind, MAIL, list(boxes))
        if names:
            head = _head(edition, settings, occasion, [boxes[name] for name in names])
            content = _mail(edition, head, words())
            yield _message(edition, occasion, words(), MAIL, names, head.message_id, content)
    for way in audience.channels:
        if fresh(kind, way.name, [way.name]):
            head = _head(edition, settings, occasion, audience.people)
            content = _payload(edition, way, head, words())
            key = f"{head.message_id[:-1]}#{way.name}>"
            yield _message(edition, occasion, words(), way.name, [way.name], key, content)


def _message(
    edition: Edition,
    occasion: Occasion,
    words: Letter,
    channel: str,
    names: Sequence[str],
    key: str,
    content: bytes,
) -> Message:
    return Message(
        id=key,
        kind=NOTICE if occasion is Occasion.NOTICE else REPORT,
        occasion=occasion.value,
        report=edition.key,
        series=edition.series,
        subject=words.subject,
        channel=channel,
        recipients=tuple(names),
        content=content,
    )


def _head(
    edition: Edition, settings: MailSettings, occasion: Occasion, people: Sequence[Mailbox]
) -> Head:
    sender, reply = settings.sender, settings.reply_to
    return Head(
        sender=NOBODY if sender is None else mailbox(sender, where=f"{WHERE} sender"),
        recipients=tuple(people),
        reply_to=None if reply is None else mailbox(reply, where=f"{WHERE} reply_to"),
        subject="",
        date=edition.created,
        key=f"{edition.key}:{occasion.value}",
        series=edition.series,
    )


def _mail(edition: Edition, head: Head, words: Letter) -> bytes:
    body = email.body(edition.report, words, edition.pictures, edition.look)
    files = []
    if words.attached:
        files = [Attachment(name=words.attached, kind="application/pdf", content=edition.pdf)]
    return compose(replace(head, subject=words.subject), body, files)


def _payload(edition: Edition, way: ChannelSettings, head: Head, words: Letter) -> bytes:
    if way.kind == "file":
        return _mail(edition, head, words)
    if way.payload == "slack":
        return payload.slack_payload(edition.report, words)
    if way.payload == "teams":
        return payload.teams_payload(edition.report, words)
    return payload.json_payload(edition.report, words, edition.key, edition.markdown)
