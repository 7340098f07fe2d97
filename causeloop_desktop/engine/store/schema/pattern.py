"""Patterns, who belongs to them, and what people demand of that."""

from sqlalchemy import Column, Index, Integer, LargeBinary, SmallInteger, Table, Text

from causeloop_desktop.engine.store.schema.base import Micros, RowKey, metadata, workspace_column

patterns = Table(
    "patterns",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    workspace_column(),
    Column("name", Text, nullable=False),
    Column("name_by_person", SmallInteger, nullable=False, server_default="0"),
    # Set by a person; NULL lets the rules of a pattern's life decide.
    Column("status_override", Text),
    Column("status_override_us", Micros),
    Column("gap_us", Micros, nullable=False),
    # Set once a person chose the gap; until then the workspace's holds.
    Column("gap_by_person", SmallInteger, nullable=False, server_default="0"),
    Column("created_us", Micros, nullable=False),
    Column("created_by", Text, nullable=False, server_default="detection"),
    # The pattern that this one was folded into; such a row is a signpost only.
    Column("merged_into", RowKey),
    # The workspace's sequence when the row last changed; caches load what is newer.
    Column("revision", RowKey, nullable=False, server_default="0"),
    Index("ix_patterns_revision", "workspace_key", "revision"),
)
"""What stays of a pattern from run to run: its identity and what people said of it."""

pattern_states = Table(
    "pattern_states",
    metadata,
    Column("run_key", RowKey, primary_key=True),
    Column("pattern_key", RowKey, primary_key=True),
    workspace_column(),
    Column("summary", Text, nullable=False, server_default=""),
    Column("confidence_permille", Integer, nullable=False, server_default="0"),
    # JSON: [[name, value, count, of]], the fingerprint with n of m members.
    Column("attributes", Text, nullable=False, server_default="[]"),
    Column("revision", RowKey, nullable=False, server_default="0"),
    # Packed, one entry per occurrence of a member: see store/patterns/members.py. It stands last,
    # so that nothing has to be read across it.
    Column("members", LargeBinary, nullable=False),
    Index("ix_pattern_states_revision", "workspace_key", "run_key", "revision"),
)
"""What a run found of a pattern. A pattern exists for a person where the current run has a state
of it, so that switching the run switches memberships and patterns at one stroke."""

memberships = Table(
    "memberships",
    metadata,
    Column("run_key", RowKey, primary_key=True),
    Column("issue_key", RowKey, primary_key=True),
    workspace_column(),
    # 0 is the pool: looked at, fits nowhere.
    Column("pattern_key", RowKey, nullable=False),
    Column("similarity_permille", SmallInteger),
    Index("ix_memberships_pattern", "workspace_key", "run_key", "pattern_key", "issue_key"),
    sqlite_with_rowid=False,
)

constraints = Table(
    "constraints",
    metadata,
    Column("key", RowKey, primary_key=True),
    workspace_column(),
    # must, cannot: two issues; pin, ban: an issue and a pattern.
    Column("kind", Text, nullable=False),
    Column("left_issue", RowKey, nullable=False),
    Column("right_issue", RowKey),
    Column("pattern_key", RowKey),
    Column("operation_key", RowKey),
    Index("ix_constraints_workspace", "workspace_key"),
)
