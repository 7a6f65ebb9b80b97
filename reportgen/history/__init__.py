"""What is remembered of earlier runs: their numbers, how they ended, and their reports.

The history is a database: a file of SQLite, or a server of PostgreSQL.  Each run is added in
one transaction as soon as its numbers are there, and is said to be written once its files
are; at every moment in between it can be killed, and the history is whole.
"""

from __future__ import annotations

from reportgen.history.back import Earlier, baseline, name_baseline, previous
from reportgen.history.database import begun, open_database, reading, writing
from reportgen.history.queries import (
    baselines,
    find,
    gates,
    kept_report,
    results,
    runs,
    series,
    steps,
)
from reportgen.history.record import append, finish, settle, subject_of

__all__ = [
    "Earlier",
    "append",
    "baseline",
    "baselines",
    "begun",
    "find",
    "finish",
    "gates",
    "kept_report",
    "name_baseline",
    "open_database",
    "previous",
    "reading",
    "results",
    "runs",
    "series",
    "settle",
    "steps",
    "subject_of",
    "writing",
]
