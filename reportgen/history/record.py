"""Adding a run to the history, and saying how it ended."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from reportgen.compare.method import common_method
from reportgen.history.database import reading, writing
from reportgen.history.scalars import scalars
from reportgen.history.schema import GATES, RESULTS, RUNS, SEGMENTS, STEPS
from reportgen.results import (
    Comparison,
    Estimate,
    GateStatus,
    Provenance,
    Report,
    RunStatus,
    Segment,
    Skipped,
)

Row = dict[str, Any]


def append(
    engine: Engine,
    report: Report,
    payload: bytes,
    *,
    started: datetime,
    subject: str,
    seconds: Mapping[str, float],
    previous: str = "",
    folder: str = "",
) -> str:
    """Add a run whose numbers are there and whose files are still to be made.

    All of it is added in one transaction, or nothing.  Until :func:`finish` says that its
    files were handed over, no later run is compared with it.

    Parameters
    ----------
    engine : Engine
        From :func:`reportgen.history.open_database`.
    report : Report
        Its numbers.
    payload : bytes
        The report as ``report.json`` holds it; kept packed, so that a later run has all it
        needs to compare itself where only the database was brought along.
    started : datetime
        When the run began.
    subject : str
        See :func:`subject_of`.
    seconds : mapping
        Step → seconds.
    previous : str
        The run it was compared with, if there is one.
    folder : str
        Its place in the archive, if it has one.

    Returns
    -------
    str
        What the run is called.
    """
    run = f"{started.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
    facts = {"id": run, "subject": subject, "started": started}
    with writing(engine) as connection:
        values = facts | _facts(report, payload) | {"previous": previous, "folder": folder}
        seq = connection.execute(insert(RUNS).values(values)).inserted_primary_key
        assert seq is not None  # noqa: S101  the table has a key
        _add_parts(connection, int(seq[0]), report)
        _add_steps(connection, int(seq[0]), seconds)
    return run


def finish(
    engine: Engine,
    run: str,
    status: RunStatus,
    *,
    exit_code: int,
    seconds: Mapping[str, float],
) -> None:
    """Say how a run ended, and how long its steps took."""
    with writing(engine) as connection:
        seq = connection.execute(select(RUNS.c.seq).where(RUNS.c.id == run)).scalar_one_or_none()
        if seq is None:  # pruned meanwhile
            return
        told = {"status": status.value, "exit_code": exit_code}
        connection.execute(update(RUNS).where(RUNS.c.seq == seq).values(told))
        connection.execute(delete(STEPS).where(STEPS.c.run == seq))
        _add_steps(connection, seq, seconds)


def settle(engine: Engine, payload: bytes) -> int:
    """Say that runs which came to this very report are written, and return how many.

    A run that was killed between handing its files over and saying so is found by them.
    """
    unsure = RUNS.c.status == RunStatus.ANALYSED.value
    here = unsure & (RUNS.c.report_sha256 == _sha(payload))
    with reading(engine) as connection:
        if connection.execute(select(RUNS.c.seq).where(here)).first() is None:
            return 0
    with writing(engine) as connection:
        told = update(RUNS).where(here).values(status=RunStatus.WRITTEN.value)
        return connection.execute(told).rowcount


def subject_of(source: str) -> str:
    """Return what the tables of one subject have in common: the name, without its numbers.

    >>> subject_of("tracks-2026-11-25.csv.gz")
    'tracks-#-#-#.csv.gz'
    """
    return re.sub(r"\d+", "#", source)


def method_digest(provenance: Provenance) -> str:
    """Return the digest of what two runs must have in common to be comparable."""
    return _digest(common_method(provenance))


def settings_digest(provenance: Provenance) -> str:
    """Return the digest of all settings that a report records."""
    return _digest([provenance.seed, *([s.name, s.value] for s in provenance.settings)])


def unpacked(stored: bytes) -> bytes:
    """Return the text of a report that was kept packed."""
    return zlib.decompress(stored)


def _digest(value: object) -> str:
    return _sha(json.dumps(value, ensure_ascii=False, sort_keys=True).encode())


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _facts(report: Report, payload: bytes) -> Row:
    provenance, comparison = report.provenance, report.comparison
    outcomes = () if isinstance(report.gates, Skipped) else report.gates.outcomes
    return {
        "created": provenance.created[:10],
        "source": provenance.source,
        "sha256": provenance.sha256,
        "size": provenance.size,
        "rows": report.data.rows,
        "title": report.title,
        "answer": report.verdict.answer,
        "since": report.verdict.since.text if isinstance(comparison, Comparison) else "",
        "version": provenance.version,
        "format_version": report.format_version,
        "method": method_digest(provenance),
        "settings": settings_digest(provenance),
        "report_sha256": _sha(payload),
        "report": zlib.compress(payload, 6),
        "status": RunStatus.ANALYSED.value,
        "quiet": comparison.quiet if isinstance(comparison, Comparison) else None,
        "gates": len(outcomes),
        "gates_passed": sum(outcome.status is GateStatus.PASSED for outcome in outcomes),
    }


def _add_parts(connection: Connection, seq: int, report: Report) -> None:
    rows: list[Row] = [
        {"run": seq, "path": s.path, "value": s.value, "low": s.low, "high": s.high, "n": s.n}
        for s in scalars(report)
    ]
    connection.execute(insert(RESULTS), rows)
    members = () if isinstance(report.segments, Skipped) else report.segments.members
    if members:
        connection.execute(insert(SEGMENTS), [{"run": seq, **_segment(m)} for m in members])
    outcomes = () if isinstance(report.gates, Skipped) else report.gates.outcomes
    if outcomes:
        names = ("name", "path", "severity", "status", "value", "text")
        gates = (
            {"position": i, **{name: getattr(outcome, name) for name in names}}
            for i, outcome in enumerate(outcomes)
        )
        connection.execute(insert(GATES), [{"run": seq, **gate} for gate in gates])


def _segment(member: Segment) -> Row:
    row: Row = {name: getattr(member, name) for name in ("name", "label", "n", "share")}
    return row | _bounds("target", member.target) | _bounds("difference", member.difference)


def _bounds(name: str, estimate: Estimate | None) -> Row:
    if estimate is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    return {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}


def _add_steps(connection: Connection, seq: int, seconds: Mapping[str, float]) -> None:
    rows: list[Row] = [
        {"run": seq, "position": i, "name": name, "seconds": time}
        for i, (name, time) in enumerate(seconds.items())
    ]
    if rows:
        connection.execute(insert(STEPS), rows)
