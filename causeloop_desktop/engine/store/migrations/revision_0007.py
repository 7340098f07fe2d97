"""The secret of a person's own OAuth app, beside the credentials that it brings."""

import sqlalchemy as sa
from alembic import op


def upgrade() -> None:
    """Add where it is kept, sealed."""
    op.add_column("connectors", sa.Column("oauth_app", sa.Text()))
