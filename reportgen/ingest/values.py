"""Columns from Python values, as spreadsheets, JSON and databases give them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from reportgen.errors import DataError

_LARGEST = 2**63


def column_of(values: Sequence[Any]) -> pa.Array:
    """Return values as one column: truth values, integers, numbers, or else text.

    Where kinds are mixed, each value becomes the text that it would be in a CSV file.
    """
    types = set(map(type, values)) - {type(None)}
    if not types:
        return pa.nulls(len(values), pa.string())
    if types == {str}:
        return pa.array(values, pa.string())
    if types == {bool}:
        return pa.array(values, pa.bool_())
    if types == {int} and all(v is None or abs(v) < _LARGEST for v in values):
        return pa.array(values, pa.int64())
    if types <= {int, float, Decimal}:
        return pa.array([None if v is None else float(v) for v in values], pa.float64())
    return pa.array([text_of(value) for value in values], pa.string())


def text_of(value: Any) -> str | None:  # noqa: PLR0911 - one return for each kind
    """Return what a value would be in a CSV file; ``None`` for nothing.

    >>> text_of(3.0), text_of(True), text_of(datetime.datetime(2019, 6, 14))
    ('3', 'true', '2019-06-14')
    """
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.date | dt.time):
        return _moment(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _moment(value: dt.date | dt.time) -> str:
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    return value.isoformat()


def joined(parts: Sequence[pa.Array]) -> pa.ChunkedArray:
    """Put parts of one column together; where their kinds differ, as text or numbers."""
    types = {part.type for part in parts if part.null_count < len(part)} or {pa.string()}
    if len(types) == 1:
        wanted = next(iter(types))
    elif pa.string() in types or pa.bool_() in types:
        wanted = pa.string()
    else:
        wanted = pa.float64()
    return pa.chunked_array([_cast(part, wanted) for part in parts], wanted)


def _cast(part: pa.Array, wanted: pa.DataType) -> pa.Array:
    if part.null_count == len(part):
        return pa.nulls(len(part), wanted)
    if pa.types.is_floating(part.type) and pa.types.is_string(wanted):
        return pa.array([text_of(value) for value in part.to_pylist()], pa.string())
    return part.cast(wanted)


def table_of(
    names: Sequence[str], batches: Iterable[Sequence[Sequence[Any]]], where: str
) -> pa.Table:
    """Build a table from batches of rows.

    Parameters
    ----------
    names : sequence of str
        Names of the columns.
    batches : iterable
        Each a sequence of rows, each with as many values as there are names.
    where : str
        What to call the table in a message.

    Raises
    ------
    DataError
        If a text is no valid Unicode.
    """
    parts: list[list[pa.Array]] = [[] for _ in names]
    try:
        for batch in batches:
            if batch:
                for part, values in zip(parts, zip(*batch, strict=True), strict=True):
                    part.append(column_of(values))
    except UnicodeEncodeError as error:
        raise DataError(
            f"A text is no valid Unicode ({error.reason})", where=where, hint="Export it again."
        ) from error
    columns = [joined(part) if part else pa.chunked_array([], pa.string()) for part in parts]
    return pa.table(columns, names=list(names))
