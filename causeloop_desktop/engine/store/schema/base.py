"""What every table is made with."""

from sqlalchemy import BigInteger as PlainBigInteger
from sqlalchemy import Column, ForeignKey, Integer, MetaData

metadata = MetaData()

Micros = PlainBigInteger
"""UTC microseconds since 1970."""

RowKey = PlainBigInteger().with_variant(Integer, "sqlite")
"""An integer key; SQLite makes only plain ``INTEGER`` an alias of its row id."""


def workspace_column() -> Column[int]:
    """Make the column that says whose a row is."""
    return Column("workspace_key", RowKey, ForeignKey("workspaces.key"), nullable=False)
