"""Transitions of connections as events: that a sync failed, that it works again, that it ended."""

from causeloop_desktop.contract.connectors import ConnectorStatus, SyncDetails, SyncRun
from causeloop_desktop.contract.events import ConnectorEvent, EventType
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow
from causeloop_desktop.engine.store.work.outbox import record_event

_WORKING = frozenset({ConnectorStatus.CONNECTED, ConnectorStatus.PENDING, ConnectorStatus.PAUSED})
_FAILING = frozenset({ConnectorStatus.ERROR, ConnectorStatus.OAUTH_EXPIRED})


def tell_failure(
    write: WriteTransaction,
    before: ConnectorRow,
    after: ConnectorRow,
    details: SyncDetails,
    run: SyncRun,
) -> None:
    """Note that a sync failed, and whether it was the first to do so.

    Args:
        write: The transaction.
        before: The connection when the sync began.
        after: The connection as it is now.
        details: What went wrong.
        run: The sync.
    """
    event = _event(after, details.message).model_copy(
        update={
            "advice": details.advice,
            "sync_run_id": run.id,
            "job_id": run.job_id,
            "first": before.status in _WORKING,
        }
    )
    record_event(write, after.workspace_key, EventType.SYNC_FAILED, event)


def tell_transition(write: WriteTransaction, before: ConnectorRow, after: ConnectorRow) -> None:
    """Note that an authorisation has ended, or that a connection works again."""
    expired = ConnectorStatus.OAUTH_EXPIRED
    if after.status is expired and before.status is not expired:
        event = _event(after, after.status_reason)
        record_event(write, after.workspace_key, EventType.OAUTH_EXPIRED, event)
    elif after.status is ConnectorStatus.CONNECTED and before.status in _FAILING:
        event = _event(after, f"{after.display_name} works again.")
        record_event(write, after.workspace_key, EventType.SYNC_RECOVERED, event)


def _event(row: ConnectorRow, message: str) -> ConnectorEvent:
    return ConnectorEvent(
        connector_id=row.id,
        type=row.type,
        display_name=row.display_name,
        status=row.status,
        message=message,
    )
