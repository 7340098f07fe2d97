"""The outbox: what each commit changed, kept for a week so that a client can catch up."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, func, insert, select, update

from causeloop_desktop.contract.base import ChangeKind, Changes, Model
from causeloop_desktop.contract.events import Event, EventType
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.store.database import Changed, WriteTransaction
from causeloop_desktop.engine.store.schema import outbox, workspaces

MAX_IDS = 50
"""How many ids a commit names; beyond that it only counts."""

KEPT_US = 7 * DAY_US
"""How long a commit is remembered."""


def record_change(
    transaction: WriteTransaction,
    workspace_key: int,
    kind: ChangeKind,
    ids: Sequence[str] = (),
    count: int | None = None,
) -> int:
    """Note in the open transaction that things of one kind changed, and give its sequence.

    The first note of a transaction bumps the workspace's sequence; later ones share it. The
    commit then reaches the stream as one ``changes`` frame.

    Args:
        transaction: The open write.
        workspace_key: Whose things changed.
        kind: What kind of things.
        ids: Those that changed; only the first 50 of a commit are kept.
        count: How many changed, where that is not the number of ``ids``.
    """
    changed = _changed_in(transaction, workspace_key)
    kept = list(ids[: max(0, MAX_IDS - len(changed.ids))])
    number = len(ids) if count is None else count
    changed.counts[kind] = changed.counts.get(kind, 0) + number
    changed.ids.extend(kept)
    transaction.connection.execute(
        insert(outbox).values(
            workspace_key=workspace_key,
            sequence=changed.sequence,
            kind=kind,
            count=number,
            ids=json.dumps(kept),
            created_us=transaction.now_us,
        )
    )
    return changed.sequence


def record_event(
    transaction: WriteTransaction, workspace_key: int, kind: EventType, payload: Model
) -> Event:
    """Note in the open transaction that something happened that somebody wants to be told of."""
    changed = _changed_in(transaction, workspace_key)
    event = Event(
        type=kind,
        sequence=changed.sequence,
        payload=payload.model_dump(mode="json"),
        created_at=from_micros(transaction.now_us),
    )
    changed.events.append(event)
    transaction.connection.execute(
        insert(outbox).values(
            workspace_key=workspace_key,
            sequence=changed.sequence,
            kind=kind,
            count=1,
            created_us=transaction.now_us,
            payload=json.dumps(event.payload, ensure_ascii=False),
        )
    )
    return event


def touch_issues(transaction: WriteTransaction, workspace_key: int, keys: Iterable[int]) -> None:
    """Note which existing issues look different after this transaction.

    Whoever changes an issue's row, or its place in the visible run, says so here: lists are
    answered from memory and read anew only what was touched.
    """
    _changed_in(transaction, workspace_key).touched.update(keys)


def changes_of(transaction: WriteTransaction, workspace_key: int) -> Changes:
    """Give what the open transaction has changed so far, as a write answers it."""
    for changed in transaction.changed:
        if changed.workspace_key == workspace_key:
            return to_changes(changed)
    return Changes()


def to_changes(changed: Changed) -> Changes:
    """Turn the note of a commit into the contract's record."""
    counts = {ChangeKind(kind): count for kind, count in changed.counts.items()}
    return Changes(sequence=changed.sequence, counts=counts, ids=tuple(changed.ids))


def changes_since(
    connection: Connection, workspace_key: int, since: int, limit: int
) -> tuple[Changes, ...]:
    """Give the commits after ``since``, oldest first, at most ``limit`` of them."""
    mine = (
        (outbox.c.workspace_key == workspace_key)
        & (outbox.c.sequence > since)
        & outbox.c.payload.is_(None)
    )
    numbers = (
        select(outbox.c.sequence).where(mine).distinct().order_by(outbox.c.sequence).limit(limit)
    )
    rows = connection.execute(
        select(outbox.c.sequence, outbox.c.kind, outbox.c.count, outbox.c.ids)
        .where(mine, outbox.c.sequence.in_(numbers))
        .order_by(outbox.c.sequence, outbox.c.key)
    )
    commits: dict[int, Changed] = {}
    for sequence, kind, count, ids in rows:
        commit = commits.setdefault(sequence, Changed(workspace_key, sequence))
        commit.counts[kind] = commit.counts.get(kind, 0) + count
        commit.ids.extend(json.loads(ids))
    return tuple(map(to_changes, commits.values()))


def events_since(
    connection: Connection, workspace_key: int, since: int, limit: int
) -> tuple[Event, ...]:
    """Give what happened after the commit ``since``, oldest first, at most ``limit`` of it."""
    statement = (
        select(outbox.c.kind, outbox.c.sequence, outbox.c.payload, outbox.c.created_us)
        .where(
            outbox.c.workspace_key == workspace_key,
            outbox.c.sequence > since,
            outbox.c.payload.is_not(None),
        )
        .order_by(outbox.c.sequence, outbox.c.key)
        .limit(limit)
    )
    return tuple(
        Event(
            type=row.kind,
            sequence=row.sequence,
            payload=json.loads(row.payload),
            created_at=from_micros(row.created_us),
        )
        for row in connection.execute(statement)
    )


def oldest_sequence(connection: Connection, workspace_key: int) -> int | None:
    """Give the oldest commit still remembered, or ``None`` when there is none."""
    mine = outbox.c.workspace_key == workspace_key
    oldest: int | None = connection.scalar(select(func.min(outbox.c.sequence)).where(mine))
    return oldest


def prune(transaction: WriteTransaction) -> int:
    """Forget commits older than a week, in every workspace; give how many rows went."""
    old = outbox.c.created_us < transaction.now_us - KEPT_US
    return transaction.connection.execute(delete(outbox).where(old)).rowcount


def _changed_in(transaction: WriteTransaction, workspace_key: int) -> Changed:
    for changed in transaction.changed:
        if changed.workspace_key == workspace_key:
            return changed
    sequence = transaction.connection.execute(
        update(workspaces)
        .where(workspaces.c.key == workspace_key)
        .values(sequence=workspaces.c.sequence + 1)
        .returning(workspaces.c.sequence)
    ).scalar_one()
    changed = Changed(workspace_key, sequence)
    transaction.changed.append(changed)
    return changed
