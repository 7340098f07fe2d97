"""Hosts that the program contacted for a workspace, and why; never a path, never a secret."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from causeloop_desktop.engine.store.schema.base import Micros, RowKey, metadata

contacts = Table(
    "contacts",
    metadata,
    Column("workspace_key", RowKey, ForeignKey("workspaces.key"), primary_key=True),
    Column("host", Text, primary_key=True),
    Column("purpose", Text, primary_key=True),
    # The type of the source that was asked; it outlives the connection.
    Column("source", Text, primary_key=True),
    Column("requests", Integer, nullable=False, server_default="0"),
    Column("first_us", Micros, nullable=False),
    Column("last_us", Micros, nullable=False),
    sqlite_with_rowid=False,
)
