"""What cleaning did to the rows, and to the answer."""

from __future__ import annotations

from textwrap import shorten

from reportgen import formats
from reportgen.findings.grade import FACT, grade
from reportgen.findings.naming import target_column, target_name
from reportgen.findings.phrase import at, lower, show, word, words
from reportgen.findings.rule import NotApplicable, Outcome, RuleTable, draft
from reportgen.results import (
    Estimate,
    Preparation,
    Repeats,
    Report,
    Sensitivity,
    Severity,
)
from reportgen.text import translate

MANY = 0.05
MANY_GENRES = 0.1
"""Share of tracks whose genre is a choice among several from which it is a warning."""
FEW_LOST = 0.01
FEW_TRACKS = 1_000
FEW_ARTISTS = 300
"""Artists below which intervals of scores are too narrow: see docs/proof.md."""
LONGEST_NOTE = 120


def repeated_tracks(report: Report, repeats: Repeats) -> Outcome:
    """Say how many rows repeat a track that stands there already."""
    if repeats.extra_rows == 0:
        return None
    many = repeats.extra_rows > MANY * report.preparation.rows_read
    return draft(
        report,
        severity=Severity.WARNING if many else Severity.NOTE,
        grade=FACT,
        rank=70,
        title="{extra} rows repeat a track",
        text=(
            "{tracks} tracks stand on more than one row, recognised by {key}. Each is counted "
            "once, before anything is learnt from it."
        ),
        extra=show("preparation.repeats.extra_rows"),
        tracks=show("preparation.repeats.tracks"),
        key=word("preparation.repeats.key", lambda key: lower(translate(key))),
    )


def conflicting_popularity(report: Report, repeats: Repeats) -> Outcome:
    """Say how many repeated tracks have copies of different popularity."""
    if repeats.conflicting_target is None:
        return NotApplicable("the table has no target column")
    if repeats.conflicting_target == 0:
        return None
    return draft(
        report,
        severity=Severity.NOTE,
        grade=FACT,
        rank=35,
        title="Copies of a track disagree on its popularity",
        text=(
            "Copies differ in {target} for {conflicting} of {tracks} repeated tracks. What "
            "decides between them: {rule}."
        ),
        target=target_name(report),
        tracks=show("preparation.repeats.tracks"),
        conflicting=show("preparation.repeats.conflicting_target"),
        rule=word("preparation.repeats.rule"),
    )


def conflicting_genre(report: Report, repeats: Repeats) -> Outcome:
    """Say how many repeated tracks stand under several genres."""
    if repeats.conflicting_genre is None:
        return NotApplicable("the table has no genre column")
    if repeats.conflicting_genre == 0:
        return None
    many = repeats.conflicting_genre > MANY_GENRES * report.preparation.rows_modelled
    return draft(
        report,
        severity=Severity.WARNING if many else Severity.NOTE,
        grade=FACT,
        rank=54 if many else 34,
        title="Some tracks stand under several genres",
        text=(
            "More than one genre is given for {conflicting} of {tracks} repeated tracks, and "
            "only one is kept. Genre is a label here, not a property of the sound."
        ),
        tracks=show("preparation.repeats.tracks"),
        conflicting=show("preparation.repeats.conflicting_genre"),
    )


def rows_lost(report: Report, preparation: Preparation) -> Outcome:
    """Say how many rows went for a missing value."""
    lost = [s for s in preparation.steps if s.name.startswith("missing") and s.removed]
    if not lost:
        return None
    worst = max(lost, key=lambda step: step.removed)
    path = at("preparation.steps", preparation.steps, worst)
    share = worst.removed / preparation.rows_read
    return draft(
        report,
        severity=Severity.WARNING if share > MANY else Severity.NOTE,
        grade=FACT,
        rank=60 if share > FEW_LOST else 24,
        title="{removed} {rows} left out for missing values",
        text=(
            "The ledger gives the reason: {reason}. After that step, {remaining} rows remained."
            + (_CAVEAT if share > FEW_LOST else "")
        ),
        removed=show(f"{path}.removed"),
        rows=word(f"{path}.removed", _rows_were),
        remaining=show(f"{path}.remaining"),
        reason=word(f"{path}.reason"),
    )


_CAVEAT = " If tracks with gaps are unlike the rest, the results describe the rest only."


def _rows_were(n: int) -> str:
    return formats.noun(n, "row was", "rows were")


