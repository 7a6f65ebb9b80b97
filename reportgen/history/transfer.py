"""The history as a file: for where each run starts from nothing, and for moving it.

The file is text, one JSON value a line: what it is, then one line for each run with all its
parts, then one for each baseline.  Lines of runs that are there already are passed over, so
that the same file can be read again, and several can be put together.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Engine, RowMapping, Table, insert, select

from reportgen.errors import DataError
from reportgen.history.database import reading, writing
from reportgen.history.schema import BASELINES, PARTS, RUNS
from reportgen.results import RunStatus

HEAD = {"what": "history of reportgen", "version": 1}
LARGEST = 256_000_000
"""Bytes that the text of one report can have."""


def export(engine: Engine) -> Iterator[str]:
    """Return the lines of the file, the oldest run first."""
    yield _line(HEAD)
    with reading(engine) as connection:
        ids = {}
        keys = connection.execute(select(RUNS.c.seq).order_by(RUNS.c.seq)).scalars().all()
        for seq in keys:
            row = connection.execute(select(RUNS).where(RUNS.c.seq == seq)).mappings().one()
            ids[seq] = row["id"]
            yield _line(_run(connection, row))
        for name, seq in connection.execute(select(BASELINES.c.name, BASELINES.c.run)):
            yield _line({"baseline": name, "run": ids[seq]})


def _run(connection: Connection, row: RowMapping) -> dict[str, Any]:
    facts = {name: value for name, value in row.items() if name not in {"seq", "report"}}
    facts["started"] = row["started"].isoformat()
    text = None if row["report"] is None else base64.b64encode(row["report"]).decode()
    parts = {part.name: _rows(connection, part, row["seq"]) for part in PARTS}
    return {"run": facts, "report": text, **parts}


def _rows(connection: Connection, part: Table, seq: int) -> list[list[Any]]:
    query = select(*_own(part)).where(part.c.run == seq).order_by(*part.primary_key.columns)
    return [list(row) for row in connection.execute(query)]


def _own(part: Table) -> list[Column[Any]]:
    return [column for column in part.c if column.name != "run"]


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n"


def take_in(engine: Engine, lines: Iterable[str], where: str) -> tuple[int, int]:
    """Add the runs of a file that are not there yet, all or none.

    Parameters
    ----------
    engine : Engine
        From :func:`reportgen.history.open_database`.
    lines : iterable of str
        What :func:`export` gave.
    where : str
        What the file is called in messages.

    Returns
    -------
    int, int
        Runs added, and runs that were there already.

    Raises
    ------
    DataError
        If the file is no history, or damaged.
    """
    added = there = 0
    values = _values(lines, where)
    if next(values, None) != HEAD:
        raise _damaged(where, "its first line is not that of a history")
    with writing(engine) as connection:
        for value in values:
            if "baseline" in value:
                _name(connection, value, where)
            elif _seq(connection, _facts(value, where)["id"]) is None:
                _add(connection, value, where)
                added += 1
            else:
                there += 1
    return added, there


def _values(lines: Iterable[str], where: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        try:
            value = json.loads(line, parse_constant=_refused)
        except ValueError:
            raise _damaged(where, f"line {number} is not JSON") from None
        if not isinstance(value, dict):
            raise _damaged(where, f"line {number} is no run")
        yield value


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _damaged(where: str, reason: str) -> DataError:
    return DataError(
        f"This is no history that can be read ({reason})",
        where=where,
        hint="Give a file that `reportgen history export` wrote.",
    )


def _seq(connection: Connection, run: str) -> int | None:
    return connection.execute(select(RUNS.c.seq).where(RUNS.c.id == run)).scalar_one_or_none()


def _name(connection: Connection, value: Mapping[str, Any], where: str) -> None:
    """Let a baseline name its run, unless one of that name is there."""
    name, run = value.get("baseline"), value.get("run")
    seq = _seq(connection, run) if isinstance(run, str) else None
    if seq is None or not isinstance(name, str):
        raise _damaged(where, "a baseline names no run")
    taken = select(BASELINES.c.name).where(BASELINES.c.name == name)
    if connection.execute(taken).first() is None:
        connection.execute(insert(BASELINES).values(name=name, run=seq))


def _facts(value: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return the row of a run, each value of the type of its column."""
    facts = value.get("run")
    if not isinstance(facts, dict):
        raise _damaged(where, "a line is no run")
    facts = dict(facts)
    try:
        facts["started"] = datetime.fromisoformat(facts["started"])
        facts["status"] = RunStatus(facts["status"]).value
    except (KeyError, TypeError, ValueError):
        raise _damaged(where, "a run has no beginning or no end") from None
    if facts["started"].tzinfo is None:
        raise _damaged(where, "a run began at a time without its zone")
    columns = {c.name: c for c in RUNS.c if c.name not in {"seq", "report"}}
    if set(facts) != set(columns) or not all(_fits(columns[n], v) for n, v in facts.items()):
        raise _damaged(where, "a run has other facts than those of this version")
    return facts


def _add(connection: Connection, value: Mapping[str, Any], where: str) -> None:
    facts = _facts(value, where)
    facts["report"] = _text(value.get("report"), facts["report_sha256"], where)
    key = connection.execute(insert(RUNS).values(facts)).inserted_primary_key
    assert key is not None  # noqa: S101  the table has a key
    for part in PARTS:
        rows = _checked(part, value.get(part.name), where)
        if rows:
            connection.execute(insert(part), [{"run": key[0], **row} for row in rows])


def _checked(part: Table, given: object, where: str) -> list[dict[str, Any]]:
    columns = _own(part)
    rows: list[Any] = given if isinstance(given, list) else [None]
    for row in rows:
        fits = isinstance(row, list) and len(row) == len(columns)
        if not fits or not all(_fits(c, v) for c, v in zip(columns, row, strict=True)):
            raise _damaged(where, f"the {part.name} of a run are not those of this version")
    names = [column.name for column in columns]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _fits(column: Column[Any], value: object) -> bool:
    """Say whether a value is of the type of a column."""
    if value is None:
        return bool(column.nullable)
    kind = column.type.python_type
    if isinstance(value, bool) or kind is bool:
        return isinstance(value, bool) and kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def _text(given: object, sha256: str, where: str) -> bytes | None:
    """Return the packed text of a report, after a look whether it is the one it should be."""
    if given is None:
        return None
    try:
        packed = base64.b64decode(str(given), validate=True)
        whole = zlib.decompressobj().decompress(packed, LARGEST)
    except (ValueError, zlib.error):
        raise _damaged(where, "the report of a run cannot be unpacked") from None
    if hashlib.sha256(whole).hexdigest() != sha256:
        raise _damaged(where, "the report of a run is not the one it should be")
    return packed
