"""Deploys are found among the issues without reading what every issue says."""

import sqlalchemy as sa
from alembic import op

DEPLOY = """metadata LIKE '%"kind":"deploy"%'"""


def upgrade() -> None:
    """Add an index that holds deploys alone."""
    op.create_index(
        "ix_issues_deploy",
        "issues",
        ["workspace_key"],
        sqlite_where=sa.text(DEPLOY),
        postgresql_where=sa.text(DEPLOY),
    )
