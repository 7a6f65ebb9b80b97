"""The table of faults: what the outbox says in the end, and how often the mail is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reportgen.history.outbox import Outbox
from reportgen.mail.channel import Begin, Patience
from reportgen.mail.post import deliver
from reportgen.results.delivery import Fate, Outcome
from tests.mail.conftest import message
from tests.mail.servers import Inbox, Loop, Raw, smtp
from tests.mail.test_smtp import channel

ADA, BOB, CY = "ada@example.com", "bob@example.com", "cy@example.com"


def run(outbox: Outbox, port: int, *to: str, **server: Any) -> tuple[dict[str, Any], list[float]]:
    """Send to some with three attempts; return fate and attempts by name, and the pauses."""
    pauses: list[float] = []
    outbox.put(message(*to))
    way = channel(port, attempts=3, pause=1.0, **server)
    deliver(outbox, message().id, way, pauses.append)
    found = outbox.deliveries()
    return {d.recipient[:3].strip("@"): (d.fate, d.attempts) for d in found}, pauses


def test_a_fault_that_passes_is_tried_again_after_pauses_and_delivered_once(
    outbox: Outbox, loop: Loop
) -> None:
    inbox = Inbox(rcpt=["451 later"], data=["452 full"])
    with loop.serving(smtp(inbox)) as port:
        assert run(outbox, port, ADA) == ({"ada": (Fate.DELIVERED, 3)}, [1.0, 2.0])
        assert run(outbox, port, ADA) == ({"ada": (Fate.DELIVERED, 3)}, [])
    assert [to for to, _ in inbox.mails] == [[ADA]]


def test_a_fault_that_stays_ends_deferred_and_is_tried_when_asked(
    outbox: Outbox, loop: Loop
) -> None:
    server = Raw(["not now"])
    with loop.serving(server.protocol) as port:
        assert run(outbox, port, ADA) == ({"ada": (Fate.DEFERRED, 3)}, [1.0, 2.0])
    assert (server.connections, server.mails) == (3, [])
    inbox = Inbox()
    with loop.serving(smtp(inbox)) as port:
        assert run(outbox, port, ADA)[0] == {"ada": (Fate.DELIVERED, 4)}
    assert len(inbox.mails) == 1


def test_only_those_who_were_deferred_are_tried_again(outbox: Outbox, loop: Loop) -> None:
    inbox = Inbox(rcpt=[None, "451 greylisted"], never=frozenset({CY}))
    with loop.serving(smtp(inbox)) as port:
        found, _ = run(outbox, port, ADA, BOB, CY)
    assert found == {
        "ada": (Fate.DELIVERED, 1), "bob": (Fate.DELIVERED, 2), "cy": (Fate.REFUSED, 1)
    }  # fmt: skip
    assert [to for to, _ in inbox.mails] == [[ADA], [BOB]]


def test_without_an_answer_to_the_dot_it_is_unknown_and_never_sent_again_unasked(
    outbox: Outbox, loop: Loop
) -> None:
    server = Raw(["drop after dot", "fine"])
    with loop.serving(server.protocol) as port:
        assert run(outbox, port, ADA) == ({"ada": (Fate.UNKNOWN, 1)}, [])
        assert run(outbox, port, ADA) == ({"ada": (Fate.UNKNOWN, 1)}, [])
        assert (server.connections, len(server.mails)) == (1, 1)
        outbox.put(message(ADA), force=True)
        assert run(outbox, port, ADA)[0] == {"ada": (Fate.DELIVERED, 2)}
    assert len(server.mails) == 2


class Killed(BaseException):
    """The process ends here."""


def test_killed_while_sending_it_is_unknown_and_nobody_sends_it_again(
    outbox: Outbox, loop: Loop
) -> None:
    class Kill:
        name, patience = "mail", Patience(attempts=3, pause=0.0)

        def send(self, content: bytes, to: Any, key: str, begin: Begin) -> list[Outcome]:
            assert content.endswith(b"Text\r\n")
            assert begin(to) == (ADA,), key
            raise Killed

    outbox.put(message(ADA))
    with pytest.raises(Killed):
        deliver(outbox, message().id, Kill())
    inbox = Inbox()
    with loop.serving(smtp(inbox)) as port:
        assert run(outbox, port, ADA) == ({"ada": (Fate.SENDING, 0)}, [])
        assert outbox.settle() == 0
        later = Outbox(outbox.engine, lambda: datetime.now(UTC) + timedelta(minutes=16))
        assert later.settle() == 1
        assert run(outbox, port, ADA) == ({"ada": (Fate.UNKNOWN, 0)}, [])
    assert inbox.mails == []
    (row,) = outbox.deliveries()
    assert "when the process ended" in row.text


def test_of_two_at_once_one_sends(outbox: Outbox, loop: Loop) -> None:
    inbox = Inbox()
    other = Outbox(outbox.engine)
    outbox.put(message(ADA, BOB))
    with loop.serving(smtp(inbox)) as port:
        way = channel(port)
        send = way.send

        def meanwhile(content: bytes, to: Any, key: str, begin: Begin) -> list[Outcome]:
            def late(recipients: Any) -> Any:
                assert other.claim(key, [ADA]) == (ADA,)
                return begin(recipients)

            return send(content, to, key, late)

        class Slow:
            name, patience = "mail", Patience(attempts=1, pause=0.0)
            send = staticmethod(meanwhile)

        deliver(outbox, message().id, Slow())
    assert [to for to, _ in inbox.mails] == [[BOB]]
    assert {d.recipient: d.fate for d in outbox.deliveries()} == {
        ADA: Fate.SENDING, BOB: Fate.DELIVERED
    }  # fmt: skip


def test_a_recipient_is_promised_one_message_of_a_kind_about_a_report(outbox: Outbox) -> None:
    outbox.put(message(ADA))
    assert outbox.newcomers("report", "r" * 64, "mail", [ADA, BOB]) == (BOB,)
    assert outbox.newcomers("notice", "r" * 64, "mail", [ADA]) == (ADA,)
    outbox.put(message(ADA, BOB))
    assert [d.recipient for d in outbox.deliveries()] == [BOB, ADA]


def test_what_all_have_is_put_away_and_what_is_old_is_forgotten(outbox: Outbox, loop: Loop) -> None:
    inbox = Inbox(never=frozenset({BOB}))
    with loop.serving(smtp(inbox)) as port:
        run(outbox, port, ADA, BOB)
        assert outbox.content(message().id) is not None
        (bob,) = outbox.deliveries(fates=[Fate.REFUSED])
        inbox.never = frozenset()
        assert outbox.reopen([bob.id], [Fate.REFUSED]) == (bob.id,)
        assert run(outbox, port)[0]["bob"] == (Fate.DELIVERED, 2)
    assert outbox.content(message().id) is None
    assert outbox.reopen([bob.id], list(Fate)) == ()
    outbox.put(message(ADA, report="s" * 64))
    assert outbox.prune(datetime.now(UTC) + timedelta(days=1)) == 1
    assert [d.report for d in outbox.deliveries()] == ["s" * 64]
