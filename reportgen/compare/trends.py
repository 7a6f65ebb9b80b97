"""Headline numbers of this run beside those of the runs before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from reportgen.results import (
    Comparison,
    Estimate,
    History,
    Report,
    RunPoint,
    Series,
    Skipped,
)

STEP = "history"
MOST_RUNS = 30
MOST_EFFECTS = 4


@dataclass(frozen=True, slots=True)
class PastRun:
    """An earlier run as plain values: when it was made (ISO 8601), and estimates by path.

    A number without an interval is an estimate without bounds.
    """

    created: str
    values: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of other runs, apart from the report that this one is compared with.

    ``baseline`` is the name under which that one was kept, empty where it is the last run.
    ``past`` are earlier runs for the course of headline numbers; by default those that the
    report compared with tells of.
    """

    baseline: str = ""
    past: Sequence[PastRun] | None = None


def trends(report: Report, past: Sequence[PastRun]) -> History | Skipped:
    """Put the headline numbers of a report at the end of those of earlier runs.

    Parameters
    ----------
    report : Report
        This run.
    past : sequence of PastRun
        Earlier runs that can be compared with it, in any order; the last
        :data:`MOST_RUNS` with this one are shown.
    """
    others = (run for run in past if run.created != report.provenance.created)
    runs = sorted(others, key=lambda run: run.created)[-(MOST_RUNS - 1) :]
    if not runs:
        return Skipped(step=STEP, reason="no earlier run can be compared")
    return History(runs=len(runs) + 1, series=_headlines_of(report, runs))


def _headlines_of(report: Report, runs: Sequence[PastRun]) -> tuple[Series, ...]:
    """Return each headline with its course; effects with the longest first."""
    known = Counter(path for run in runs for path in run.values)
    return tuple(_behind(series, runs) for series in _headlines(report, known))


def _behind(now: Series, runs: Sequence[PastRun]) -> Series:
    earlier = (RunPoint(created=run.created, value=run.values.get(now.path)) for run in runs)
    return replace(now, points=(*earlier, *now.points))


def headlines(report: Report) -> tuple[Series, ...]:
    """Return the numbers whose course is shown, each with this run as its only point."""
    return tuple(_headlines(report, Counter()))


def _headlines(report: Report, known: Counter[str]) -> Iterator[Series]:
    when = report.provenance.created

    def series(path: str, label: str, kind: str, value: Estimate) -> Series:
        points = (RunPoint(created=when, value=value),)
        return Series(path=path, label=label, kind=kind, points=points)  # type: ignore[arg-type]  # one of the three

    rows = Estimate(value=float(report.preparation.rows_read))
    yield series("preparation.rows_read", "Rows read", "count", rows)
    model, hits = report.regression, report.classification
    if not isinstance(model, Skipped):
        score = next(score for score in model.scores if score.name == model.headline)
        yield series(f"regression.scores[{score.name}].r2", "R²", "score", score.r2)
    if not isinstance(hits, Skipped):
        yield series("classification.auc", "AUC", "score", hits.auc)
    if not isinstance(model, Skipped):
        effects = {f"regression.effects[{e.name}].per_sd": e for e in model.effects}
        order = sorted(effects, key=lambda path: (-known[path], -abs(effects[path].per_sd.value)))
        for path in order[:MOST_EFFECTS]:
            yield series(path, effects[path].label, "effect", effects[path].per_sd)


def past_runs(previous: Report) -> tuple[PastRun, ...]:
    """Return the runs that an earlier report tells of: those of its history, and itself.

    A chain of reports, each compared with the last, so carries its own history, and a
    pipeline that keeps only the last report has one.
    """
    found = {series.path: series.points for series in headlines(previous)}
    if not isinstance(previous.history, Skipped):
        found |= {series.path: series.points for series in previous.history.series}
    runs: dict[str, dict[str, Estimate]] = {}
    for path, points in found.items():
        for point in points:
            runs.setdefault(point.created, {})
            if point.value is not None:
                runs[point.created][path] = point.value
    return tuple(PastRun(created, values) for created, values in runs.items())


def history(report: Report, previous: Report | None, beside: Beside) -> History | Skipped:
    """Return the course of the headline numbers: by the runs given, else by the last report.

    A last report that cannot be compared with this one begins a new course.
    """
    if beside.past is not None:
        return trends(report, beside.past)
    if beside.baseline:
        return Skipped(step=STEP, reason="a baseline says nothing of the runs since")
    if previous is None:
        return Skipped(step=STEP, reason="this is the first run")
    compared = report.comparison
    if isinstance(compared, Comparison) and not compared.comparable:
        return Skipped(step=STEP, reason="the last run cannot be compared with this one")
    return trends(report, past_runs(previous))
