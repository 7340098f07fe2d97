"""How a sync ended: on the run, on its connection, and in words."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from causeloop_desktop.connectors.errors import CredentialsRefusedError
from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.connectors import (
    ConnectorStatus,
    SyncAdvice,
    SyncDetails,
    SyncStatus,
)
from causeloop_desktop.contract.jobs import JobStatus
from causeloop_desktop.engine.services.connectors.access.credentials import scrub
from causeloop_desktop.engine.services.connectors.syncs.going import Going
from causeloop_desktop.engine.services.connectors.syncs.pages import note_contacts
from causeloop_desktop.engine.services.connectors.transitions import tell_failure, tell_transition
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow, ConnectorStore
from causeloop_desktop.engine.store.sources.sync_runs import SyncRunStore
from causeloop_desktop.engine.store.work.jobs import Ending
from causeloop_desktop.engine.store.work.outbox import record_change


def end(
    going: Going,
    details: SyncDetails | None,
    result: Mapping[str, Any],
    write: WriteTransaction,
    *,
    expired: bool,
) -> None:
    """Close a run that was read to its end, as far as it could be.

    Args:
        going: The run and its connection.
        details: What went wrong; ``None`` where nothing did.
        result: What the worker said last.
        write: The transaction.
        expired: Whether the authorisation has ended.
    """
    note_contacts(going, result["contacts"], write)
    finish(going, details, write, expired=expired)


def finish(
    going: Going,
    details: SyncDetails | None,
    write: WriteTransaction,
    *,
    cancelled: bool = False,
    expired: bool = False,
) -> None:
    """Close a run, and say on its connection how it went."""
    workspace_key = going.connector.workspace_key
    status = SyncStatus.ERROR if details else SyncStatus.SUCCESS
    runs = SyncRunStore(write.connection, workspace_key)
    store = ConnectorStore(write.connection, workspace_key)
    row = store.by_key(going.connector.key)
    if row is None:
        return
    status = SyncStatus.CANCELLED if cancelled else status
    runs.finish(going.run.key, write.now_us, status, details)
    if not cancelled:
        store.change(row.key, **_after(row, details, write.now_us))
    if expired and row.status is not ConnectorStatus.PAUSED:
        store.change(row.key, status=ConnectorStatus.OAUTH_EXPIRED)
    after = store.by_key(row.key) or row
    if details is not None:
        tell_failure(write, going.connector, after, details, going.run.model)
    tell_transition(write, row, after)
    record_change(write, workspace_key, ChangeKind.CONNECTORS, [row.id], 1)


def _after(row: ConnectorRow, details: SyncDetails | None, now_us: int) -> dict[str, Any]:
    """Give where a connection stands after a run; one that was paused meanwhile stays so."""
    if row.status is ConnectorStatus.OAUTH_EXPIRED and details is not None:
        return {"status_reason": row.status_reason}
    if row.status is ConnectorStatus.PAUSED:
        return {"last_synced_us": row.last_synced_us if details else now_us}
    if details is not None:
        return {"status": ConnectorStatus.ERROR, "status_reason": details.message}
    return {
        "status": ConnectorStatus.CONNECTED,
        "status_reason": "",
        "last_synced_us": now_us,
    }


def is_refused(failures: list[dict[str, str]], secrets: Mapping[str, str]) -> bool:
    """Tell whether a provider took back what was authorised in the browser."""
    refused = any(one["kind"] == CredentialsRefusedError.__name__ for one in failures)
    return refused and "access_token" in secrets


def details_of(failures: list[dict[str, str]], secrets: Mapping[str, str]) -> SyncDetails | None:
    """Tell the first failure, and how many more there were; ``None`` where all went well."""
    if not failures:
        return None
    first = failures[0]
    scope = f"{first['scope']}: " if first["scope"] else ""
    more = f" {len(failures) - 1} more could not be read." if len(failures) > 1 else ""
    return SyncDetails(
        message=scrub(f"{scope}{first['message']}{more}", secrets),
        upstream=scrub(first["upstream"], secrets),
        advice=SyncAdvice(first["advice"]),
    )


def ending_of(counts: Counter[str], failures: list[dict[str, str]]) -> Ending:
    """Say what a run brought."""
    message = (
        f"{counts['new']:,} new, {counts['updated']:,} updated, "
        f"{counts['unchanged']:,} unchanged, {counts['skipped']:,} skipped."
    )
    status = JobStatus.PARTIAL if failures else JobStatus.SUCCEEDED
    return Ending(status, message, result=dict(counts))
