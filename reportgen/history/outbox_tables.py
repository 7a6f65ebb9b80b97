"""Tables of the outbox: messages, and what became of each for each recipient."""

from __future__ import annotations

from reportgen.history.schema import METADATA, Moment
from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

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
