"""Tables of the history.

What stands here is what the migrations of :mod:`reportgen.history.migrations` make; a test
compares the two.  To add tables, see the guide in that package.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Moment(TypeDecorator[datetime]):
    """A moment with its time zone; SQLite, which has none, keeps it in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Bring a moment to UTC; one without a zone is a mistake of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return a moment in UTC."""
        if value is None:
            return None
        moment: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC)


METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

RUNS = Table(
    "runs",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("id", String(40), nullable=False, unique=True),
    Column("subject", Text, nullable=False, index=True),
    Column("started", Moment, nullable=False),
    Column("created", String(10), nullable=False),
    Column("source", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("format_version", Integer, nullable=False),
    Column("method", String(64), nullable=False),
    Column("settings", String(64), nullable=False),
    Column("report_sha256", String(64), nullable=False),
    Column("report", LargeBinary),
    Column("status", String(10), nullable=False),
    Column("exit_code", Integer),
    Column("quiet", Boolean),
    Column("previous", String(40), nullable=False),
    Column("folder", Text, nullable=False),
    Column("gates", Integer, nullable=False),
    Column("gates_passed", Integer, nullable=False),
    sqlite_autoincrement=True,
)


def _run() -> Column[int]:
    """A column that names the run a row belongs to; the row goes with its run."""
    return Column("run", ForeignKey("runs.seq", ondelete="CASCADE"), primary_key=True)


RESULTS = Table(
    "results",
    METADATA,
    _run(),
    Column("path", Text, primary_key=True),
    Column("value", Double, nullable=False),
    Column("low", Double),
    Column("high", Double),
    Column("n", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

SEGMENTS = Table(
    "segments",
    METADATA,
    _run(),
    Column("name", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("share", Double, nullable=False),
    Column("target", Double),
    Column("target_low", Double),
    Column("target_high", Double),
    Column("difference", Double),
    Column("difference_low", Double),
    Column("difference_high", Double),
)

GATES = Table(
    "gates",
    METADATA,
    _run(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("severity", String(10), nullable=False),
    Column("status", String(30), nullable=False),
    Column("value", Double),
    Column("text", Text, nullable=False),
)

STEPS = Table(
    "steps",
    METADATA,
    _run(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("seconds", Double, nullable=False),
)

BASELINES = Table(
    "baselines",
    METADATA,
    Column("name", String(100), primary_key=True),
    Column("run", ForeignKey("runs.seq", ondelete="RESTRICT"), nullable=False),
)

PARTS = (RESULTS, SEGMENTS, GATES, STEPS)
"""Tables whose rows belong to one run each."""

MESSAGES = Table(
    "outbox_messages",
    METADATA,
    Column("id", String(400), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("occasion", String(20), nullable=False),
    Column("report", String(64), nullable=False),
    Column("series", Text, nullable=False, index=True),
    Column("subject", Text, nullable=False),
    Column("channel", String(200), nullable=False),
    Column("created", Moment, nullable=False),
    Column("content", LargeBinary),
)
"""``content`` is what is sent, kept until all of its recipients have it."""

DELIVERIES = Table(
    "outbox_deliveries",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("message", ForeignKey("outbox_messages.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("report", String(64), nullable=False),
    Column("channel", String(200), nullable=False),
    Column("recipient", String(400), nullable=False),
    Column("fate", String(20), nullable=False),
    Column("code", Integer),
    Column("text", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("updated", Moment, nullable=False),
    UniqueConstraint("kind", "report", "channel", "recipient"),
    sqlite_autoincrement=True,
)
"""One row for each promise: a recipient gets at most one message of a kind about a report."""
