"""The one small interface of all ways to tell of a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from reportgen.results.delivery import Outcome

Begin = Callable[[Sequence[str]], Sequence[str]]
"""Called with recipients right before the content is sent: it records that, and returns those
that it was recorded for.  The others are somebody else's by now, and must not be sent to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often to try, and how long to pause: ``pause`` seconds, doubled each time."""

    attempts: int
    pause: float


class Channel(Protocol):
    """A way to tell of a run.

    An attempt never raises for what the other side does: each fault is an outcome.  It
    returns one for each recipient that it was asked for and that ``begin`` left to it.
    """

    @property
    def name(self) -> str:
        """What the outbox calls it."""

    @property
    def patience(self) -> Patience:
        """How often to try."""

    def send(
        self, content: bytes, recipients: Sequence[str], key: str, begin: Begin
    ) -> list[Outcome]:
        """Try once to hand the content over; ``key`` names the message."""
