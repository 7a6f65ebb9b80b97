"""Lengths written as on a clock: 3:45, 1:02:03, PT3M45S."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from reportgen.ingest.columns import Distinct, distinct, is_text
from reportgen.ingest.numbers import MOST_JUNK, Numbers

if TYPE_CHECKING:
    import pyarrow as pa

_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,4}):(\d{2}(?:[.,]\d+)?)")
_ISO = re.compile(r"PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?", re.IGNORECASE)
_DAY = re.compile(r"0 days\s+(?=\d)")
_HOUR, _MINUTE = 3600.0, 60.0
_LONGEST_TYPICAL = _HOUR


def clocks(column: pa.ChunkedArray) -> Numbers | None:
    """Read lengths written as on a clock as seconds; ``None`` where most are not.

    Three parts are hours, minutes and seconds.  Spreadsheets store 3:45 as 03:45:00: where
    all seconds are 0 and the typical length would be over an hour, the parts are minutes
    and seconds instead.
    """
    if not is_text(column.type) or not _looks_like_one(column):
        return None
    found = distinct(column)
    parsed = np.array([*(_seconds(text) for text in found.texts), np.nan])
    values = parsed[found.codes]
    given = len(found.codes) - found.missing
    junk = int(np.count_nonzero(np.isnan(values))) - found.missing
    if junk > MOST_JUNK * given:
        return None
    if _is_spreadsheet(found, values):
        values = values / _MINUTE
    return Numbers(values, given, junk, _first_junk(found, parsed))


def _looks_like_one(column: pa.ChunkedArray) -> bool:
    """Whether one of the first texts is a clock, before all are looked at."""
    first = [text for text in column.slice(0, 50).to_pylist() if text]
    return not first or any(not np.isnan(_seconds(text.strip())) for text in first)


def _seconds(text: str) -> float:
    text = _DAY.sub("", text)
    match = _CLOCK.fullmatch(text) or _ISO.fullmatch(text)
    if match is None:
        return float("nan")
    hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in match.groups())
    return _HOUR * hours + _MINUTE * minutes + seconds


def _is_spreadsheet(found: Distinct, values: np.ndarray) -> bool:
    whole = all(text.count(":") != 1 and text.endswith(":00") for text in found.texts if text)
    present = values[~np.isnan(values)]
    return whole and len(present) > 0 and float(np.median(present)) > _LONGEST_TYPICAL


def _first_junk(found: Distinct, parsed: np.ndarray) -> str:
    bad = (text for text, value in zip(found.texts, parsed, strict=False) if np.isnan(value))
    return next(bad, "")
