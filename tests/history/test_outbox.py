"""The outbox on each kind of database, and runs of the history as the calm rules see them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.history.outbox import Message, Outbox
from reportgen.mail import Edition, Occasion
from reportgen.mail.past import earlier, this
from reportgen.results import RunStatus
from reportgen.results.delivery import Fate, Outcome
from tests.example import example_report
from tests.history.conftest import add, night

if TYPE_CHECKING:
    from sqlalchemy import Engine

ADA, BOB = "ada@example.com", "gréta@example.com"


def message(report: str = "r" * 64, occasion: str = "report", series: str = "s") -> Message:
    return Message(
        id=f"<{report[:8]}.{occasion}@example.com>",
        kind="report",
        occasion=occasion,
        report=report,
        series=series,
        subject="Größe – 曲",
        channel="mail",
        recipients=(ADA, BOB),
        content=b"\x00\xff mail",
    )


def fates(outbox: Outbox) -> dict[str, Fate]:
    return {d.recipient: d.fate for d in outbox.deliveries()}


def test_a_promise_from_its_making_to_its_end(engine: Engine) -> None:
    moment = night(1)
    outbox, sent = Outbox(engine, lambda: moment), message()
    outbox.put(sent)
    outbox.put(sent)
    assert outbox.newcomers("report", sent.report, "mail", [ADA.upper(), BOB, "cy"]) == ("cy",)
    assert fates(outbox) == {ADA: Fate.WAITING, BOB: Fate.WAITING}
    assert outbox.claim(sent.id, [ADA, BOB]) == (ADA, BOB)
    assert outbox.claim(sent.id, [ADA, BOB]) == ()
    done = Outcome(recipient=ADA, fate=Fate.DELIVERED, code=250, text="taken")
    lost = Outcome(recipient=BOB, fate=Fate.REFUSED, code=550, text="nobody")
    outbox.record(sent.id, [done, lost], [ADA])
    assert fates(outbox) == {ADA: Fate.DELIVERED, BOB: Fate.SENDING}, "BOB was not claimed by us"
    later = Outbox(engine, lambda: moment + timedelta(minutes=16))
    assert (outbox.settle(), later.settle()) == (0, 1)
    (bob,) = outbox.deliveries(fates=[Fate.UNKNOWN])
    assert (bob.subject, bob.created) == ("Größe – 曲", "2026-11-01T06:00:00+00:00")
    assert outbox.reopen([bob.id], [Fate.REFUSED]) == ()
    assert outbox.reopen([bob.id], [Fate.UNKNOWN]) == (bob.id,)
    assert outbox.claim(sent.id, [BOB]) == (BOB,)
    assert outbox.content(sent.id) == sent.content
    outbox.record(sent.id, [replace(done, recipient=BOB)], [BOB])
    assert outbox.content(sent.id) is None
    outbox.put(sent, force=True)
    assert fates(outbox) == {ADA: Fate.WAITING, BOB: Fate.WAITING}
    assert outbox.content(sent.id) == sent.content
    assert outbox.prune(night(2)) == 0, "what waits is not forgotten"
    outbox.claim(sent.id, [ADA, BOB])
    outbox.record(sent.id, [done, replace(done, recipient=BOB)], [ADA, BOB])
    assert outbox.prune(night(2)) == 1
    assert outbox.deliveries() == ()


def test_of_many_at_once_one_may_send(engine: Engine) -> None:
    outbox, sent = Outbox(engine), message()
    outbox.put(sent)
    with ThreadPoolExecutor(6) as pool:
        claims = list(pool.map(lambda _: outbox.claim(sent.id, [ADA, BOB]), range(6)))
    assert sorted(name for claim in claims for name in claim) == [ADA, BOB]


def test_runs_as_the_calm_rules_see_them(engine: Engine) -> None:
    outbox, report = Outbox(engine), example_report()
    now = Edition(report=report, series="s", folder=Path())
    first = replace(report, title="First")
    add(engine, first, night(1))
    add(engine, replace(report, title="Killed"), night(2), None)
    add(engine, replace(report, title="Failed"), night(3), RunStatus.FAILED)
    add(engine, replace(report, title="Other"), night(3), subject="other.csv")
    add(engine, report, night(4))
    key = Edition(report=first, series="s", folder=Path()).key
    outbox.put(message(key, "alert"))
    outbox.put(message(key, "digest", "another series"))
    (found,) = earlier(outbox, now, "tracks.csv")
    assert found.created == night(1)
    assert found.failing == {"R² holds", "AUC"} == this(now).failing
    assert found.told == {Occasion.ALERT}
    assert found.quiet is False
    assert (found.since, found.gated) == (report.verdict.since.text, "1 of 4 passed")
