"""Hashing of keys to numbers: the same draw for the same key, wherever the row lives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

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


def row_content(columns: Iterable[NDArray[Any]], size: int) -> Keys:
    """Hash what stands in a row, column by column, into one key per row.

    Rows with the same values get the same key; −0.0 counts as 0.0 and all NaN as one.
    """
    key = np.zeros(size, np.uint64)
    for position, values in enumerate(columns):
        number = np.asarray(values, np.float64) + 0.0
        number = np.where(np.isnan(number), np.nan, number)
        key = mix(key ^ np.ascontiguousarray(number).view(np.uint64), position)
    return key
