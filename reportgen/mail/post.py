"""Sending what the outbox holds: attempt, record, pause, and again where that is safe."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from tenacity import Retrying, retry_if_result, stop_after_attempt, wait_exponential

from reportgen.history.outbox import OPEN, Outbox
from reportgen.mail.channel import Channel
from reportgen.results.delivery import Fate

LONGEST_PAUSE = 600.0
"""Seconds."""

Sleep = Callable[[float], None]


def deliver(outbox: Outbox, message: str, channel: Channel, sleep: Sleep = time.sleep) -> None:
    """Send a message to those who wait for it, and record what came of it.

    Attempts go on while anybody's fault may pass, for those alone, until patience ends.
    """
    patience = channel.patience
    Retrying(
        stop=stop_after_attempt(patience.attempts),
        wait=wait_exponential(multiplier=patience.pause, max=LONGEST_PAUSE),
        retry=retry_if_result(bool),
        retry_error_callback=lambda _state: None,
        sleep=sleep,
    )(_attempt, outbox, message, channel)


def _attempt(outbox: Outbox, message: str, channel: Channel) -> bool:
    """Try once, and return whether another attempt makes sense."""
    waiting = [d.recipient for d in reversed(outbox.deliveries(message=message, fates=OPEN))]
    content = outbox.content(message)
    if not waiting or content is None:
        return False
    claimed: list[str] = []

    def begin(recipients: Sequence[str]) -> Sequence[str]:
        ours = outbox.claim(message, recipients)
        claimed.extend(ours)
        return ours

    outcomes = channel.send(content, waiting, message, begin)
    outbox.record(message, outcomes, claimed)
    return any(outcome.fate is Fate.DEFERRED for outcome in outcomes)
