"""How the target is distributed, and what it varies with."""

from __future__ import annotations

import math

from reportgen import formats
from reportgen.findings.grade import FACT, above, grade_gap, widened
from reportgen.findings.naming import is_binary, label_path, mean_format, target_mean, target_name
from reportgen.findings.phrase import at, lower, show, word
from reportgen.findings.preparation_values import spikes
from reportgen.findings.rule import NotApplicable, Outcome, RuleTable, draft
from reportgen.results import (
    Exploration,
    Grade,
    GroupMean,
    Report,
    Role,
    Severity,
    TargetProfile,
)

MANY_ZEROS = 0.05
LUMP = 3.0
LUMP_SHARE = 0.05
REDUNDANT = 0.6
WORTH_SAYING = 0.05
SURELY = 3.0
FEW_IN_GENRE = 100
FOLDED = "other"
YES_OR_NO = "the target is yes or no"


def zeros(report: Report, target: TargetProfile) -> Outcome:
    """Warn that many tracks have a score of exactly zero."""
    if is_binary(report):
        return NotApplicable(YES_OR_NO)
    if target.zeros < MANY_ZEROS or spikes(report.preparation.zeros):
        return None
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=55,
        title="Many tracks have a {target} of zero",
        text=(
            "{zeros} of the tracks have a {target} of exactly zero. Some of these may stand "
            "for “not known” rather than for “nobody listens”; the table cannot tell."
        ),
        zeros=show("exploration.target.zeros", formats.percent),
        target=target_name(report),
    )


def lumpy(report: Report, target: TargetProfile) -> Outcome:
    """Warn that one value, away from zero, is far more frequent than its neighbours."""
    if is_binary(report):
        return NotApplicable(YES_OR_NO)
    place = _lump(target)
    if place is None:
        return None
    path = "exploration.target.histogram"
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=30,
        title="One range of {target} is crowded",
        text=(
            "{count} tracks lie between {low} and {high}, several times as many as in the "
            "ranges beside it. A score rounded, capped or filled in would look like this."
        ),
        count=show(f"{path}.counts[{place}]"),
        low=show(f"{path}.edges[{place}]", formats.number),
        high=show(f"{path}.edges[{place + 1}]", formats.number),
        target=target_name(report),
    )


def _lump(target: TargetProfile) -> int | None:
    counts, edges = target.histogram.counts, target.histogram.edges
    for i in range(1, len(counts) - 1):
        holds_zero = edges[i] <= 0 < edges[i + 1]
        beside = (counts[i - 1] + counts[i + 1]) / 2
        crowded = counts[i] > LUMP_SHARE * target.n and counts[i] > LUMP * beside
        if crowded and not holds_zero:
            return i
    return None


def genre_gap(report: Report, genres: tuple[GroupMean, ...]) -> Outcome:
    """Name the genres with the highest and the lowest mean."""
    named = [group for group in genres if group.name != FOLDED]
    if len(named) < 2:
        return NotApplicable("there are fewer than two genres")
    highest = max(named, key=lambda group: group.mean.value)
    lowest = min(named, key=lambda group: group.mean.value)
    high, low = (widened(group.mean, len(named)) for group in (highest, lowest))
    if not above(high, low):
        return None
    paths = [at("exploration.by_genre", genres, group) for group in (highest, lowest)]
    return draft(
        report,
        severity=Severity.KEY,
        grade=grade_gap(high, low, min(highest.n, lowest.n)),
        rank=50,
        title="Genres differ: {high} ranks highest, {low} lowest",
        text=(
            "{mean} is highest among {high} tracks, {high_mean}, and lowest among "
            "{low} tracks, {low_mean}."
        ),
        mean=target_mean(report),
        high=word(f"{paths[0]}.name"),
        low=word(f"{paths[1]}.name"),
        high_mean=show(f"{paths[0]}.mean", mean_format(report)),
        low_mean=show(f"{paths[1]}.mean", mean_format(report)),
    )


def small_genre(report: Report, genres: tuple[GroupMean, ...]) -> Outcome:
    """Name the genre with the fewest tracks, if they are few."""
    smallest = min(genres, key=lambda group: group.n)
    if smallest.n >= FEW_IN_GENRE:
        return None
    path = at("exploration.by_genre", genres, smallest)
    return draft(
        report,
        severity=Severity.NOTE,
        grade=FACT,
        rank=10,
        title="Some genres have few tracks",
        text="The smallest, {name}, has {n}: its mean is known only roughly.",
        name=word(f"{path}.name"),
        n=show(f"{path}.n", _tracks),
    )


def _tracks(n: int) -> str:
    return formats.count(n, "track")


