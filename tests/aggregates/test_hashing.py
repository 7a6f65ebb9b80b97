"""Hashes: equal for equal keys, even over buckets, and never to change."""

from __future__ import annotations

import numpy as np

from reportgen.aggregates.hashing import buckets, mix, row_content


def test_the_scrambling_is_that_of_splitmix64() -> None:
    # The first outputs of the published generator seeded with 0 and with 1234567.
    assert mix(np.array([0], np.uint64))[0] == np.uint64(0xE220A8397B1DCDAF)
    assert mix(np.array([1_234_567], np.uint64))[0] == np.uint64(6_457_827_717_110_365_317)


def test_buckets_are_even_and_salts_unrelated() -> None:
    keys = np.arange(50_000, dtype=np.uint64)
    first, second = buckets(keys, 5, 1), buckets(keys, 5, 2)
    table = np.bincount(first * 5 + second, minlength=25)
    assert abs(table - 2_000).max() < 5 * np.sqrt(2_000)


def test_content_tells_columns_apart_and_zeros_and_gaps_together() -> None:
    a, b = np.array([0.0, -0.0, 1.0, np.nan, 2.0]), np.array([1.0, 1.0, 0.0, 5.0, np.nan])
    other_nan = np.array([0.0, 0.0, 0.0, -np.nan, 0.0])[3]
    key = row_content([a, b], 5)
    assert key[0] == key[1]
    assert len(set(key.tolist())) == 4
    again = row_content([np.array([other_nan]), np.array([5.0])], 1)
    assert again[0] == key[3]
