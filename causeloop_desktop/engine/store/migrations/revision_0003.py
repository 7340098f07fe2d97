"""Forecasts: what a workspace's own past adds to them, and what was said each week."""

import sqlalchemy as sa
from alembic import op

ROW_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MICROS = sa.BigInteger()


def upgrade() -> None:
    """Make the tables of fitted models and of forecasts that are kept with their outcome."""
    op.create_table(
        "forecast_models",
        sa.Column("workspace_key", ROW_KEY, sa.ForeignKey("workspaces.key"), primary_key=True),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("fitted_us", MICROS, nullable=False),
        sa.Column("run_key", ROW_KEY, nullable=False),
        sa.Column("sequence", ROW_KEY, nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
    )
    op.create_table(
        "forecast_weeks",
        sa.Column("key", ROW_KEY, primary_key=True),
        sa.Column("workspace_key", ROW_KEY, sa.ForeignKey("workspaces.key"), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("window_days", sa.SmallInteger(), nullable=False),
        sa.Column("week_us", MICROS, nullable=False),
        sa.Column("cutoff_us", MICROS, nullable=False),
        sa.Column("ends_us", MICROS, nullable=False),
        sa.Column("settled_us", MICROS),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
    )
    op.create_index(
        "ix_forecast_weeks_week",
        "forecast_weeks",
        ["workspace_key", "origin", "window_days", "week_us"],
        unique=True,
    )
