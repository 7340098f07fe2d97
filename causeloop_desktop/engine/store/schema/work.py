"""Jobs and what they refused, operations of people, and what the stream is told."""

from sqlalchemy import Column, Index, Integer, Table, Text

from causeloop_desktop.engine.store.schema.base import Micros, RowKey, metadata, workspace_column

jobs = Table(
    "jobs",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    workspace_column(),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("params", Text, nullable=False, server_default="{}"),
    Column("checkpoint", Text, nullable=False, server_default="{}"),
    Column("progress", Integer, nullable=False, server_default="0"),
    Column("message", Text, nullable=False, server_default=""),
    Column("done", RowKey, nullable=False, server_default="0"),
    Column("total", RowKey),
    Column("error", Text),
    Column("result", Text, nullable=False, server_default="{}"),
    Column("lease_owner", Text),
    Column("lease_until_us", Micros),
    Column("created_us", Micros, nullable=False),
    Column("started_us", Micros),
    Column("finished_us", Micros),
    Index("ix_jobs_status", "workspace_key", "status"),
)

import_rejections = Table(
    "import_rejections",
    metadata,
    Column("key", RowKey, primary_key=True),
    workspace_column(),
    Column("job_key", RowKey, nullable=False),
    Column("line", RowKey, nullable=False),
    Column("reason", Text, nullable=False),
    Column("row", Text, nullable=False, server_default=""),
    Index("ix_import_rejections_job", "job_key", "key"),
)

operations = Table(
    "operations",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    workspace_column(),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("summary", Text, nullable=False),
    # JSON: the values before, and what takes the change back.
    Column("inverse", Text, nullable=False, server_default="{}"),
    Column("undoes", RowKey),
    Column("undone_by", RowKey),
    Column("created_us", Micros, nullable=False),
    Index("ix_operations_workspace", "workspace_key", "key"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("key", RowKey, primary_key=True),
    workspace_column(),
    Column("sequence", RowKey, nullable=False),
    Column("kind", Text, nullable=False),
    Column("count", Integer, nullable=False),
    # JSON: the ids, at most 50 of them.
    Column("ids", Text, nullable=False, server_default="[]"),
    Column("created_us", Micros, nullable=False),
    # JSON: what an event tells; a row without it says what kind of things changed.
    Column("payload", Text),
    Index("ix_outbox_sequence", "workspace_key", "sequence"),
)
