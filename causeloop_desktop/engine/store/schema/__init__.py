"""The tables, as SQLAlchemy sees them; Alembic's migrations make them (``store/migrations``).

Every table of a tenant carries ``workspace_key``. Rows have an integer ``key`` for joins beside
the text ``id`` that the API shows. Moments are UTC microseconds since 1970 (``*_us``). An index
stands only where a measured query needs it: each one costs ingest.
"""

from causeloop_desktop.engine.store.schema.access import api_tokens, refresh_tokens
from causeloop_desktop.engine.store.schema.base import metadata
from causeloop_desktop.engine.store.schema.connector import (
    authorisations,
    bookmarks,
    connectors,
    raw_rows,
    skipped_rows,
    sync_runs,
)
from causeloop_desktop.engine.store.schema.contact import contacts
from causeloop_desktop.engine.store.schema.duplicate import duplicate_searches, duplicates
from causeloop_desktop.engine.store.schema.forecast import (
    forecast_models,
    forecast_weeks,
    predictions,
)
from causeloop_desktop.engine.store.schema.issue import (
    SAYS_DEPLOY,
    SEARCH_COLUMNS,
    issues,
    occurrences,
)
from causeloop_desktop.engine.store.schema.pattern import (
    constraints,
    memberships,
    pattern_states,
    patterns,
)
from causeloop_desktop.engine.store.schema.review import judgements, review_candidates, reviews
from causeloop_desktop.engine.store.schema.run import run_changes, runs
from causeloop_desktop.engine.store.schema.tenant import organizations, workspaces
from causeloop_desktop.engine.store.schema.webhook import webhooks
from causeloop_desktop.engine.store.schema.work import import_rejections, jobs, operations, outbox

__all__ = [
    "SAYS_DEPLOY",
    "SEARCH_COLUMNS",
    "api_tokens",
    "authorisations",
    "bookmarks",
    "connectors",
    "constraints",
    "contacts",
    "duplicate_searches",
    "duplicates",
    "forecast_models",
    "forecast_weeks",
    "import_rejections",
    "issues",
    "jobs",
    "judgements",
    "memberships",
    "metadata",
    "occurrences",
    "operations",
    "organizations",
    "outbox",
    "pattern_states",
    "patterns",
    "predictions",
    "raw_rows",
    "refresh_tokens",
    "review_candidates",
    "reviews",
    "run_changes",
    "runs",
    "skipped_rows",
    "sync_runs",
    "webhooks",
    "workspaces",
]
