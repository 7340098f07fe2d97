"""Runs of detection, and what they changed."""

from sqlalchemy import Column, Index, Integer, SmallInteger, Table, Text

from causeloop_desktop.engine.store.schema.base import Micros, RowKey, metadata, workspace_column

runs = Table(
    "runs",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    workspace_column(),
    Column("status", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("parameters", Text, nullable=False, server_default="{}"),
    # The newest issue that the run looked at.
    Column("through_issue", RowKey, nullable=False, server_default="0"),
    Column("result", Text),
    Column("created_us", Micros, nullable=False),
    Column("finished_us", Micros),
    # The run that was visible when this one began; 0 is what stands before the first one.
    Column("base_run", RowKey, nullable=False, server_default="0"),
    # When a person accepted or discarded it.
    Column("decided_us", Micros),
    # Set once its memberships and states are deleted; its row and changes stay.
    Column("pruned", SmallInteger, nullable=False, server_default="0"),
    # JSON: what a later accept needs to bring it up to date. Long, so it is read alone.
    Column("basis", Text, nullable=False, server_default="{}"),
)

run_changes = Table(
    "run_changes",
    metadata,
    Column("key", RowKey, primary_key=True),
    workspace_column(),
    Column("run_key", RowKey, nullable=False),
    # new, split, merged, vanished, moved
    Column("kind", Text, nullable=False),
    Column("pattern_key", RowKey, nullable=False),
    # What a pattern was split from or merged into, or where issues moved to.
    Column("other_key", RowKey),
    # Names as they were then.
    Column("name", Text, nullable=False, server_default=""),
    Column("other_name", Text),
    # How many issues the change is about, and how many the pattern has or had.
    Column("issues", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    # JSON: the keys of a few of the issues.
    Column("samples", Text, nullable=False, server_default="[]"),
    Index("ix_run_changes_run", "workspace_key", "run_key", "key"),
)
"""What a run changed against the one that was visible when it began."""
