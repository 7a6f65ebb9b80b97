"""From stored columns to NumPy arrays."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from reportgen.aggregates.block import Floats

_Kind = TypeVar("_Kind", bound=np.generic)
_FOLDED_APART = "[^ -~]|  "
"""Whatever is no printable ASCII, and blanks that follow each other."""


@dataclass(frozen=True, eq=False)
class Distinct:
    """A column as its distinct texts, and for each row which one (−1 for missing)."""

    values: pa.Array
    codes: NDArray[np.int64]

    @cached_property
    def texts(self) -> list[str]:
        """The distinct texts as Python has them, which costs time where there are many."""
        found: list[str] = self.values.to_pylist()
        return found

    @property
    def size(self) -> int:
        """How many distinct texts there are."""
        return len(self.values)

    @property
    def missing(self) -> int:
        """Rows without a text."""
        return int(np.count_nonzero(self.codes < 0))

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Rows of each text, shape (texts,)."""
        return np.bincount(self.codes + 1, minlength=self.size + 1)[1:]

    @property
    def given(self) -> int:
        """Rows with a text."""
        return len(self.codes) - self.missing

    def spread(self, table: NDArray[_Kind]) -> NDArray[_Kind]:
        """Return for each row what a table has for its text; its last entry is for none."""
        return table[self.codes]


class Counted(Distinct):
    """Distinct texts with their rows counted, where the rows themselves live elsewhere.

    What would be spread over rows stays a table by code.
    """

    def __init__(self, values: pa.Array, counts: NDArray[np.int64], missing: int) -> None:
        super().__init__(values, np.empty(0, np.int64))
        self.__dict__.update(counts=counts, _missing=missing)

    @property
    def missing(self) -> int:
        """Rows without a text."""
        return int(self.__dict__["_missing"])

    @property
    def given(self) -> int:
        """Rows with a text."""
        return int(self.counts.sum())

    def spread(self, table: NDArray[_Kind]) -> NDArray[_Kind]:
        """Return the table."""
        return table


def flat(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of plain values: dictionaries decoded, lists joined."""
    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    if pa.types.is_null(column.type):
        return column.cast(pa.string())
    if pa.types.is_list(column.type) and is_text(column.type.value_type):
        return pc.binary_join(column, ";")
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        decoded = [v if v is None else v.decode("utf-8", "replace") for v in column.to_pylist()]
        return pa.chunked_array([pa.array(decoded, pa.string())])
    if pa.types.is_nested(column.type):
        texts = [None if value is None else str(value) for value in column.to_pylist()]
        return pa.chunked_array([pa.array(texts, pa.string())])
    return column


def is_text(stored: pa.DataType) -> bool:
    """Whether a stored type holds text."""
    return bool(
        pa.types.is_string(stored)
        or pa.types.is_large_string(stored)
        or pa.types.is_string_view(stored)
    )


def is_number(stored: pa.DataType) -> bool:
    """Whether a stored type holds numbers."""
    return bool(
        pa.types.is_integer(stored) or pa.types.is_floating(stored) or pa.types.is_decimal(stored)
    )


def texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the values as text without blanks around it; nothing left means missing."""
    text = column if is_text(column.type) else column.cast(pa.string())
    trimmed = pc.utf8_trim_whitespace(text)
    return pc.if_else(pc.equal(pc.binary_length(trimmed), 0), None, trimmed)


def distinct(column: pa.ChunkedArray) -> Distinct:
    """Find the distinct texts of a column, in the order of their first rows.

    Values are encoded as stored, because trimming every row costs more than merging
    the few texts that differ in blanks alone.
    """
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.unify_dictionaries().combine_chunks()
    indices = encoded.indices.fill_null(-1) if encoded.null_count else encoded.indices
    codes = indices.to_numpy().astype(np.int64)
    as_text = texts(pa.chunked_array([encoded.dictionary])).combine_chunks()
    if not is_text(column.type) or as_text.equals(encoded.dictionary):
        return Distinct(as_text, codes)
    merged = as_text.dictionary_encode()
    table = np.append(merged.indices.fill_null(-1).to_numpy(), -1).astype(np.int64)
    return Distinct(merged.dictionary, table[codes])


def count_distinct(column: pa.ChunkedArray) -> int:
    """Count the distinct values that are not missing."""
    return len(pc.unique(column)) - int(column.null_count > 0)


def floats(column: pa.ChunkedArray) -> Floats:
    """Return a column of numbers or truth values as float64, missing and infinite as NaN."""
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    values = column.cast(pa.float64(), safe=False).to_numpy()
    odd = ~np.isfinite(values)
    return np.where(odd, np.nan, values) if odd.any() else values


def folded(text: str) -> str:
    """Return a text without differences in case, accents' encoding and white space."""
    plain = text if text.isascii() else unicodedata.normalize("NFC", text)
    return " ".join(plain.casefold().split())


def all_folded(texts: list[str]) -> list[str]:
    """Return :func:`folded` of each text; those in plain ASCII all at once."""
    array = pa.array(texts, pa.string())
    plain: list[str] = pc.ascii_lower(pc.ascii_trim_whitespace(array)).to_pylist()
    odd = np.asarray(pc.match_substring_regex(array, _FOLDED_APART), np.bool_)
    for i in np.flatnonzero(odd).tolist():
        plain[i] = folded(texts[i])
    return plain
