"""What a message tells becomes records: laid over the rows as they were last read, and stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from causeloop_desktop.connectors.errors import SkipRowError
from causeloop_desktop.connectors.walking.rows import take_row
from causeloop_desktop.connectors.webhooks.webhook import Heard
from causeloop_desktop.contract.base import ChangeKind, JobId
from causeloop_desktop.contract.connectors import ConnectorId
from causeloop_desktop.contract.ingest import Rejection
from causeloop_desktop.contract.webhooks import WebhookTaken
from causeloop_desktop.engine.domain.records.fetched import to_fetched
from causeloop_desktop.engine.domain.records.normalise import (
    CODE,
    Record,
    Refusal,
    Rules,
    TitleRule,
)
from causeloop_desktop.engine.services.connectors.catalog import description_of
from causeloop_desktop.engine.services.connectors.places import place_of
from causeloop_desktop.engine.services.ingest import judge
from causeloop_desktop.engine.store.database import Read, WriteTransaction
from causeloop_desktop.engine.store.ids import new_id
from causeloop_desktop.engine.store.intake.ingest import upsert
from causeloop_desktop.engine.store.intake.kept_rows import KeptRowStore
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow
from causeloop_desktop.engine.store.sources.webhooks import Addressed, WebhookStore
from causeloop_desktop.engine.store.work.outbox import record_change
from causeloop_desktop.engine.store.work.pushes import note_push


@dataclass(slots=True)
class Sorted:
    """The rows of a message: taken, refused, none of ours; and the raw ones to be kept."""

    records: list[Record] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    ignored: int = 0
    raw: list[tuple[Heard, str, Mapping[str, Any]]] = field(default_factory=list)


def pushed(row: ConnectorRow, given: Sequence[object], now_us: int) -> Sorted:
    """Read records of our own shape."""
    spare_id = new_id("evt", now_us) if len(given) == 1 else None
    rules = Rules(TitleRule.FALLBACK, default_source=row.type, spare_id=spare_id)
    judged = judge([_owned(one, row.id) for one in given], rules)
    return Sorted(list(judged.records), list(judged.rejected))


def take(to: Addressed, heard: Sequence[Heard], write: WriteTransaction) -> WebhookTaken:
    """Take the rows that a provider tells of."""
    _, row = to
    found = Sorted()
    for index, one in enumerate(heard):
        if _is_chosen(row, one):
            _sort(row, one, index, found, write.connection)
        else:
            found.ignored += 1
    return store(to, found, write)


def store(
    to: Addressed, found: Sorted, write: WriteTransaction, *, test: bool = False
) -> WebhookTaken:
    """Store what a message brought, and note on its webhook that it came."""
    webhook, row = to
    taken = WebhookTaken(
        accepted=len(found.records),
        ignored=found.ignored,
        rejected=tuple(found.rejected),
        job_id=_store_records(row, found, write),
    )
    told = {
        "accepted": taken.accepted,
        "ignored": taken.ignored,
        "rejected": len(taken.rejected),
        "test": test,
    }
    store_ = WebhookStore(write.connection, row.workspace_key)
    store_.note_delivery(webhook.key, write.now_us, told)
    record_change(write, row.workspace_key, ChangeKind.CONNECTORS, [row.id], 1)
    return taken


def _store_records(row: ConnectorRow, found: Sorted, write: WriteTransaction) -> JobId | None:
    if not found.records and not found.rejected:
        return None
    upsert(write, row.workspace_key, found.records)
    kept = KeptRowStore(write.connection, row.workspace_key, row.key)
    for one, key, whole in found.raw:
        kept.keep(write.now_us, one.stream, one.scope, {key: whole})
    return note_push(write, row.workspace_key, len(found.records), len(found.rejected))


def _sort(row: ConnectorRow, one: Heard, index: int, found: Sorted, read: Read) -> None:
    """Lay what is told over the row as it was last read, and make a record of it."""
    description, place = place_of(row)
    stream = next(stream for stream in description.streams if stream.name == one.stream)
    scope = one.scope if stream.scoped else ""
    place = replace(place, scope=scope, settings={**place.settings, **one.learned})
    try:
        key = stream.key_at(one.row, place)
        kept = KeptRowStore(read, row.workspace_key, row.key).row(one.stream, key)
        whole = {**kept, **one.row}
        taken = take_row(stream, place, whole)
    except (SkipRowError, KeyError, TypeError) as error:
        found.rejected.append(Rejection(index=index, code=CODE, message=str(error)))
        return
    if taken is None:
        found.ignored += 1
        return
    judged = to_fetched(taken.record, row.type, taken.origin, row.id)
    if isinstance(judged, Refusal):
        found.rejected.append(Rejection(index=index, code=CODE, message=judged.message))
        return
    found.records.append(judged)
    found.raw.append((replace(one, scope=scope), key, whole))


def _is_chosen(row: ConnectorRow, one: Heard) -> bool:
    """Tell whether a row is of the part that was picked; where nothing was, all is."""
    scopes = description_of(row.type).scopes
    chosen = row.settings.get(scopes.setting) if scopes else None
    return not chosen or not one.scope or one.scope in chosen


def _owned(one: object, connector_id: ConnectorId) -> object:
    return {**one, "connector_id": connector_id} if isinstance(one, Mapping) else one
