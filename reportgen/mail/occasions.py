"""When a run is told to whom: a function of this run, of those before it, and of the settings.

Calm has rules.  A gate that fails is told once, and again only when another one fails, or when
it fails anew after all have passed.  Readers who want to hear of changes hear nothing on quiet
nights, but are told now and then that all is quiet, so that silence never means a fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from reportgen.mailing import MailSettings


class Occasion(StrEnum):
    """Why a message is sent."""

    REPORT = "report"
    ALERT = "alert"
    RECOVERY = "recovery"
    DIGEST = "digest"
    HEARTBEAT = "heartbeat"
    NOTICE = "notice"
    ASKED = "asked"


READERS = frozenset({Occasion.REPORT, Occasion.DIGEST, Occasion.HEARTBEAT})
"""What readers get; owners get the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A run, as the calm rules see it.

    ``quiet`` is whether nothing changed (``None``: there was nothing to compare with),
    ``failing`` are the names of gates that block and are not passed, ``told`` is why
    anything was sent about it.
    """

    created: datetime
    quiet: bool | None
    failing: frozenset[str] = frozenset()
    told: frozenset[Occasion] = frozenset()
    since: str = ""
    gated: str = ""


def occasions(
    now: Past, earlier: Sequence[Past], settings: MailSettings
) -> tuple[Occasion | None, Occasion | None]:
    """Return why readers and owners are to be told of this run; ``None``: they are not.

    Parameters
    ----------
    now : Past
        This run.
    earlier : sequence of Past
        The runs of the same series before it, the oldest first.
    settings : MailSettings
        When to send, and how calmly.
    """
    gate = _gate(now, earlier)
    return _for_readers(now, earlier, settings, gate), gate


def _gate(now: Past, earlier: Sequence[Past]) -> Occasion | None:
    told = _told_of(earlier)
    if now.failing - told:
        return Occasion.ALERT
    return Occasion.RECOVERY if told and not now.failing else None


def _told_of(earlier: Sequence[Past]) -> frozenset[str]:
    """Return the gates that somebody was told to fail since all of them last passed."""
    told: frozenset[str] = frozenset()
    for run in earlier:
        told = frozenset() if not run.failing else told | run.failing if run.told else told
    return told


def _for_readers(
    now: Past, earlier: Sequence[Past], settings: MailSettings, gate: Occasion | None
) -> Occasion | None:
    if settings.digest == "weekly":
        return Occasion.DIGEST if _week_is_over(now, earlier) else None
    changed = now.quiet is not True or gate is not None
    wanted = {"always": True, "on_change": changed, "on_gate_failure": gate is not None}
    if wanted[settings.when]:
        return Occasion.REPORT
    quiet_for = (now.created.date() - _last_heard(now, earlier).date()).days
    if settings.heartbeat is not None and quiet_for >= settings.heartbeat:
        return Occasion.HEARTBEAT
    return None


def untold(earlier: Sequence[Past]) -> tuple[Past, ...]:
    """Return the runs after that of the last digest, the oldest first."""
    return tuple(earlier[_last_digest(earlier) + 1 :])


def _last_digest(earlier: Sequence[Past]) -> int:
    """Return the place of the run of the last digest, −1 if there was none."""
    return max((i for i, run in enumerate(earlier) if Occasion.DIGEST in run.told), default=-1)


def _week_is_over(now: Past, earlier: Sequence[Past]) -> bool:
    """Say whether this run is the first in a later week than the last digest, or the start."""
    start = earlier[max(0, _last_digest(earlier))] if earlier else now
    return _week(start.created.date()) != _week(now.created.date())


def _week(day: date) -> tuple[int, int]:
    year, week, _ = day.isocalendar()
    return year, week


def _last_heard(now: Past, earlier: Sequence[Past]) -> datetime:
    """Return when readers last heard anything; else when the series began."""
    heard = [run.created for run in earlier if run.told & READERS]
    return heard[-1] if heard else earlier[0].created if earlier else now.created