def dropped_columns(report: Report, preparation: Preparation) -> Outcome:
    """Name what was changed or left out among the columns."""
    if not preparation.dropped_columns:
        return None
    last = min(3, len(preparation.dropped_columns))
    return draft(
        report,
        severity=Severity.NOTE,
        grade=FACT,
        rank=15,
        title="Some columns were changed or left out",
        text="What was done, column by column: {notes}.",
        notes=words([f"preparation.dropped_columns[{i}].text" for i in range(last)], _clause),
    )


def _clause(text: str) -> str:
    return shorten(text.rstrip("."), LONGEST_NOTE, placeholder=" …")


def moved_headline(report: Report, sensitivity: Sensitivity) -> Outcome:
    """Warn where another choice of preparation would move the headline out of its interval.

    Training without outliers is no fair choice where they are so many that they speak of
    lopsided features: a line that never saw the tail is asked to predict it.
    """
    others = sensitivity.alternatives
    lopsided = report.preparation.outlier_rows > MANY * sensitivity.n
    fair = [a for a in others if not (lopsided and a.name == "outliers")]
    scored = [(a, a.score) for a in fair if a.score is not None]
    moved = [(a, score) for a, score in scored if _outside_of(score, sensitivity.score)]
    if not moved:
        return None
    most, score = max(moved, key=lambda pair: _distance(pair[1], sensitivity.score))
    path = at("preparation.sensitivity.alternatives", others, most)
    return draft(
        report,
        severity=Severity.WARNING,
        grade=grade(sensitivity.score, sensitivity.n, score.value),
        rank=75,
        title="A choice of cleaning moves the answer",
        text=(
            "With “{label}”, {measure} would be {without} on {n} tracks, where the headline is "
            "{with_it}."
        ),
        label=word(f"{path}.label", lower),
        measure=word("preparation.sensitivity.measure"),
        n=show(f"{path}.n"),
        without=show(f"{path}.score", formats.point),
        with_it=show("preparation.sensitivity.score", formats.estimate),
    )


def _distance(score: Estimate | None, headline: Estimate) -> float:
    return 0.0 if score is None else abs(score.value - headline.value)


def _outside_of(value: Estimate, bounds: Estimate) -> bool:
    if bounds.low is None or bounds.high is None:
        return False
    return not bounds.low <= value.value <= bounds.high


def few_tracks(report: Report, preparation: Preparation) -> Outcome:
    """Warn that there is little to learn from."""
    if target_column(report) is None:
        return NotApplicable("nothing is learnt or tested")
    if preparation.rows_modelled >= FEW_TRACKS:
        return None
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=65,
        title="There are few tracks",
        text=(
            "Only {rows} tracks are left to learn from and to test on. Read the intervals, "
            "not the values."
        ),
        rows=show("preparation.rows_modelled"),
    )


def few_artists(report: Report, preparation: Preparation) -> Outcome:
    """Warn that a handful of artists carry the answer."""
    if preparation.artists is None:
        return NotApplicable("the table has no artist column")
    if target_column(report) is None:
        return NotApplicable("nothing is scored")
    if preparation.artists >= FEW_ARTISTS:
        return None
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=66,
        title="There are few artists",
        text=(
            "The tracks come from {artists} artists only. With so few, the intervals of scores, "
            "which keep artists whole, are somewhat too narrow."
        ),
        artists=show("preparation.artists"),
    )


_TABLE = RuleTable("preparation", "preparation")
_REPEATS = "preparation.repeats"

RULES = (
    _TABLE.rule(
        "repeated-tracks",
        "Repeated tracks",
        repeated_tracks,
        part=_REPEATS,
    ),
    _TABLE.rule(
        "conflicting-popularity",
        "Copies that disagree on popularity",
        conflicting_popularity,
        part=_REPEATS,
    ),
    _TABLE.rule(
        "conflicting-genre", "Copies that disagree on genre", conflicting_genre, part=_REPEATS
    ),
    _TABLE.rule("rows-lost", "Rows lost to missing values", rows_lost),
    _TABLE.rule("dropped-columns", "Columns changed or left out", dropped_columns),
    _TABLE.rule(
        "moved-headline",
        "Other choices of cleaning",
        moved_headline,
        part="preparation.sensitivity",
        clear="No other choice moves the headline out of its interval.",
    ),
    _TABLE.rule("few-tracks", "Enough tracks", few_tracks, clear="There are enough tracks."),
    _TABLE.rule("few-artists", "Enough artists", few_artists, clear="There are enough artists."),
)
