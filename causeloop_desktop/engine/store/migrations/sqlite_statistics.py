"""What SQLite should believe about the sizes of tables before it has measured any.

Without statistics its planner takes an equality on ``workspace_key`` for selective and reads a
million rows through an index where a handful of keys would do. ``ANALYZE`` on a new database
measures nothing, so the figures of a large one are written in its place; plans are then the same
on every machine and never change under a running engine.
"""

from alembic import op

_FIGURES = (
    ("issues", "ix_issues_identity", "1000000 500000 100000 20000 1"),
    ("issues", "ix_issues_updated", "1000000 500000 20"),
    ("issues", "sqlite_autoindex_issues_1", "1000000 1"),
    ("memberships", "ix_memberships_pattern", "1000000 500000 500000 100 1"),
    ("memberships", "sqlite_autoindex_memberships_1", "1000000 500000 1"),
    ("occurrences", "ix_occurrences_issue", "100000 2 1"),
    ("outbox", "ix_outbox_sequence", "10000 5000 2"),
    ("jobs", "ix_jobs_status", "10000 5000 500"),
)


def write() -> None:
    """Write the figures, where the database is SQLite."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql("ANALYZE")
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    for figures in _FIGURES:
        connection.exec_driver_sql(
            "INSERT INTO sqlite_stat1(tbl, idx, stat) VALUES (?, ?, ?)", figures
        )
