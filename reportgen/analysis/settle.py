"""Columns that are left to describe rows: levels without rows, constants, copies go."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block
from reportgen.aggregates.counts import LevelCounts
from reportgen.aggregates.design import Factor
from reportgen.analysis.linear import collect
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.analysis.usable import constant_features, constant_note
from reportgen.results import Note
from reportgen.text import translate


@dataclass(frozen=True, slots=True)
class Recoded:
    """Gives the levels of a category new codes; a gap stays one."""

    name: str
    codes: NDArray[np.int32]

    def __call__(self, block: Block) -> Block:
        """Return the block with new codes; ``codes`` has −1 for a gap as its last entry."""
        return block.having(**{self.name: self.codes[block.columns[self.name]]})


def without_copies(rows: Rows) -> tuple[Rows, tuple[Note, ...]]:
    """Leave out columns that others determine, so that no model meets them."""
    design = rows.design(rows.moments())
    # What is explained has no part in this: without a target, any column stands in.
    target = rows.target or rows.features[0]
    distinct = collect(rows.engine, design, target, ARTISTS, rows.folds).design
    kept = {name for name, _ in distinct.terms}
    gone = [name for name, _ in design.terms if name not in kept]
    said = translate("{column}: follows from other columns")
    notes = tuple(
        Note(code=name, text=said.format(column=rows.fields[name].label))
        for name in dict.fromkeys(gone)
    )
    features = tuple(name for name in rows.features if name in kept)
    factors = tuple(factor for factor in rows.factors if factor.name in kept)
    return replace(rows, features=features, factors=factors), notes


def varied(rows: Rows) -> tuple[Rows, tuple[Note, ...]]:
    """Leave out what no longer varies once rows have gone.

    A level without rows joins the reference, so that rows which are scored may still have
    it; a category with one level left goes, and so does a feature with one value.
    """
    categories = (*rows.factors, *(() if rows.genre is None else (rows.genre,)))
    (counts,) = rows.engine.run(LevelCounts({f.name: len(f.levels) for f in categories}))
    kept: dict[str, Factor] = {}
    for factor in categories:
        found, codes = _with_rows(factor, counts[factor.name][:-1] > 0)
        if found is not factor:
            rows = rows.derive(Recoded(factor.name, codes))
        if len(found.levels) > 1:
            kept[factor.name] = found
    constant = constant_features(rows.engine, rows.features)
    gone = [f.name for f in categories if f.name not in kept]
    notes = tuple(constant_note(n, rows.fields[n].label) for n in (*sorted(constant), *gone))
    return (
        replace(
            rows,
            features=tuple(name for name in rows.features if name not in constant),
            factors=tuple(kept[f.name] for f in rows.factors if f.name in kept),
            genre=None if rows.genre is None else kept.get(rows.genre.name),
        ),
        notes,
    )


def _with_rows(factor: Factor, some: NDArray[np.bool_]) -> tuple[Factor, NDArray[np.int32]]:
    codes = np.zeros(len(factor.levels) + 1, np.int32)
    codes[-1] = -1
    if some.all():
        codes[:-1] = np.arange(len(factor.levels))
        return factor, codes
    codes[:-1][some] = np.arange(np.count_nonzero(some))
    levels = tuple(level for level, any_row in zip(factor.levels, some, strict=True) if any_row)
    return Factor(factor.name, levels), codes
