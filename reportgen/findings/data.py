"""What the file itself says and cannot say."""

from __future__ import annotations

from reportgen.findings.grade import FACT
from reportgen.findings.phrase import at, lower, show, word, words
from reportgen.findings.rule import NotApplicable, Outcome, RuleTable, draft
from reportgen.results import Column, Data, Report, Role, Severity

USED = frozenset({Role.TARGET, Role.FEATURE, Role.CATEGORY, Role.GENRE, Role.ARTIST})
MANY_MISSING = 0.05


def generated(report: Report, _: Data) -> Outcome:
    """Say that the tracks are made up."""
    if not report.generated:
        return None
    return draft(
        report,
        severity=Severity.NOTE,
        grade=FACT,
        rank=100,
        title="These tracks were generated",
        text="The table is a generated sample: its numbers describe no real catalogue.",
    )


def damage(report: Report, data: Data) -> Outcome:
    """Say what in the file could not be read as it stood."""
    if not data.problems:
        return None
    paths = [f"data.problems[{i}].text" for i in range(min(3, len(data.problems)))]
    slots = dict(zip(("first", "second", "third"), map(word, paths), strict=False))
    return draft(
        report,
        severity=Severity.NOTE,
        grade=FACT,
        rank=20,
        title="The file has blemishes",
        text=" ".join(f"{{{name}}}" for name in slots),
        **slots,
    )


def many_missing(report: Report, data: Data) -> Outcome:
    """Point at the used column that is missing most often, if that is often."""
    used = [c for c in data.columns if c.role in USED]
    worst = max(used, key=lambda column: column.missing, default=None)
    if worst is None or worst.missing <= MANY_MISSING * data.rows:
        return None
    path = at("data.columns", data.columns, worst)
    out = any(note.code == worst.name for note in report.preparation.dropped_columns)
    rest = " The models do without it." if out else ""
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=40,
        title="{label} is often missing",
        text=f"{{label}} has no value on {{missing}} of {{rows}} rows.{rest}",
        label=word(f"{path}.label"),
        missing=show(f"{path}.missing"),
        rows=show("data.rows"),
    )


def constant(report: Report, data: Data) -> Outcome:
    """Name features that have one value only."""
    flat = [c for c in data.columns if _is_constant(c)]
    if not flat:
        return None
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=25,
        title="Some features never vary",
        text="Every track has the same value of {labels}, so nothing can be learnt from it.",
        labels=words([f"{at('data.columns', data.columns, c)}.label" for c in flat], lower),
    )


def _is_constant(column: Column) -> bool:
    known = column.minimum is not None
    return column.role is Role.FEATURE and known and column.minimum == column.maximum


def left_out(report: Report, data: Data) -> Outcome:
    """Name columns kept out of the models although they look like features."""
    excluded = [c for c in data.columns if c.role is Role.EXCLUDED]
    if not excluded:
        return None
    return draft(
        report,
        severity=Severity.NOTE,
        grade=FACT,
        rank=30,
        title="Some columns are kept out of the models",
        text=(
            "Kept out, by the settings or as they may be known only after release or made from "
            "the target: {labels}."
        ),
        labels=words([f"{at('data.columns', data.columns, c)}.source" for c in excluded]),
    )


def no_artist(report: Report, data: Data) -> Outcome:
    """Warn that artists cannot be kept apart."""
    if _has(data, Role.ARTIST):
        return None
    if not _has(data, Role.TARGET):
        return NotApplicable("nothing is scored")
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=80,
        title="Without artists the scores may flatter",
        text=(
            "The table names no artist, so tracks of one artist may stand on both sides of "
            "the split. Scores on artists never seen may be lower than those shown."
        ),
    )


def no_date(report: Report, data: Data) -> Outcome:
    """Say that nothing tests the future."""
    if _has(data, Role.DATE):
        return None
    if not _has(data, Role.TARGET):
        return NotApplicable("nothing is predicted")
    return draft(
        report,
        severity=Severity.NOTE,
        grade=FACT,
        rank=50,
        title="The future is untested",
        text=(
            "The table has no release date, so no model could be trained on the past and "
            "tested on what came after."
        ),
    )


def no_genre(report: Report, data: Data) -> Outcome:
    """Say that features may stand in for genre."""
    if _has(data, Role.GENRE):
        return None
    if not _has(data, Role.TARGET):
        return NotApplicable("nothing is explained")
    return draft(
        report,
        severity=Severity.NOTE,
        grade=FACT,
        rank=45,
        title="Features may stand in for genre",
        text=(
            "The table names no genre. What looks like an association with a feature may be "
            "a difference between genres that share it."
        ),
    )


def _has(data: Data, role: Role) -> bool:
    return any(column.role is role for column in data.columns)


_TABLE = RuleTable("data", "data")

RULES = (
    _TABLE.rule("generated", "Generated tracks", generated),
    _TABLE.rule("damage", "Blemishes of the file", damage),
    _TABLE.rule(
        "many-missing",
        "Missing values",
        many_missing,
        clear="No column in use lacks more than a few values.",
    ),
    _TABLE.rule(
        "constant-feature", "Features that never vary", constant, clear="Every feature varies."
    ),
    _TABLE.rule("left-out", "Columns kept out", left_out),
    _TABLE.rule("no-artist", "Artists are known", no_artist),
    _TABLE.rule("no-date", "Release dates are known", no_date),
    _TABLE.rule("no-genre", "Genres are known", no_genre),
)
