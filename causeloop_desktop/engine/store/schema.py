"""The tables, as SQLAlchemy sees them; Alembic's migrations make them (``store/migrations``).

Every table of a tenant carries ``workspace_key``. Rows have an integer ``key`` for joins beside
the text ``id`` that the API shows. Moments are UTC microseconds since 1970 (``*_us``). An index
stands only where a measured query needs it: each one costs ingest.
"""

from sqlalchemy import BigInteger as PlainBigInteger
from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
)

metadata = MetaData()

Micros = PlainBigInteger
"""UTC microseconds since 1970."""

RowKey = PlainBigInteger().with_variant(Integer, "sqlite")
"""An integer key; SQLite makes only plain ``INTEGER`` an alias of its row id."""


def _workspace() -> Column[int]:
    return Column("workspace_key", RowKey, ForeignKey("workspaces.key"), nullable=False)


organizations = Table(
    "organizations",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("slug", Text, nullable=False, unique=True),
    Column("plan", Text, nullable=False, server_default="starter"),
    Column("seats_total", Integer, nullable=False, server_default="5"),
    Column("status", Text, nullable=False, server_default="active"),
    Column("created_us", Micros, nullable=False),
)

workspaces = Table(
    "workspaces",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("organization_key", RowKey, ForeignKey("organizations.key"), nullable=False),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False, server_default="UTC"),
    Column("is_sample", SmallInteger, nullable=False, server_default="0"),
    Column("created_us", Micros, nullable=False),
    # The detection run whose memberships are visible; 0 is what stands before the first one.
    Column("current_run", RowKey, nullable=False, server_default="0"),
    # Counts the commits that changed something; the stream and caches go by it.
    Column("sequence", RowKey, nullable=False, server_default="0"),
    # The newest issue that matching has looked at; what lies above waits in the queue.
    Column("matched_through", RowKey, nullable=False, server_default="0"),
    # Changes of issues up to this moment have reached the numbers of their patterns.
    Column("refreshed_us", Micros, nullable=False, server_default="0"),
    Column("settings", Text, nullable=False, server_default="{}"),
)

issues = Table(
    "issues",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _workspace(),
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
)
"""Lists are filtered, sorted and counted in ``store/columns``, so that only identity and change
need an index here."""

