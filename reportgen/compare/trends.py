"""Headline numbers of this run beside those of the runs before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from reportgen.results import (
    Comparison,
    Estimate,
    Provenance,
    Report,
    RunPoint,
    Skipped,
    Trend,
    Trends,
)
from reportgen.text import translate

STEP = "trends"
MOST_RUNS = 30
MOST_EFFECTS = 4


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """An earlier run as plain values: when it was made (ISO 8601), and estimates by path.

    A number without an interval is an estimate without bounds.
    """

    created: str
    values: Mapping[str, Estimate]


Past = Callable[[Provenance, Sequence[str]], Sequence[EarlierRun]]
"""What looks up earlier values of some paths: the runs made as this one, the oldest first."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of other runs, apart from the report that this one is compared with.

    ``baseline`` is the name under which that one was kept, empty where it is the last run.
    ``past`` looks up earlier values of headline numbers; without it they are those that the
    report compared with tells of.
    """

    baseline: str = ""
    past: Past | None = None


def trends(report: Report, previous: Report | Skipped | None, beside: Beside) -> Trends | Skipped:
    """Return the course of the headline numbers: as looked up, else as the last report has it.

    A last report that cannot be compared with this one begins a new course.
    """
    if beside.past is not None:
        return course(report, beside.past(report.provenance, tuple(_wanted(report))))
    if beside.baseline:
        return Skipped(step=STEP, reason=translate("a baseline says nothing of the runs since"))
    if not isinstance(previous, Report):
        return Skipped(step=STEP, reason=translate("this is the first run"))
    compared = report.comparison
    if isinstance(compared, Comparison) and not compared.comparable:
        return Skipped(step=STEP, reason=translate("the last run cannot be compared with this one"))
    now = report.provenance.created
    return course(report, [run for run in told_by(previous) if run.created != now])


def course(report: Report, past: Sequence[EarlierRun]) -> Trends | Skipped:
    """Put the headline numbers of a report at the end of those of earlier runs.

    The last :data:`MOST_RUNS` runs are shown, and effects with the longest course first.
    """
    runs = past[-(MOST_RUNS - 1) :]
    if not runs:
        return Skipped(step=STEP, reason=translate("no earlier run can be compared"))
    known = Counter(path for run in runs for path in run.values)
    series = tuple(_behind(trend, runs) for trend in _headlines(report, known))
    return Trends(runs=len(runs) + 1, series=series)


def _behind(now: Trend, runs: Sequence[EarlierRun]) -> Trend:
    earlier = (RunPoint(created=run.created, value=run.values.get(now.path)) for run in runs)
    return replace(now, points=(*earlier, *now.points))


def headlines(report: Report) -> tuple[Trend, ...]:
    """Return the numbers whose course is shown, each with this run as its only point."""
    return tuple(_headlines(report, Counter()))


def _headlines(report: Report, known: Counter[str]) -> Iterator[Trend]:
    when = report.provenance.created

    def trend(path: str, label: str, kind: str, value: Estimate) -> Trend:
        points = (RunPoint(created=when, value=value),)
        return Trend(path=path, label=label, kind=kind, points=points)  # type: ignore[arg-type]  # one of the three

    rows = Estimate(value=float(report.preparation.rows_read))
    yield trend("preparation.rows_read", translate("Rows read"), "count", rows)
    model, hits = report.regression, report.classification
    if not isinstance(model, Skipped):
        score = next(score for score in model.scores if score.name == model.headline)
        yield trend(f"regression.scores[{score.name}].r2", "R²", "score", score.r2)
    if not isinstance(hits, Skipped):
        yield trend("classification.auc", "AUC", "score", hits.auc)
    effects = _effects(report)
    order = sorted(effects, key=lambda path: (-known[path], -abs(effects[path][1].value)))
    for path in order[:MOST_EFFECTS]:
        yield trend(path, effects[path][0], "effect", effects[path][1])


def _effects(report: Report) -> dict[str, tuple[str, Estimate]]:
    """Label and value of each effect, by path."""
    model = report.regression
    if isinstance(model, Skipped):
        return {}
    return {f"regression.effects[{e.name}].per_sd": (e.label, e.per_sd) for e in model.effects}


def _wanted(report: Report) -> Iterator[str]:
    """Return every path whose course may be shown."""
    yield from dict.fromkeys((*(trend.path for trend in headlines(report)), *_effects(report)))


def told_by(previous: Report) -> tuple[EarlierRun, ...]:
    """Return the runs that an earlier report tells of: those of its trends, and itself.

    A chain of reports, each compared with the last, so carries its own history, and a
    pipeline that keeps only the last report has one.
    """
    found = {trend.path: trend.points for trend in headlines(previous)}
    if not isinstance(previous.trends, Skipped):
        found |= {trend.path: trend.points for trend in previous.trends.series}
    runs: dict[str, dict[str, Estimate]] = {}
    for path, points in found.items():
        for point in points:
            values = runs.setdefault(point.created, {})
            if point.value is not None:
                values[path] = point.value
    return tuple(EarlierRun(created, runs[created]) for created in sorted(runs))
