"""Forgetting runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, delete, func, select, update

from reportgen.history.database import give_back, reading, writing
from reportgen.history.schema import BASELINES, RUNS


@dataclass(frozen=True, slots=True)
class Pruned:
    """Runs that are forgotten, and folders of the archive that belong to no run any more."""

    runs: tuple[str, ...]
    folders: tuple[str, ...]


def prune(
    engine: Engine,
    *,
    keep: int | None = None,
    before: datetime | None = None,
    texts_only: bool = False,
    trial: bool = False,
) -> Pruned:
    """Forget runs, but never one that a baseline names.

    Parameters
    ----------
    engine : Engine
        From :func:`reportgen.history.open_database`.
    keep : int, optional
        The newest runs of each subject that stay.
    before : datetime, optional
        Only runs that began earlier go.
    texts_only : bool
        Forget only the texts of their reports: numbers stay, and no run is compared with
        them any more.
    trial : bool
        Only say which runs would go.
    """
    conditions = _conditions(keep, before, texts_only=texts_only)
    with reading(engine) if trial else writing(engine) as connection:
        query = select(RUNS.c.seq, RUNS.c.id, RUNS.c.folder).where(*conditions)
        gone = connection.execute(query.order_by(RUNS.c.seq)).all()
        seqs = [row[0] for row in gone]
        others = select(RUNS.c.folder).where(RUNS.c.seq.not_in(seqs))
        stay = set(connection.execute(others).scalars())
        if not trial and texts_only:
            connection.execute(update(RUNS).where(RUNS.c.seq.in_(seqs)).values(report=None))
        elif not trial:
            connection.execute(delete(RUNS).where(RUNS.c.seq.in_(seqs)))
    if seqs and not trial:
        give_back(engine)
    folders = () if texts_only else tuple(sorted({row[2] for row in gone if row[2]} - stay))
    return Pruned(tuple(row[1] for row in gone), folders)


def _conditions(
    keep: int | None, before: datetime | None, *, texts_only: bool
) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [RUNS.c.seq.not_in(select(BASELINES.c.run))]
    if texts_only:
        conditions.append(RUNS.c.report.is_not(None))
    if before is not None:
        conditions.append(RUNS.c.started < before)
    if keep is not None:
        order = (RUNS.c.started.desc(), RUNS.c.seq.desc())
        place = func.row_number().over(partition_by=RUNS.c.subject, order_by=order)
        ranked = select(RUNS.c.seq, place.label("place")).subquery()
        conditions.append(RUNS.c.seq.in_(select(ranked.c.seq).where(ranked.c.place > keep)))
    return conditions
