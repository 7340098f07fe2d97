"""Connections, where they stand, and what they brought."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, text

from causeloop_desktop.engine.store.schema.base import Micros, RowKey, metadata, workspace_column

connectors = Table(
    "connectors",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    workspace_column(),
    Column("type", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("status_reason", Text, nullable=False, server_default=""),
    Column("settings", Text, nullable=False, server_default="{}"),
    # Sealed by the vault: what is used and what is being tried.
    Column("credentials", Text),
    Column("candidate", Text),
    # Sealed too: the secret of the person's own OAuth app.
    Column("oauth_app", Text),
    # Who the provider says we are.
    Column("account", Text, nullable=False, server_default=""),
    # What it told of that account when it was last read: settings, and the address of its rows.
    Column("learned", Text, nullable=False, server_default="{}"),
    Column("cron", Text, nullable=False),
    Column("timezone", Text, nullable=False, server_default="UTC"),
    Column("requests_per_minute", Integer),
    Column("backfill_days", Integer, nullable=False, server_default="90"),
    Column("paused_by", Text),
    Column("next_run_us", Micros),
    Column("last_synced_us", Micros),
    Column("created_us", Micros, nullable=False),
    Index("ix_connectors_workspace", "workspace_key", "key"),
)

bookmarks = Table(
    "bookmarks",
    metadata,
    Column("connector_key", RowKey, primary_key=True, autoincrement=False),
    Column("stream", Text, primary_key=True),
    Column("scope", Text, primary_key=True),
    workspace_column(),
    Column("bookmark", Text, nullable=False),
)

sync_runs = Table(
    "sync_runs",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    workspace_column(),
    Column("connector_key", RowKey, nullable=False),
    Column("job_key", RowKey),
    Column("status", Text, nullable=False),
    Column("reason", Text, nullable=False),
    # Set for a backfill: the past that is read again; an ordinary run goes by its bookmarks.
    Column("from_us", Micros),
    Column("to_us", Micros),
    Column("counts", Text, nullable=False, server_default="{}"),
    Column("details", Text),
    Column("started_us", Micros, nullable=False),
    Column("finished_us", Micros),
    # For what the run waits at the moment, and how long it has waited in all.
    Column("waiting_until_us", Micros),
    Column("waiting_for", Text, nullable=False, server_default=""),
    Column("waited_us", Micros, nullable=False, server_default="0"),
    Index("ix_sync_runs_connector", "connector_key", "key"),
    # Of each connection at most one run is open, whoever starts it.
    Index(
        "ix_sync_runs_open",
        "connector_key",
        unique=True,
        sqlite_where=text("finished_us IS NULL"),
        postgresql_where=text("finished_us IS NULL"),
    ),
)

raw_rows = Table(
    "raw_rows",
    metadata,
    Column("connector_key", RowKey, primary_key=True, autoincrement=False),
    Column("stream", Text, primary_key=True),
    Column("row_key", Text, primary_key=True),
    workspace_column(),
    Column("scope", Text, nullable=False, server_default=""),
    # JSON as the provider sent it, compressed.
    Column("row", LargeBinary, nullable=False),
    Column("seen_us", Micros, nullable=False),
)

skipped_rows = Table(
    "skipped_rows",
    metadata,
    Column("key", RowKey, primary_key=True),
    workspace_column(),
    Column("run_key", RowKey, nullable=False),
    Column("stream", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("row", Text, nullable=False),
    Index("ix_skipped_rows_run", "run_key", "key"),
)

authorisations = Table(
    "authorisations",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    workspace_column(),
    Column("connector_key", RowKey, nullable=False),
    # Sealed by the vault.
    Column("verifier", Text, nullable=False),
    Column("redirect_uri", Text, nullable=False),
    Column("expires_us", Micros, nullable=False),
    Column("used_us", Micros),
)
