"""How a run begins: asked for or due, where none is under way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from causeloop_desktop.contract.connectors import ConnectorStatus, SyncStatus
from causeloop_desktop.contract.jobs import FINISHED, JobKind
from causeloop_desktop.contract.times import to_micros
from causeloop_desktop.engine.services.connectors.catalog import description_of
from causeloop_desktop.engine.services.connectors.connections import find_row
from causeloop_desktop.engine.services.connectors.timing import HELD_US, next_run_us
from causeloop_desktop.engine.services.errors import ConflictError, InvalidError
from causeloop_desktop.engine.store.database import Read, WriteTransaction
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow, ConnectorStore, due
from causeloop_desktop.engine.store.sources.sync_runs import SyncRunRow, SyncRunStore
from causeloop_desktop.engine.store.work.jobs import JobRow, JobStore

_NOT_READY = {
    ConnectorStatus.PAUSED: "{name} is paused. Resume it first.",
    ConnectorStatus.PENDING: "{name} is not connected yet. Test its credentials first.",
    ConnectorStatus.OAUTH_EXPIRED: "{name} must be authorised again before it can sync.",
}

Span: TypeAlias = tuple[int | None, int | None]
"""From when to when, in UTC microseconds; nothing for what has changed since the last run."""

WHAT_HAS_CHANGED: Span = (None, None)

Started: TypeAlias = tuple[SyncRunRow, JobRow, bool]
"""A run, its job, and whether it was joined."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why a run begins, and what is wanted of it.

    Attributes:
        reason: As the history of runs has it.
        record: How it is recorded, if it is to be.
    """

    reason: str
    span: Span = WHAT_HAS_CHANGED
    record: Mapping[str, str] | None = None


BACKFILL = "The backfill"

BY_HAND = Occasion("asked")
BY_SCHEDULE = Occasion("schedule")


def asked_span(begin: datetime, end: datetime | None, now_us: int, what: str) -> Span:
    """Give a part of the past that is asked for, up to now where no end is named.

    Raises:
        InvalidError: It is empty; ``what`` is said of it.
    """
    begin_us, end_us = to_micros(begin), now_us if end is None else to_micros(end)
    if begin_us >= end_us:
        message = f"{what} must begin before it ends."
        raise InvalidError(message, {"from": message})
    return begin_us, end_us


def start_run(
    workspace_key: int, connector_id: str, occasion: Occasion, write: WriteTransaction
) -> Started:
    """Start a run that is asked for, or join the one under way.

    Raises:
        NotFoundError: The workspace has no such connection.
        ConflictError: It cannot sync as it stands; the message says why.
    """
    row = find_row(workspace_key, connector_id, write.connection)
    demand_ready(row)
    if occasion.span == WHAT_HAS_CHANGED:
        # What is asked for by hand is not asked for again by a time that has come meanwhile.
        _take_turn(row, write.now_us, ConnectorStore(write.connection, workspace_key))
    return queue_run(row, occasion, write)


def due_now(read: Read, now_us: int) -> list[tuple[int, int]]:
    """Give workspace and key of the connections whose time has come.

    A time that no schedule gives, as it is so far ahead, was set by a clock that was wrong.
    """
    return [
        (workspace_key, key)
        for workspace_key, key in due(read, now_us, now_us + HELD_US)
        if (row := ConnectorStore(read, workspace_key).by_key(key)) and _has_come(row, now_us)
    ]


def start_due_run(
    workspace_key: int, key: int, now_us: int, write: WriteTransaction
) -> JobRow | None:
    """Queue a due run and set the next time from now: what was missed is one run."""
    store = ConnectorStore(write.connection, workspace_key)
    row = store.by_key(key)
    if row is None or not _take_turn(row, now_us, store):
        return None
    _, job, joined = queue_run(row, BY_SCHEDULE, write)
    return None if joined else job


def _take_turn(row: ConnectorRow, now_us: int, store: ConnectorStore) -> bool:
    """Set the next time of a connection whose time has come; tell whether it had."""
    if not _has_come(row, now_us):
        return False
    store.change(row.key, next_run_us=next_run_us(row.cron, row.timezone, now_us))
    return True


def _has_come(row: ConnectorRow, now_us: int) -> bool:
    if row.next_run_us is None or row.next_run_us <= now_us:
        return row.next_run_us is not None
    # Where an hour comes twice, what comes next depends on when it is asked: by a day.
    coming_us = next_run_us(row.cron, row.timezone, now_us) or now_us
    return row.next_run_us > max(coming_us, now_us) + 2 * HELD_US


def queue_run(row: ConnectorRow, occasion: Occasion, write: WriteTransaction) -> Started:
    """Queue a run of a connection, or join the one under way.

    Raises:
        ConflictError: One is under way that cannot be joined.
    """
    runs = SyncRunStore(write.connection, row.workspace_key)
    jobs = JobStore(write.connection, row.workspace_key)
    under_way = _under_way(runs, jobs, row.key, write.now_us)
    if under_way is not None and under_way.job_key is not None:
        if occasion.span != WHAT_HAS_CHANGED or occasion.record is not None:
            message = f"{row.display_name} is syncing. Wait for the end of the run, or cancel it."
            raise ConflictError(message)
        return under_way, jobs.by_key(under_way.job_key), True
    run = runs.add(write.now_us, row.key, occasion.reason, occasion.span)
    title = f"Sync of {row.display_name}"
    params: dict[str, object] = {"connector": row.key, "run": run.key}
    if occasion.record is not None:
        params["record"] = dict(occasion.record)
    job = jobs.add(write.now_us, JobKind.SYNC, title, params)
    return runs.change(run.key, job_key=job.key), job, False


def _under_way(runs: SyncRunStore, jobs: JobStore, key: int, now_us: int) -> SyncRunRow | None:
    """Give the open run of a connection; one whose job has ended without it is closed first."""
    run = runs.open_of(key)
    if run is None or run.job_key is None or jobs.by_key(run.job_key).model.status not in FINISHED:
        return run
    runs.finish(run.key, now_us, SyncStatus.CANCELLED)
    return None


def demand_ready(row: ConnectorRow) -> None:
    """Refuse a connection that cannot sync as it stands.

    Raises:
        ConflictError: The message says why, and what to do.
    """
    if not description_of(row.type).streams:
        message = f"{row.display_name} is pushed to; there is nothing to fetch."
        raise ConflictError(message)
    if row.status in _NOT_READY:
        raise ConflictError(_NOT_READY[row.status].format(name=row.display_name))
