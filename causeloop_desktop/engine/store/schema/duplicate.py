"""Issues of different sources that tell of one occurrence."""

from sqlalchemy import Column, ForeignKey, Index, SmallInteger, Table, Text

from causeloop_desktop.engine.store.schema.base import Micros, RowKey, metadata, workspace_column

duplicates = Table(
    "duplicates",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    workspace_column(),
    # Keys of two issues of different sources, the smaller one first.
    Column("left_issue", RowKey, nullable=False),
    Column("right_issue", RowKey, nullable=False),
    # 1: they tell of one occurrence; 0: a person parted them, and they stay so.
    Column("joined", SmallInteger, nullable=False),
    # link, identifier, likeness, person
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("score_permille", SmallInteger, nullable=False),
    Column("created_us", Micros, nullable=False),
    Column("revision", RowKey, nullable=False),
    Index("ix_duplicates_pair", "workspace_key", "left_issue", "right_issue", unique=True),
    Index("ix_duplicates_right", "workspace_key", "right_issue"),
)

duplicate_searches = Table(
    "duplicate_searches",
    metadata,
    Column(
        "workspace_key",
        RowKey,
        ForeignKey("workspaces.key"),
        primary_key=True,
        autoincrement=False,
    ),
    # The last change of an issue whose text has been searched for duplicates.
    Column("through_us", Micros, nullable=False),
    Column("through_issue", RowKey, nullable=False),
)
