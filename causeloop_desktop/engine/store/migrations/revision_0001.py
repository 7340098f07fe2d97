"""The first schema: tenants, issues, patterns, jobs, operations, tokens and the search index."""

import sqlalchemy as sa
from alembic import op

from causeloop_desktop.engine.store.migrations import sqlite_search, sqlite_statistics

ROW_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MICROS = sa.BigInteger()


def upgrade() -> None:
    """Make everything in an empty database."""
    _make_tenants()
    _make_issues()
    _make_patterns()
    _make_work()
    _make_access()
    sqlite_search.create()
    sqlite_statistics.write()


def _key() -> sa.Column[int]:
    return sa.Column("key", ROW_KEY, primary_key=True)


def _workspace() -> sa.Column[int]:
    return sa.Column("workspace_key", ROW_KEY, sa.ForeignKey("workspaces.key"), nullable=False)


def _make_tenants() -> None:
    op.create_table(
        "organizations",
        _key(),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False, unique=True),
        sa.Column("plan", sa.Text(), nullable=False, server_default="starter"),
        sa.Column("seats_total", sa.Integer(), nullable=False, server_default="5"),
        sa.Column("status", sa.Text(), nullable=False, server_default="active"),
        sa.Column("created_us", MICROS, nullable=False),
    )
    op.create_table(
        "workspaces",
        _key(),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        sa.Column("organization_key", ROW_KEY, sa.ForeignKey("organizations.key"), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False, unique=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False, server_default="UTC"),
        sa.Column("is_sample", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("created_us", MICROS, nullable=False),
        sa.Column("current_run", ROW_KEY, nullable=False, server_default="0"),
        sa.Column("sequence", ROW_KEY, nullable=False, server_default="0"),
        sa.Column("matched_through", ROW_KEY, nullable=False, server_default="0"),
        sa.Column("refreshed_us", MICROS, nullable=False, server_default="0"),
        sa.Column("settings", sa.Text(), nullable=False, server_default="{}"),
    )


def _make_issues() -> None:
    op.create_table(
        "issues",
        _key(),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        _workspace(),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False, server_default=""),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False, server_default=""),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("stage", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("source_status", sa.Text()),
        sa.Column("team", sa.Text()),
        sa.Column("team_by_person", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("service", sa.Text()),
        sa.Column("assignee", sa.Text()),
        sa.Column("external_url", sa.Text()),
        sa.Column("fingerprint", sa.Text()),
        sa.Column("connector_id", sa.Text()),
        sa.Column("metadata", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("risk_score", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("occurrence_count", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("occurred_us", MICROS, nullable=False),
        sa.Column("time_known", sa.SmallInteger(), nullable=False, server_default="1"),
        sa.Column("source_created_us", MICROS),
        sa.Column("source_updated_us", MICROS),
        sa.Column("ingested_us", MICROS, nullable=False),
        sa.Column("updated_us", MICROS, nullable=False),
        sa.Column("content_digest", sa.LargeBinary(), nullable=False),
    )
    op.create_index(
        "ix_issues_identity",
        "issues",
        ["workspace_key", "source", "origin", "external_id"],
        unique=True,
    )
    op.create_index("ix_issues_updated", "issues", ["workspace_key", "updated_us"])
    op.create_table(
        "occurrences",
        _key(),
        _workspace(),
        sa.Column("issue_key", ROW_KEY, sa.ForeignKey("issues.key"), nullable=False),
        sa.Column("time_us", MICROS, nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
    )
    op.create_index("ix_occurrences_issue", "occurrences", ["issue_key", "time_us"], unique=True)


def _make_patterns() -> None:
    op.create_table(
        "patterns",
        _key(),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        _workspace(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_by_person", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("status_override", sa.Text()),
        sa.Column("status_override_us", MICROS),
        sa.Column("gap_us", MICROS, nullable=False),
        sa.Column("created_us", MICROS, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False, server_default="detection"),
        sa.Column("merged_into", ROW_KEY),
        sa.Column("revision", ROW_KEY, nullable=False, server_default="0"),
    )
    op.create_index("ix_patterns_revision", "patterns", ["workspace_key", "revision"])
    op.create_table(
        "pattern_states",
        sa.Column("run_key", ROW_KEY, primary_key=True),
        sa.Column("pattern_key", ROW_KEY, primary_key=True),
        _workspace(),
        sa.Column("summary", sa.Text(), nullable=False, server_default=""),
        sa.Column("confidence_permille", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("attributes", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("revision", ROW_KEY, nullable=False, server_default="0"),
        sa.Column("members", sa.LargeBinary(), nullable=False),
    )
    op.create_index(
        "ix_pattern_states_revision", "pattern_states", ["workspace_key", "run_key", "revision"]
    )
    op.create_table(
        "memberships",
        sa.Column("run_key", ROW_KEY, primary_key=True),
        sa.Column("issue_key", ROW_KEY, primary_key=True),
        _workspace(),
        sa.Column("pattern_key", ROW_KEY, nullable=False),
        sa.Column("similarity_permille", sa.SmallInteger()),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_memberships_pattern",
        "memberships",
        ["workspace_key", "run_key", "pattern_key", "issue_key"],
    )
    op.create_table(
        "constraints",
        _key(),
        _workspace(),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("left_issue", ROW_KEY, nullable=False),
        sa.Column("right_issue", ROW_KEY),
        sa.Column("pattern_key", ROW_KEY),
        sa.Column("operation_key", ROW_KEY),
    )
    op.create_index("ix_constraints_workspace", "constraints", ["workspace_key"])
    op.create_table(
        "runs",
        _key(),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        _workspace(),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("through_issue", ROW_KEY, nullable=False, server_default="0"),
        sa.Column("result", sa.Text()),
        sa.Column("created_us", MICROS, nullable=False),
        sa.Column("finished_us", MICROS),
    )
    op.create_table(
        "predictions",
        _key(),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        _workspace(),
        sa.Column("pattern_key", ROW_KEY, nullable=False),
        sa.Column("window_days", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False, server_default="active"),
        sa.Column("changed_us", MICROS, nullable=False),
    )
    op.create_index(
        "ix_predictions_pattern",
        "predictions",
        ["workspace_key", "pattern_key", "window_days"],
        unique=True,
    )


def _make_work() -> None:
    op.create_table(
        "jobs",
        _key(),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        _workspace(),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("checkpoint", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("progress", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("message", sa.Text(), nullable=False, server_default=""),
        sa.Column("done", ROW_KEY, nullable=False, server_default="0"),
        sa.Column("total", ROW_KEY),
        sa.Column("error", sa.Text()),
        sa.Column("result", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("lease_owner", sa.Text()),
        sa.Column("lease_until_us", MICROS),
        sa.Column("created_us", MICROS, nullable=False),
        sa.Column("started_us", MICROS),
        sa.Column("finished_us", MICROS),
    )
    op.create_index("ix_jobs_status", "jobs", ["workspace_key", "status"])
    op.create_table(
        "import_rejections",
        _key(),
        _workspace(),
        sa.Column("job_key", ROW_KEY, nullable=False),
        sa.Column("line", ROW_KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False, server_default=""),
    )
    op.create_index("ix_import_rejections_job", "import_rejections", ["job_key", "key"])
    op.create_table(
        "operations",
        _key(),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        _workspace(),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("inverse", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("undoes", ROW_KEY),
        sa.Column("undone_by", ROW_KEY),
        sa.Column("created_us", MICROS, nullable=False),
    )
    op.create_index("ix_operations_workspace", "operations", ["workspace_key", "key"])
    op.create_table(
        "outbox",
        _key(),
        _workspace(),
        sa.Column("sequence", ROW_KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("ids", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("created_us", MICROS, nullable=False),
    )
    op.create_index("ix_outbox_sequence", "outbox", ["workspace_key", "sequence"])


def _make_access() -> None:
    op.create_table(
        "api_tokens",
        _key(),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        _workspace(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False, unique=True),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_us", MICROS, nullable=False),
        sa.Column("last_used_us", MICROS),
        sa.Column("revoked_us", MICROS),
    )
    op.create_index("ix_api_tokens_name", "api_tokens", ["workspace_key", "name"], unique=True)
    op.create_table(
        "refresh_tokens",
        _key(),
        _workspace(),
        sa.Column("digest", sa.Text(), nullable=False, unique=True),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("used_us", MICROS),
        sa.Column("revoked_us", MICROS),
        sa.Column("expires_us", MICROS, nullable=False),
        sa.Column("created_us", MICROS, nullable=False),
    )
    op.create_index("ix_refresh_tokens_family", "refresh_tokens", ["family"])
