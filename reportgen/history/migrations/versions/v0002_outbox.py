"""The outbox: messages, and what became of each for each recipient."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "outbox_messages",
        sa.Column("id", sa.String(400), nullable=False),
        *(sa.Column(name, sa.String(20), nullable=False) for name in ("kind", "occasion")),
        sa.Column("report", sa.String(64), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("series", "subject")),
        sa.Column("channel", sa.String(200), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_messages"),
    )
    op.create_index("ix_outbox_messages_series", "outbox_messages", ["series"])
    op.create_table(
        "outbox_deliveries",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("message", sa.String(400), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("report", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(200), nullable=False),
        sa.Column("recipient", sa.String(400), nullable=False),
        sa.Column("fate", sa.String(20), nullable=False),
        sa.Column("code", sa.Integer),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_deliveries"),
        sa.ForeignKeyConstraint(
            ["message"],
            ["outbox_messages.id"],
            "fk_outbox_deliveries_message",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            *("kind", "report", "channel", "recipient"),
            name="uq_outbox_deliveries_kind_report_channel_recipient",
        ),
        sqlite_autoincrement=True,
    )
