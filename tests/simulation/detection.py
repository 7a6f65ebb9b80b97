"""What reports of damaged tables find, and what reports of clean ones leave in peace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from reportgen.api import analyze
from reportgen.results import Handling, Report, Segments, Skipped, Status
from reportgen.settings import SegmentSettings, Settings, ValidationSettings
from tests.simulation import frames

QUICK = Settings(
    threads=1,
    segments=SegmentSettings(k_max=2, sample=500),
    validation=ValidationSettings(replicates=50),
)
"""Defaults but for what detection does not depend on: few segments and resamples."""
GROUPING = replace(QUICK, segments=SegmentSettings(k_max=8, sample=1_000))
"""The default search for segments, on a sample of the size of the tables."""
LEAK_CHECKS = ("leaks", "leak", "made-from-target", "doubtful-column", "too-good")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """In how many tables what was planted was found as it should."""

    what: str
    found: int
    of: int


def repeats(draws: int, *, named_by: str) -> Found:
    """Count tables whose repeats are counted to the row, and taken out."""
    found = 0
    for seed in range(draws):
        planted = frames.with_repeats(seed, named_by=named_by)
        account = analyze(planted.frame, QUICK).preparation
        assert not isinstance(account.repeats, Skipped)
        exact = account.repeats.extra_rows == planted.extra
        found += exact and account.rows_modelled == frames.TRACKS
    return Found(what=f"repeated tracks (known by {named_by})", found=found, of=draws)


def values_far_out(draws: int) -> Found:
    """Count tables where exactly the rows with planted values are flagged."""
    found = 0
    for seed in range(draws):
        frame, odd = frames.with_values_far_out(seed)
        found += analyze(frame, QUICK).preparation.outlier_rows == int(np.count_nonzero(odd))
    return Found(what="values far out", found=found, of=draws)


def leaks(draws: int, kind: str) -> tuple[Found, Found]:
    """Count tables whose leak is left out, and those where it is at least doubted."""
    handled = [_handling(analyze(frames.with_leak(seed, kind), QUICK)) for seed in range(draws)]
    out = sum(handling is Handling.LEFT_OUT for handling in handled)
    doubted = sum(handling is not Handling.KEPT for handling in handled)
    return (
        Found(what=f"{kind}: left out", found=out, of=draws),
        Found(what=f"{kind}: left out or doubted", found=doubted, of=draws),
    )


def _handling(report: Report) -> Handling:
    screened = {column.name: column.handling for column in report.trust.screen}
    excluded = {column.name for column in report.data.columns if column.excluded}
    handling = screened[frames.LEAKY]
    assert (handling is Handling.LEFT_OUT) == (frames.LEAKY in excluded)
    return handling


def false_alarms(draws: int) -> tuple[Found, ...]:
    """Count clean tables where something is found that is not there."""
    reports = [analyze(frames.clean(seed), QUICK) for seed in range(draws)]
    alarms: Mapping[str, Callable[[Report], bool]] = {
        "a column left out or doubted": _screened,
        "a check for leaks, or a score too good to be true": _warned,
        "repeated tracks": _repeated,
        "values far out": _far_out,
    }
    return tuple(
        Found(what=what, found=sum(map(alarm, reports)), of=draws) for what, alarm in alarms.items()
    )


def _screened(report: Report) -> bool:
    return any(column.handling is not Handling.KEPT for column in report.trust.screen)


def _warned(report: Report) -> bool:
    status = {check.name: check.status for check in report.trust.checks}
    return any(status[name] is Status.WARNS for name in LEAK_CHECKS)


def _repeated(report: Report) -> bool:
    account = report.preparation.repeats
    return not isinstance(account, Skipped) and account.extra_rows > 0


def _far_out(report: Report) -> bool:
    return report.preparation.outlier_rows > 0


def numbers_of_segments(draws: int, k: int) -> dict[int, int]:
    """Count how many segments are found in tables of ``k`` kinds of track."""
    found: dict[int, int] = {}
    for seed in range(draws):
        segments = analyze(frames.groups_of_tracks(seed, k), GROUPING).segments
        assert isinstance(segments, Segments)
        found[segments.k] = found.get(segments.k, 0) + 1
    return dict(sorted(found.items()))