def trend(report: Report, years: tuple[GroupMean, ...]) -> Outcome:
    """Compare the first year with the last."""
    first, last = years[0], years[-1]
    rising = above(last.mean, first.mean)
    if not rising and not above(first.mean, last.mean):
        return None
    paths = [at("exploration.by_year", years, group) for group in (first, last)]
    direction = "more" if rising else "less"
    return draft(
        report,
        severity=Severity.NOTE,
        grade=_trend_grade(first, last, rising=rising),
        rank=55,
        title=f"Recent tracks are {direction} popular",
        text=(
            "{mean} is {last_mean} for tracks of {last}, against {first_mean} for "
            "those of {first}. Age and popularity are hard to tell apart in one snapshot."
        ),
        mean=target_mean(report),
        first=word(f"{paths[0]}.name"),
        last=word(f"{paths[1]}.name"),
        first_mean=show(f"{paths[0]}.mean", mean_format(report)),
        last_mean=show(f"{paths[1]}.mean", mean_format(report)),
    )


def _trend_grade(first: GroupMean, last: GroupMean, *, rising: bool) -> Grade:
    pair = (last.mean, first.mean) if rising else (first.mean, last.mean)
    return grade_gap(*pair, min(first.n, last.n))


def strongest_correlation(report: Report, exploration: Exploration) -> Outcome:
    """Name the feature that correlates most with the target, taken alone."""
    targets = {c.name for c in report.data.columns if c.role is Role.TARGET}
    pairs = [c for c in exploration.correlations if targets & {c.first, c.second}]
    if not pairs:
        return NotApplicable("the table has no target column")
    strongest = max(pairs, key=lambda pair: abs(pair.r))
    if abs(strongest.r) < WORTH_SAYING:
        return None
    feature = strongest.first if strongest.second in targets else strongest.second
    path = f"exploration.correlations[{exploration.correlations.index(strongest)}]"
    return draft(
        report,
        severity=Severity.NOTE,
        grade=_correlation_grade(strongest.r, report.preparation.rows_modelled),
        rank=40,
        title="Taken alone, {feature} correlates most with {target}",
        text=(
            "The correlation of {feature} with {target} is {r}. Nothing else is held equal here, "
            "unlike in the models."
        ),
        feature=word(label_path(report, feature), lower),
        target=target_name(report),
        r=show(f"{path}.r", _correlation),
    )


def _correlation_grade(r: float, n: int) -> Grade:
    """Weak where |r| is below three of its standard errors if it were zero, 1 / √n."""
    return Grade.MODERATE if abs(r) * math.sqrt(n) > SURELY else Grade.WEAK


def redundant_features(report: Report, exploration: Exploration) -> Outcome:
    """Name the two features that tell most nearly the same."""
    targets = {c.name for c in report.data.columns if c.role is Role.TARGET}
    pairs = [c for c in exploration.correlations if not targets & {c.first, c.second}]
    if not pairs:
        return NotApplicable("there are fewer than two features")
    closest = max(pairs, key=lambda pair: abs(pair.r))
    if abs(closest.r) < REDUNDANT:
        return None
    path = f"exploration.correlations[{exploration.correlations.index(closest)}]"
    return draft(
        report,
        severity=Severity.NOTE,
        grade=FACT,
        rank=38,
        title="{first} and {second} overlap",
        text=(
            "{first} and {second} have a correlation of {r}: they tell much the same"
            + (", from opposite ends" if closest.r < 0 else "")
            + ", so read their effects together."
        ),
        first=word(label_path(report, closest.first)),
        second=word(label_path(report, closest.second), lower),
        r=show(f"{path}.r", _correlation),
    )


def _correlation(r: float) -> str:
    return formats.decimal(r, 2)


_TABLE = RuleTable("exploration", "exploration")
_TARGET, _GENRES = "exploration.target", "exploration.by_genre"

RULES = (
    _TABLE.rule(
        "zeros", "Scores of zero", zeros, clear="Few tracks have a score of zero.", part=_TARGET
    ),
    _TABLE.rule(
        "lumpy-target",
        "Crowded values of the target",
        lumpy,
        clear="No range of the target is far more crowded than those beside it.",
        part=_TARGET,
    ),
    _TABLE.rule("genre-gap", "Differences between genres", genre_gap, part=_GENRES),
    _TABLE.rule("small-genre", "Genres with few tracks", small_genre, part=_GENRES),
    _TABLE.rule("trend", "Trend by year", trend, part="exploration.by_year"),
    _TABLE.rule("strongest-correlation", "Strongest correlation", strongest_correlation),
    _TABLE.rule("redundant-features", "Features that overlap", redundant_features),
)
