"""Pages of a sync: written in parts, the bookmark with the last rows before it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from causeloop_desktop.connectors.description.pages import Bookmark
from causeloop_desktop.connectors.description.streams import PartOf
from causeloop_desktop.connectors.transport.contacts import Contact
from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.hosts import HostPurpose
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.services.connectors.catalog import description_of
from causeloop_desktop.engine.services.connectors.syncs.going import GONE, Going
from causeloop_desktop.engine.services.errors import ConflictError
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.intake.ingest import upsert, with_known_bodies
from causeloop_desktop.engine.store.intake.kept_rows import KeptRowStore
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow, ConnectorStore
from causeloop_desktop.engine.store.sources.contacts import ContactStore
from causeloop_desktop.engine.store.sources.sync_runs import SyncRunStore
from causeloop_desktop.engine.store.work.jobs import JobRow, JobStore
from causeloop_desktop.engine.store.work.outbox import record_change

ROWS_AT_ONCE = 80
"""Rows of a transaction; most compute for less than 10 ms."""


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


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a page; more than a part would keep other writes waiting.

    Attributes:
        number: From 0.
        is_last: Whether the page ends with it, so that its bookmark belongs to this transaction.
        page: What the whole page says.
    """

    number: int
    is_last: bool
    page: Mapping[str, Any]

    def records(self) -> list[Record]:
        """Give its records."""
        return [Record(*values) for values in self._cut(self.page["records"])]

    def rows(self, name: str) -> dict[str, Any]:
        """Give its rows as they came, by their keys."""
        return dict(self._cut(list(self.page[name].items())))

    def _cut(self, values: list[Any]) -> list[Any]:
        return values[self.number * ROWS_AT_ONCE : (self.number + 1) * ROWS_AT_ONCE]


def parts_of(page: Mapping[str, Any]) -> list[Part]:
    """Cut a page into what is written at once; one without rows is a part too."""
    most = max(len(page[name]) for name in ("records", "raw", "whole"))
    count = max(1, -(-most // ROWS_AT_ONCE))
    return [Part(number, number == count - 1, page) for number in range(count)]


def write_part(job: JobRow, going: Going, part: Part, write: WriteTransaction) -> Going:
    """Write a part of a page; give where the run then stands, for it counts once it is committed.

    The bookmark after a page is written with its last part: no kill leaves it ahead of its rows.

    Raises:
        ConflictError: The connection is gone.
    """
    if ConnectorStore(write.connection, job.workspace_key).by_key(going.connector.key) is None:
        raise ConflictError(GONE)
    after = going.after_part(part.number, _write_rows(job, going, part, write))
    if part.is_last:
        _write_end(job, going, part.page, write)
        after = after.after_page(part.page)
    runs = SyncRunStore(write.connection, job.workspace_key)
    runs.change(going.run.key, counts=dict(after.counts))
    JobStore(write.connection, job.workspace_key).checkpoint(job.key, after.checkpoint)
    return after


def _write_rows(job: JobRow, going: Going, part: Part, write: WriteTransaction) -> Counter[str]:
    stream, records = part.page["stream"], part.records()
    part_of = _part_of(going.connector, stream)
    if part_of is not None:
        records = with_known_bodies(write.connection, job.workspace_key, records)
    written = upsert(write, job.workspace_key, records)
    kept = KeptRowStore(write.connection, job.workspace_key, going.connector.key)
    kept.keep(write.now_us, stream, part.page["scope"], part.rows("raw"))
    if part_of is not None:
        kept.lay_over(write.now_us, part_of.stream, part.rows("whole"))
    unchanged = written.unchanged + written.ignored_older
    return Counter(new=written.created, updated=written.updated, unchanged=unchanged)


def _write_end(job: JobRow, going: Going, page: Mapping[str, Any], write: WriteTransaction) -> None:
    """Write how far the run has come with a page, and what could not be taken of it."""
    store = ConnectorStore(write.connection, job.workspace_key)
    key, stream = going.connector.key, page["stream"]
    runs = SyncRunStore(write.connection, job.workspace_key)
    runs.add_skipped(going.run.key, stream, page["skipped"])
    note_contacts(going, page["contacts"], write)
    if page["learned"] != going.connector.learned:
        store.change(key, learned=page["learned"])
    if not going.is_backfill:
        bookmark = Bookmark.model_validate(page["bookmark"])
        store.set_bookmark(key, stream, page["scope"], bookmark)


def _part_of(row: ConnectorRow, stream: str) -> PartOf | None:
    return next(one.part_of for one in description_of(row.type).streams if one.name == stream)
