"""What is to be predicted, and what kind of task that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from reportgen.aggregates.block import Floats
from reportgen.errors import DataError
from reportgen.formats import integer
from reportgen.ingest.columns import distinct, is_text
from reportgen.ingest.measured import Measured, Values
from reportgen.ingest.notes import Notes
from reportgen.ingest.numbers import Numbers
from reportgen.ingest.roles import Part
from reportgen.text import plural, translate

if TYPE_CHECKING:
    import pyarrow as pa

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
    found = scale_of(part, Values(values), where, notes)
    return Target(
        found.task,
        logged(values) if found.task == "count" else values,
        found.unit,
        found.minimum,
        found.maximum,
    )


@dataclass(frozen=True, slots=True)
class TargetScale:
    """What kind of task a target makes, and the limits of its values in their own unit."""

    task: Task
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None


def scale_of(part: Part, column: Measured, where: str, notes: Notes) -> TargetScale:
    """Decide between a score, a yes or no, and a count, of which the logarithm is taken.

    Raises
    ------
    DataError
        If the column has two values that are not 0 and 1.
    """
    few = column.few
    if few and set(few) <= {0.0, 1.0}:
        notes.assume(
            "binary_target",
            translate("{column} holds only 0 and 1: a yes or no.").format(column=part.source),
        )
        return TargetScale("binary", "", 0.0, 1.0)
    if len(few) == 2 and (part.entry is None or part.name == "hit"):
        raise DataError(
            f"The target {part.source!r} has only the values {few[0]:g} and {few[1]:g}",
            where=where,
            hint="Write 1 for a hit and 0 for the rest.",
        )
    if _is_tally(part) or _is_long_tailed(column):
        return _counted(part, column, notes)
    if part.entry is None:
        return TargetScale("scale")
    return TargetScale("scale", part.entry.unit, part.entry.minimum, part.entry.maximum)


def hits(column: pa.ChunkedArray) -> Numbers | None:
    """Read words such as hit and flop, or yes and no, as 1 and 0; ``None`` for others."""
    if not is_text(column.type):
        return None
    found = distinct(column)
    table = words_as_hits(found.texts)
    return None if table is None else Numbers(found.spread(table), found.given)


def words_as_hits(texts: Sequence[str]) -> Floats | None:
    """Return 1, 0 for each of some words, and NaN for none; ``None`` where they are others."""
    words = [text.casefold() for text in texts]
    if not words or not set(words) <= {*_HITS, *_FLOPS}:
        return None
    return np.array([*(float(word in _HITS) for word in words), np.nan])


def usable(part: Part, column: Measured) -> str:
    """Say why a column cannot be the target that its name suggests; empty if it can."""
    if not column.n:
        return translate("named like a target, but empty")
    if part.name == "hit" and not part.chosen and not set(column.few) <= {0.0, 1.0}:
        return translate("named like a hit column, but holds more than 0 and 1")
    return ""


def _is_tally(part: Part) -> bool:
    """Whether the dictionary says that the column counts something with a long tail."""
    return part.entry is not None and part.entry.unit.startswith(_LOG)


def _is_long_tailed(column: Measured) -> bool:
    if not column.n or column.minimum < 0 or column.maximum <= 100:
        return False
    return column.maximum >= _LONG_TAIL * max(column.median, 1.0)


def _counted(part: Part, column: Measured, notes: Notes) -> TargetScale:
    name = part.source if part.entry is None or not _is_tally(part) else part.name
    lost = column.not_positive
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
    return TargetScale("count", f"{_LOG}{name}")


def logged(values: Floats) -> Floats:
    """Return logarithms to base 10; NaN where there is none."""
    out = np.full(len(values), np.nan)
    return np.log10(values, out=out, where=values > 0)
