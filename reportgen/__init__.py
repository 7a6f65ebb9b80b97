"""reportgen: an honest report of what goes with the popularity of tracks.

>>> import reportgen
>>> report = reportgen.analyze("tracks.csv")  # doctest: +SKIP
>>> reportgen.write(report, "briefing", ("pdf",))  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportgen.api import analyze, read_report, write
    from reportgen.errors import ReportgenError
    from reportgen.results import Report
    from reportgen.settings import Settings

__all__ = ["Report", "ReportgenError", "Settings", "analyze", "read_report", "write"]
__version__ = "0.1.0"

_HOMES = {
    "Report": "reportgen.results",
    "ReportgenError": "reportgen.errors",
    "Settings": "reportgen.settings",
    "analyze": "reportgen.api",
    "read_report": "reportgen.api",
    "write": "reportgen.api",
}


def __getattr__(name: str) -> Any:
    """Import public names when they are first asked for, so that ``--help`` is instant."""
    if name not in _HOMES:
        raise AttributeError(f"module 'reportgen' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted([*globals(), *__all__])