occurrences = Table(
    "occurrences",
    metadata,
    Column("key", RowKey, primary_key=True),
    _workspace(),
    Column("issue_key", RowKey, ForeignKey("issues.key"), nullable=False),
    Column("time_us", Micros, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    # created, reopened, fired_again
    Column("cause", Text, nullable=False),
    Index("ix_occurrences_issue", "issue_key", "time_us", unique=True),
)
"""Only what came after an issue's creation: its first occurrence is ``issues.occurred_us``."""

patterns = Table(
    "patterns",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _workspace(),
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
    _workspace(),
    Column("summary", Text, nullable=False, server_default=""),
    Column("confidence_permille", Integer, nullable=False, server_default="0"),
    # JSON: [[name, value, count, of]], the fingerprint with n of m members.
    Column("attributes", Text, nullable=False, server_default="[]"),
    Column("revision", RowKey, nullable=False, server_default="0"),
    # Packed, one entry per occurrence of a member: see engine/store/members.py. It stands last,
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
    _workspace(),
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
    _workspace(),
    # must, cannot: two issues; pin, ban: an issue and a pattern.
    Column("kind", Text, nullable=False),
    Column("left_issue", RowKey, nullable=False),
    Column("right_issue", RowKey),
    Column("pattern_key", RowKey),
    Column("operation_key", RowKey),
    Index("ix_constraints_workspace", "workspace_key"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("run_key", RowKey, primary_key=True),
    Column("issue_key", RowKey, primary_key=True),
    _workspace(),
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
    _workspace(),
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
    _workspace(),
    Column("operation_key", RowKey, nullable=False),
    Column("shape", Text, nullable=False),
    Column("score_permille", SmallInteger, nullable=False),
    Column("same", SmallInteger, nullable=False),
    Index("ix_judgements_workspace", "workspace_key", "key"),
)
"""What people said of scores; those of operations that were undone no longer count."""

runs = Table(
    "runs",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _workspace(),
    Column("status", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("parameters", Text, nullable=False, server_default="{}"),
    # The newest issue that the run looked at.
    Column("through_issue", RowKey, nullable=False, server_default="0"),
    Column("result", Text),
    Column("created_us", Micros, nullable=False),
    Column("finished_us", Micros),
    # The run that was visible when this one began; 0 is what stands before the first one.
    Column("base_run", RowKey, nullable=False, server_default="0"),
    # When a person accepted or discarded it.
    Column("decided_us", Micros),
    # Set once its memberships and states are deleted; its row and changes stay.
    Column("pruned", SmallInteger, nullable=False, server_default="0"),
    # JSON: what a later accept needs to bring it up to date. Long, so it is read alone.
    Column("basis", Text, nullable=False, server_default="{}"),
)

run_changes = Table(
    "run_changes",
    metadata,
    Column("key", RowKey, primary_key=True),
    _workspace(),
    Column("run_key", RowKey, nullable=False),
    # new, split, merged, vanished, moved
    Column("kind", Text, nullable=False),
    Column("pattern_key", RowKey, nullable=False),
    # What a pattern was split from or merged into, or where issues moved to.
    Column("other_key", RowKey),
    # Names as they were then.
    Column("name", Text, nullable=False, server_default=""),
    Column("other_name", Text),
    # How many issues the change is about, and how many the pattern has or had.
    Column("issues", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    # JSON: the keys of a few of the issues.
    Column("samples", Text, nullable=False, server_default="[]"),
    Index("ix_run_changes_run", "workspace_key", "run_key", "key"),
)
"""What a run changed against the one that was visible when it began."""

predictions = Table(
    "predictions",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _workspace(),
    Column("pattern_key", RowKey, nullable=False),
    Column("window_days", SmallInteger, nullable=False),
    Column("status", Text, nullable=False, server_default="active"),
    Column("changed_us", Micros, nullable=False),
    Index("ix_predictions_pattern", "workspace_key", "pattern_key", "window_days", unique=True),
)
"""Only predictions that a person has touched; the numbers of all are computed, never stored."""

jobs = Table(
    "jobs",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _workspace(),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("params", Text, nullable=False, server_default="{}"),
    Column("checkpoint", Text, nullable=False, server_default="{}"),
    Column("progress", Integer, nullable=False, server_default="0"),
    Column("message", Text, nullable=False, server_default=""),
    Column("done", RowKey, nullable=False, server_default="0"),
    Column("total", RowKey),
    Column("error", Text),
    Column("result", Text, nullable=False, server_default="{}"),
    Column("lease_owner", Text),
    Column("lease_until_us", Micros),
    Column("created_us", Micros, nullable=False),
    Column("started_us", Micros),
    Column("finished_us", Micros),
    Index("ix_jobs_status", "workspace_key", "status"),
)

import_rejections = Table(
    "import_rejections",
    metadata,
    Column("key", RowKey, primary_key=True),
    _workspace(),
    Column("job_key", RowKey, nullable=False),
    Column("line", RowKey, nullable=False),
    Column("reason", Text, nullable=False),
    Column("row", Text, nullable=False, server_default=""),
    Index("ix_import_rejections_job", "job_key", "key"),
)

operations = Table(
    "operations",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _workspace(),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("summary", Text, nullable=False),
    # JSON: the values before, and what takes the change back.
    Column("inverse", Text, nullable=False, server_default="{}"),
    Column("undoes", RowKey),
    Column("undone_by", RowKey),
    Column("created_us", Micros, nullable=False),
    Index("ix_operations_workspace", "workspace_key", "key"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("key", RowKey, primary_key=True),
    _workspace(),
    Column("sequence", RowKey, nullable=False),
    Column("kind", Text, nullable=False),
    Column("count", Integer, nullable=False),
    # JSON: the ids, at most 50 of them.
    Column("ids", Text, nullable=False, server_default="[]"),
    Column("created_us", Micros, nullable=False),
    Index("ix_outbox_sequence", "workspace_key", "sequence"),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _workspace(),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("scopes", Text, nullable=False),
    Column("created_us", Micros, nullable=False),
    Column("last_used_us", Micros),
    Column("revoked_us", Micros),
    Index("ix_api_tokens_name", "workspace_key", "name", unique=True),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("key", RowKey, primary_key=True),
    _workspace(),
    Column("digest", Text, nullable=False, unique=True),
    Column("family", Text, nullable=False),
    Column("used_us", Micros),
    Column("revoked_us", Micros),
    Column("expires_us", Micros, nullable=False),
    Column("created_us", Micros, nullable=False),
    Index("ix_refresh_tokens_family", "family"),
)

duplicates = Table(
    "duplicates",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _workspace(),
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
    _workspace(),
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
    Index(
        "ix_forecast_weeks_week", "workspace_key", "origin", "window_days", "week_us", unique=True
    ),
)

connectors = Table(
    "connectors",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _workspace(),
    Column("type", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("status_reason", Text, nullable=False, server_default=""),
    Column("settings", Text, nullable=False, server_default="{}"),
    # Sealed by the vault: what is used, what is being tried, and what signs inbound webhooks.
    Column("credentials", Text),
    Column("candidate", Text),
    Column("signing_secret", Text),
    # Sealed too: the secret of the person's own OAuth app.
    Column("oauth_app", Text),
    # Who the provider says we are.
    Column("account", Text, nullable=False, server_default=""),
    Column("cron", Text, nullable=False),
    Column("timezone", Text, nullable=False, server_default="UTC"),
    Column("requests_per_minute", Integer),
    Column("backfill_days", Integer, nullable=False, server_default="90"),
    Column("paused_by", Text),
    Column("next_run_us", Micros),
    Column("last_synced_us", Micros),
    Column("created_us", Micros, nullable=False),
    Index("ix_connectors_workspace", "workspace_key", "key"),
)

bookmarks = Table(
    "bookmarks",
    metadata,
    Column("connector_key", RowKey, primary_key=True, autoincrement=False),
    Column("stream", Text, primary_key=True),
    Column("scope", Text, primary_key=True),
    _workspace(),
    Column("bookmark", Text, nullable=False),
)

sync_runs = Table(
    "sync_runs",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _workspace(),
    Column("connector_key", RowKey, nullable=False),
    Column("job_key", RowKey),
    Column("status", Text, nullable=False),
    Column("reason", Text, nullable=False),
    # Set for a backfill: the past that is read again; an ordinary run goes by its bookmarks.
    Column("from_us", Micros),
    Column("to_us", Micros),
    Column("counts", Text, nullable=False, server_default="{}"),
    Column("details", Text),
    Column("started_us", Micros, nullable=False),
    Column("finished_us", Micros),
    Index("ix_sync_runs_connector", "connector_key", "key"),
)

raw_rows = Table(
    "raw_rows",
    metadata,
    Column("connector_key", RowKey, primary_key=True, autoincrement=False),
    Column("stream", Text, primary_key=True),
    Column("row_key", Text, primary_key=True),
    _workspace(),
    Column("scope", Text, nullable=False, server_default=""),
    # JSON as the provider sent it, compressed.
    Column("row", LargeBinary, nullable=False),
    Column("seen_us", Micros, nullable=False),
)

skipped_rows = Table(
    "skipped_rows",
    metadata,
    Column("key", RowKey, primary_key=True),
    _workspace(),
    Column("run_key", RowKey, nullable=False),
    Column("stream", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("row", Text, nullable=False),
    Index("ix_skipped_rows_run", "run_key", "key"),
)

authorisations = Table(
    "authorisations",
    metadata,
    Column("key", RowKey, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _workspace(),
    Column("connector_key", RowKey, nullable=False),
    # Sealed by the vault.
    Column("verifier", Text, nullable=False),
    Column("redirect_uri", Text, nullable=False),
    Column("expires_us", Micros, nullable=False),
    Column("used_us", Micros),
)

SEARCH_COLUMNS = ("title", "body")
"""What search looks at; the index itself is special to each database (``store/search``)."""
