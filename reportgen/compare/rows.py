"""Rows in and out: how many were read, repeated, told apart and modelled."""

from __future__ import annotations

import math

from reportgen.analysis.imprint import is_whole, share_bounds, shared
from reportgen.compare.pairing import QUANTILE
from reportgen.results import (
    CountChange,
    Estimate,
    RepeatChange,
    Report,
    Skipped,
    TrackChange,
    TrackSketch,
)
from reportgen.text import translate

USUAL = 0.2
"""Relative change of a count that a night may bring."""
REPEATED = 0.05
"""Rise of the share of repeated rows from which on it matters."""
FAR = 4.0
"""Standard errors that chance hardly reaches in a month of nights (p = 0.00006)."""


def count_changes(now: Report, before: Report) -> tuple[CountChange, ...]:
    """Return the counts that both reports have."""
    old, new = _counts(before), _counts(now)
    return tuple(
        _change(name, label, old[name][1], n) for name, (label, n) in new.items() if name in old
    )


def _counts(report: Report) -> dict[str, tuple[str, int]]:
    preparation = report.preparation
    found = {"read": (translate("Rows read"), preparation.rows_read)}
    if not isinstance(preparation.repeats, Skipped):
        tracks = preparation.rows_read - preparation.repeats.extra_rows
        found["tracks"] = (translate("Tracks"), tracks)
    found["modelled"] = (translate("Tracks analysed"), preparation.rows_modelled)
    if preparation.artists is not None:
        found["artists"] = (translate("Artists"), preparation.artists)
    return found


def _change(name: str, label: str, before: int, now: int) -> CountChange:
    change = (now - before) / before if before else None
    moved = change is None or abs(change) >= USUAL
    return CountChange(name=name, label=label, before=before, now=now, change=change, moved=moved)


def repeat_change(now: Report, before: Report) -> RepeatChange | None:
    """Compare the shares of repeated rows, where the same key tells tracks apart.

    A load that came twice raises the share while the number of tracks stays.
    """
    old, new = before.preparation.repeats, now.preparation.repeats
    n_old, n_new = before.preparation.rows_read, now.preparation.rows_read
    if isinstance(old, Skipped) or isinstance(new, Skipped) or old.key != new.key:
        return None
    p_old, p_new = old.extra_rows / n_old, new.extra_rows / n_new
    spread = math.sqrt(p_old * (1 - p_old) / n_old + p_new * (1 - p_new) / n_new)
    tracks = n_old - old.extra_rows
    return RepeatChange(
        before=p_old,
        now=p_new,
        tracks_change=(n_new - new.extra_rows - tracks) / tracks,
        risen=p_new - p_old >= max(REPEATED, FAR * spread),
    )


def track_change(now: Report, before: Report) -> TrackChange | None:
    """Count the tracks that stayed, came and went, where both runs tell them apart alike.

    The share of the union of both sets that is in both, J, is that of its lowest hashes,
    with the interval of Wilson (1927); so many tracks stayed as J / (1 + J) of the tracks of
    both runs (Broder 1997; Cohen & Kaplan 2007).  Exact where sketches hold all tracks, and
    where the tracks are the same.
    """
    a, b = before.imprint.tracks, now.imprint.tracks
    if isinstance(a, Skipped) or isinstance(b, Skipped) or a.key != b.key:
        return None
    stayed = _stayed(a, b)
    return TrackChange(
        before=a.n,
        now=b.n,
        stayed=stayed,
        came=_rest(b.n, stayed),
        went=_rest(a.n, stayed),
        exact=is_whole(a, b),
    )


def _stayed(a: TrackSketch, b: TrackSketch) -> Estimate:
    n, both = shared(a, b)
    together, most = a.n + b.n, min(a.n, b.n)

    def tracks(share: float) -> float:
        return float(min(round(share / (1 + share) * together), most))

    value = tracks(both / n)
    if is_whole(a, b):
        return Estimate(value=value, low=value, high=value)
    low, high = share_bounds(both, n, QUANTILE)
    return Estimate(value=value, low=tracks(low), high=tracks(high))


def _rest(n: int, stayed: Estimate) -> Estimate:
    assert stayed.low is not None and stayed.high is not None  # noqa: S101, PT018  made above
    return Estimate(value=n - stayed.value, low=n - stayed.high, high=n - stayed.low)
