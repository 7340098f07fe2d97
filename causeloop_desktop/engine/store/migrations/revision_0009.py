"""What a source told of its account, so that kept rows can be read again without asking."""

import sqlalchemy as sa
from alembic import op


def upgrade() -> None:
    """Add where it is kept."""
    op.add_column(
        "connectors", sa.Column("learned", sa.Text(), nullable=False, server_default="{}")
    )
