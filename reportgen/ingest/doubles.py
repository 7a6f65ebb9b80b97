"""Columns that repeat another one in another unit or under another name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from reportgen.aggregates.block import Floats
from reportgen.formats import number
from reportgen.ingest.columns import is_number, is_text
from reportgen.ingest.draft import Draft
from reportgen.ingest.numbers import numbers
from reportgen.ingest.roles import Part
from reportgen.results import Kind, Role
from reportgen.text import translate

SAME = 0.999
"""Correlation from which two columns hold the same, but for unit and rounding."""
FEWEST = 3


def compare_doubles(draft: Draft) -> None:
    """Say of each column set aside for another whether the two agree."""
    compare_with(draft, lambda part, kept: _correlation(draft, part, kept))


def compare_with(draft: Draft, correlated: Callable[[Part, Part], float | None]) -> None:
    """Say the same where something else correlates a column with the one that is kept."""
    for part in list(draft.parts.values()):
        kept = draft.parts.get(part.instead)
        if kept is None or kept.role is not Role.FEATURE or kept.kind is not Kind.NUMBER:
            continue
        r = correlated(part, kept)
        if r is None:
            continue
        if abs(r) >= SAME:
            reason = translate("{column} is used instead, which holds the same").format(
                column=kept.source
            )
            draft.parts[part.source] = replace(part, reason=reason)
        else:
            draft.raw.notes.problem(
                "differing_columns",
                translate(
                    "{kept} and {other} both go by the name of {name}, but hold different values "
                    "(their correlation is {r}); {kept} is used. Choose the other by [columns] "
                    "exclude in the settings."
                ).format(
                    kept=kept.source, other=part.source, name=kept.label.casefold(), r=number(r)
                ),
            )


def _correlation(draft: Draft, part: Part, kept: Part) -> float | None:
    """Correlation of a column with the one that is kept; ``None`` where it has none."""
    stored = draft.column(part)
    if not is_number(stored.type) and not is_text(stored.type):
        return None
    read = numbers(stored)
    if not read.numeric:
        return None
    return correlation(read.values, draft.values[kept.name])


def correlation(a: Floats, b: Floats) -> float | None:
    """Pearson correlation over the rows that have both; ``None`` where it is undefined."""
    both = ~(np.isnan(a) | np.isnan(b))
    if np.count_nonzero(both) < FEWEST:
        return None
    a, b = a[both] - a[both].mean(), b[both] - b[both].mean()
    size = float(np.sqrt(a @ a) * np.sqrt(b @ b))
    return float(a @ b) / size if size > 0 else None
