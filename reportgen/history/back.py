"""Which earlier run a new one is compared with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, delete, insert, select

from reportgen.compare.method import common_method
from reportgen.errors import SettingsError
from reportgen.history.database import reading, writing
from reportgen.history.queries import baselines, find
from reportgen.history.record import method_digest, unpacked
from reportgen.history.schema import BASELINES, RUNS
from reportgen.results import FORMAT_VERSION, Provenance, Report, RunStatus, Skipped
from reportgen.text import translate


@dataclass(frozen=True, slots=True)
class Earlier:
    """The run to compare with: its name, and its report."""

    run: str
    report: Report


Read = Callable[[bytes], Report]
"""Turns the text of ``report.json`` into a report."""


def previous(
    engine: Engine, provenance: Provenance, read: Read, *, subject: str, started: datetime
) -> Earlier | Skipped:
    """Return the run before this one, or why there is none to compare with.

    It is the newest run of the same subject that began before, whose files were handed over,
    and that was made in the same way.  A run of the same table on the same day is this run
    done again, and passed over: so repeating a run gives the same report.

    Parameters
    ----------
    engine : Engine
        From :func:`reportgen.history.open_database`.
    provenance : Provenance
        How this run is made.
    read : callable
        See :data:`Read`.
    subject, started
        As given to :func:`reportgen.history.append`.
    """
    again = (RUNS.c.created == provenance.created[:10]) & (RUNS.c.sha256 == provenance.sha256)
    query: Select[Any] = (
        select(RUNS.c.id, RUNS.c.report)
        .where(RUNS.c.subject == subject, RUNS.c.started <= started, ~again)
        .where(RUNS.c.status == RunStatus.WRITTEN.value)
        .order_by(RUNS.c.started.desc(), RUNS.c.seq.desc())
        .limit(1)
    )
    usable = query.where(RUNS.c.format_version == FORMAT_VERSION, RUNS.c.report.is_not(None))
    alike = usable.where(RUNS.c.method == method_digest(provenance))
    with reading(engine) as connection:
        found = connection.execute(alike).first()
        other = connection.execute(usable).first() if found is None else None
        first = connection.execute(query).first() is None
    if found is not None:
        return Earlier(found[0], read(unpacked(found[1])))
    if other is not None:
        return _none(_unlike(read(unpacked(other[1])).provenance, provenance))
    return _none(translate(_FIRST) if first else translate(_UNREADABLE))


_FIRST = "this is the first run"
_UNREADABLE = "the reports of earlier runs were pruned, or written by another version of reportgen"


def _none(reason: str) -> Skipped:
    return Skipped(step="comparison", reason=reason)


def _unlike(before: Provenance, now: Provenance) -> str:
    """Say what keeps the last run and this one apart."""
    old, new = common_method(before), common_method(now)
    name = next(n for n in (*new, *old) if old.get(n) != new.get(n))
    was, is_now = (side.get(name, translate("not set")) for side in (old, new))
    said = translate("no earlier run was made in the same way: {name} was {before} and is {now}")
    return said.format(name=translate(name), before=was, now=is_now)


def baseline(engine: Engine, name: str, read: Read) -> Earlier:
    """Return the run that a baseline names.

    Raises
    ------
    SettingsError
        If there is no baseline of that name, or its report cannot be read any more.
    """
    named = baselines(engine)
    if name not in named:
        raise SettingsError(
            f"The history has no baseline {name!r}",
            where="[history] baseline",
            hint=f"Name one by `reportgen history baseline {name} RUN`.",
        )
    query = select(RUNS.c.report, RUNS.c.format_version).where(RUNS.c.id == named[name])
    with reading(engine) as connection:
        stored, version = connection.execute(query).one()
    if stored is None or version != FORMAT_VERSION:
        raise SettingsError(
            f"The report of the baseline {name!r} cannot be read any more",
            where=named[name],
            hint="It was made by another version of reportgen; name a newer run.",
        )
    return Earlier(named[name], read(unpacked(stored)))


def name_baseline(engine: Engine, name: str, run: str) -> str:
    """Let a baseline name a run, whatever it named before, and return the run's full name.

    Raises
    ------
    DataError
        If there is no such run.
    """
    chosen = find(engine, run).id
    with writing(engine) as connection:
        connection.execute(delete(BASELINES).where(BASELINES.c.name == name))
        seq = connection.execute(select(RUNS.c.seq).where(RUNS.c.id == chosen)).scalar_one()
        connection.execute(insert(BASELINES).values(name=name, run=seq))
    return chosen
