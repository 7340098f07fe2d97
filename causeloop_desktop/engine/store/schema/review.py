"""Questions to people about places, and what their answers said of scores."""

from sqlalchemy import Column, Index, SmallInteger, Table, Text

from causeloop_desktop.engine.store.schema.base import RowKey, metadata, workspace_column

reviews = Table(
    "reviews",
    metadata,
    Column("run_key", RowKey, primary_key=True),
    Column("issue_key", RowKey, primary_key=True),
    workspace_column(),
    # candidate: in no pattern, may belong to one; member: in a pattern, may not belong there.
    Column("kind", Text, nullable=False),
    Column("shape", Text, nullable=False),
    # The pattern in question, and how alike the issue is to it.
    Column("pattern_key", RowKey, nullable=False),
    Column("score_permille", SmallInteger, nullable=False),
    # From which score on such an issue is attached unasked.
    Column("attach_permille", SmallInteger, nullable=False),
    Column("skipped", SmallInteger, nullable=False, server_default="0"),
    # 0 tells most, 1000 least: what is asked first stands first in the index.
    Column("place", SmallInteger, nullable=False),
    Index("ix_reviews_queue", "workspace_key", "run_key", "skipped", "place", "issue_key"),
    sqlite_with_rowid=False,
)
"""Issues whose place a run is not sure of; a row goes when a person or a later match decides."""

review_candidates = Table(
    "review_candidates",
    metadata,
    Column("run_key", RowKey, primary_key=True),
    Column("issue_key", RowKey, primary_key=True),
    Column("rank", SmallInteger, primary_key=True),
    workspace_column(),
    Column("pattern_key", RowKey, nullable=False),
    Column("score_permille", SmallInteger, nullable=False),
    # The issue of that pattern which reads most alike; it is shown beside the one in question.
    Column("nearest_issue", RowKey),
    sqlite_with_rowid=False,
)

judgements = Table(
    "judgements",
    metadata,
    Column("key", RowKey, primary_key=True),
    workspace_column(),
    Column("operation_key", RowKey, nullable=False),
    Column("shape", Text, nullable=False),
    Column("score_permille", SmallInteger, nullable=False),
    Column("same", SmallInteger, nullable=False),
    Index("ix_judgements_workspace", "workspace_key", "key"),
)
"""What people said of scores; those of operations that were undone no longer count."""
