"""Forecasts: what was touched, learned, and said week by week."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Table, Text

from causeloop_desktop.engine.store.schema.base import Micros, RowKey, metadata, workspace_column

predictions = Table(
    "predictions",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    workspace_column(),
    Column("pattern_key", RowKey, nullable=False),
    Column("window_days", SmallInteger, nullable=False),
    Column("status", Text, nullable=False, server_default="active"),
    Column("changed_us", Micros, nullable=False),
    Index("ix_predictions_pattern", "workspace_key", "pattern_key", "window_days", unique=True),
)
"""Only predictions that a person has touched; the numbers of all are computed, never stored."""

forecast_models = Table(
    "forecast_models",
    metadata,
    Column(
        "workspace_key",
        RowKey,
        ForeignKey("workspaces.key"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("version", Text, nullable=False),
    Column("fitted_us", Micros, nullable=False),
    # The run whose patterns it was fitted to, and the commit up to which they were read.
    Column("run_key", RowKey, nullable=False),
    Column("sequence", RowKey, nullable=False),
    # JSON, numbers only: the method of each horizon and what it needs.
    Column("model", Text, nullable=False),
    # JSON: how the methods did in the past, as the backtest found it.
    Column("record", Text, nullable=False),
)

forecast_weeks = Table(
    "forecast_weeks",
    metadata,
    Column("key", RowKey, primary_key=True),
    workspace_column(),
    # live: made before the fact; backtest: made afterwards from what was known then.
    Column("origin", Text, nullable=False),
    Column("window_days", SmallInteger, nullable=False),
    # Monday 00:00 UTC; the window runs from the moment of the forecast, later in that week.
    Column("week_us", Micros, nullable=False),
    Column("cutoff_us", Micros, nullable=False),
    Column("ends_us", Micros, nullable=False),
    Column("settled_us", Micros),
    Column("method", Text, nullable=False),
    Column("count", Integer, nullable=False),
    # One forecast a pattern with its inputs and outcome, packed as ``store/forecasts`` tells.
    Column("rows", LargeBinary, nullable=False),
    # JSON, numbers only: what was learned by then; unknown of weeks kept by an older engine.
    Column("model", Text),
    Index(
        "ix_forecast_weeks_week", "workspace_key", "origin", "window_days", "week_us", unique=True
    ),
)
