"""What is to be predicted, and what kind of task that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reportgen.aggregates.block import Floats
from reportgen.errors import DataError
from reportgen.formats import integer
from reportgen.ingest.categories import free
from reportgen.ingest.columns import distinct, is_text
from reportgen.ingest.notes import Notes
from reportgen.ingest.numbers import Numbers
from reportgen.ingest.roles import Part
from reportgen.text import plural, translate

Task = Literal["scale", "binary", "count"]

_HITS = ("1", "hit", "yes", "true")
_FLOPS = ("0", "flop", "no", "false", "non-hit", "not hit", "no hit")
_LONG_TAIL = 10.0
_LOG = "log10 "


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """The target's values and what kind of task it makes; limits in its own unit."""

    task: Task
    values: Floats
    unit: str
    minimum: float | None = None
    maximum: float | None = None


def target(part: Part, values: Floats, where: str, notes: Notes) -> Target:
    """Decide between a score, a yes or no, and a count.

    Raises
    ------
    DataError
        If the column has two values that are not 0 and 1.
    """
    present = np.sort(pc.unique(pa.array(values[~np.isnan(values)])).to_numpy())
    if len(present) and set(present.tolist()) <= {0.0, 1.0}:
        notes.assume(
            "binary_target",
            translate("{column} holds only 0 and 1: a yes or no.").format(column=part.source),
        )
        return Target("binary", values, "", 0.0, 1.0)
    if len(present) == 2 and (part.entry is None or part.name == "hit"):
        raise DataError(
            f"The target {part.source!r} has only the values {present[0]:g} and {present[1]:g}",
            where=where,
            hint="Write 1 for a hit and 0 for the rest.",
        )
    if _is_tally(part) or _is_long_tailed(present, values):
        return _logged(part, values, notes)
    if part.entry is None:
        return Target("scale", values, "")
    return Target("scale", values, part.entry.unit, part.entry.minimum, part.entry.maximum)


def hits(column: pa.ChunkedArray) -> Numbers | None:
    """Read words such as hit and flop, or yes and no, as 1 and 0; ``None`` for others."""
    if not is_text(column.type):
        return None
    found = free(distinct(column))
    words = [level.casefold() for level in found.levels]
    if not words or not set(words) <= {*_HITS, *_FLOPS}:
        return None
    table = np.array([*(float(word in _HITS) for word in words), np.nan])
    return Numbers(table[found.codes], found.given)


def usable(part: Part, values: Floats) -> str:
    """Say why a column cannot be the target that its name suggests; empty if it can."""
    present = values[~np.isnan(values)]
    if not len(present):
        return translate("named like a target, but empty")
    if part.name == "hit" and not part.chosen and not np.isin(present, (0.0, 1.0)).all():
        return translate("named like a hit column, but holds more than 0 and 1")
    return ""


def _is_tally(part: Part) -> bool:
    """Whether the dictionary says that the column counts something with a long tail."""
    return part.entry is not None and part.entry.unit.startswith(_LOG)


def _is_long_tailed(present: Floats, values: Floats) -> bool:
    if not len(present) or present[0] < 0 or present[-1] <= 100:
        return False
    return bool(present[-1] >= _LONG_TAIL * max(np.nanmedian(values), 1.0))


def _logged(part: Part, values: Floats, notes: Notes) -> Target:
    name = part.source if part.entry is None or not _is_tally(part) else part.name
    positive = values > 0
    lost = int(np.count_nonzero(~positive & ~np.isnan(values)))
    notes.assume(
        "log_target",
        translate(
            "{column} has a long tail, so its logarithm to base 10 is what is analysed."
        ).format(column=part.source),
    )
    if lost:
        notes.problem(
            "target_not_positive",
            plural(
                lost,
                "{column}: {n} value of 0 or below without a logarithm; it counts as missing.",
                "{column}: {n} values of 0 or below without a logarithm; they count as missing.",
            ).format(column=part.source, n=integer(lost)),
        )
    logged = np.full(len(values), np.nan)
    np.log10(values, out=logged, where=positive)
    return Target("count", logged, f"{_LOG}{name}")
