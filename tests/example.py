"""A report written by hand: made-up numbers of a plausible catalogue.

Nothing here was measured.  The numbers only have to agree with one another (counts
add up, the ledger reconciles), so that pages, charts and findings can be tested
without a library's new version ever moving them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reportgen.findings import judge
from reportgen.results import (
    Ceiling,
    Column,
    Exploration,
    GroupMean,
    Histogram,
    Kind,
    Note,
    Preparation,
    Report,
    Role,
    Segments,
    Sensitivity,
    Skipped,
    TargetProfile,
    Trust,
    Verdict,
)
from tests.example_models import (
    HITS,
    MODELLED,
    binary_classification,
    classification,
    estimate,
    regression,
    spread,
)
from tests.example_night import comparison, gates, imprint, trends
from tests.example_parts import ROWS, data, exploration, preparation
from tests.example_segments import segments
from tests.example_trust import execution, provenance, trust


def example_report() -> Report:
    """Return a complete report of a popularity score: every section is there."""
    return judge(unjudged_report())


def binary_report() -> Report:
    """Return a report of a hit-or-not target: no linear regression, no cut-off."""
    return judge(_binary(unjudged_report()))


def no_segments_report() -> Report:
    """Return a report whose tracks fall into no real segments."""
    return judge(replace(unjudged_report(), segments=segments(k=1)))


def no_genre_no_artist_report() -> Report:
    """Return a report of a table with neither genre, artist nor date."""
    return judge(_bare(unjudged_report()))


def no_target_report() -> Report:
    """Return a report of a table in which nothing says how popular a track is."""
    return judge(_aimless(unjudged_report()))


def unjudged_report() -> Report:
    """Return the example before findings and verdict are written."""
    return Report(
        title="Example catalogue",
        generated=True,
        verdict=Verdict(answer="", evidence=(), tiles=()),
        findings=(),
        data=data(),
        preparation=preparation(),
        exploration=exploration(),
        segments=segments(k=3),
        regression=regression(),
        classification=classification(),
        trust=trust(),
        comparison=comparison(),
        trends=trends(),
        gates=gates(),
        provenance=provenance(),
        imprint=imprint(),
        execution=execution(),
    )


def _binary(report: Report) -> Report:
    reason = "the target is hit or not, so there is no score to explain"
    columns = tuple(_hit_column(c) if c.role is Role.TARGET else c for c in report.data.columns)
    return replace(
        report,
        title="Hits and misses",
        data=replace(report.data, columns=columns),
        preparation=_ranked(report.preparation),
        exploration=_rated(report.exploration),
        segments=_hit_shares(report),
        regression=Skipped(step="linear regression", reason=reason),
        classification=binary_classification(),
        trust=_without_r2(report.trust),
    )


def _without_r2(trust: Trust) -> Trust:
    none: dict[str, Any] = {"r2": None, "r2_gap": None}
    audit = tuple(
        replace(s, flexible=None if s.flexible is None else replace(s.flexible, **none), **none)
        for s in trust.audit
    )
    ceiling = trust.ceiling
    if isinstance(ceiling, Ceiling):
        ceiling = replace(ceiling, r2=None, linear_r2=None, r2_gain=None)
    bounds = tuple(bound for bound in trust.bounds if bound.name == "auc")
    return replace(trust, audit=audit, ceiling=ceiling, bounds=bounds)


def _ranked(preparation: Preparation) -> Preparation:
    """Turn the headline of the preparation into an AUC."""
    found = preparation.sensitivity
    assert isinstance(found, Sensitivity)
    other = replace(found.alternatives[0], score=estimate(0.702, 0.689, 0.715), name="repeats")
    return replace(
        preparation,
        sensitivity=Sensitivity(
            measure="AUC", n=found.n, score=estimate(0.694, 0.681, 0.707), alternatives=(other,)
        ),
        zeros=Skipped(step="zeros", reason="Hit is not a score from 0 to 100"),
    )


def _hit_column(column: Column) -> Column:
    counts = spread(ROWS, (88, 12))
    return replace(
        column,
        name="hit",
        source="hit",
        label="Hit",
        kind=Kind.NUMBER,
        unit="",
        distinct=2,
        minimum=0.0,
        lower_quartile=0.0,
        median=0.0,
        upper_quartile=0.0,
        maximum=1.0,
        mean=0.12,
        sd=0.325,
        histogram=Histogram(edges=(0.0, 0.5, 1.0), counts=counts),
    )


def _rated(exploration: Exploration) -> Exploration:
    """Turn means of a score into shares of hits."""
    names = tuple("hit" if name == "popularity" else name for name in exploration.names)
    pairs = tuple(
        replace(pair, first="hit") if pair.first == "popularity" else pair
        for pair in exploration.correlations
    )
    assert not isinstance(exploration.by_genre, Skipped)
    assert not isinstance(exploration.by_year, Skipped)
    return replace(
        exploration,
        target=_hit_profile(),
        names=names,
        correlations=pairs,
        by_genre=tuple(_as_share(group) for group in exploration.by_genre),
        by_year=tuple(_as_share(group) for group in exploration.by_year),
    )


def _hit_profile() -> TargetProfile:
    return TargetProfile(
        name="hit",
        label="Hit",
        unit="",
        n=MODELLED,
        mean=0.12,
        sd=0.325,
        median=0.0,
        zeros=0.88,
        histogram=Histogram(edges=(0.0, 0.5, 1.0), counts=(MODELLED - HITS, HITS)),
    )


def _as_share(group: GroupMean) -> GroupMean:
    share = round(group.mean.value / 340, 3)
    return replace(group, mean=estimate(share, share - 0.012, share + 0.012))


def _hit_shares(report: Report) -> Segments:
    assert not isinstance(report.segments, Skipped)
    shares, gaps = (0.131, 0.118, 0.107), (0.017, -0.003, -0.016)
    members = tuple(
        replace(
            member,
            target=estimate(share, share - 0.009, share + 0.009),
            difference=estimate(gap, gap - 0.012, gap + 0.012),
        )
        for member, share, gap in zip(report.segments.members, shares, gaps, strict=True)
    )
    return replace(report.segments, members=members)


def _bare(report: Report) -> Report:
    gone = {Role.GENRE, Role.ARTIST, Role.DATE}
    columns = tuple(c for c in report.data.columns if c.role not in gone)
    limits = (
        *report.data.limitations,
        Note(
            code="no-artist",
            text="There is no artist, so artists cannot be kept apart.",
        ),
        Note(code="no-genre", text="There is no genre."),
        Note(code="no-date", text="There is no release date, so the future is untested."),
    )
    repeats = report.preparation.repeats
    assert not isinstance(repeats, Skipped)
    return replace(
        report,
        title="Nameless catalogue",
        data=replace(report.data, columns=columns, limitations=limits),
        preparation=replace(
            report.preparation,
            artists=None,
            repeats=replace(repeats, conflicting_genre=None),
        ),
        exploration=replace(
            report.exploration,
            by_genre=Skipped(step="popularity by genre", reason="the table has no genre"),
            genres=0,
            by_year=Skipped(step="trend by year", reason="the table has no release date"),
        ),
        regression=regression(genre=False),
        classification=classification(genre=False),
        trust=replace(report.trust, audit=report.trust.audit[:2]),
    )


def _aimless(report: Report) -> Report:
    reason = "the table has no target column"
    assert not isinstance(report.preparation.repeats, Skipped)
    assert not isinstance(report.segments, Skipped)
    columns = tuple(c for c in report.data.columns if c.role is not Role.TARGET)
    pairs = tuple(c for c in report.exploration.correlations if c.first != "popularity")
    return replace(
        report,
        title="Aimless catalogue",
        data=replace(report.data, columns=columns),
        preparation=replace(
            report.preparation,
            repeats=replace(report.preparation.repeats, conflicting_target=None),
            sensitivity=Skipped(step="sensitivity", reason="no model was scored"),
            zeros=Skipped(step="zeros", reason=reason),
        ),
        exploration=replace(
            report.exploration,
            target=Skipped(step="exploration", reason=reason),
            names=report.exploration.names[1:],
            correlations=pairs,
            by_genre=Skipped(step="exploration", reason=reason),
            by_year=Skipped(step="exploration", reason=reason),
        ),
        segments=replace(
            report.segments,
            members=tuple(
                replace(member, target=None, difference=None) for member in report.segments.members
            ),
        ),
        regression=Skipped(step="regression", reason=reason),
        classification=Skipped(step="classification", reason=reason),
        trust=replace(
            report.trust,
            audit=(),
            ceiling=Skipped(step="flexible model", reason=reason),
            screen=(),
            bounds=(),
        ),
    )
