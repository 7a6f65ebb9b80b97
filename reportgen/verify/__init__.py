"""Whether a report is what its table gives: pages against numbers, numbers against the table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reportgen.errors import ExitCode

__all__ = ["Difference", "Gap", "Outcome", "Verification", "exit_code"]


class Outcome(StrEnum):
    """How a report stands beside what was made anew."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A place where the report says one thing, and what was made anew another.

    ``place`` is the path of a number, a page, or the name of an attached table.
    """

    place: str
    report: str
    here: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What could not be compared, and why; ``harmless`` where nothing rests on it."""

    place: str
    reason: str
    harmless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What became of each part.

    Parameters
    ----------
    title, created, source, seed, version
        As they stand in the report.
    sha256 : str
        Digest of the table that the report is of.
    table : str, optional
        Digest of the table given; ``None`` where it was not read.
    versions : tuple of Difference
        Software that is not the report's.
    words : int
        Words on the pages that are what the attached numbers make; pages that differ
        are in ``pages``, attached tables in ``attached``.
    values : int
        Values that came out again; those that did not are in ``values_apart``.
    """

    title: str
    created: str
    source: str
    seed: int
    version: str
    sha256: str
    table: str | None = None
    versions: tuple[Difference, ...] = ()
    words: int = 0
    pages: tuple[Difference, ...] = ()
    attached: tuple[Difference, ...] = ()
    values: int = 0
    values_apart: tuple[Difference, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def same_table(self) -> bool:
        """Whether the table given is the report's, by its digest."""
        return self.table == self.sha256

    @property
    def outcome(self) -> Outcome:
        """The verdict: a difference can be told from another version only by the same one."""
        apart = bool(self.pages or self.attached or self.values_apart)
        if apart and not self.versions:
            return Outcome.DISAGREES
        if apart or not self.same_table or not all(gap.harmless for gap in self.gaps):
            return Outcome.NOT_COMPARABLE
        return Outcome.AGREES


def exit_code(found: Verification) -> ExitCode:
    """Return how the command ends."""
    return {
        Outcome.AGREES: ExitCode.OK,
        Outcome.DISAGREES: ExitCode.GATE_FAILED,
        Outcome.NOT_COMPARABLE: ExitCode.NOT_COMPARABLE,
    }[found.outcome]
