"""Tokens that let somebody in."""

from sqlalchemy import Column, Index, Table, Text

from causeloop_desktop.engine.store.schema.base import Micros, RowKey, metadata, workspace_column

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    workspace_column(),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("scopes", Text, nullable=False),
    Column("created_us", Micros, nullable=False),
    Column("last_used_us", Micros),
    Column("revoked_us", Micros),
    Index("ix_api_tokens_name", "workspace_key", "name", unique=True),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("key", RowKey, primary_key=True),
    workspace_column(),
    Column("digest", Text, nullable=False, unique=True),
    Column("family", Text, nullable=False),
    Column("used_us", Micros),
    Column("revoked_us", Micros),
    Column("expires_us", Micros, nullable=False),
    Column("created_us", Micros, nullable=False),
    Index("ix_refresh_tokens_family", "family"),
)
