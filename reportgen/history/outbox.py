"""The outbox: which message was promised to whom, and what became of it.

Everything is written down before it happens.  A recipient of a message is waiting, then
sending (from right before its content leaves until the answer is recorded), then what the
answer was.  Only who moves it from waiting to sending may send, and two processes cannot both
do so; a process that ends while sending leaves a row that nobody sends again unasked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Select, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from reportgen.history.database import reading, writing
from reportgen.history.schema import DELIVERIES, MESSAGES
from reportgen.results.delivery import Delivery, Fate, Outcome

OPEN = (Fate.WAITING, Fate.DEFERRED)
"""What may be sent without being asked."""
LONGEST = timedelta(minutes=15)
"""How long an answer can be waited for; whoever is sending for longer is gone."""
_GONE = "the content was being sent when the process ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent, and to whom; see :class:`~reportgen.results.delivery.Delivery`."""

    id: str
    kind: str
    occasion: str
    report: str
    series: str
    subject: str
    channel: str
    recipients: tuple[str, ...]
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """That something was sent about a report, and why."""

    report: str
    occasion: str


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Outbox:
    """The outbox in the database of the history.

    Parameters
    ----------
    engine : Engine
        From :func:`reportgen.history.open_database`.
    now : callable
        The clock.
    """

    engine: Engine
    now: Callable[[], datetime] = _now

    def newcomers(
        self, kind: str, report: str, channel: str, recipients: Sequence[str]
    ) -> tuple[str, ...]:
        """Return the recipients that were promised nothing of that kind about a report.

        Capitals make no other mailbox.
        """
        query = select(DELIVERIES.c.recipient).where(
            DELIVERIES.c.kind == kind,
            DELIVERIES.c.report == report,
            DELIVERIES.c.channel == channel,
        )
        with reading(self.engine) as connection:
            known = {name.casefold() for name in connection.execute(query).scalars()}
        return tuple(r for r in recipients if r.casefold() not in known)

    def put(self, message: Message, *, force: bool = False) -> None:
        """Promise a message to its recipients; those promised one meanwhile are left out.

        With ``force`` it is promised to all of them anew, whatever became of it before.
        """
        moment = self.now()
        head = {
            name: getattr(message, name)
            for name in ("id", "kind", "occasion", "report", "series", "subject", "channel")
        }
        with writing(self.engine) as connection:
            _put(connection, MESSAGES, [{**head, "created": moment, "content": message.content}])
            about = {name: head[name] for name in ("kind", "report", "channel")}
            start = {"fate": Fate.WAITING.value, "text": "", "attempts": 0, "updated": moment}
            rows = [
                {**about, **start, "message": message.id, "recipient": recipient}
                for recipient in message.recipients
            ]
            _put(connection, DELIVERIES, rows)
            if force:
                _anew(connection, message, start)

    def content(self, message: str) -> bytes | None:
        """Return what is sent; ``None`` where all have it and it was put away."""
        query = select(MESSAGES.c.content).where(MESSAGES.c.id == message)
        with reading(self.engine) as connection:
            return connection.execute(query).scalar_one_or_none()

    def claim(self, message: str, recipients: Sequence[str]) -> tuple[str, ...]:
        """Move recipients from open to sending, and return those that were open."""
        with writing(self.engine) as connection:
            return tuple(r for r in recipients if _claimed(connection, message, r, self.now()))

    def record(self, message: str, outcomes: Iterable[Outcome], claimed: Collection[str]) -> None:
        """Write down what an attempt came to.

        What was claimed is ours to say; what was not is said only where it is still open.
        """
        with writing(self.engine) as connection:
            for outcome in outcomes:
                mine = outcome.recipient in claimed
                states = (Fate.SENDING,) if mine else OPEN
                told = {
                    "fate": outcome.fate.value,
                    "code": outcome.code,
                    "text": outcome.text,
                    "attempts": DELIVERIES.c.attempts + 1,
                    "updated": self.now(),
                }
                row = _row(message, outcome.recipient, states)
                connection.execute(update(DELIVERIES).where(*row).values(told))
            _put_away(connection, message)

    def settle(self) -> int:
        """Call unknown what has been sending for too long, and return how many there were."""
        moment = self.now()
        told = {"fate": Fate.UNKNOWN.value, "text": _GONE, "updated": moment}
        with writing(self.engine) as connection:
            stuck = (
                DELIVERIES.c.fate == Fate.SENDING.value,
                DELIVERIES.c.updated < moment - LONGEST,
            )
            return connection.execute(update(DELIVERIES).where(*stuck).values(told)).rowcount

    def reopen(self, ids: Collection[int], fates: Collection[Fate]) -> tuple[int, ...]:
        """Let deliveries in one of some states wait again; return those that now do.

        A delivery whose content was put away stays as it is.
        """
        kept = select(MESSAGES.c.id).where(MESSAGES.c.content.is_not(None))
        chosen = (
            DELIVERIES.c.id.in_(list(ids)),
            DELIVERIES.c.fate.in_([fate.value for fate in fates]),
            DELIVERIES.c.message.in_(kept),
        )
        told = {"fate": Fate.WAITING.value, "updated": self.now()}
        with writing(self.engine) as connection:
            found = connection.execute(select(DELIVERIES.c.id).where(*chosen)).scalars().all()
            connection.execute(update(DELIVERIES).where(DELIVERIES.c.id.in_(found)).values(told))
        return tuple(found)

    def deliveries(
        self,
        *,
        ids: Collection[int] | None = None,
        message: str | None = None,
        report: str | None = None,
        fates: Collection[Fate] | None = None,
        limit: int | None = None,
    ) -> tuple[Delivery, ...]:
        """Return deliveries, the newest first; all that is given has to hold."""
        query = _joined()
        if ids is not None:
            query = query.where(DELIVERIES.c.id.in_(list(ids)))
        if message is not None:
            query = query.where(DELIVERIES.c.message == message)
        if report is not None:
            query = query.where(DELIVERIES.c.report == report)
        if fates is not None:
            query = query.where(DELIVERIES.c.fate.in_([fate.value for fate in fates]))
        with reading(self.engine) as connection:
            rows = connection.execute(query.limit(limit)).mappings()
            return tuple(_delivery(row) for row in rows)

    def told(self, series: str) -> tuple[Told, ...]:
        """Return what was promised about the reports of a series, the oldest first."""
        query = select(MESSAGES.c.report, MESSAGES.c.occasion).where(MESSAGES.c.series == series)
        with reading(self.engine) as connection:
            rows = connection.execute(query.order_by(MESSAGES.c.created)).all()
        return tuple(Told(report=report, occasion=occasion) for report, occasion in rows)

    def prune(self, before: datetime) -> int:
        """Forget messages that are older, unless one of their deliveries is still open."""
        unfinished = select(DELIVERIES.c.message).where(
            DELIVERIES.c.fate.in_([fate.value for fate in (*OPEN, Fate.SENDING)])
        )
        old = (MESSAGES.c.created < before, MESSAGES.c.id.not_in(unfinished))
        with writing(self.engine) as connection:
            names = select(MESSAGES.c.id).where(*old)
            connection.execute(delete(DELIVERIES).where(DELIVERIES.c.message.in_(names)))
            return connection.execute(delete(MESSAGES).where(*old)).rowcount


