"""Pages of a sync: the rows and the bookmark after them are one transaction."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from causeloop_desktop.connectors.description.pages import Bookmark
from causeloop_desktop.connectors.description.streams import PartOf
from causeloop_desktop.connectors.transport.contacts import Contact
from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.hosts import HostPurpose
from causeloop_desktop.engine.domain.normalise import Record
from causeloop_desktop.engine.services.connectors.catalog import description_of
from causeloop_desktop.engine.services.connectors.syncs.going import GONE, Going
from causeloop_desktop.engine.services.errors import ConflictError
from causeloop_desktop.engine.services.jobs import JobRow
from causeloop_desktop.engine.store.connectors import ConnectorRow, ConnectorStore
from causeloop_desktop.engine.store.contacts import ContactStore
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.ingest import upsert, with_known_bodies
from causeloop_desktop.engine.store.jobs import JobStore
from causeloop_desktop.engine.store.kept_rows import KeptRowStore
from causeloop_desktop.engine.store.outbox import record_change
from causeloop_desktop.engine.store.sync_runs import SyncRunStore


def wait(going: Going, message: Mapping[str, Any], write: WriteTransaction) -> None:
    """Show for what a run waits, and how long."""
    waiting = message["waiting"]
    note_contacts(going, message["contacts"], write)
    runs = SyncRunStore(write.connection, going.connector.workspace_key)
    runs.wait(going.run.key, write.now_us, waiting["seconds"], waiting["reason"])
    record_change(
        write, going.connector.workspace_key, ChangeKind.CONNECTORS, [going.connector.id], 1
    )


def note_contacts(going: Going, counted: list[dict[str, Any]], write: WriteTransaction) -> None:
    """Count the hosts that were asked."""
    contacts = ContactStore(write.connection, going.connector.workspace_key)
    found = [Contact(**contact) for contact in counted]
    contacts.note(HostPurpose.SYNC, going.connector.type, found)


def write_page(
    job: JobRow, going: Going, message: Mapping[str, Any], write: WriteTransaction
) -> Going:
    """Write a page; give where the run then stands, for it counts once it is committed."""
    store = ConnectorStore(write.connection, job.workspace_key)
    if store.by_key(going.connector.key) is None:
        raise ConflictError(GONE)
    records = [Record(*values) for values in message["records"]]
    part_of = _part_of(going.connector, message["stream"])
    if part_of is not None:
        records = with_known_bodies(write.connection, job.workspace_key, records)
    written = upsert(write, job.workspace_key, records)
    counts = going.counts + Counter(
        new=written.created,
        updated=written.updated,
        unchanged=written.unchanged + written.ignored_older,
        skipped=len(message["skipped"]),
        requests=sum(one["count"] for one in message["contacts"]) or 1,
    )
    runs = SyncRunStore(write.connection, job.workspace_key)
    key, stream, scope = going.connector.key, message["stream"], message["scope"]
    kept = KeptRowStore(write.connection, job.workspace_key, key)
    kept.keep(write.now_us, stream, scope, message["raw"])
    if part_of is not None:
        kept.lay_over(write.now_us, part_of.stream, message["whole"])
    runs.add_skipped(going.run.key, stream, message["skipped"])
    note_contacts(going, message["contacts"], write)
    runs.change(going.run.key, counts=dict(counts))
    if message["learned"] != going.connector.learned:
        store.change(key, learned=message["learned"])
    if not going.is_backfill:
        store.set_bookmark(key, stream, scope, Bookmark.model_validate(message["bookmark"]))
    after = going.after(message, counts)
    JobStore(write.connection, job.workspace_key).checkpoint(job.key, after.checkpoint)
    return after


def _part_of(row: ConnectorRow, stream: str) -> PartOf | None:
    return next(one.part_of for one in description_of(row.type).streams if one.name == stream)
