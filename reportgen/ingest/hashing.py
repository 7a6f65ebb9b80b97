"""Keys of texts: SipHash, mixed once more, computed for many texts at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

HASH_KEY = b"reportgen-tracks"
"""Sixteen bytes that all keys are hashed with, so that they never change."""

Keys = NDArray[np.uint64]

_ROWS = 8_192
_WORD = 8
_LONG = 64
"""Words beyond which a text is hashed by itself, where many at once gain nothing."""
_MASK = (1 << 64) - 1
_STARTS = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)


def hashes(texts: Sequence[str] | pa.Array) -> Keys:
    """Hash texts to 64-bit keys, the same in every run and on every machine.

    Parameters
    ----------
    texts : sequence of str, or pyarrow.Array of strings
        Texts, of which none is missing.

    Returns
    -------
    ndarray of uint64, shape (texts,)

    Notes
    -----
    SipHash-2-4 of the text in UTF-8 (Aumasson and Bernstein 2012), then the finalizer of
    SplitMix64 (Steele, Lea and Flood 2014), which is what pandas does as well.
    """
    array = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())
    array = array.cast(pa.large_string())
    if not len(array):
        return np.empty(0, np.uint64)
    _, offsets, stored = array.buffers()
    ends = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    data = np.zeros(int(ends[-1]) + _WORD, np.uint8)
    if stored is not None:
        data[: ends[-1]] = np.frombuffer(stored, np.uint8)[: ends[-1]]
    words = np.ndarray((len(data) - _WORD + 1,), "<u8", data, strides=(1,))
    keys = np.empty(len(array), np.uint64)
    starts, lengths = ends[:-1], np.diff(ends)
    for start in range(0, len(array), _ROWS):
        part = slice(start, start + _ROWS)
        keys[part] = _spread(_hashed(words, starts[part], lengths[part]))
    return keys


def _spread(keys: Keys) -> Keys:
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(keys ^ (keys >> np.uint64(31)))


def _hashed(words: Keys, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> Keys:
    keys = np.empty(len(starts), np.uint64)
    whole = lengths // _WORD
    shorter = np.minimum(whole, _LONG + 1)
    for count in np.flatnonzero(np.bincount(shorter)).tolist():
        here = np.flatnonzero(shorter == count)
        if count <= _LONG:
            keys[here] = _many(words, starts[here], lengths[here], count)
        else:
            keys[here] = [_one(words, int(starts[i]), int(lengths[i])) for i in here]
    return keys


def _many(words: Keys, starts: NDArray[np.int64], lengths: NDArray[np.int64], count: int) -> Keys:
    """Hash texts with the same number of whole words."""
    state = [np.full(len(starts), value, np.uint64) for value in _first_state()]
    for i in range(count):
        _absorb(state, words[starts + i * _WORD])
    rest = (lengths % _WORD).astype(np.uint64)
    kept = (np.uint64(1) << (rest * np.uint64(8))) - np.uint64(1)
    last = words[starts + count * _WORD] & kept
    _absorb(state, last | (lengths.astype(np.uint64) << np.uint64(56)))
    state[2] ^= np.uint64(0xFF)
    for _ in range(4):
        _round(state)
    return np.asarray(state[0] ^ state[1] ^ state[2] ^ state[3])


def _first_state() -> list[int]:
    halves = [int.from_bytes(HASH_KEY[i : i + _WORD], "little") for i in (0, _WORD)]
    return [start ^ halves[i % 2] for i, start in enumerate(_STARTS)]


def _absorb(state: list[Keys], word: Keys) -> None:
    state[3] ^= word
    _round(state)
    _round(state)
    state[0] ^= word


def _round(state: list[Keys]) -> None:
    """Mix the four words of the state; sums wrap around."""
    a, b, c, d = state
    a += b
    b = _turned(b, 13) ^ a
    a = _turned(a, 32)
    c += d
    d = _turned(d, 16) ^ c
    a += d
    d = _turned(d, 21) ^ a
    c += b
    b = _turned(b, 17) ^ c
    c = _turned(c, 32)
    state[:] = a, b, c, d


def _turned(values: Keys, bits: int) -> Keys:
    return (values << np.uint64(bits)) | (values >> np.uint64(64 - bits))


def _one(words: Keys, start: int, length: int) -> int:
    """Hash one long text, word by word, in plain integers."""
    state = _first_state()
    count = length // _WORD
    last = int(words[start + count * _WORD]) & ((1 << (8 * (length % _WORD))) - 1)
    blocks = words[start : start + count * _WORD : _WORD].tolist()
    for word in [*blocks, last | (length & 0xFF) << 56]:
        state[3] ^= word
        _plain_round(state)
        _plain_round(state)
        state[0] ^= word
    state[2] ^= 0xFF
    for _ in range(4):
        _plain_round(state)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def _plain_round(state: list[int]) -> None:
    a, b, c, d = state
    a = (a + b) & _MASK
    b = ((b << 13 | b >> 51) & _MASK) ^ a
    a = (a << 32 | a >> 32) & _MASK
    c = (c + d) & _MASK
    d = ((d << 16 | d >> 48) & _MASK) ^ c
    a = (a + d) & _MASK
    d = ((d << 21 | d >> 43) & _MASK) ^ a
    c = (c + b) & _MASK
    b = ((b << 17 | b >> 47) & _MASK) ^ c
    c = (c << 32 | c >> 32) & _MASK
    state[:] = a, b, c, d
