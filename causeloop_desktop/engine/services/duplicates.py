"""Duplicates: what several tools tell of one occurrence is joined, shown, and can be parted."""

from collections.abc import Collection, Sequence
from functools import partial

from causeloop_desktop.contract.base import ChangeKind, DuplicateId, Page
from causeloop_desktop.contract.duplicates import (
    Duplicate,
    DuplicateIssue,
    DuplicateJoin,
    DuplicateKind,
    DuplicatesChanged,
    SameOccurrence,
)
from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.contract.times import from_known_micros, from_micros
from causeloop_desktop.engine.domain.duplicates import Join
from causeloop_desktop.engine.services.commits import Commits
from causeloop_desktop.engine.services.cursors import Cursors
from causeloop_desktop.engine.services.duplicates_job import note_joined
from causeloop_desktop.engine.services.errors import ConflictError, NotFoundError
from causeloop_desktop.engine.services.jobs import JobService
from causeloop_desktop.engine.services.matching import queue_of
from causeloop_desktop.engine.services.operations import OperationService
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.documents import DocumentStore
from causeloop_desktop.engine.store.duplicates import DuplicateRow, DuplicateStore, Pair
from causeloop_desktop.engine.store.jobs import JobStore
from causeloop_desktop.engine.store.operations import Act, OperationRow, record_operation
from causeloop_desktop.engine.store.outbox import changes_of
from causeloop_desktop.engine.store.sightings import Face, SightingStore

JOIN, PART = "duplicates.join", "duplicates.part"

SETTLE_SECONDS = 1.0
"""What arrives together is searched together."""

AWAITED = (JobKind.IMPORT, JobKind.MATCHING, JobKind.DETECTION, JobKind.DUPLICATES)
"""Jobs whose end the search waits for: likeness is asked within patterns alone, and only once.
For the same reason it waits for issues that matching has yet to look at."""


