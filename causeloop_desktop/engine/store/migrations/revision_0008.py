"""Webhooks as rows of their own: who signs, until when an old secret holds, what came last."""

import sqlalchemy as sa
from alembic import op

ROW_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MICROS = sa.BigInteger()

MOVE = """
INSERT INTO webhooks (id, workspace_key, connector_key, secret, created_us)
SELECT 'whk_' || substr(id, 5), workspace_key, key, signing_secret, created_us
FROM connectors WHERE signing_secret IS NOT NULL
"""


def upgrade() -> None:
    """Make the table, and move the secrets of connections there."""
    op.create_table(
        "webhooks",
        sa.Column("key", ROW_KEY, primary_key=True),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        sa.Column("workspace_key", ROW_KEY, sa.ForeignKey("workspaces.key"), nullable=False),
        sa.Column("connector_key", ROW_KEY, nullable=False, unique=True),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("by_provider", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("old_secret", sa.Text()),
        sa.Column("old_until_us", MICROS),
        sa.Column("deliveries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("delivered_us", MICROS),
        sa.Column("delivery", sa.Text()),
        sa.Column("refusals", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("refused_us", MICROS),
        sa.Column("refusal", sa.Text()),
        sa.Column("created_us", MICROS, nullable=False),
        sa.Column("rotated_us", MICROS),
    )
    op.execute(MOVE)
    op.drop_column("connectors", "signing_secret")
