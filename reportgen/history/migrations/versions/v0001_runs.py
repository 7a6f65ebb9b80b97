"""Runs with their results, segments, gates and steps; named baselines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _runs()
    _results()
    _parts()
    op.create_table(
        "baselines",
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_baselines"),
        sa.ForeignKeyConstraint(["run"], ["runs.seq"], "fk_baselines_run", ondelete="RESTRICT"),
    )


def _runs() -> None:
    text = ("source", "title", "answer", "since", "version", "previous", "folder")
    digests = ("sha256", "method", "settings", "report_sha256")
    op.create_table(
        "runs",
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created", sa.String(10), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in text if name != "previous"),
        sa.Column("previous", sa.String(40), nullable=False),
        *(sa.Column(name, sa.String(64), nullable=False) for name in digests),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("format_version", sa.Integer, nullable=False),
        sa.Column("report", sa.LargeBinary),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("exit_code", sa.Integer),
        sa.Column("quiet", sa.Boolean),
        sa.Column("gates", sa.Integer, nullable=False),
        sa.Column("gates_passed", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_runs"),
        sa.UniqueConstraint("id", name="uq_runs_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_runs_subject", "runs", ["subject"])


def _results() -> None:
    op.create_table(
        "results",
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("value", sa.Double, nullable=False),
        sa.Column("low", sa.Double),
        sa.Column("high", sa.Double),
        sa.Column("n", sa.BigInteger, nullable=False),
        *_of_a_run("results", "path"),
        sqlite_with_rowid=False,
    )


def _parts() -> None:
    numbers = ("target", "target_low", "target_high")
    differences = ("difference", "difference_low", "difference_high")
    op.create_table(
        "segments",
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("n", sa.BigInteger, nullable=False),
        sa.Column("share", sa.Double, nullable=False),
        *(sa.Column(name, sa.Double) for name in (*numbers, *differences)),
        *_of_a_run("segments", "name"),
    )
    op.create_table(
        "gates",
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("severity", sa.String(10), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("value", sa.Double),
        sa.Column("text", sa.Text, nullable=False),
        *_of_a_run("gates", "position"),
    )
    op.create_table(
        "steps",
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        *_of_a_run("steps", "position"),
    )


def _of_a_run(table: str, key: str) -> tuple[sa.PrimaryKeyConstraint, sa.ForeignKeyConstraint]:
    """Return what makes rows belong to a run, and go with it."""
    return (
        sa.PrimaryKeyConstraint("run", key, name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["run"], ["runs.seq"], f"fk_{table}_run", ondelete="CASCADE"),
    )
