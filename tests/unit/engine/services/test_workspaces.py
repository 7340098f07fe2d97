"""Workspaces: the own one, the sample, and others."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.contract.workspaces import WorkspaceCreate
from causeloop_desktop.engine.services.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
    RuleBrokenError,
)
from causeloop_desktop.engine.services.workspaces import WorkspaceRow, refuse_sample
from tests.support.engines import RunningEngine, running_engine

pytestmark = pytest.mark.anyio


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[RunningEngine]:
    async with running_engine(tmp_path) as running:
        yield running


async def test_the_first_start_makes_the_own_workspace_and_the_second_finds_it(
    tmp_path: Path,
) -> None:
    async with running_engine(tmp_path) as first:
        (made,) = (await first.context.workspaces.list(10, None)).data
    async with running_engine(tmp_path) as second:
        assert (await second.context.workspaces.list(10, None)).data == (made,)
    assert (made.slug, made.name, made.is_sample) == ("own", "My workspace", False)


async def test_the_sample_is_made_once_with_its_issues_and_a_detection(
    engine: RunningEngine,
) -> None:
    first = await engine.context.workspaces.ensure_sample()
    again = await engine.context.workspaces.ensure_sample()
    assert first == again
    assert first.is_sample
    assert await engine.context.workspaces.issue_count() > 300
    row = await engine.context.workspaces.find("sample")
    page = await engine.context.jobs.list(row.key, 100, None)
    assert [job.kind for job in page.data].count(JobKind.DETECTION) == 1


async def test_nothing_is_brought_into_the_sample(engine: RunningEngine) -> None:
    await engine.context.workspaces.ensure_sample()
    with pytest.raises(RuleBrokenError) as refusal:
        refuse_sample(await engine.context.workspaces.find("sample"))
    assert refusal.value.code == "sample_read_only"
    refuse_sample(await engine.context.workspaces.find("own"))


async def test_a_workspace_is_found_by_id_and_slug(engine: RunningEngine) -> None:
    own: WorkspaceRow = await engine.context.workspaces.find("own")
    assert await engine.context.workspaces.find(own.id) == own
    with pytest.raises(NotFoundError):
        await engine.context.workspaces.find("ws_of_nobody")


async def test_a_slug_is_made_of_the_name_and_taken_once(engine: RunningEngine) -> None:
    made = await engine.context.workspaces.create(WorkspaceCreate(name="Ünder Öath & Co."))
    assert made.slug == "nder-ath-co"
    with pytest.raises(ConflictError):
        await engine.context.workspaces.create(WorkspaceCreate(name="x y", slug="own"))
    assert (await engine.context.workspaces.list(10, None)).page.total == 2


async def test_workspaces_are_listed_page_by_page(engine: RunningEngine) -> None:
    workspaces = engine.context.workspaces
    made = [await workspaces.create(WorkspaceCreate(name=f"Team {n}")) for n in range(2)]
    first = await workspaces.list(2, None)
    assert (first.page.total, first.page.has_more) == (3, True)
    rest = await workspaces.list(2, first.page.next_cursor)
    assert ([*first.data, *rest.data][1:], rest.page.next_cursor) == (made, None)
    with pytest.raises(InvalidError, match="malformed cursor"):
        await workspaces.list(2, engine.context.cursors.sign("tokens", [1]))


async def test_an_unknown_timezone_is_refused(engine: RunningEngine) -> None:
    with pytest.raises(InvalidError, match="Europe/Berlin"):
        await engine.context.workspaces.create(WorkspaceCreate(name="Mars", timezone="Mars/Base"))


@pytest.mark.parametrize("name", ["Sample", "Own"])
async def test_nobody_takes_the_slug_of_what_the_engine_makes(
    engine: RunningEngine, name: str
) -> None:
    with pytest.raises(ConflictError):
        await engine.context.workspaces.create(WorkspaceCreate(name=name))
