"""What alembic runs to bring a database up to date, on the connection it is given."""

from __future__ import annotations

from alembic import context


def migrate() -> None:
    """Take the steps that are missing, in the transaction that is open already."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


if hasattr(context, "config"):  # it is run by alembic, not imported
    migrate()
