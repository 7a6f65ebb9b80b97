"""Numbers that stand as text: decimal commas, grouped thousands, stray words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.aggregates.block import Floats
from reportgen.ingest.columns import Distinct, distinct, floats, is_number, texts

MOST_JUNK = 0.1
"""The share of texts among the values above which a column does not hold numbers."""

_PLAIN = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_SURE_DECIMAL = r"^[+-]?(0?,[0-9]+|[0-9]+,([0-9]{1,2}|[0-9]{4,})|[0-9]{4,},[0-9]+)([eE].*)?$"
_SURE_GROUPS = r"^[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(,[0-9]{3}|\.[0-9]+)$"
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
_BY_COMMA = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_BY_DOT = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")
_BY_BLANK = re.compile(r"[+-]?\d{1,3}([ '’\u00a0\u2009\u202f]\d{3})+([.,]\d+)?")
_BLANKS = re.compile(r"[ '’\u00a0\u2009\u202f]")


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """A column of numbers.

    ``junk`` counts the texts that are no numbers (they became missing), ``example`` is
    one of them; ``given`` counts the cells that are not empty; ``grouped`` says that
    thousands were separated.
    """

    values: Floats
    given: int
    junk: int = 0
    example: str = ""
    grouped: bool = False

    @property
    def numeric(self) -> bool:
        """Whether the column may count as one of numbers."""
        return self.junk <= MOST_JUNK * self.given

    @property
    def missing(self) -> int:
        """Rows without a number."""
        return int(np.count_nonzero(np.isnan(self.values)))


def numbers(column: pa.ChunkedArray, *, decimal_comma: bool = False) -> Numbers:
    """Read a column as numbers, whatever it is stored as."""
    given = len(column) - column.null_count
    if is_number(column.type) or pa.types.is_boolean(column.type):
        return Numbers(floats(column), given)
    text = _tidy(column)
    plain = pc.match_substring_regex(text, _PLAIN)
    values = floats(pc.if_else(plain, text, None).cast(pa.float64()))
    rest = distinct(pc.if_else(plain, None, text))
    return _with_rest(values, rest, decimal_comma=decimal_comma)


def uses_decimal_comma(columns: Iterable[pa.ChunkedArray]) -> bool:
    """Whether commas in the numbers of a table stand before decimals, not thousands."""
    decimal = groups = 0
    for column in columns:
        text = _tidy(column)
        decimal += _count(text, _SURE_DECIMAL)
        groups += _count(text, _SURE_GROUPS)
    return decimal > groups


def _tidy(column: pa.ChunkedArray) -> pa.ChunkedArray:
    text = pc.replace_substring(texts(column), "\N{MINUS SIGN}", "-")
    return pc.utf8_rtrim(text, " %")


def _count(text: pa.ChunkedArray, pattern: str) -> int:
    return int(pc.sum(pc.match_substring_regex(text, pattern)).as_py() or 0)


def _with_rest(values: Floats, rest: Distinct, *, decimal_comma: bool) -> Numbers:
    """Add the values of texts that are not written plainly."""
    parsed = [_parsed(text, decimal_comma=decimal_comma) for text in rest.texts]
    table = np.array([*parsed, np.nan], dtype=np.float64)
    here = rest.codes >= 0
    values = np.where(here, table[rest.codes], values)
    junk = here & np.isnan(values)
    given = int(np.count_nonzero(here | ~np.isnan(values)))
    bad = next((t for t, v in zip(rest.texts, parsed, strict=True) if np.isnan(v)), "")
    grouped = any(_is_grouped(t, decimal_comma=decimal_comma) for t in rest.texts)
    return Numbers(values, given, int(np.count_nonzero(junk)), bad, grouped)


def _is_grouped(text: str, *, decimal_comma: bool) -> bool:
    if _BY_BLANK.fullmatch(text):
        return True
    if _BY_COMMA.fullmatch(text):
        return not decimal_comma or text.count(",") > 1
    return _BY_DOT.fullmatch(text) is not None


def _parsed(text: str, *, decimal_comma: bool) -> float:
    """Return the number that a text stands for, NaN where it stands for none."""
    if _BY_BLANK.fullmatch(text):
        return float(_BLANKS.sub("", text).replace(",", "."))
    if _BY_COMMA.fullmatch(text) and (not decimal_comma or text.count(",") > 1):
        return float(text.replace(",", ""))
    if _BY_DOT.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    if decimal_comma and _DECIMAL_COMMA.fullmatch(text):
        return float(text.replace(",", "."))
    return float("nan")
