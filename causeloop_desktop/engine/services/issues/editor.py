"""Issues as people make and change them, one by one or many at once."""

from collections.abc import Sequence

from causeloop_desktop.contract.base import Changes, OperationId, PatternId
from causeloop_desktop.contract.issues import (
    BulkOperation,
    BulkResult,
    IssueBulk,
    IssueChanged,
    IssueCreate,
    IssueFilter,
    IssuePatch,
)
from causeloop_desktop.contract.times import to_micros
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.services.errors import ConflictError, InvalidError, NotFoundError
from causeloop_desktop.engine.services.issues import edits
from causeloop_desktop.engine.services.issues.edits import Edit, Edited
from causeloop_desktop.engine.services.issues.requests import to_bulk_edit, to_edit, to_record
from causeloop_desktop.engine.services.issues.service import IssueService
from causeloop_desktop.engine.services.operations import OperationService
from causeloop_desktop.engine.services.patterns.service import PatternService
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.ids import new_id
from causeloop_desktop.engine.store.intake.ingest import upsert
from causeloop_desktop.engine.store.issues.rows import IssueStore
from causeloop_desktop.engine.store.work.operations import Act, record_operation
from causeloop_desktop.engine.store.work.outbox import changes_of


class IssueEditor:
    """Changes the issues of every workspace; each change is an operation.

    Args:
        database: Where they are.
        issues: Finds and shows them.
        patterns: Knows the patterns that they are linked to.
        operations: Learns how to undo all this.
    """

    def __init__(
        self,
        database: Database,
        issues: IssueService,
        patterns: PatternService,
        operations: OperationService,
    ) -> None:
        self._database = database
        self._issues = issues
        self._patterns = patterns
        for kind in (edits.PATCH, edits.BULK, edits.LINK, edits.UNLINK):
            operations.register(kind, edits.undo)
        operations.register(edits.CREATE, edits.keep_created)

    async def create(self, workspace_key: int, actor: str, request: IssueCreate) -> IssueChanged:
        """Make an issue by hand.

        Raises:
            ConflictError: Its source has one of this external id already.
        """
        issue_id, operation_id, changes = await self._database.write(
            lambda write: _create(write, workspace_key, actor, request)
        )
        issue = await self._issues.get(workspace_key, issue_id)
        return IssueChanged(**dict(issue), operation_id=operation_id, changes=changes)

    async def patch(
        self, workspace_key: int, actor: str, issue_id: str, patch: IssuePatch
    ) -> IssueChanged:
        """Change what a request sets of one issue.

        Raises:
            NotFoundError: There is no such issue, or no such pattern.
            InvalidError: Nothing is set, or a value cannot be cleared.
        """
        issue = await self._issues.get(workspace_key, issue_id)
        pattern = await self._pattern(workspace_key, patch.pattern_id)
        edit = to_edit(patch, issue.title, pattern)
        keys = await self._keys(workspace_key, [issue_id])
        edited, changes = await self._apply(workspace_key, actor, keys, edit)
        return IssueChanged(
            **dict(await self._issues.get(workspace_key, issue_id)),
            operation_id=edited.operation.id if edited.operation else None,
            changes=changes,
        )

    async def bulk(self, workspace_key: int, actor: str, request: IssueBulk) -> BulkResult:
        """Make one change to many issues, or say how many it would touch.

        Raises:
            ConflictError: The filter matches another number of issues than was previewed.
            InvalidError: It is not said which issues are meant, or the value does not fit.
            NotFoundError: An id or a pattern does not exist.
        """
        keys = await self._meant(workspace_key, request)
        linking = request.op is BulkOperation.LINK_PATTERN
        pattern = await self._pattern(workspace_key, request.value or "") if linking else None
        edit = to_bulk_edit(request, len(keys), pattern)
        if request.preview:
            return BulkResult(matched=len(keys))
        _check_count(request, len(keys))
        edited, changes = await self._apply(workspace_key, actor, keys, edit)
        return BulkResult(
            matched=len(keys),
            changed=edited.changed,
            operation_id=edited.operation.id if edited.operation else None,
            changes=changes,
        )

    async def _apply(
        self, workspace_key: int, actor: str, keys: Sequence[int], edit: Edit
    ) -> tuple[Edited, Changes]:
        return await self._database.write(
            lambda write: (
                edits.apply(write, workspace_key, actor, keys, edit),
                changes_of(write, workspace_key),
            )
        )

    async def _meant(self, workspace_key: int, request: IssueBulk) -> Sequence[int]:
        if (request.ids is None) == (request.filter is None):
            message = "Say which issues are meant: by ids, or by a filter"
            raise InvalidError(f"{message}.", {"ids": message})
        if request.ids is not None:
            return await self._keys(workspace_key, request.ids)
        as_of_us = None if request.as_of is None else to_micros(request.as_of)
        filter_ = request.filter or IssueFilter()
        return await self._issues.keys(workspace_key, filter_, as_of_us)

    async def _keys(self, workspace_key: int, ids: Sequence[str]) -> Sequence[int]:
        found = await self._database.read(lambda read: IssueStore(read, workspace_key).keys_of(ids))
        for id_ in ids:
            if id_ not in found:
                raise NotFoundError("issue", id_)
        return list(found.values())

    async def _pattern(self, workspace_key: int, pattern_id: PatternId | str | None) -> int | None:
        if pattern_id is None:
            return None
        return await self._patterns.key_of(workspace_key, pattern_id)


def _check_count(request: IssueBulk, matched: int) -> None:
    if request.filter is None:
        return
    if request.expected_count is None:
        message = "Preview the change first and send the count that it answers"
        raise InvalidError(f"{message}.", {"expected_count": message})
    if request.expected_count != matched:
        raise ConflictError(
            f"The filter matches {matched:,} issues now, not {request.expected_count:,}. "
            "Look again before you change them.",
            {"matched": matched},
        )


def _create(
    write: WriteTransaction, workspace_key: int, actor: str, request: IssueCreate
) -> tuple[str, OperationId, Changes]:
    record = to_record(request, new_id("man", write.now_us))
    issue_id = _insert(write, workspace_key, record)
    act = Act(actor, edits.CREATE, f"Made “{record.title}”", {"issue": issue_id})
    operation = record_operation(write, workspace_key, act)
    return issue_id, operation.id, changes_of(write, workspace_key)


def _insert(write: WriteTransaction, workspace_key: int, record: Record) -> str:
    made = upsert(write, workspace_key, [record])
    if not made.created:
        raise ConflictError(
            f"{record.source} has an issue {record.external_id!r} already. Change that one.",
            {"id": made.ids[0]},
        )
    return made.ids[0]
