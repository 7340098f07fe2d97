"""Reviews: issues whose place a run is not sure of, their candidates, and what people judged."""

import sqlalchemy as sa
from alembic import op

ROW_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of doubtful places, of their candidates and of judgements."""
    op.create_table(
        "reviews",
        sa.Column("run_key", ROW_KEY, primary_key=True),
        sa.Column("issue_key", ROW_KEY, primary_key=True),
        sa.Column("workspace_key", ROW_KEY, sa.ForeignKey("workspaces.key"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.Column("pattern_key", ROW_KEY, nullable=False),
        sa.Column("score_permille", sa.SmallInteger(), nullable=False),
        sa.Column("attach_permille", sa.SmallInteger(), nullable=False),
        sa.Column("skipped", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_reviews_queue",
        "reviews",
        ["workspace_key", "run_key", "skipped", "place", "issue_key"],
    )
    op.create_table(
        "review_candidates",
        sa.Column("run_key", ROW_KEY, primary_key=True),
        sa.Column("issue_key", ROW_KEY, primary_key=True),
        sa.Column("rank", sa.SmallInteger(), primary_key=True),
        sa.Column("workspace_key", ROW_KEY, sa.ForeignKey("workspaces.key"), nullable=False),
        sa.Column("pattern_key", ROW_KEY, nullable=False),
        sa.Column("score_permille", sa.SmallInteger(), nullable=False),
        sa.Column("nearest_issue", ROW_KEY),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "judgements",
        sa.Column("key", ROW_KEY, primary_key=True),
        sa.Column("workspace_key", ROW_KEY, sa.ForeignKey("workspaces.key"), nullable=False),
        sa.Column("operation_key", ROW_KEY, nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.Column("score_permille", sa.SmallInteger(), nullable=False),
        sa.Column("same", sa.SmallInteger(), nullable=False),
    )
    op.create_index("ix_judgements_workspace", "judgements", ["workspace_key", "key"])
