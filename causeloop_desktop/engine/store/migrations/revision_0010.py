"""Hosts that were contacted, events in the outbox, and for what a sync waits."""

import sqlalchemy as sa
from alembic import op

ROW_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MICROS = sa.BigInteger()


def upgrade() -> None:
    """Make the table and the columns; of each connection at most one run is open."""
    op.create_table(
        "contacts",
        sa.Column("workspace_key", ROW_KEY, sa.ForeignKey("workspaces.key"), primary_key=True),
        sa.Column("host", sa.Text(), primary_key=True),
        sa.Column("purpose", sa.Text(), primary_key=True),
        sa.Column("source", sa.Text(), primary_key=True),
        sa.Column("requests", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("first_us", MICROS, nullable=False),
        sa.Column("last_us", MICROS, nullable=False),
        sqlite_with_rowid=False,
    )
    op.add_column("outbox", sa.Column("payload", sa.Text()))
    op.add_column("sync_runs", sa.Column("waiting_until_us", MICROS))
    op.add_column(
        "sync_runs", sa.Column("waiting_for", sa.Text(), nullable=False, server_default="")
    )
    op.add_column("sync_runs", sa.Column("waited_us", MICROS, nullable=False, server_default="0"))
    op.create_index(
        "ix_sync_runs_open",
        "sync_runs",
        ["connector_key"],
        unique=True,
        sqlite_where=sa.text("finished_us IS NULL"),
        postgresql_where=sa.text("finished_us IS NULL"),
    )
