"""Everything that reportgen raises on purpose.

::

    ReportgenError
    ├── SettingsError     3   a settings file or flag says something impossible
    ├── DataError         4   the table cannot be read, or cannot answer the question
    ├── AnalysisError     5   a statistic cannot be computed
    ├── EngineError       5   the rows could not be brought through a pass
    ├── RenderError       6   a page, chart or file could not be made
    └── DeliveryError     7   a finished report could not be handed over

The number is the exit code of the command line.  A message says what is wrong,
where, and what to do about it, in that order.
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the process tells its caller."""

    OK = 0
    BUG = 1
    USAGE = 2
    SETTINGS = 3
    DATA = 4
    ANALYSIS = 5
    RENDERING = 6
    DELIVERY = 7
    GATE_FAILED = 10
    NOT_COMPARABLE = 11
    INTERRUPTED = 130
    TERMINATED = 143


class ReportgenError(Exception):
    """A mistake that the user can mend.

    Parameters
    ----------
    what : str
        What is wrong, as a sentence without its full stop.
    where : str, optional
        The file, column or setting it is about.
    hint : str, optional
        What to do about it.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.BUG

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        self.what = what
        self.where = where
        self.hint = hint
        super().__init__(what, where, hint)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" {self.hint}" if self.hint else ""
        return f"{place}{self.what}.{advice}"


class SettingsError(ReportgenError):
    """A setting is unknown, malformed or impossible."""

    exit_code = ExitCode.SETTINGS


class DataError(ReportgenError):
    """The table cannot be read or cannot answer the question."""

    exit_code = ExitCode.DATA


class AnalysisError(ReportgenError):
    """A statistic cannot be computed from the rows that remain."""

    exit_code = ExitCode.ANALYSIS


class EngineError(ReportgenError):
    """The rows could not be brought through a pass."""

    exit_code = ExitCode.ANALYSIS


class RenderError(ReportgenError):
    """A page, chart or file could not be made."""

    exit_code = ExitCode.RENDERING


class DeliveryError(ReportgenError):
    """A finished report could not be handed over."""

    exit_code = ExitCode.DELIVERY


class Terminated(KeyboardInterrupt):
    """The process was asked to end (by SIGTERM)."""


class SectionWarning(UserWarning):
    """A section of an installed package was left out; the report says so in its place."""
