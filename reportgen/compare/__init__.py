"""What has changed since an earlier report, and what of it is real.

A function of two reports: no row is seen.  Four questions are asked in turn: is the method
the same, is the table the same in shape, did its values drift, and did the results move by
more than noise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reportgen.compare.columns import column_changes
from reportgen.compare.drift import drifts
from reportgen.compare.method import barriers, method_changes
from reportgen.compare.results import LEAST, judged, needed_errors, result_changes
from reportgen.compare.rows import count_changes, repeat_change, track_change
from reportgen.compare.trends import Beside, EarlierRun, trends
from reportgen.results import Comparison, Judgement, Note, Report

__all__ = ["ALONE", "NIGHTS", "Beside", "EarlierRun", "compare", "trends"]

NIGHTS = 30
"""Quiet runs on end that may raise a false alarm with a chance of 5 % altogether."""

ALONE = Beside()


def compare(now: Report, before: Report, baseline: str = "") -> Comparison:
    """Say what has changed between two reports, and what of it is more than noise.

    Results count as changed by the rule of :func:`reportgen.compare.results.needed_errors`,
    which holds for all results of :data:`NIGHTS` runs at once; drift of columns by effect
    sizes that chance alone would hardly reach.

    Parameters
    ----------
    now, before : Report
        In this order.
    baseline : str, optional
        The name under which the earlier one was kept; by default it is the last run.
    """
    method = method_changes(now, before)
    reasons = barriers(now, before)
    pairs = result_changes(now, before, method, reasons)
    family = sum(pair.errors is not None for pair in pairs)
    needed = needed_errors(family, NIGHTS)
    results = tuple(judged(pair, needed, len(pairs)) for pair in pairs)
    if pairs and not reasons and all(p.judgement is Judgement.NOT_COMPARABLE for p in pairs):
        reasons = (Note(code="results", text=pairs[0].reason),)
    found = Comparison(
        created=before.provenance.created,
        source=before.provenance.source,
        version=before.provenance.version,
        same_file=now.provenance.sha256 == before.provenance.sha256,
        comparable=not reasons,
        reasons=reasons,
        method=method,
        counts=count_changes(now, before),
        repeats=repeat_change(now, before),
        tracks=track_change(now, before),
        columns=column_changes(now, before),
        drift=drifts(now, before, NIGHTS),
        results=results,
        family=family,
        paired=sum(pair.correlation is not None for pair in results),
        nights=NIGHTS,
        needed=needed,
        least=LEAST,
        quiet=False,
        baseline=baseline,
    )
    return replace(found, quiet=not any(_loud(found)))


def _loud(found: Comparison) -> Iterator[bool]:
    """Yield of each thing that was looked at whether a reader has to look at it."""
    yield from (change.moved for change in found.counts)
    yield found.repeats is not None and found.repeats.risen
    yield from (bool(part) for part in (found.columns, found.method, found.reasons))
    yield from (column.drifted or column.emptied for column in found.drift)
    yield from (change.changed for change in found.results)
