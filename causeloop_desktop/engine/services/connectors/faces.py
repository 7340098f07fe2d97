"""Connections as the contract shows them, without their secrets."""

from datetime import datetime

from causeloop_desktop.connectors.registry import connectors
from causeloop_desktop.contract.connectors import (
    Connector,
    ConnectorStatus,
    Schedule,
    SyncStatus,
)
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.domain.schedules import in_words, next_runs
from causeloop_desktop.engine.store.connectors import ConnectorRow
from causeloop_desktop.engine.store.sync_runs import SyncRunRow

NEXT_SHOWN = 5
_SYNCING = (ConnectorStatus.CONNECTED, ConnectorStatus.ERROR)


def to_connector(row: ConnectorRow, last: SyncRunRow | None, now_us: int) -> Connector:
    """Show a connection with its newest run."""
    description = connectors().get(row.type)
    under_way = last is not None and last.model.status in (SyncStatus.PENDING, SyncStatus.RUNNING)
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
        schedule=to_schedule(row, from_micros(now_us)),
        requests_per_minute=row.requests_per_minute,
        backfill_days=row.backfill_days,
        paused_by=row.paused_by,
        running=last.model.id if last is not None and under_way else None,
        last_synced_at=None if row.last_synced_us is None else from_micros(row.last_synced_us),
        last_run=None if last is None else last.model,
        created_at=from_micros(row.created_us),
    )


def to_schedule(row: ConnectorRow, now: datetime) -> Schedule:
    """Show a schedule in words, with its next times where they come by themselves."""
    coming = row.status in _SYNCING
    times = next_runs(row.cron, row.timezone, now, NEXT_SHOWN) if coming else ()
    return Schedule(cron=row.cron, timezone=row.timezone, words=in_words(row.cron), next_runs=times)
