"""Limits on any number of a report, by its path, and what follows when one is not kept."""

from __future__ import annotations

from reportgen.errors import ExitCode
from reportgen.gates.check import check
from reportgen.results import Comparison, GateStatus, Report, Skipped

__all__ = ["check", "exit_code"]


def exit_code(report: Report, *, warn_only: bool = False) -> ExitCode:
    """Return how a run ends whose report is written.

    A gate that fails, or cannot be computed, goes before a comparison that is impossible.
    With ``warn_only`` gates are reported and block nothing; a comparison that is impossible
    is still said, since nothing was watched that night.
    """
    outcomes = () if isinstance(report.gates, Skipped) else report.gates.outcomes
    blocks = any(o.status is not GateStatus.PASSED and o.severity == "fail" for o in outcomes)
    if blocks and not warn_only:
        return ExitCode.GATE_FAILED
    comparison = report.comparison
    if isinstance(comparison, Comparison) and not comparison.comparable:
        return ExitCode.NOT_COMPARABLE
    return ExitCode.OK
