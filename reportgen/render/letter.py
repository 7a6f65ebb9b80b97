"""What a mail says beside its report."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.results import Tile


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """An earlier run, as a summary of several tells of it.

    ``created`` is its time (ISO 8601), ``since`` what had changed, ``gated`` what became of
    its gates.
    """

    created: str
    since: str
    gated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a mail says beside its report.

    ``subject`` and ``preheader`` are what an inbox shows of it, ``lead`` is why it comes
    today, ``reason`` why its reader gets it; ``attached`` is the name of the file that comes
    with it, ``place`` where a larger one stands, which is a link where ``linked``.
    ``nights`` are earlier runs, ``pairs`` the headline numbers in twos.
    """

    subject: str
    preheader: str
    lead: str = ""
    reason: str = ""
    attached: str = ""
    place: str = ""
    linked: bool = False
    nights: tuple[Night, ...] = ()
    pairs: tuple[tuple[Tile, ...], ...] = ()
