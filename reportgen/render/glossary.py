"""What the columns of a table mean."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.formats import unit_name
from reportgen.results import Report, Role
from reportgen.text import translate


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A line of the glossary."""

    label: str
    unit: str
    meaning: str


def glossary(report: Report) -> tuple[Term, ...]:
    """Return what the target, the features and the categories mean."""
    described = {Role.TARGET, Role.FEATURE, Role.CATEGORY}
    return tuple(
        Term(label=column.label, unit=unit_name(column.unit), meaning=translate(column.description))
        for column in report.data.columns
        if column.role in described and column.description
    )
