"""What a later run needs of this one to be compared with it closely; no reader sees it."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.results.common import Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Bootstrap replicates of one result, standardised, in the order of their resamples.

    ``path`` leads to the result.  ``packed`` holds one replicate after the other: less their
    mean, by their standard deviation, times 4,000, as 16-bit integers (little end first) in
    base64.
    """

    path: str
    packed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackSketch:
    """Which tracks the table held: enough to count how many of them another run shares.

    ``key`` names what tells tracks apart, ``n`` counts them.  ``digest`` is the sum of their
    hashes (64 bits, hexadecimal): the same for the same tracks in any order.  ``packed``
    holds the upper 40 bits of the ``kept`` lowest hashes, in order, little end first, in
    base64.
    """

    key: str
    n: int
    kept: int
    digest: str
    packed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What a later run needs of this one.

    ``unit`` is what was resampled (empty where it is not told apart from run to run, so
    that there are no ``draws``); the weight of a unit follows from its name, ``seed`` and
    the number of the resample alone, so that replicates of two runs go in pairs.
    """

    unit: str
    seed: int
    replicates: int
    draws: tuple[Draws, ...]
    tracks: TrackSketch | Skipped