class DuplicateService:
    """Looks for duplicates behind matching, and does what people say about them.

    Args:
        database: Where issues are.
        jobs: Runs the search.
        operations: Learns how to undo joins and partings.
        cursors: Signs the pages of the list.
    """

    def __init__(
        self, database: Database, jobs: JobService, operations: OperationService, cursors: Cursors
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._cursors = cursors
        self._commits = Commits(database, ChangeKind.ISSUES)
        operations.register(JOIN, _undo_join)
        operations.register(PART, _undo_part)

    async def serve(self) -> None:
        """Follow changes of issues until cancelled; first comes what an earlier engine left."""
        await self._commits.follow(self.look, SETTLE_SECONDS, "looking for duplicates failed")

    async def look(self, workspace_key: int) -> bool:
        """Start a search where issues have changed; say whether one has to wait."""
        changed, busy = await self._database.read(partial(_waiting, workspace_key))
        if not changed:
            return False
        if not busy:
            title = "Search for duplicates"
            await self._jobs.enqueue_once(workspace_key, JobKind.DUPLICATES, title, {})
        return busy

    async def list(self, workspace_key: int, limit: int, cursor: str | None) -> Page[Duplicate]:
        """Give a page of pairs, those joined last first."""
        scope = f"{workspace_key}:duplicates"
        before = self._cursors.after(scope, cursor)
        rows, total, data = await self._database.read(partial(_page, workspace_key, before, limit))
        info = self._cursors.info(scope, [row.key for row in rows], limit, total)
        return Page(data=data, page=info)

    async def of_issue(
        self, workspace_key: int, issue_id: str, as_of_us: int | None = None
    ) -> SameOccurrence:
        """Give all that had told the same as one issue by a moment.

        Raises:
            NotFoundError: There is no such issue.
        """
        return await self._database.read(
            lambda read: _occurrence(workspace_key, issue_id, read, as_of_us)
        )

    async def join(
        self, workspace_key: int, actor: str, request: DuplicateJoin
    ) -> DuplicatesChanged:
        """Say that two issues tell of one occurrence.

        Raises:
            NotFoundError: There is no such issue.
            ConflictError: They do already, or are the same issue.
        """
        return await self._database.write(
            partial(_join, workspace_key, actor, request.issue_id, request.other_id)
        )

    async def part(self, workspace_key: int, actor: str, duplicate_id: str) -> DuplicatesChanged:
        """Say that a pair does not tell of one occurrence; it is never joined again.

        Raises:
            NotFoundError: There is no such pair, or it is parted already.
        """
        return await self._database.write(partial(_part, workspace_key, actor, duplicate_id))


def _waiting(workspace_key: int, read: Read) -> tuple[bool, bool]:
    since = DuplicateStore(read, workspace_key).searched()
    changed = DocumentStore(read, workspace_key).count_changed(since, 1) > 0
    jobs = JobStore(read, workspace_key)
    busy = any(jobs.open_of(kind) for kind in AWAITED)
    return changed, busy or queue_of(workspace_key, read).is_due


def _page(
    workspace_key: int, before: int | None, limit: int, read: Read
) -> tuple[list[DuplicateRow], int, tuple[Duplicate, ...]]:
    store = DuplicateStore(read, workspace_key)
    rows = store.page(before, limit + 1)
    return rows, store.count(), _duplicates(read, workspace_key, rows[:limit])


def _occurrence(
    workspace_key: int, issue_id: str, read: Read, as_of_us: int | None = None
) -> SameOccurrence:
    key = _key_of(read, workspace_key, issue_id)
    rows = DuplicateStore(read, workspace_key).around(key)
    found = _duplicates(read, workspace_key, rows)
    seen = from_known_micros(as_of_us)
    joins = tuple(
        join for join in found if seen is None or all(one.created_at <= seen for one in join.issues)
    )
    others = {one.id: one for join in joins for one in join.issues if one.id != issue_id}
    return SameOccurrence(
        issue_id=_face_of(read, workspace_key, key).id,
        issues=tuple(sorted(others.values(), key=lambda one: (one.created_at, one.id))),
        joins=joins,
    )


def _duplicates(
    read: Read, workspace_key: int, rows: Collection[DuplicateRow]
) -> tuple[Duplicate, ...]:
    store = SightingStore(read, workspace_key)
    faces = {face.key: face for face in store.faces({end for row in rows for end in row.pair})}
    return tuple(_duplicate(row, [faces[end] for end in row.pair]) for row in rows)


def _duplicate(row: DuplicateRow, faces: Sequence[Face]) -> Duplicate:
    first, second = sorted(faces, key=lambda face: (face.occurred_us, face.key))
    return Duplicate(
        id=DuplicateId(row.id),
        issues=(_issue(first), _issue(second)),
        kind=DuplicateKind(row.kind),
        reason=row.reason,
        score=row.score,
        joined_at=from_micros(row.created_us),
    )


def _issue(face: Face) -> DuplicateIssue:
    return DuplicateIssue(
        id=face.id,
        external_id=face.external_id,
        title=face.title,
        source=face.source,
        origin=face.origin,
        created_at=from_micros(face.occurred_us),
    )


def _key_of(read: Read, workspace_key: int, issue_id: str) -> int:
    key = DocumentStore(read, workspace_key).key_of(issue_id)
    if key is None:
        raise NotFoundError("issue", issue_id)
    return key


def _face_of(read: Read, workspace_key: int, key: int) -> Face:
    return SightingStore(read, workspace_key).faces([key])[0]


def _join(
    workspace_key: int, actor: str, issue_id: str, other_id: str, write: WriteTransaction
) -> DuplicatesChanged:
    one, other = (_key_of(write.connection, workspace_key, id_) for id_ in (issue_id, other_id))
    store, pair = DuplicateStore(write.connection, workspace_key), Pair.of(one, other)
    group = {end for row in store.around(one) for end in row.pair} | {one}
    if other in group:
        raise ConflictError("The two tell of one occurrence already. There is nothing to join.")
    told, by = (_face_of(write.connection, workspace_key, key).external_id for key in (one, other))
    act = Act(actor, JOIN, f"Joined {told} and {by}", {"pair": list(pair)})
    operation = record_operation(write, workspace_key, act)
    revision = note_joined(write, workspace_key, pair)
    row = store.of_pair(pair)
    if row is None:
        store.add([Join(*pair, "person", 1.0, "a person joined them")], write.now_us, revision)
    else:
        store.set_joined([row.key], revision, joined=True)
    return _changed(write, workspace_key, issue_id, operation)


def _part(
    workspace_key: int, actor: str, duplicate_id: str, write: WriteTransaction
) -> DuplicatesChanged:
    store = DuplicateStore(write.connection, workspace_key)
    row = store.find(duplicate_id)
    if row is None or not row.joined:
        raise NotFoundError("duplicate", duplicate_id)
    one, other = (_face_of(write.connection, workspace_key, key) for key in row.pair)
    summary = f"Parted {one.external_id} and {other.external_id}"
    act = Act(actor, PART, summary, {"pair": list(row.pair)})
    operation = record_operation(write, workspace_key, act)
    store.set_joined([row.key], note_joined(write, workspace_key, row.pair), joined=False)
    return _changed(write, workspace_key, one.id, operation)


def _changed(
    write: WriteTransaction, workspace_key: int, issue_id: str, operation: OperationRow
) -> DuplicatesChanged:
    return DuplicatesChanged(
        occurrence=_occurrence(workspace_key, issue_id, write.connection),
        operation_id=operation.id,
        changes=changes_of(write, workspace_key),
    )


def _undo_join(write: WriteTransaction, workspace_key: int, operation: OperationRow) -> None:
    """Part a pair that a person joined; it stays parted, for a person thought about it."""
    _restore(write, workspace_key, operation, joined=False)


def _undo_part(write: WriteTransaction, workspace_key: int, operation: OperationRow) -> None:
    """Join a pair again."""
    _restore(write, workspace_key, operation, joined=True)


def _restore(
    write: WriteTransaction, workspace_key: int, operation: OperationRow, *, joined: bool
) -> None:
    store = DuplicateStore(write.connection, workspace_key)
    pair = Pair(*operation.inverse["pair"])
    row = store.of_pair(pair)
    if row is None or row.joined is joined:
        raise ConflictError("The two were joined or parted again since. Undo that first.")
    store.set_joined([row.key], note_joined(write, workspace_key, pair), joined=joined)
