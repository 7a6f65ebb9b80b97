"""What has changed since an earlier run, and what of it needs a look."""

from __future__ import annotations

from reportgen import formats
from reportgen.findings.grade import FACT
from reportgen.findings.phrase import Slot, at, lower, show, word, words
from reportgen.findings.rule import Outcome, RuleTable, draft
from reportgen.findings.since import changed, columns, labels, quoted, results, settings
from reportgen.results import Comparison, Grade, Report, Severity

SAME_TRACKS = 0.05
"""Relative change of the number of tracks up to which it is about the same."""


def not_comparable(report: Report, found: Comparison) -> Outcome:
    """Warn that no result means the same as in the earlier run."""
    if found.comparable:
        return None
    reasons = words([f"comparison.reasons[{i}].text" for i in range(len(found.reasons))])
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=44,
        title="The results cannot be compared with those of the earlier run",
        text="Since the run of {day}, {reasons}: a difference would mix method and noise.",
        day=show("comparison.created", formats.date),
        reasons=reasons,
    )


def loaded_twice(report: Report, found: Comparison) -> Outcome:
    """Warn that more rows repeat a track, as when a load comes twice."""
    change = found.repeats
    if change is None or not change.risen:
        return None
    before = "where {before} did" if change.before else "where none did"
    same = abs(change.tracks_change) < SAME_TRACKS
    twice = " There are about as many tracks as before: a load may have come twice."
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=43,
        title="More rows repeat a track than in the earlier run",
        text=f"Of the rows read, {{now}} repeat a track, {before}." + (twice if same else ""),
        now=show("comparison.repeats.now", formats.percent),
        before=show("comparison.repeats.before", formats.percent),
    )


def rows_moved(report: Report, found: Comparison) -> Outcome:
    """Warn that the table is much larger or smaller than in the earlier run."""
    moved = [change for change in found.counts if change.moved]
    if not moved:
        return None
    path = at("comparison.counts", found.counts, moved[0])
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=42,
        title="The table has another size than in the earlier run",
        text="{label}: {before} in the earlier run, {now} in this one.",
        label=word(f"{path}.label"),
        before=show(f"{path}.before"),
        now=show(f"{path}.now"),
    )


def schema_changed(report: Report, found: Comparison) -> Outcome:
    """Warn that columns came, went, or are read otherwise."""
    if not found.columns:
        return None
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=41,
        title="The columns are not those of the earlier run",
        text="These differ: {columns}.",
        columns=columns(found),
    )


def drifted(report: Report, found: Comparison) -> Outcome:
    """Warn that the values of columns moved, and say how far the one that moved most."""
    there = [d for d in found.drift if d.drifted and d.psi is not None and d.limit is not None]
    if not there:
        return None
    most = max(there, key=lambda d: d.psi or 0.0)
    path = at("comparison.drift", found.drift, most)
    slots = {
        "labels": labels([at("comparison.drift", found.drift, d) for d in there]),
        "label": word(f"{path}.label", lower),
    }
    index = " The stability index of {label} is {psi}, where up to {limit} is usual."
    mean = " The mean of {label} moved by {shift} standard deviations."
    far = (most.psi or 0.0) > (most.limit or 0.0)
    if far:
        slots["psi"] = show(f"{path}.psi", formats.number)
        slots["limit"] = show(f"{path}.limit", formats.number)
    if most.shift is not None:
        slots["shift"] = show(f"{path}.shift", formats.signed_estimate)
    return draft(
        report,
        severity=Severity.WARNING,
        grade=Grade.STRONG,
        rank=40,
        title="Values have drifted since the earlier run",
        text="Drifted: {labels}."
        + (index if far else "")
        + (mean if most.shift is not None else ""),
        **slots,
    )


def gaps_changed(report: Report, found: Comparison) -> Outcome:
    """Warn that a column has more gaps, or fewer, than in the earlier run."""
    there = [d for d in found.drift if d.emptied]
    if not there:
        return None
    most = max(there, key=lambda d: abs(d.missing - d.missing_before))
    path = at("comparison.drift", found.drift, most)
    now = "all" if most.missing == 1 else "{now}" if most.missing else "none"
    before = "all" if most.missing_before == 1 else "{before}" if most.missing_before else "none"
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=39,
        title="Gaps have changed since the earlier run",
        text=f"Changed: {{labels}}. Of the rows, {now} miss {{label}}, where {before} did.",
        labels=labels([at("comparison.drift", found.drift, d) for d in there]),
        label=word(f"{path}.label", lower),
        now=show(f"{path}.missing", formats.percent),
        before=show(f"{path}.missing_before", formats.percent),
    )


def results_changed(report: Report, found: Comparison) -> Outcome:
    """Say which results moved by more than noise, and by how much the first of them."""
    there = changed(found)
    if not there:
        return None
    told = next((r for r in there if r.difference is not None), None)
    amount = (
        " For {label} it was {before} and is {now}: a difference of {errors} standard errors, "
        "where {needed} are needed so that {nights} quiet nights on end raise no false alarm."
    )
    return draft(
        report,
        severity=Severity.WARNING,
        grade=Grade.STRONG,
        rank=44,
        title="Results have changed by more than noise since the earlier run",
        text="Changed: {results}." + (amount if told is not None else ""),
        results=results(found),
        **({} if told is None else _amount(at("comparison.results", found.results, told))),
    )


def _amount(path: str) -> dict[str, Slot]:
    return {
        "label": word(f"{path}.label", quoted),
        "before": show(f"{path}.before", formats.point),
        "now": show(f"{path}.now", formats.point),
        "errors": show(f"{path}.errors", _tenths),
        "needed": show("comparison.needed", _tenths),
        "nights": show("comparison.nights"),
    }


def _tenths(value: float) -> str:
    return formats.decimal(value, 1)


def other_settings(report: Report, found: Comparison) -> Outcome:
    """Note settings that differ, which leave some results without comparison."""
    if not found.method or not found.comparable:
        return None
    return draft(
        report,
        severity=Severity.NOTE,
        grade=FACT,
        rank=30,
        title="Settings are not those of the earlier run",
        text="They differ in: {names}. What rests on them is not compared.",
        names=settings(found),
    )


_TABLE = RuleTable("trust", "comparison")

RULES = (
    _TABLE.rule(
        "not-comparable",
        "Method of the earlier run",
        not_comparable,
        clear="Version, target and settings are those of the earlier run.",
    ),
    _TABLE.rule(
        "loaded-twice",
        "Repeats since the earlier run",
        loaded_twice,
        clear="No larger share of the rows repeats a track.",
    ),
    _TABLE.rule(
        "rows-moved",
        "Rows since the earlier run",
        rows_moved,
        clear="The table has about the size of the earlier run.",
    ),
    _TABLE.rule(
        "schema-changed",
        "Columns since the earlier run",
        schema_changed,
        clear="The columns are those of the earlier run, and read alike.",
    ),
    _TABLE.rule(
        "columns-drifted",
        "Drift since the earlier run",
        drifted,
        clear="No column drifted by more than chance brings and by enough to matter.",
    ),
    _TABLE.rule(
        "gaps-changed",
        "Gaps since the earlier run",
        gaps_changed,
        clear="No column has clearly more gaps, or fewer.",
    ),
    _TABLE.rule(
        "results-changed",
        "Results since the earlier run",
        results_changed,
        clear="No result moved by more than noise.",
    ),
    _TABLE.rule("other-settings", "Settings since the earlier run", other_settings),
)
