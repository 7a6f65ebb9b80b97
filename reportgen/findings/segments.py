"""Whether tracks fall into groups, and whether popularity differs between them."""

from __future__ import annotations

from reportgen import formats
from reportgen.findings.grade import FACT, above, grade_gap, grade_unclear
from reportgen.findings.naming import mean_format, target_mean
from reportgen.findings.phrase import at, lower, show, word, words
from reportgen.findings.rule import NotApplicable, Outcome, RuleTable, draft
from reportgen.results import Estimate, Grade, Report, Segment, Segments, Severity

OVERLAPPING = 0.44
"""Silhouette in squared distance that a plain one of 0.25 comes to: 1 − (1 − 0.25)²."""
DOMINANT = 0.6
NONE_FOUND = "no real segments were found"


def real_segments(report: Report, segments: Segments) -> Outcome:
    """Name the segments and say how distinct they are."""
    if segments.k < 2:
        return None
    chosen = [i for i, c in enumerate(segments.candidates) if c.k == segments.k]
    if not chosen:
        return NotApplicable("the number of segments was given")
    path = f"segments.candidates[{chosen[0]}]"
    return draft(
        report,
        severity=Severity.NOTE,
        grade=Grade.MODERATE if segments.candidates[chosen[0]].stability >= 0.8 else Grade.WEAK,
        rank=65,
        title="Tracks fall into {k} segments by sound",
        text=(
            "The segments are: {labels}. On a sample, their silhouette is "
            "{silhouette}, against {reference} for points without groups."
        ),
        k=show("segments.k"),
        labels=words([f"{_path(segments, m)}.label" for m in segments.members], _quoted),
        silhouette=show(f"{path}.silhouette", formats.number),
        reference=show(f"{path}.reference", formats.number),
    )


def _quoted(label: str) -> str:
    return f"“{lower(label)}”"


def no_real_segments(report: Report, segments: Segments) -> Outcome:
    """Say that there are no groups to speak of."""
    if segments.k >= 2:
        return None
    return draft(
        report,
        severity=Severity.NOTE,
        grade=Grade.MODERATE,
        rank=65,
        title="Tracks form no real segments",
        text=(
            "Tracks vary by degrees rather than in kinds, as far as these features can tell: "
            "{verdict}."
        ),
        verdict=word("segments.verdict", lambda text: lower(text).rstrip(".")),
    )


def overlapping(report: Report, segments: Segments) -> Outcome:
    """Warn that segments have soft borders."""
    if segments.k < 2 or segments.silhouette is None:
        return NotApplicable(NONE_FOUND)
    if segments.silhouette >= OVERLAPPING:
        return None
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=28,
        title="The segments overlap",
        text=(
            "Over all tracks the silhouette is {silhouette}, which is low: many lie near a "
            "border. Read the segments as a map, not as boxes."
        ),
        silhouette=show("segments.silhouette", formats.number),
    )


def dominant_segment(report: Report, segments: Segments) -> Outcome:
    """Say that one segment holds most tracks."""
    if segments.k < 2:
        return NotApplicable(NONE_FOUND)
    largest = max(segments.members, key=lambda member: member.n)
    if largest.share < DOMINANT:
        return None
    path = _path(segments, largest)
    return draft(
        report,
        severity=Severity.NOTE,
        grade=FACT,
        rank=22,
        title="One segment holds most tracks",
        text="{share} of the tracks belong to the segment “{label}”.",
        share=show(f"{path}.share", formats.percent),
        label=word(f"{path}.label", lower),
    )


def segment_gap(report: Report, segments: Segments) -> Outcome:
    """Compare the segments with the highest and the lowest popularity."""
    compared = _compared(segments)
    if len(compared) < 2:
        return NotApplicable(_why_not_compared(segments))
    (high, highest), (low, lowest) = compared[0], compared[-1]
    if not above(highest, lowest):
        return None
    paths = [_path(segments, member) for member in (high, low)]
    return draft(
        report,
        severity=Severity.NOTE,
        grade=grade_gap(highest, lowest, min(high.n, low.n)),
        rank=52,
        title="Segments differ in popularity",
        text=(
            "{mean} is highest in “{high}”, {high_mean}, and lowest in “{low}”, "
            "{low_mean}. The segments were made without looking at it."
        ),
        mean=target_mean(report),
        high=word(f"{paths[0]}.label", lower),
        low=word(f"{paths[1]}.label", lower),
        high_mean=show(f"{paths[0]}.target", mean_format(report)),
        low_mean=show(f"{paths[1]}.target", mean_format(report)),
    )


def segments_alike(report: Report, segments: Segments) -> Outcome:
    """Say that popularity is much the same in all segments."""
    compared = _compared(segments)
    if len(compared) < 2:
        return NotApplicable(_why_not_compared(segments))
    (high, highest), (low, lowest) = compared[0], compared[-1]
    if above(highest, lowest):
        return None
    paths = [_path(segments, member) for member in (high, low)]
    return draft(
        report,
        severity=Severity.NOTE,
        grade=grade_unclear(min(high.n, low.n)),
        rank=52,
        title="Segments do not clearly differ in popularity",
        text=(
            "{mean} is {high_mean} in the highest segment, and {low_mean} in the "
            "lowest: the intervals overlap."
        ),
        mean=target_mean(report),
        high_mean=show(f"{paths[0]}.target", mean_format(report)),
        low_mean=show(f"{paths[1]}.target", mean_format(report)),
    )


def _compared(segments: Segments) -> list[tuple[Segment, Estimate]]:
    pairs = [(m, m.target) for m in segments.members if m.target is not None]
    return sorted(pairs, key=lambda pair: -pair[1].value)


def _why_not_compared(segments: Segments) -> str:
    return NONE_FOUND if segments.k < 2 else "the table has no target column"


def _path(segments: Segments, member: Segment) -> str:
    return at("segments.members", segments.members, member)


_TABLE = RuleTable("segments", "segments")

RULES = (
    _TABLE.rule("real-segments", "Segments by sound", real_segments),
    _TABLE.rule("no-real-segments", "No segments", no_real_segments),
    _TABLE.rule(
        "overlapping-segments",
        "Borders between segments",
        overlapping,
        clear="The silhouette is above the mark for segments that overlap.",
    ),
    _TABLE.rule("dominant-segment", "One large segment", dominant_segment),
    _TABLE.rule("segment-gap", "Popularity by segment", segment_gap),
    _TABLE.rule("segments-alike", "Segments alike in popularity", segments_alike),
)
