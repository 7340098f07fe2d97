"""Connections as the contract shows them, without their secrets."""

from datetime import datetime
from math import ceil

from causeloop_desktop.connectors.registry import connectors
from causeloop_desktop.contract.connectors import (
    Connector,
    ConnectorStatus,
    Schedule,
    SyncRun,
    SyncStatus,
)
from causeloop_desktop.contract.times import from_known_micros, from_micros
from causeloop_desktop.engine.domain.schedules import in_words, next_runs
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow
from causeloop_desktop.engine.store.sources.sync_runs import SyncRunRow

NEXT_SHOWN = 5
_SYNCING = (ConnectorStatus.CONNECTED, ConnectorStatus.ERROR)


def to_connector(row: ConnectorRow, last: SyncRunRow | None, now_us: int) -> Connector:
    """Show a connection with its newest run."""
    description = connectors().get(row.type)
    under_way = last is not None and last.model.status in (SyncStatus.PENDING, SyncStatus.RUNNING)
    now = from_micros(now_us)
    shown = None if last is None else as_it_stands(last.model, now)
    return Connector(
        id=row.id,
        type=row.type,
        title=description.title if description else row.type,
        display_name=row.display_name,
        status=row.status,
        status_reason=row.status_reason,
        settings=dict(row.settings),
        has_credentials=row.credentials is not None,
        candidate_credentials=row.candidate is not None,
        account=row.account,
        schedule=to_schedule(row, now),
        requests_per_minute=row.requests_per_minute,
        backfill_days=row.backfill_days,
        paused_by=row.paused_by,
        running=last.model.id if last is not None and under_way else None,
        waiting=_waiting_text(shown, now) if shown else "",
        waiting_until=shown.waiting_until if shown else None,
        last_synced_at=from_known_micros(row.last_synced_us),
        last_run=shown,
        created_at=from_micros(row.created_us),
    )


def as_it_stands(run: SyncRun, now: datetime) -> SyncRun:
    """Show a run without a wait that is over."""
    if run.waiting_until is not None and run.waiting_until > now:
        return run
    return run.model_copy(update={"waiting_until": None, "waiting_for": ""})


def _waiting_text(run: SyncRun, now: datetime) -> str:
    if run.waiting_until is None:
        return ""
    seconds = ceil((run.waiting_until - now).total_seconds())
    return f"{seconds} s {run.waiting_for}"


def to_schedule(row: ConnectorRow, now: datetime) -> Schedule:
    """Show a schedule in words, with its next times where they come by themselves."""
    coming = row.status in _SYNCING
    times = next_runs(row.cron, row.timezone, now, NEXT_SHOWN) if coming else ()
    return Schedule(cron=row.cron, timezone=row.timezone, words=in_words(row.cron), next_runs=times)