def _put(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    """Insert rows, but those that are there already."""
    server = connection.dialect.name == "postgresql"
    insert = postgresql.insert(table) if server else sqlite.insert(table)
    for row in rows:
        connection.execute(insert.values(row).on_conflict_do_nothing())


def _anew(connection: Connection, message: Message, start: dict[str, Any]) -> None:
    kept = update(MESSAGES).where(MESSAGES.c.id == message.id).values(content=message.content)
    connection.execute(kept)
    promised = (
        DELIVERIES.c.kind == message.kind,
        DELIVERIES.c.report == message.report,
        DELIVERIES.c.channel == message.channel,
        DELIVERIES.c.recipient.in_(message.recipients),
    )
    told = {"fate": start["fate"], "updated": start["updated"], "message": message.id}
    connection.execute(update(DELIVERIES).where(*promised).values(told))


def _claimed(connection: Connection, message: str, recipient: str, moment: datetime) -> bool:
    told = {"fate": Fate.SENDING.value, "updated": moment}
    row = _row(message, recipient, OPEN)
    return connection.execute(update(DELIVERIES).where(*row).values(told)).rowcount == 1


def _row(message: str, recipient: str, fates: Collection[Fate]) -> tuple[Any, ...]:
    return (
        DELIVERIES.c.message == message,
        DELIVERIES.c.recipient == recipient,
        DELIVERIES.c.fate.in_([fate.value for fate in fates]),
    )


def _put_away(connection: Connection, message: str) -> None:
    """Forget the content of a message that all of its recipients have."""
    others = (
        select(func.count())
        .select_from(DELIVERIES)
        .where(DELIVERIES.c.message == message, DELIVERIES.c.fate != Fate.DELIVERED.value)
    )
    if connection.execute(others).scalar_one() == 0:
        done = update(MESSAGES).where(MESSAGES.c.id == message)
        connection.execute(done.values(content=None))


def _joined() -> Select[Any]:
    about = ("occasion", "series", "subject", "created")
    joined = select(DELIVERIES, *(MESSAGES.c[name] for name in about))
    return joined.join(MESSAGES, MESSAGES.c.id == DELIVERIES.c.message).order_by(
        DELIVERIES.c.id.desc()
    )


def _delivery(row: Any) -> Delivery:
    facts = dict(row)
    facts["fate"] = Fate(facts["fate"])
    for name in ("created", "updated"):
        facts[name] = facts[name].isoformat(timespec="seconds")
    return Delivery(**facts)
