"""Duplicates: issues of several sources that tell of one occurrence."""

import sqlalchemy as sa
from alembic import op

ROW_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MICROS = sa.BigInteger()


def upgrade() -> None:
    """Make the table of pairs, and note per workspace how far they have been looked for."""
    op.create_table(
        "duplicates",
        sa.Column("key", ROW_KEY, primary_key=True),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        sa.Column("workspace_key", ROW_KEY, sa.ForeignKey("workspaces.key"), nullable=False),
        sa.Column("left_issue", ROW_KEY, nullable=False),
        sa.Column("right_issue", ROW_KEY, nullable=False),
        sa.Column("joined", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("score_permille", sa.SmallInteger(), nullable=False),
        sa.Column("created_us", MICROS, nullable=False),
        sa.Column("revision", ROW_KEY, nullable=False),
    )
    op.create_index(
        "ix_duplicates_pair",
        "duplicates",
        ["workspace_key", "left_issue", "right_issue"],
        unique=True,
    )
    op.create_index("ix_duplicates_right", "duplicates", ["workspace_key", "right_issue"])
    op.create_table(
        "duplicate_searches",
        sa.Column("workspace_key", ROW_KEY, sa.ForeignKey("workspaces.key"), primary_key=True),
        sa.Column("through_us", MICROS, nullable=False),
        sa.Column("through_issue", ROW_KEY, nullable=False),
    )
