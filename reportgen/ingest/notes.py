"""What is assumed, damaged or absent, gathered while a table is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from reportgen.formats import integer
from reportgen.results import Note
from reportgen.text import plural


@dataclass(slots=True)
class Notes:
    """Notes in the order in which they were made; closed into a Reading at the end."""

    assumptions: list[Note] = field(default_factory=list)
    problems: list[Note] = field(default_factory=list)
    limitations: list[Note] = field(default_factory=list)

    def assume(self, code: str, text: str) -> None:
        """Record something taken for granted."""
        self.assumptions.append(Note(code=code, text=text))

    def problem(self, code: str, text: str) -> None:
        """Record damage, and what was done about it."""
        self.problems.append(Note(code=code, text=text))

    def limit(self, code: str, text: str) -> None:
        """Record something that the table cannot tell."""
        self.limitations.append(Note(code=code, text=text))


def said_of_titles(lines: int) -> str:
    """Return what is said of lines above the names of the columns."""
    return plural(
        lines,
        "{n} line above the names of the columns was left out.",
        "{n} lines above the names of the columns were left out.",
    ).format(n=integer(lines))


def quoted(text: str) -> str:
    """Return the beginning of a value between quotation marks, on one line."""
    plain = "".join(c if c.isprintable() else " " for c in text[:25])
    return f"“{plain}”" if len(text) <= 24 else f"“{plain[:23]}…”"
