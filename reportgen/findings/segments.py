"""Whether tracks fall into groups, and whether popularity differs between them."""

from __future__ import annotations

from reportgen import formats
from reportgen.findings.grade import FACT, clear_of, grade, grade_unclear, widened
from reportgen.findings.naming import difference_format, mean_format, target_mean
from reportgen.findings.phrase import Slot, at, lower, show, word, words
from reportgen.findings.rule import NotApplicable, Outcome, RuleTable, draft
from reportgen.results import Estimate, Grade, Report, Segment, Segments, Severity

OVERLAPPING = 0.44
"""Silhouette in squared distance that a plain one of 0.25 comes to: 1 − (1 − 0.25)²."""
DOMINANT = 0.6
STEADY = 0.8
"""Mean adjusted Rand index from which on segments count as coming back."""
MOVED = 0.05
"""Change of a segment's share of the tracks that is worth saying."""
NONE_FOUND = "no real segments were found"


def real_segments(report: Report, segments: Segments) -> Outcome:
    """Name the segments and say how distinct they are."""
    if segments.k < 2:
        return None
    if segments.asked:
        return NotApplicable("the number of segments was given")
    path = _chosen(segments)
    if path is None:
        return NotApplicable("the number of segments was not among those tried")
    stability = next(c.stability for c in segments.candidates if c.k == segments.k)
    return draft(
        report,
        severity=Severity.NOTE,
        grade=Grade.MODERATE if stability >= STEADY else Grade.WEAK,
        rank=65,
        title="Tracks fall into {k} segments by sound",
        text=(
            "The segments are: {labels}. On a sample, their silhouette is "
            "{silhouette}, against {reference} for tracks without groups; in resamples they "
            "come back with an agreement of {stability}, where one is the same each time."
        ),
        k=show("segments.k"),
        labels=words([f"{_path(segments, m)}.label" for m in segments.members], _quoted),
        stability=show(f"{path}.stability", _hundredths),
        **_distinctness(path),
    )


def _distinctness(path: str) -> dict[str, Slot]:
    return {
        "silhouette": show(f"{path}.silhouette", formats.number),
        "reference": show(f"{path}.reference", formats.number),
    }


def _hundredths(value: float) -> str:
    return formats.decimal(value, 2)


def _chosen(segments: Segments) -> str | None:
    """Path of the candidate that was chosen."""
    chosen = (i for i, c in enumerate(segments.candidates) if c.k == segments.k)
    return next((f"segments.candidates[{i}]" for i in chosen), None)


def asked_segments(report: Report, segments: Segments) -> Outcome:
    """Say that the number of segments was set, and what it would take to be real."""
    if not segments.asked or segments.k < 2:
        return None
    path = _chosen(segments)
    if path is None:
        return NotApplicable("the number of segments was not among those tried")
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=65,
        title="The number of segments was set, not found",
        text=(
            "The settings ask for {k} segments. Their silhouette is {silhouette}, against "
            "{reference} for tracks without groups: a number is found where the first exceeds "
            "the second by {margin} or more."
        ),
        k=show("segments.k"),
        margin=show("segments.margin", formats.number),
        **_distinctness(path),
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
    """State the clearest difference in popularity between a segment and all other tracks."""
    compared = _compared(segments)
    if not compared:
        return NotApplicable(_why_not_compared(segments))
    clear = [pair for pair in compared if clear_of(widened(pair[1], _looks(segments)))]
    if not clear:
        return None
    member, difference = clear[0]
    path = _path(segments, member)
    others = sum(m.n for m in segments.members) - member.n
    side = "more" if difference.value > 0 else "less"
    return draft(
        report,
        severity=Severity.NOTE,
        grade=grade(difference, min(member.n, others)),
        rank=52,
        title="Segments differ in popularity",
        text=(
            f"Tracks in “{{label}}” are {side} popular than the others: {{mean}} is {{here}}, a "
            "difference of {difference}. The segments were made without looking at it."
        ),
        mean=_mean(report),
        label=word(f"{path}.label", lower),
        here=show(f"{path}.target", mean_format(report)),
        difference=show(f"{path}.difference", difference_format(report)),
    )


def segments_alike(report: Report, segments: Segments) -> Outcome:
    """Say that popularity is much the same in all segments."""
    compared = _compared(segments)
    if not compared:
        return NotApplicable(_why_not_compared(segments))
    if any(clear_of(widened(pair[1], _looks(segments))) for pair in compared):
        return None
    member, _ = compared[0]
    path = _path(segments, member)
    return draft(
        report,
        severity=Severity.NOTE,
        grade=grade_unclear(member.n),
        rank=52,
        title="Segments do not clearly differ in popularity",
        text=(
            "The largest difference between a segment and all other tracks is {difference}, in "
            "“{label}”; it cannot be told from none."
        ),
        difference=show(f"{path}.difference", difference_format(report)),
        label=word(f"{path}.label", lower),
    )


def _mean(report: Report) -> Slot:
    """Return what the mean is called inside a sentence."""
    slot = target_mean(report)
    return Slot(slot.paths, lambda label: lower(slot.write(label)), slot.always_evidence)


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def _looks(segments: Segments) -> int:
    """Number of differences looked at; between two segments there is only one."""
    return segments.k if segments.k > 2 else 1


def _compared(segments: Segments) -> list[tuple[Segment, Estimate]]:
    """Segments with their difference from all other tracks, the largest first."""
    pairs = [(m, m.difference) for m in segments.members if m.difference is not None]
    return sorted(pairs, key=lambda pair: -abs(pair[1].value))


def _why_not_compared(segments: Segments) -> str:
    return NONE_FOUND if segments.k < 2 else "the table has no target column"


def _path(segments: Segments, member: Segment) -> str:
    return at("segments.members", segments.members, member)


def segments_changed(report: Report, segments: Segments) -> Outcome:
    """Say which segments came, went, or grew or shrank since the previous run."""
    if segments.previous is None:
        return NotApplicable("there is no previous run to compare with")
    changes = segments.previous.changes
    if not changes:
        return NotApplicable("the previous run has no segments, or shares too few features")
    paths = [at("segments.previous.changes", changes, change) for change in changes]
    known = list(zip(paths, changes, strict=True))
    new = [f"{path}.label" for path, change in known if change.share_before is None]
    gone = [f"{path}.label" for path, change in known if change.share is None]
    moved, most = max(known, key=lambda pair: abs(pair[1].share_change or 0.0))
    has_moved = abs(most.share_change or 0.0) >= MOVED
    if not (new or gone or has_moved):
        return None
    return draft(
        report,
        severity=Severity.WARNING if new or gone else Severity.NOTE,
        grade=FACT,
        rank=40,
        title="Segments have changed since the previous run",
        text="There were {before}, now there are {now}."
        + (" New: {new}." if new else "")
        + (" Gone: {gone}." if gone else "")
        + (" “{label}” held {was} of the tracks and now holds {share}." if has_moved else ""),
        before=show("segments.previous.k"),
        now=show("segments.k"),
        new=words(new, _quoted),
        gone=words(gone, _quoted),
        label=word(f"{moved}.label", _capital),
        was=show(f"{moved}.share_before", formats.percent),
        share=show(f"{moved}.share", formats.percent),
    )


_TABLE = RuleTable("segments", "segments")

RULES = (
    _TABLE.rule("real-segments", "Segments by sound", real_segments),
    _TABLE.rule("asked-segments", "Number of segments set", asked_segments),
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
    _TABLE.rule(
        "segments-changed",
        "Segments since the previous run",
        segments_changed,
        clear="The segments are those of the previous run, with much the same shares.",
    ),
)
