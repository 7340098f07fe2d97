"""Connections to sources: their bookmarks, runs, raw rows, skipped rows and open authorisations."""

import sqlalchemy as sa
from alembic import op

ROW_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MICROS = sa.BigInteger()


def upgrade() -> None:
    """Make the tables that connecting a source needs."""
    _make_connectors()
    _make_bookmarks()
    _make_runs()
    _make_rows()
    _make_authorisations()


def _key() -> sa.Column[int]:
    return sa.Column("key", ROW_KEY, primary_key=True)


def _workspace() -> sa.Column[int]:
    return sa.Column("workspace_key", ROW_KEY, sa.ForeignKey("workspaces.key"), nullable=False)


def _make_connectors() -> None:
    op.create_table(
        "connectors",
        _key(),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        _workspace(),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("settings", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("credentials", sa.Text()),
        sa.Column("candidate", sa.Text()),
        sa.Column("signing_secret", sa.Text()),
        sa.Column("account", sa.Text(), nullable=False, server_default=""),
        sa.Column("cron", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False, server_default="UTC"),
        sa.Column("requests_per_minute", sa.Integer()),
        sa.Column("backfill_days", sa.Integer(), nullable=False, server_default="90"),
        sa.Column("paused_by", sa.Text()),
        sa.Column("next_run_us", MICROS),
        sa.Column("last_synced_us", MICROS),
        sa.Column("created_us", MICROS, nullable=False),
    )
    op.create_index("ix_connectors_workspace", "connectors", ["workspace_key", "key"])


def _make_bookmarks() -> None:
    op.create_table(
        "bookmarks",
        sa.Column("connector_key", ROW_KEY, primary_key=True),
        sa.Column("stream", sa.Text(), primary_key=True),
        sa.Column("scope", sa.Text(), primary_key=True),
        _workspace(),
        sa.Column("bookmark", sa.Text(), nullable=False),
    )


def _make_runs() -> None:
    op.create_table(
        "sync_runs",
        _key(),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        _workspace(),
        sa.Column("connector_key", ROW_KEY, nullable=False),
        sa.Column("job_key", ROW_KEY),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_us", MICROS),
        sa.Column("to_us", MICROS),
        sa.Column("counts", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("details", sa.Text()),
        sa.Column("started_us", MICROS, nullable=False),
        sa.Column("finished_us", MICROS),
    )
    op.create_index("ix_sync_runs_connector", "sync_runs", ["connector_key", "key"])


def _make_rows() -> None:
    op.create_table(
        "raw_rows",
        sa.Column("connector_key", ROW_KEY, primary_key=True),
        sa.Column("stream", sa.Text(), primary_key=True),
        sa.Column("row_key", sa.Text(), primary_key=True),
        _workspace(),
        sa.Column("scope", sa.Text(), nullable=False, server_default=""),
        sa.Column("row", sa.LargeBinary(), nullable=False),
        sa.Column("seen_us", MICROS, nullable=False),
    )
    op.create_table(
        "skipped_rows",
        _key(),
        _workspace(),
        sa.Column("run_key", ROW_KEY, nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
    )
    op.create_index("ix_skipped_rows_run", "skipped_rows", ["run_key", "key"])


def _make_authorisations() -> None:
    op.create_table(
        "authorisations",
        _key(),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        _workspace(),
        sa.Column("connector_key", ROW_KEY, nullable=False),
        sa.Column("verifier", sa.Text(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("expires_us", MICROS, nullable=False),
        sa.Column("used_us", MICROS),
    )
