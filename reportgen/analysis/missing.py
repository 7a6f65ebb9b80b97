"""Missing values: which rows have them, what fills them, what they go along with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block
from reportgen.aggregates.counts import LevelCounts, PairSums, PairTotals
from reportgen.aggregates.gaps import GapCounts, GapPatterns, missing
from reportgen.aggregates.without import NONE, Without
from reportgen.analysis.distribution import training_quantiles
from reportgen.analysis.intervals import t_interval
from reportgen.analysis.rows import Rows
from reportgen.analysis.training import Fillings
from reportgen.engine import Engine
from reportgen.results import Estimate, Gap, GapPattern

FEWEST_ROWS = 20
FEWEST_CLUSTERS = 10
PATTERNS = 6
"""Patterns of missing values that are shown."""


@dataclass(frozen=True, slots=True)
class CompleteRows:
    """Keeps rows that miss none of ``needed``."""

    needed: tuple[str, ...]

    def __call__(self, block: Block) -> Block:
        """Return the complete rows."""
        whole = np.ones(block.size, np.bool_)
        for name in self.needed:
            whole &= ~missing(block, name)
        return block.keep(whole)


def fillings(rows: Rows, engine: Engine, fold: str) -> tuple[Fillings, Fillings]:
    """Learn what fills gaps: from all rows (shape (1,)), and outside each fold (shape (F,)).

    The median of a feature, the most frequent level of a category (the first of equals).
    A feature without values outside a fold is constant there, whatever fills it: the
    median of all rows does.

    Parameters
    ----------
    rows : Rows
        Which columns there are.
    engine : Engine
        The rows, gaps and all.
    fold : str
        Code column of the folds.
    """
    held_out = (NONE, *range(rows.folds))
    categories = (*rows.factors, *(() if rows.genre is None else (rows.genre,)))
    sizes = {factor.name: len(factor.levels) for factor in categories}
    gaps = _with_gaps(engine, (*rows.features, *sizes))
    numbers = tuple(name for name in gaps if name not in sizes)
    sizes = {name: size for name, size in sizes.items() if name in gaps}
    middle = training_quantiles(engine, numbers, (0.5,), fold, held_out)[:, :, 0]
    middle = np.where(np.isnan(middle), middle[0], middle)
    counts = engine.run(*(Without(LevelCounts(sizes), fold, f) for f in held_out))
    values: dict[str, NDArray[Any]] = {n: middle[:, i] for i, n in enumerate(numbers)}
    for name in sizes:
        most = [int(np.argmax(part[name][:-1])) for part in counts]
        values[name] = np.array(most, np.int32)
    return {n: v[:1] for n, v in values.items()}, {n: v[1:] for n, v in values.items()}


def _with_gaps(engine: Engine, names: tuple[str, ...]) -> tuple[str, ...]:
    (patterns,) = engine.run(GapCounts(names))
    return tuple(n for n, some in zip(names, patterns.absent.any(axis=0), strict=True) if some)


@dataclass(frozen=True, slots=True)
class Missingness:
    """An account of missing values on one row per track."""

    columns: tuple[Gap, ...]
    rows: int
    patterns: tuple[GapPattern, ...]


def missingness(single: Engine, gaps: dict[str, int], ready: Rows) -> Missingness:
    """Account for gaps by column, by pattern, and beside the target.

    Parameters
    ----------
    single : Engine
        One row per track.
    gaps : dict of str to int
        Gaps of each column that has any.
    ready : Rows
        The same rows with their clusters, where the target is known.
    """
    if not gaps:
        return Missingness((), 0, ())
    (patterns,) = single.run(GapCounts(tuple(gaps)))
    beside = differences(ready, tuple(name for name in gaps if name != ready.target))
    columns = tuple(
        Gap(name=name, n=n, share=n / single.rows, difference=beside.get(name))
        for name, n in gaps.items()
    )
    return Missingness(columns, int(patterns.n.sum()), _frequent(tuple(gaps), patterns))


def _frequent(names: tuple[str, ...], patterns: GapPatterns) -> tuple[GapPattern, ...]:
    order = np.argsort(-patterns.n, kind="stable")[:PATTERNS]
    return tuple(
        GapPattern(
            columns=tuple(n for n, gone in zip(names, patterns.absent[i], strict=True) if gone),
            n=int(patterns.n[i]),
        )
        for i in order
    )


@dataclass(frozen=True, slots=True)
class GapFlags:
    """Adds ``gap_<name>``: 1 where a column is missing, else 0."""

    names: tuple[str, ...]

    def __call__(self, block: Block) -> Block:
        """Return the block with its flags."""
        flags = {_flag(n): missing(block, n).astype(np.int32) for n in self.names}
        return block.having(**flags)


def _flag(name: str) -> str:
    return f"gap_{name}"


def differences(rows: Rows, names: Sequence[str]) -> dict[str, Estimate]:
    """Mean target of the rows that miss a column, less that of the others.

    Columns with fewer than 20 rows or 10 clusters on either side are left out; without a
    target, all are.
    """
    if not names or rows.target is None:
        return {}
    flagged = rows.engine.derive(GapFlags(tuple(names)))
    pairs = (PairSums(_flag(n), "cluster", rows.target, rows.clusters) for n in names)
    found = dict(zip(names, flagged.run(*pairs), strict=True))
    return {name: clustered_difference(t) for name, t in found.items() if _enough(t)}


def _enough(totals: PairTotals) -> bool:
    sides = [totals.first == side for side in (0, 1)]
    return all(
        np.count_nonzero(side) >= FEWEST_CLUSTERS and totals.n[side].sum() >= FEWEST_ROWS
        for side in sides
    )


def clustered_difference(totals: PairTotals) -> Estimate:
    """Mean of the rows coded 1 less that of the rows coded 0, interval by cluster.

    Notes
    -----
    Both means are linearised as ratios and their errors added up by cluster before
    squaring (Cochran 1977, ch. 9A; Liang & Zeger 1986): C / (C − 1) · Σ u_c², with
    u_c = Σ ± (y_c − ȳ n_c) / n, over C clusters; C − 1 degrees of freedom.
    """
    clusters, place = np.unique(totals.second, return_inverse=True)
    influence, means = np.zeros(len(clusters)), []
    for side, sign in ((0, -1.0), (1, 1.0)):
        here = totals.first == side
        n, total = totals.n[here], totals.total[here]
        means.append(float(total.sum() / n.sum()))
        np.add.at(influence, place[here], sign * (total - means[side] * n) / n.sum())
    c = len(clusters)
    error = np.sqrt(c / (c - 1) * float((influence**2).sum()))
    return t_interval(means[1] - means[0], error, c - 1)
