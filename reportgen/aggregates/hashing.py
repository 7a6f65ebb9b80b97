"""Hashing of keys to numbers: the same draw for the same key, wherever the row lives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block

Keys = NDArray[np.uint64]

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def mix(keys: NDArray[Any], salt: int = 0) -> Keys:
    """Scramble 64-bit keys (the finaliser of SplitMix64; Steele, Lea & Flood 2014).

    Parameters
    ----------
    keys : ndarray of integers, shape (n,)
        Keys; equal keys give equal results.
    salt : int
        Another salt gives an unrelated scrambling.

    Returns
    -------
    ndarray of uint64, shape (n,)
        Uniform over all 64 bits.
    """
    with np.errstate(over="ignore"):
        z = keys.astype(np.uint64) + _GAMMA * np.uint64(salt + 1)
        z = (z ^ (z >> np.uint64(30))) * _FIRST
        z = (z ^ (z >> np.uint64(27))) * _SECOND
        return z ^ (z >> np.uint64(31))


def buckets(keys: NDArray[Any], n: int, salt: int = 0) -> NDArray[np.int32]:
    """Assign each key to one of ``n`` equally likely buckets."""
    high = mix(keys, salt) >> np.uint64(33)
    return (high % np.uint64(n)).astype(np.int32)


def level_keys(levels: Sequence[str]) -> Keys:
    """Hash level names, so that codes that shift from one table to the next do no harm."""
    digests = (blake2b(level.encode(), digest_size=8).digest() for level in levels)
    return np.array([int.from_bytes(digest, "little") for digest in digests], np.uint64)


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a row, as one key: the same values, the same key, on every night.

    Parameters
    ----------
    columns : tuple of str
        Columns that count.
    keys : mapping of str to ndarray of uint64
        Keys of the levels of category columns, by code; codes of a category that is not
        named here are hashed as they are.
    """

    columns: tuple[str, ...]
    keys: Mapping[str, Keys] = field(default_factory=dict)

    def of(self, block: Block) -> Keys:
        """Return the key of each row; −0.0 counts as 0.0 and all NaN as one."""
        return row_content([self._values(block, name) for name in self.columns], block.size)

    def _values(self, block: Block, name: str) -> NDArray[Any]:
        if name not in self.keys:
            return block.columns[name]
        missing = np.zeros(1, np.uint64)
        return np.asarray(np.concatenate([self.keys[name], missing])[block.columns[name]])


def row_content(columns: Iterable[NDArray[Any]], size: int) -> Keys:
    """Hash values column by column into one key per row."""
    key = np.zeros(size, np.uint64)
    for position, values in enumerate(columns):
        key = mix(key ^ _bits(values), position)
    return key


def _bits(values: NDArray[Any]) -> Keys:
    if values.dtype == np.uint64:
        return values
    number = np.asarray(values, np.float64) + 0.0
    number = np.where(np.isnan(number), np.nan, number)
    return np.ascontiguousarray(number).view(np.uint64)
