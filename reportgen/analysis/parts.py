"""Least-squares fits of training parts that are cleaned apart.

Rows without gaps are the same in every training part that they belong to.  They are
gathered once, in cells of equal fold and equal marks, and a training part adds up the
cells that are its own.  Rows with gaps look different in each part, and are few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block
from reportgen.aggregates.counts import PairSums
from reportgen.aggregates.design import Design
from reportgen.aggregates.gaps import missing
from reportgen.aggregates.least_squares import GroupTotals
from reportgen.analysis.linear import FoldFits, Sums, fit_each, gather
from reportgen.analysis.rows import Rows
from reportgen.analysis.training import Filled, Fillings, Parts, outside_column
from reportgen.engine import Engine

CELL = "cell"


@dataclass(frozen=True, slots=True)
class Celled:
    """Adds ``cell``: the place of a row's fold and marks among ``keys``, which are sorted.

    A key is the fold times ``width``, plus the marks.
    """

    fold: str
    marks: str | None
    keys: NDArray[np.int64]
    width: int

    def __call__(self, block: Block) -> Block:
        """Return the block with its cells."""
        key = block.columns[self.fold].astype(np.int64) * self.width
        if self.marks is not None:
            key += block.columns[self.marks]
        return block.having(**{CELL: np.searchsorted(self.keys, key).astype(np.int32)})


@dataclass(frozen=True, slots=True)
class WithGaps:
    """Keeps the rows that miss any column of ``names``, or (``wanted`` false) the others."""

    names: tuple[str, ...]
    wanted: bool

    def __call__(self, block: Block) -> Block:
        """Return the rows."""
        any_gap = np.zeros(block.size, np.bool_)
        for name in self.names:
            any_gap |= missing(block, name)
        return block.keep(any_gap == self.wanted)


def fit_parts(rows: Rows, parts: Parts, design: Design, fold: str) -> FoldFits:
    """Fit each training part, cleaned by what it teaches itself.

    Parameters
    ----------
    rows : Rows
        What is known of the columns.
    parts : Parts
        The rows, with their gaps and marks.
    design : Design
        The regressors.
    fold : str
        Code column of the folds.
    """
    target, folds = str(rows.target), rows.folds
    engine, trained = _cells(parts, target, fold, folds)
    fillings: Fillings = parts.fillings.get(fold, {})
    names = tuple(fillings)
    whole = engine.derive(WithGaps(names, wanted=False)) if names else engine
    if not whole.rows:
        training = (parts.training(fold, f) for f in range(folds))
        return fit_each([gather(part, design, target, fold, folds) for part in training])
    shared = gather(whole, design, target, CELL, len(trained[0]))
    apart = engine.derive(WithGaps(names, wanted=True)) if names else None
    sums = []
    for f in range(folds):
        own = [_kept(shared, trained[f])]
        if apart is not None and apart.rows:
            filled = apart.derive(Filled(fillings, fold, f))
            own.append(_kept(gather(filled, design, target, CELL, len(trained[f])), trained[f]))
        sums.append(_together(own))
    return fit_each(sums)


def _cells(parts: Parts, target: str, fold: str, folds: int) -> tuple[Engine, NDArray[np.bool_]]:
    """Add the cells of rows, and say which of them train the part without fold f, (F, cells)."""
    marks, width = (outside_column(fold), 1 << folds) if parts.limited else (None, 1)
    (found,) = parts.engine.run(PairSums(fold, marks or fold, target, max(width, folds)))
    bits = found.second if parts.limited else np.zeros_like(found.second)
    held_out = np.arange(folds)[:, None]
    trained = (found.first != held_out) & ((bits >> held_out) & 1 == 0)
    keys = found.first * width + bits
    return parts.engine.derive(Celled(fold, marks, keys, width)), trained


def _kept(sums: Sums, cells: NDArray[np.bool_]) -> Sums:
    totals = GroupTotals(sums.totals.n[cells], sums.totals.total[cells])
    return Sums(sums.design, totals, sums.factors[cells])


def _together(parts: list[Sums]) -> Sums:
    n = np.concatenate([part.totals.n for part in parts])
    total = np.concatenate([part.totals.total for part in parts])
    factors = np.concatenate([part.factors for part in parts])
    return Sums(parts[0].design, GroupTotals(n, total), factors)
