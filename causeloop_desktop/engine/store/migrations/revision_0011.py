"""What a kept forecast was made with, so that numbers as of that week can be said again."""

import sqlalchemy as sa
from alembic import op


def upgrade() -> None:
    """Add the model beside the week; of weeks kept before this it is not known."""
    op.add_column("forecast_weeks", sa.Column("model", sa.Text()))
