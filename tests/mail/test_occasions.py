"""When who is told: nights in a row, and what each of them brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reportgen.mail.occasions import Occasion, Past, occasions, untold
from reportgen.mailing import MailSettings

MONDAY = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
LETTERS: dict[Occasion | None, str] = {None: "."}
LETTERS |= {occasion: occasion.value[0].upper() for occasion in Occasion}


def nights(story: str, **settings: str | int) -> tuple[str, str]:
    """Play nights from a Monday on; return what readers and owners got in each.

    ``q`` is a quiet night, ``c`` one with a change, ``-`` one without a run; a capital
    ``A`` or ``B`` is a quiet night in which that gate fails, ``X`` one in which both do.
    ``R`` a report, ``A`` an alert or, for owners, ``R`` a recovery.
    """
    chosen = MailSettings(**settings)  # type: ignore[arg-type]
    past: list[Past] = []
    told: list[tuple[str, str]] = []
    for i, letter in enumerate(story):
        if letter == "-":
            continue
        failing = frozenset({"X": "AB"}.get(letter, letter if letter.isupper() else ""))
        jitter = timedelta(days=i, seconds=-(7 * i % 5))
        now = Past(created=MONDAY + jitter, quiet=letter != "c", failing=failing)
        readers, owners = occasions(now, past, chosen)
        past.append(replace(now, told=frozenset(o for o in (readers, owners) if o)))
        told.append((LETTERS[readers], LETTERS[owners]))
    return "".join(r for r, _ in told), "".join(o for _, o in told)


@pytest.mark.parametrize(
    ("story", "settings", "readers", "owners"),
    [
        ("qqcq", {"when": "always"}, "RRRR", "...."),
        ("qqcq", {"when": "on_change"}, "..R.", "...."),
        ("qqcq", {"when": "on_gate_failure"}, "....", "...."),
        # An alert is told once, for another gate again, and anew after a recovery.
        ("qAAAq", {"when": "on_gate_failure"}, ".R..R", ".A..R"),
        ("AXXBAq", {"when": "on_gate_failure"}, "RR...R", "AA...R"),
        ("AqAqA", {"when": "always"}, "RRRRR", "ARARA"),
        ("qAq", {"when": "on_change"}, ".RR", ".AR"),
        # Silence ends after so many days, whatever the hour of the run.
        ("qqqqqqq", {"when": "on_change", "heartbeat": 3}, "...H..H", "......."),
        ("qqcqqqq", {"when": "on_change", "heartbeat": 3}, "..R..H.", "......."),
        ("qq--qq", {"when": "on_change", "heartbeat": 3}, "..H.", "...."),
        # A summary comes in the first run of a week; alarms do not wait for it.
        ("qqcqqqqqqqqqqqc", {"digest": "weekly"}, ".......D......D", "..............."),
        ("qqqqq----qA", {"digest": "weekly"}, ".....D.", "......A"),
    ],
)  # fmt: skip
def test_nights(story: str, settings: dict[str, str | int], readers: str, owners: str) -> None:
    assert nights(story, **settings) == (readers, owners)


def test_nothing_to_compare_with_is_told_where_changes_are() -> None:
    first = Past(created=MONDAY, quiet=None)
    assert occasions(first, (), MailSettings(when="on_change")) == (Occasion.REPORT, None)


def test_a_gate_that_nobody_was_told_of_is_told_in_the_next_night() -> None:
    failing = frozenset({"A"})
    silent = Past(created=MONDAY, quiet=True, failing=failing)
    now = Past(created=MONDAY + timedelta(1), quiet=True, failing=failing)
    well = Past(created=MONDAY + timedelta(1), quiet=True)
    assert occasions(now, [silent], MailSettings())[1] is Occasion.ALERT
    assert occasions(well, [silent], MailSettings())[1] is None


def test_a_digest_tells_of_the_runs_after_the_last_one() -> None:
    def runs(*told: Occasion | None) -> Sequence[Past]:
        return [
            Past(created=MONDAY + timedelta(i), quiet=True, told=frozenset({t} - {None}))  # type: ignore[arg-type]
            for i, t in enumerate(told)
        ]

    past = runs(None, Occasion.DIGEST, None, None)
    assert untold(past) == tuple(past[2:])
    assert untold(past[:1]) == tuple(past[:1])
    assert untold(()) == ()
