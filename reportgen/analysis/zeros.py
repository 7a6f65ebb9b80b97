"""Scores of exactly zero: many of them may mean that the score is not known."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.aggregates.block import Block
from reportgen.aggregates.counts import BinCounts
from reportgen.analysis.rows import Rows
from reportgen.results import Skipped, Zeros
from reportgen.text import translate

STEP = "zeros"
NEIGHBOURS = 5


@dataclass(frozen=True, slots=True)
class NotZero:
    """Keeps the rows whose ``column`` is not zero."""

    column: str

    def __call__(self, block: Block) -> Block:
        """Return the rows that are not zero."""
        return block.keep(block.columns[self.column] != 0)


def zeros(rows: Rows) -> Zeros | Skipped:
    """Count the tracks at zero, and those that round to 1 to 5."""
    if rows.target is None:
        return Skipped(step=STEP, reason=translate("the table has no target column"))
    if not rows.of_hundred:
        label = rows.fields[rows.target].label
        said = translate("{column} is not a score from 0 to 100")
        return Skipped(step=STEP, reason=said.format(column=label))
    target = (rows.target,)
    at_zero, beside = rows.engine.run(
        BinCounts(target, (0.0,), (0.0,), 1),
        BinCounts(target, (0.5,), (NEIGHBOURS + 0.5,), NEIGHBOURS),
    )
    n = int(at_zero[0, 0])
    neighbours = tuple(int(count) for count in beside[0])
    return Zeros(n=rows.n, zeros=n, share=n / rows.n, neighbours=neighbours)
