"""Detection runs that wait for consent: what they rest on, and what each would change."""

import sqlalchemy as sa
from alembic import op

ROW_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MICROS = sa.BigInteger()


def upgrade() -> None:
    """Make the table of changes, and note of each run what was visible when it began."""
    op.create_table(
        "run_changes",
        sa.Column("key", ROW_KEY, primary_key=True),
        sa.Column("workspace_key", ROW_KEY, sa.ForeignKey("workspaces.key"), nullable=False),
        sa.Column("run_key", ROW_KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("pattern_key", ROW_KEY, nullable=False),
        sa.Column("other_key", ROW_KEY),
        sa.Column("name", sa.Text(), nullable=False, server_default=""),
        sa.Column("other_name", sa.Text()),
        sa.Column("issues", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("samples", sa.Text(), nullable=False, server_default="[]"),
    )
    op.create_index("ix_run_changes_run", "run_changes", ["workspace_key", "run_key", "key"])
    op.add_column("runs", sa.Column("base_run", ROW_KEY, nullable=False, server_default="0"))
    op.add_column("runs", sa.Column("decided_us", MICROS))
    op.add_column(
        "runs", sa.Column("pruned", sa.SmallInteger(), nullable=False, server_default="0")
    )
    op.add_column("runs", sa.Column("basis", sa.Text(), nullable=False, server_default="{}"))
    op.add_column(
        "patterns",
        sa.Column("gap_by_person", sa.SmallInteger(), nullable=False, server_default="0"),
    )
