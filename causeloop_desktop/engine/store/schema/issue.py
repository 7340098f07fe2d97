"""Issues, and what came after their creation."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    text,
)

from causeloop_desktop.engine.store.schema.base import Micros, RowKey, metadata, workspace_column

SAYS_DEPLOY = text("""metadata LIKE '%"kind":"deploy"%'""")
"""Holds for every issue of kind ``deploy``, and for few others: what a nested part of the metadata
says is found as well. A question that puts it this way is answered from an index of its own."""

issues = Table(
    "issues",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    workspace_column(),
    Column("source", Text, nullable=False),
    Column("origin", Text, nullable=False, server_default=""),
    Column("external_id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False, server_default=""),
    # 1 is the worst; the API says p1 or critical.
    Column("severity", SmallInteger, nullable=False),
    Column("stage", SmallInteger, nullable=False, server_default="0"),
    Column("source_status", Text),
    Column("team", Text),
    # Set once a person chose the team; from then on the source's is ignored.
    Column("team_by_person", SmallInteger, nullable=False, server_default="0"),
    Column("service", Text),
    Column("assignee", Text),
    Column("external_url", Text),
    Column("fingerprint", Text),
    Column("connector_id", Text),
    Column("metadata", Text, nullable=False, server_default="{}"),
    Column("risk_score", SmallInteger, nullable=False, server_default="0"),
    Column("occurrence_count", Integer, nullable=False, server_default="1"),
    Column("occurred_us", Micros, nullable=False),
    Column("time_known", SmallInteger, nullable=False, server_default="1"),
    Column("source_created_us", Micros),
    Column("source_updated_us", Micros),
    Column("ingested_us", Micros, nullable=False),
    Column("updated_us", Micros, nullable=False),
    # A digest of what the source sent: equal content writes nothing.
    Column("content_digest", LargeBinary, nullable=False),
    Index("ix_issues_identity", "workspace_key", "source", "origin", "external_id", unique=True),
    Index("ix_issues_updated", "workspace_key", "updated_us"),
    Index(
        "ix_issues_deploy",
        "workspace_key",
        sqlite_where=SAYS_DEPLOY,
        postgresql_where=SAYS_DEPLOY,
    ),
)
"""Lists are filtered, sorted and counted in ``store/columns``, so that only identity and change
need an index here."""

occurrences = Table(
    "occurrences",
    metadata,
    Column("key", RowKey, primary_key=True),
    workspace_column(),
    Column("issue_key", RowKey, ForeignKey("issues.key"), nullable=False),
    Column("time_us", Micros, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    # created, reopened, fired_again
    Column("cause", Text, nullable=False),
    Index("ix_occurrences_issue", "issue_key", "time_us", unique=True),
)
"""Only what came after an issue's creation: its first occurrence is ``issues.occurred_us``."""

SEARCH_COLUMNS = ("title", "body")
"""What search looks at; the index itself is special to each database (``store/issues/search``)."""
