"""Tenants: organizations and their workspaces."""

from sqlalchemy import Column, ForeignKey, Integer, SmallInteger, Table, Text

from causeloop_desktop.engine.store.schema.base import Micros, RowKey, metadata

organizations = Table(
    "organizations",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("slug", Text, nullable=False, unique=True),
    Column("plan", Text, nullable=False, server_default="starter"),
    Column("seats_total", Integer, nullable=False, server_default="5"),
    Column("status", Text, nullable=False, server_default="active"),
    Column("created_us", Micros, nullable=False),
)

workspaces = Table(
    "workspaces",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("organization_key", RowKey, ForeignKey("organizations.key"), nullable=False),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False, server_default="UTC"),
    Column("is_sample", SmallInteger, nullable=False, server_default="0"),
    Column("created_us", Micros, nullable=False),
    # The detection run whose memberships are visible; 0 is what stands before the first one.
    Column("current_run", RowKey, nullable=False, server_default="0"),
    # Counts the commits that changed something; the stream and caches go by it.
    Column("sequence", RowKey, nullable=False, server_default="0"),
    # The newest issue that matching has looked at; what lies above waits in the queue.
    Column("matched_through", RowKey, nullable=False, server_default="0"),
    # Changes of issues up to this moment have reached the numbers of their patterns.
    Column("refreshed_us", Micros, nullable=False, server_default="0"),
    Column("settings", Text, nullable=False, server_default="{}"),
)
