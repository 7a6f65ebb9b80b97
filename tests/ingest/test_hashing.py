"""Keys of texts, held against another implementation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from reportgen.ingest.hashing import HASH_KEY, hashes


def oracle(texts: list[str]) -> list[int]:
    values = np.array(texts, dtype=object)
    found = pd.util.hash_array(values, "utf8", HASH_KEY.decode(), categorize=False)
    return list(found.tolist())


@given(st.lists(st.text(max_size=40), min_size=1, max_size=30))
def test_keys_are_those_of_siphash(texts: list[str]) -> None:
    assert hashes(texts).tolist() == oracle(texts)


def test_texts_of_every_length() -> None:
    texts = [("ä" * (n // 2) + "x" * n)[:n] for n in range(700)] + ["y" * 100_003]
    assert hashes(texts).tolist() == oracle(texts)


def test_a_slice_of_an_array() -> None:
    array = pa.array(["a", "bb", "", "dddddddd"]).slice(1, 3)
    assert hashes(array).tolist() == oracle(["bb", "", "dddddddd"])
    assert len(hashes([])) == 0
