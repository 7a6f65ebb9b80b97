"""The line: clean → profile → segment → regress → classify → audit → judge ⇒ Report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from reportgen.aggregates.block import Floats
from reportgen.analysis.catalogue import Catalogue
from reportgen.analysis.checks import checks
from reportgen.analysis.classification import Hits, hits
from reportgen.analysis.data import describe
from reportgen.analysis.exploration import explore
from reportgen.analysis.imprint import imprint
from reportgen.analysis.intervals import Bootstrap
from reportgen.analysis.preparation import prepare
from reportgen.analysis.regression import Straight, straight_line
from reportgen.analysis.rows import Rows
from reportgen.analysis.screen import marked
from reportgen.analysis.segments import segment
from reportgen.analysis.sensitivity import with_consequences
from reportgen.analysis.trust import Models, audit
from reportgen.compare import ALONE, Beside, compare, trends
from reportgen.engine import brought
from reportgen.engine_settings import EngineSettings
from reportgen.findings import judge
from reportgen.gates import check
from reportgen.ingest import Table
from reportgen.results import Provenance, Report, Segments, Skipped, Verdict
from reportgen.sections import Found, Tracks, extended
from reportgen.settings import Settings
from reportgen.text import translate

STEPS = ("clean", "profile", "segment", "regress", "classify", "audit", "judge")

Progress = Callable[[str], AbstractContextManager[object]]
"""Called with the name of a step; entered while the step runs."""


def quiet(_step: str) -> AbstractContextManager[object]:
    """Report no progress."""
    return nullcontext()


def run(
    table: Table,
    settings: Settings,
    provenance: Provenance,
    progress: Progress = quiet,
    previous: Report | Skipped | None = None,
    sections: Sequence[Found] = (),
    beside: Beside = ALONE,
) -> Report:
    """Turn a table into a report.

    Parameters
    ----------
    table : Table
        What was read.
    settings : Settings
        Each step gets its own group.
    provenance : Provenance
        How the report is made; the clock and the versions enter here.
    progress : callable
        See :data:`Progress`; the names are :data:`STEPS`.
    previous : Report or Skipped, optional
        An earlier run to compare with, or why there is none; segments that are still there
        keep their names.
    sections : sequence of Found
        What installed packages add to the finished report.
    beside : Beside
        What is known of other runs, apart from the report of ``previous``.

    Raises
    ------
    DataError, AnalysisError, EngineError
        If the table cannot answer the question.
    """
    # Narrow matrices cost several times the CPU on more than one thread of BLAS or OpenMP.
    with threadpool_limits(1):
        report, rows = _analyzed(table, settings, provenance, progress, _segments(previous))
        with progress("judge"):
            report = judge(_watched(report, settings, previous, beside))
        if not sections:
            return report
        with progress("extend"):
            return extended(report, _tracks(rows), sections, strict=settings.sections.strict)


def _watched(
    report: Report, settings: Settings, previous: Report | Skipped | None, beside: Beside
) -> Report:
    """Add what changed since the previous run, its course, and whether the limits are kept."""
    if isinstance(previous, Report):
        report = replace(report, comparison=compare(report, previous, beside.baseline))
    elif previous is not None:
        report = replace(report, comparison=previous)
    report = replace(report, trends=trends(report, previous, beside))
    before = previous if isinstance(previous, Report) else None
    return replace(report, gates=check(report, settings.gates, before))


def _segments(previous: Report | Skipped | None) -> Segments | None:
    """Return the segments of an earlier report, where it had any result of that kind."""
    if previous is None or isinstance(previous, Skipped):
        return None
    return None if isinstance(previous.segments, Skipped) else previous.segments


def _analyzed(
    table: Table,
    settings: Settings,
    provenance: Provenance,
    progress: Progress,
    previous: Segments | None,
) -> tuple[Report, Rows]:
    catalogue = _catalogue(table, provenance, settings.engine)
    with progress("clean"):
        folds, asked_for = settings.validation.folds, settings.columns.features
        prepared = prepare(catalogue, settings.preparation, folds, asked_for)
    rows = prepared.rows
    bootstrap = Bootstrap(rows.cluster_keys, settings.validation.replicates, settings.seed)
    with progress("profile"):
        data, exploration = marked(describe(catalogue), prepared.screened), explore(rows)
    with progress("segment"):
        segments, typical = segment(rows, settings.segments, settings.seed, previous)
    with progress("regress"):
        artists = table.levels.get("artist", ())
        straight = straight_line(rows, bootstrap, settings.regression, artists)
    with progress("classify"):
        found = hits(rows, bootstrap, settings.classification)
    with progress("audit"):
        models = Models(straight, found)
        trust = audit(prepared, models, bootstrap)
        preparation = with_consequences(prepared, models, bootstrap)
        draws = {**_draws(straight), **_draws(found)}
    report = Report(
        title=settings.report.title or _title(provenance.source, table.reading.target),
        generated=table.reading.generated,
        language=settings.report.language,
        verdict=Verdict(answer="", evidence=(), tiles=()),
        findings=(),
        data=data,
        preparation=preparation,
        exploration=exploration,
        segments=_with_tracks(segments, typical, table),
        regression=straight if isinstance(straight, Skipped) else straight.result,
        classification=found if isinstance(found, Skipped) else found.result,
        trust=replace(trust, checks=checks(table.reading, preparation)),
        comparison=Skipped(step="comparison", reason=translate("this is the first run")),
        trends=Skipped(step="trends", reason=translate("this is the first run")),
        gates=Skipped(step="gates", reason=translate("no gates are set")),
        provenance=provenance,
        imprint=imprint(prepared, bootstrap, draws),
    )
    return report, rows


def _draws(model: Straight | Hits | Skipped) -> Mapping[str, Floats]:
    return {} if isinstance(model, Skipped) else model.draws


def _tracks(rows: Rows) -> Tracks:
    factors = (*rows.factors, *(() if rows.genre is None else (rows.genre,)))
    return Tracks(
        engine=rows.engine,
        target=rows.target,
        features=rows.features,
        categories={factor.name: factor.levels for factor in factors},
        labels={name: field.label for name, field in rows.fields.items()},
        dated=rows.dated,
    )


def _catalogue(table: Table, provenance: Provenance, settings: EngineSettings) -> Catalogue:
    return Catalogue(
        engine=brought(provenance.engine, table.blocks, provenance.threads, settings),
        reading=table.reading,
        levels=table.levels,
        artist_keys=table.artist_keys,
        missing=table.missing,
        distinct=table.distinct,
        dated="year" in table.blocks[0].columns,
    )


def _with_tracks(
    segments: Segments | Skipped, typical: NDArray[np.int64], table: Table
) -> Segments | Skipped:
    """Name the typical tracks of each segment, where the table names tracks."""
    if isinstance(segments, Skipped) or table.titles is None:
        return segments
    members = tuple(
        replace(member, typical=table.tracks([int(row) for row in rows if row >= 0]))
        for member, rows in zip(segments.members, typical, strict=True)
    )
    return replace(segments, members=members)


def _title(source: str, target: str | None) -> str:
    """Name the report after its table, without the endings of the file."""
    table = source.split(".", maxsplit=1)[0] or source
    said = translate("Tracks in {table}") if target is None else translate("Popularity in {table}")
    return said.format(table=table)
