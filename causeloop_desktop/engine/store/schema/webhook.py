"""Webhooks that come in, one for each connection that is told by its provider."""

from sqlalchemy import Column, Integer, SmallInteger, Table, Text

from causeloop_desktop.engine.store.schema.base import Micros, RowKey, metadata, workspace_column

webhooks = Table(
    "webhooks",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    workspace_column(),
    Column("connector_key", RowKey, nullable=False, unique=True),
    # Sealed by the vault.
    Column("secret", Text, nullable=False),
    # Whether the provider made the secret, or we did.
    Column("by_provider", SmallInteger, nullable=False, server_default="0"),
    # Sealed too: what was good before, and until when it still is.
    Column("old_secret", Text),
    Column("old_until_us", Micros),
    Column("deliveries", Integer, nullable=False, server_default="0"),
    Column("delivered_us", Micros),
    # JSON: what became of the last message that was believed.
    Column("delivery", Text),
    Column("refusals", Integer, nullable=False, server_default="0"),
    Column("refused_us", Micros),
    # Why the last message was refused, in words for the person who set it up.
    Column("refusal", Text),
    Column("created_us", Micros, nullable=False),
    Column("rotated_us", Micros),
)
