"""Which segment of an earlier report is which one now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from reportgen.aggregates.block import Floats
from reportgen.analysis.matching import FEWEST_SHARED, SAME
from reportgen.results import Report, Segment, Segments, Skipped
from reportgen.text import translate


@dataclass(frozen=True, slots=True)
class Match:
    """A segment then and now; ``None`` where it was not there."""

    before: Segment | None
    now: Segment | None


def matches(now: Report, before: Report) -> tuple[Match, ...]:
    """Pair the segments of two reports at the least total squared distance (Kuhn 1955).

    Distances are between means of the features in standard deviations of the columns now.
    Where either run has no segments, or they share fewer than two features, there is nothing
    to pair.
    """
    a, b = before.segments, now.segments
    if isinstance(a, Skipped) or isinstance(b, Skipped) or not (a.members and b.members):
        return ()
    names = _shared(a, b, now)
    if len(names) < FEWEST_SHARED:
        return ()
    return _paired(a.members, b.members, _apart(a, b, names, now))


def segments_differ(now: Report, before: Report) -> str:
    """Say that segments were made from other features than before, if they were."""
    a, b = before.segments, now.segments
    if isinstance(a, Skipped) or isinstance(b, Skipped) or set(a.features) == set(b.features):
        return ""
    return translate("segments are made from other features than in the earlier run")


def _paired(old: Sequence[Segment], new: Sequence[Segment], square: Floats) -> tuple[Match, ...]:
    rows, columns = linear_sum_assignment(np.minimum(square, SAME**2))
    close = {int(j): int(i) for j, i in zip(rows, columns, strict=True) if square[j, i] <= SAME**2}
    kept = [Match(old[close[j]] if j in close else None, member) for j, member in enumerate(new)]
    gone = [Match(member, None) for i, member in enumerate(old) if i not in close.values()]
    return (*kept, *gone)


def _shared(a: Segments, b: Segments, now: Report) -> list[str]:
    spread = {column.name for column in now.data.columns if column.sd}
    return [name for name in b.features if name in a.features and name in spread]


def _apart(a: Segments, b: Segments, names: list[str], now: Report) -> Floats:
    """Mean squared distances, shape (segments now, segments before)."""
    sd = np.array([next(c.sd or 1.0 for c in now.data.columns if c.name == n) for n in names])
    old, new = (np.array([_means(m, names) for m in s.members]) / sd for s in (a, b))
    return np.asarray(((new[:, None] - old[None]) ** 2).mean(axis=2))


def _means(member: Segment, names: list[str]) -> list[float]:
    means = {trait.name: trait.mean for trait in member.traits}
    return [means[name] for name in names]
