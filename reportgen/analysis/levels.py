"""Levels of categories: the reference first, rare ones folded together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.counts import Counts
from reportgen.aggregates.design import Factor
from reportgen.formats import OTHER


@dataclass(frozen=True, slots=True)
class Recoding:
    """New codes of a category; ``codes`` maps old code to new, its last entry missing to −1."""

    factor: Factor
    codes: NDArray[np.int32]
    folded: tuple[str, ...]


def recoded(
    name: str, levels: Sequence[str], counts: Counts, fewest: int, most: int
) -> Recoding | None:
    """Decide which levels a category keeps.

    The most frequent level becomes the reference.  Levels with fewer than ``fewest``
    rows, or beyond the ``most`` most frequent, are folded into ``other``; where that
    holds too few rows itself it joins the reference.  Levels without rows go the same
    way, because rows that were left out of the counts may still have them.

    Parameters
    ----------
    counts : ndarray of int64, shape (levels + 1,)
        Rows of each level, missing last.

    Returns
    -------
    Recoding or None
        ``None`` where fewer than two levels are left.
    """
    n = counts[: len(levels)]
    order = sorted(range(len(levels)), key=lambda i: (-int(n[i]), levels[i]))
    kept = [i for i in order[:most] if n[i] >= fewest]
    folded = [i for i in order if i not in set(kept) and n[i] > 0]
    if not kept:
        return None
    names = [levels[kept[0]], *sorted(levels[i] for i in kept[1:])]
    place = {level: code for code, level in enumerate(names)}
    rest = 0
    if folded and int(n[folded].sum()) >= fewest:
        rest = place.get(OTHER, len(names))
        names = names if OTHER in place else [*names, OTHER]
    codes = np.full(len(levels) + 1, -1, np.int32)
    codes[kept] = [place[levels[i]] for i in kept]
    codes[[i for i in order if i not in set(kept)]] = rest
    if len(names) < 2:
        return None
    return Recoding(Factor(name, tuple(names)), codes, tuple(levels[i] for i in folded))
