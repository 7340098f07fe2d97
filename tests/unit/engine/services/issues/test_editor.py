from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from causeloop_desktop.contract.base import ChangeKind, PatternId
from causeloop_desktop.contract.issues import (
    BulkOperation,
    Issue,
    IssueBulk,
    IssueChanged,
    IssueFilter,
    IssuePatch,
    IssueSort,
    Stage,
)
from causeloop_desktop.engine.services.errors import ConflictError
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.foundation.pages import Asked
from causeloop_desktop.engine.services.issues.editor import IssueEditor
from causeloop_desktop.engine.services.issues.service import IssueService
from causeloop_desktop.engine.store.columns.catalog import IssueCatalog
from tests.support.patterns import DISK, LOGIN, Workshop

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Desk:
    """A workspace in which two patterns were found, and the services of its issues."""

    workshop: Workshop
    issues: IssueService
    editor: IssueEditor
    ids: list[str]

    async def get(self, number: int) -> Issue:
        return await self.issues.get(self.workshop.key, self.ids[number])

    async def link(self, number: int, pattern: PatternId | None) -> IssueChanged:
        patch = IssuePatch(pattern_id=pattern)
        return await self.editor.patch(self.workshop.key, "ada", self.ids[number], patch)

    async def undo(self, changed: IssueChanged) -> None:
        assert changed.operation_id
        await self.workshop.operations.undo(self.workshop.key, "ada", changed.operation_id)

    async def members(self, pattern: PatternId) -> set[str]:
        filter_ = IssueFilter(pattern_id=pattern)
        asked = Asked(IssueSort.CREATED_AT, limit=100)
        page = await self.issues.list(self.workshop.key, filter_, asked)
        return {row.id for row in page.data}


@pytest.fixture
async def desk(workshop: Workshop, tmp_path: Path) -> AsyncIterator[Desk]:
    ids = await workshop.push((DISK, (50, 40, 30, 20)), (LOGIN, (55, 45, 35)))
    await workshop.detect()
    catalog = IssueCatalog(workshop.database, tmp_path)
    cursors = Cursors(b"the-key-of-a-test")
    issues = IssueService(workshop.database, catalog, workshop.patterns, cursors)
    editor = IssueEditor(workshop.database, issues, workshop.patterns, workshop.operations)
    yield Desk(workshop, issues, editor, ids)
    catalog.close()


async def _pattern_of(desk: Desk, number: int) -> PatternId:
    pattern = (await desk.get(number)).pattern_id
    assert pattern
    return pattern


async def test_a_detection_is_seen_in_the_lists(desk: Desk) -> None:
    assert await desk.members(await _pattern_of(desk, 0)) == set(desk.ids[:4])
    facets = await desk.issues.facets(desk.workshop.key, IssueFilter())
    assert facets.linked == 7


async def test_a_link_moves_an_issue_and_is_undone(desk: Desk) -> None:
    disk, login = await _pattern_of(desk, 0), await _pattern_of(desk, 4)
    changed = await desk.link(0, login)
    assert changed.pattern_id == login
    assert changed.changes.counts[ChangeKind.ISSUES] == 1
    assert desk.ids[0] in await desk.members(login)
    await desk.undo(changed)
    assert (await desk.get(0)).pattern_id == disk
    assert desk.ids[0] in await desk.members(disk)


async def test_unlinking_makes_an_issue_new_again_and_is_undone(desk: Desk) -> None:
    before = await desk.get(0)
    changed = await desk.link(0, None)
    assert (changed.pattern_id, changed.stage) == (None, Stage.NEW)
    linked = await desk.issues.facets(desk.workshop.key, IssueFilter(linked=True))
    assert linked.total == 6
    await desk.undo(changed)
    after = await desk.get(0)
    assert (after.pattern_id, after.stage) == (before.pattern_id, before.stage)


async def test_linking_finds_the_pattern_in_the_stage(desk: Desk) -> None:
    login = await _pattern_of(desk, 4)
    await desk.link(0, None)
    assert (await desk.link(0, login)).stage is Stage.PATTERN_FOUND


async def test_many_are_linked_and_unlinked_at_once(desk: Desk) -> None:
    login = await _pattern_of(desk, 4)
    ids = tuple(desk.ids[:2])
    bulk = IssueBulk.model_validate({"op": BulkOperation.LINK_PATTERN, "value": login, "ids": ids})
    done = await desk.editor.bulk(desk.workshop.key, "ada", bulk)
    assert done.changed == 2
    assert await desk.members(login) == {*desk.ids[:2], *desk.ids[4:]}
    off = IssueBulk.model_validate({"op": BulkOperation.UNLINK_PATTERN, "ids": ids})
    assert (await desk.editor.bulk(desk.workshop.key, "ada", off)).changed == 2
    assert await desk.members(login) == set(desk.ids[4:])


async def test_an_undo_refuses_to_overwrite_what_is_newer(desk: Desk) -> None:
    changed = await desk.link(0, None)
    patch = IssuePatch(stage=Stage.RESOLVED)
    await desk.editor.patch(desk.workshop.key, "ada", desk.ids[0], patch)
    with pytest.raises(ConflictError, match="changed again since"):
        await desk.undo(changed)
