"""Columns that came, went, or are understood otherwise."""

from __future__ import annotations

from reportgen.results import Alteration, Column, ColumnChange, Report
from reportgen.text import translate

SCALE = 10.0
"""Ratio of typical sizes from which on the same unit was probably not meant."""


def column_changes(now: Report, before: Report) -> tuple[ColumnChange, ...]:
    """Return how the schema differs: the old order first, then what is new."""
    old = {column.name: column for column in before.data.columns}
    new = {column.name: column for column in now.data.columns}
    changes = []
    for name, column in old.items():
        if name not in new:
            changes.append(_change(column, Alteration.REMOVED, column.role, ""))
        else:
            changes += _altered(column, new[name])
    added = [column for name, column in new.items() if name not in old]
    return (*changes, *(_change(c, Alteration.ADDED, "", c.role) for c in added))


def _altered(before: Column, now: Column) -> list[ColumnChange]:
    pairs = (
        (Alteration.ROLE, str(before.role), str(now.role)),
        (Alteration.KIND, str(before.kind), str(now.kind)),
        (Alteration.UNIT, before.unit, now.unit),
    )
    found = [_change(now, what, old, new) for what, old, new in pairs if old != new]
    if not found and _rescaled(before, now):
        usual, other = translate("typical size"), translate("another order of magnitude")
        found = [_change(now, Alteration.SCALE, usual, other)]
    return found


def _rescaled(before: Column, now: Column) -> bool:
    """Say whether spread changed by a factor of ten or more: another scale, not drift."""
    if not before.sd or not now.sd:
        return False
    return max(now.sd / before.sd, before.sd / now.sd) >= SCALE


def _change(column: Column, what: Alteration, before: str, now: str) -> ColumnChange:
    return ColumnChange(
        name=column.name, label=column.label, alteration=what, before=str(before), now=str(now)
    )
