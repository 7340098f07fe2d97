"""The engine's half of a sync: a page of rows and the bookmark after it are one transaction."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from causeloop_desktop.connectors.contacts import Contact
from causeloop_desktop.connectors.errors import CredentialsRefusedError
from causeloop_desktop.connectors.walk import Bookmark
from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.connectors import (
    ConnectorStatus,
    SyncAdvice,
    SyncDetails,
    SyncStatus,
)
from causeloop_desktop.contract.hosts import HostPurpose
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.contract.times import from_micros, to_text
from causeloop_desktop.engine.domain.normalise import Record
from causeloop_desktop.engine.services.connectors.catalog import description_of
from causeloop_desktop.engine.services.connectors.credentials import scrub
from causeloop_desktop.engine.services.connectors.places import place_of
from causeloop_desktop.engine.services.connectors.tokens import Tokens
from causeloop_desktop.engine.services.connectors.transitions import tell_failure, tell_transition
from causeloop_desktop.engine.services.errors import ConflictError
from causeloop_desktop.engine.services.jobs import Ending, JobRow
from causeloop_desktop.engine.services.row_files import RowFiles
from causeloop_desktop.engine.store.connectors import ConnectorRow, ConnectorStore
from causeloop_desktop.engine.store.contacts import ContactStore
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.ingest import upsert, with_known_bodies
from causeloop_desktop.engine.store.jobs import JobStore
from causeloop_desktop.engine.store.outbox import record_change
from causeloop_desktop.engine.store.sync_runs import SyncRunRow, SyncRunStore

GONE = "The source was disconnected while it synced."


@dataclass(frozen=True)
class _Going:
    """A run while it is read.

    Attributes:
        secrets: They are hidden in what the provider says.
        marks: How far a backfill has come, by stream and scope; it leaves the bookmarks alone.
    """

    connector: ConnectorRow
    run: SyncRunRow
    secrets: Mapping[str, str]
    counts: Counter[str]
    marks: dict[str, dict[str, Any]]

    @property
    def is_backfill(self) -> bool:
        return self.run.from_us is not None

    @property
    def checkpoint(self) -> dict[str, object]:
        return {"counts": dict(self.counts), "marks": self.marks}


class SyncHandler:
    """Runs syncs as jobs.

    Args:
        database: Where everything is.
        tokens: Opens what the source is asked with.
        tapes: Where recordings go, by the ids of their runs.
    """

    kind = JobKind.SYNC

    def __init__(self, database: Database, tokens: Tokens, tapes: RowFiles) -> None:
        self._database = database
        self._tokens = tokens
        self._tapes = tapes
        self._going: dict[int, _Going] = {}

    async def spec(self, job: JobRow) -> dict[str, object]:
        """Tell the worker where to read, with what, and from where on."""
        connector, run, marks = await self._database.write(partial(_begin, job))
        counts = Counter[str](job.checkpoint.get("counts", {}))
        going = _Going(connector, run, {}, counts, dict(job.checkpoint.get("marks", {})))
        self._going[job.key] = going  # if there are no credentials, the run still has to end
        secrets = await self._tokens.open(connector)
        going = self._going[job.key] = replace(going, secrets=secrets)
        _, place = place_of(connector)
        return {
            "type": connector.type,
            "connector_id": connector.id,
            "settings": dict(connector.settings),
            "base_url": place.base_url,
            "secrets": secrets,
            "per_minute": connector.requests_per_minute,
            "backfill_days": connector.backfill_days,
            "bookmarks": list(going.marks.values()) if going.is_backfill else marks,
            "from": None if run.from_us is None else to_text(from_micros(run.from_us)),
            "to": None if run.to_us is None else to_text(from_micros(run.to_us)),
            "cassette": self._cassette(job, run),
        }

    def _cassette(self, job: JobRow, run: SyncRunRow) -> dict[str, str] | None:
        """Say where a run is recorded, if it was asked to be."""
        record = job.params.get("record")
        return None if record is None else {**record, "path": str(self._tapes.path(run.model.id))}

    async def on_rows(self, job: JobRow, message: dict[str, Any]) -> None:
        """Write a page with its bookmark, or for what is being waited."""
        going = self._going[job.key]
        if "waiting" in message:
            await self._database.write(partial(_wait, going, message))
            return
        self._going[job.key] = await self._database.write(partial(_write_page, job, going, message))

    async def on_done(self, job: JobRow, result: dict[str, Any]) -> Ending:
        """Say how it went, on the run and on the connection."""
        going = self._going.pop(job.key)
        await asyncio.to_thread(self._tapes.keep_latest)
        failures = result["failures"]
        ending = _ending(going.counts, failures)
        details = _details(failures, going.secrets)
        await self._database.write(
            partial(_end, going, details, result, expired=_is_refused(failures, going.secrets))
        )
        return ending

    async def on_stopped(self, job: JobRow, ending: Ending) -> Ending:
        """Close the run of a job that was cancelled or failed, perhaps before it began."""
        going = self._going.pop(job.key, None)
        if going is None:
            await self._database.write(partial(_withdraw, job))
            return ending
        cancelled = ending.status is JobStatus.CANCELLED
        details = None
        if not cancelled:
            advice = SyncAdvice.OUR_FAULT if going.secrets else SyncAdvice.ASK_OPERATOR
            details = SyncDetails(message=ending.error or ending.message, advice=advice)
        await self._database.write(partial(_finish, going, details, cancelled=cancelled))
        return ending


def _begin(
    job: JobRow, write: WriteTransaction
) -> tuple[ConnectorRow, SyncRunRow, list[dict[str, Any]]]:
    store = ConnectorStore(write.connection, job.workspace_key)
    connector = store.by_key(job.params["connector"])
    if connector is None:
        raise ConflictError(GONE)
    runs = SyncRunStore(write.connection, job.workspace_key)
    run = runs.change(job.params["run"], status=SyncStatus.RUNNING)
    record_change(write, job.workspace_key, ChangeKind.CONNECTORS, [connector.id], 1)
    return connector, run, store.bookmarks(connector.key)


def _withdraw(job: JobRow, write: WriteTransaction) -> None:
    """Close the run of a job that never began."""
    runs = SyncRunStore(write.connection, job.workspace_key)
    run = runs.open_of(job.params["connector"])
    if run is not None and run.key == job.params["run"]:
        runs.finish(run.key, write.now_us, SyncStatus.CANCELLED)
        record_change(write, job.workspace_key, ChangeKind.CONNECTORS, [run.model.connector_id], 1)


def _wait(going: _Going, message: Mapping[str, Any], write: WriteTransaction) -> None:
    waiting = message["waiting"]
    _note_contacts(going, message["contacts"], write)
    runs = SyncRunStore(write.connection, going.connector.workspace_key)
    runs.wait(going.run.key, write.now_us, waiting["seconds"], waiting["reason"])
    record_change(
        write, going.connector.workspace_key, ChangeKind.CONNECTORS, [going.connector.id], 1
    )


def _note_contacts(going: _Going, counted: list[dict[str, Any]], write: WriteTransaction) -> None:
    contacts = ContactStore(write.connection, going.connector.workspace_key)
    found = [Contact(**contact) for contact in counted]
    contacts.note(HostPurpose.SYNC, going.connector.type, found)


def _write_page(
    job: JobRow, going: _Going, message: Mapping[str, Any], write: WriteTransaction
) -> _Going:
    """Write a page; give where the run then stands, for it counts once it is committed."""
    store = ConnectorStore(write.connection, job.workspace_key)
    if store.by_key(going.connector.key) is None:
        raise ConflictError(GONE)
    records = [Record(*values) for values in message["records"]]
    if _is_partial(going.connector, message["stream"]):
        records = with_known_bodies(write.connection, job.workspace_key, records)
    written = upsert(write, job.workspace_key, records)
    counts = going.counts + Counter(
        new=written.created,
        updated=written.updated,
        unchanged=written.unchanged + written.ignored_older,
        skipped=len(message["skipped"]),
        requests=1,
    )
    runs = SyncRunStore(write.connection, job.workspace_key)
    key, stream, scope = going.connector.key, message["stream"], message["scope"]
    runs.keep_rows(write.now_us, key, stream, scope, message["raw"])
    runs.add_skipped(going.run.key, stream, message["skipped"])
    _note_contacts(going, message["contacts"], write)
    runs.change(going.run.key, counts=dict(counts))
    if message["learned"] != going.connector.learned:
        store.change(key, learned=message["learned"])
    mark = {"stream": stream, "scope": scope, "bookmark": message["bookmark"]}
    if going.is_backfill:
        after = replace(going, counts=counts, marks={**going.marks, f"{stream} {scope}": mark})
    else:
        after = replace(going, counts=counts)
        store.set_bookmark(key, stream, scope, Bookmark.model_validate(message["bookmark"]))
    JobStore(write.connection, job.workspace_key).checkpoint(job.key, after.checkpoint)
    return after


def _is_partial(row: ConnectorRow, stream: str) -> bool:
    return any(one.partial and one.name == stream for one in description_of(row.type).streams)


def _end(
    going: _Going,
    details: SyncDetails | None,
    result: Mapping[str, Any],
    write: WriteTransaction,
    *,
    expired: bool,
) -> None:
    _note_contacts(going, result["contacts"], write)
    _finish(going, details, write, expired=expired)


def _finish(
    going: _Going,
    details: SyncDetails | None,
    write: WriteTransaction,
    *,
    cancelled: bool = False,
    expired: bool = False,
) -> None:
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


def _is_refused(failures: list[dict[str, str]], secrets: Mapping[str, str]) -> bool:
    """Tell whether a provider took back what was authorised in the browser."""
    refused = any(one["kind"] == CredentialsRefusedError.__name__ for one in failures)
    return refused and "access_token" in secrets


def _details(failures: list[dict[str, str]], secrets: Mapping[str, str]) -> SyncDetails | None:
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


def _ending(counts: Counter[str], failures: list[dict[str, str]]) -> Ending:
    message = (
        f"{counts['new']:,} new, {counts['updated']:,} updated, "
        f"{counts['unchanged']:,} unchanged, {counts['skipped']:,} skipped."
    )
    status = JobStatus.PARTIAL if failures else JobStatus.SUCCEEDED
    return Ending(status, message, result=dict(counts))
