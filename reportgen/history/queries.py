"""Reading the history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, Select, select

from reportgen.errors import DataError
from reportgen.history.database import reading
from reportgen.history.record import unpacked
from reportgen.history.schema import BASELINES, GATES, RESULTS, RUNS, STEPS
from reportgen.results import PastGate, PastRun, PastStep, PastValue, RunStatus

LATEST = "latest"
"""What the newest run can be called."""
MANY = 10_000
_FACTS = tuple(column for column in RUNS.c if column.name not in {"seq", "report"})


def runs(engine: Engine, limit: int = MANY, *, subject: str | None = None) -> tuple[PastRun, ...]:
    """Return the runs of the history, the newest first."""
    query = _of(subject, select(*_FACTS, RUNS.c.report.is_not(None).label("kept")))
    with reading(engine) as connection:
        found = connection.execute(query.order_by(*_newest()).limit(limit)).mappings()
        return tuple(_past(row) for row in found)


def find(engine: Engine, name: str) -> PastRun:
    """Return the run of that name, or whose name begins so; ``latest`` is the newest.

    Raises
    ------
    DataError
        If there is no such run, or several.
    """
    query = select(*_FACTS, RUNS.c.report.is_not(None).label("kept")).order_by(*_newest())
    if name != LATEST:
        query = query.where(RUNS.c.id.startswith(name, autoescape=True))
    with reading(engine) as connection:
        found = connection.execute(query.limit(2)).mappings().all()
    if not found or not name or (len(found) > 1 and name not in {LATEST, found[0]["id"]}):
        what = "no run" if not found else "several runs"
        raise DataError(
            f"The history has {what} of that name",
            where=name or "''",
            hint="`reportgen history list` names all.",
        )
    return _past(found[0])


def gates(engine: Engine, run: str) -> tuple[PastGate, ...]:
    """Return how the gates of a run ended."""
    names = ("name", "path", "severity", "status", "value", "text")
    query = _joined(GATES, names, run)
    with reading(engine) as connection:
        return tuple(PastGate(**row) for row in connection.execute(query).mappings())


def steps(engine: Engine, run: str) -> tuple[PastStep, ...]:
    """Return how long the steps of a run took."""
    query = _joined(STEPS, ("name", "seconds"), run)
    with reading(engine) as connection:
        return tuple(PastStep(**row) for row in connection.execute(query).mappings())


def results(engine: Engine, run: str) -> dict[str, PastValue]:
    """Return all numbers of a run, path → value."""
    with reading(engine) as connection:
        found = connection.execute(_values().where(RUNS.c.id == run).order_by(RESULTS.c.path))
        return {row["path"]: _value(row) for row in found.mappings()}


def kept_report(engine: Engine, run: str) -> bytes | None:
    """Return the ``report.json`` of a run; ``None`` where its text was pruned."""
    with reading(engine) as connection:
        stored = connection.execute(
            select(RUNS.c.report).where(RUNS.c.id == run)
        ).scalar_one_or_none()
    return None if stored is None else unpacked(stored)


def baselines(engine: Engine) -> dict[str, str]:
    """Return the named runs, baseline → run."""
    query = select(BASELINES.c.name, RUNS.c.id).join(RUNS, RUNS.c.seq == BASELINES.c.run)
    with reading(engine) as connection:
        found = connection.execute(query.order_by(BASELINES.c.name))
        return {row[0]: row[1] for row in found}


def series(
    engine: Engine,
    paths: Collection[str],
    limit: int = 30,
    *,
    subject: str | None = None,
    before: datetime | None = None,
) -> dict[str, tuple[PastValue, ...]]:
    """Return earlier values of some numbers, the oldest first.

    Parameters
    ----------
    engine : Engine
        From :func:`reportgen.history.open_database`.
    paths : collection of str
        Paths as gates have them (``regression.scores[full].r2``; an estimate is one number
        with its bounds).
    limit : int
        Runs to look back to.
    subject : str, optional
        Only runs of that subject; by default of all.
    before : datetime, optional
        Only runs that began earlier.

    Returns
    -------
    dict
        Path → values, one for each of the runs that have it and whose files were handed
        over; where a run was done again on the same table on the same day, the last one.
    """
    with reading(engine) as connection:
        chosen = _distinct_days(connection, limit, subject, before)
        query = _values().where(RESULTS.c.run.in_(chosen), RESULTS.c.path.in_(list(paths)))
        found = connection.execute(query).mappings().all()
    by_path: dict[str, dict[int, PastValue]] = defaultdict(dict)
    for row in found:
        by_path[row["path"]][row["run"]] = _value(row)
    return {
        path: tuple(by_path[path][seq] for seq in reversed(chosen) if seq in by_path[path])
        for path in paths
    }


def _distinct_days(
    connection: Connection, limit: int, subject: str | None, before: datetime | None
) -> Sequence[int]:
    """Return the keys of the newest written runs, those repeated on the same day once."""
    query = _of(subject, select(RUNS.c.seq, RUNS.c.created, RUNS.c.sha256))
    query = query.where(RUNS.c.status == RunStatus.WRITTEN.value)
    if before is not None:
        query = query.where(RUNS.c.started < before)
    firsts: dict[tuple[str, str], int] = {}
    for seq, created, sha256 in connection.execute(query.order_by(*_newest()).limit(4 * limit)):
        firsts.setdefault((created, sha256), seq)
    return list(firsts.values())[:limit]


def _newest() -> tuple[Any, Any]:
    return RUNS.c.started.desc(), RUNS.c.seq.desc()


def _of(subject: str | None, query: Select[Any]) -> Select[Any]:
    return query if subject is None else query.where(RUNS.c.subject == subject)


def _joined(table: Any, names: Sequence[str], run: str) -> Select[Any]:
    columns = [table.c[name] for name in names]
    joined = select(*columns).join(RUNS, RUNS.c.seq == table.c.run)
    return joined.where(RUNS.c.id == run).order_by(table.c.position)


def _values() -> Select[Any]:
    about = (RUNS.c.id, RUNS.c.created, RUNS.c.method)
    return select(RESULTS, *about).join(RUNS, RUNS.c.seq == RESULTS.c.run)


def _value(row: RowMapping) -> PastValue:
    names = ("created", "method", "value", "low", "high", "n")
    return PastValue(run=row["id"], **{name: row[name] for name in names})


def _past(row: Mapping[str, Any] | RowMapping) -> PastRun:
    facts = dict(row)
    facts["started"] = facts["started"].isoformat(timespec="seconds")
    facts["status"] = RunStatus(facts["status"])
    facts["kept"] = bool(facts["kept"])
    return PastRun(**facts)
