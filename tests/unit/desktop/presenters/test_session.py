from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
from pydantic import SecretStr

from causeloop_desktop.client.backend import Backend
from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.stream import Frame, FrameType
from causeloop_desktop.contract.workspaces import WorkspaceCreate
from causeloop_desktop.desktop.presenters.session import Link, Session
from causeloop_desktop.desktop.tasks import TaskGroup
from tests.support.engines import BASE_URL, LOCAL_TOKEN, running_engine
from tests.support.waiting import until
from tests.unit.desktop.presenters.conftest import NOON

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from causeloop_desktop.contract.workspaces import Workspace

BACKEND = Backend(BASE_URL, SecretStr(LOCAL_TOKEN))


class Wire(httpx.AsyncBaseTransport):
    """The engine in process, whose line can be cut."""

    def __init__(self, engine: httpx.ASGITransport) -> None:
        self._engine = engine
        self.cut = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.cut:
            raise httpx.ConnectError("the line is cut", request=request)
        return await self._engine.handle_async_request(request)


@asynccontextmanager
async def over_engine(folder: Path) -> AsyncIterator[tuple[Session, Wire]]:
    async with running_engine(folder) as engine:
        wire = Wire(engine.transport)
        tasks = TaskGroup(lambda _: None)
        session = Session(tasks, lambda backend: CauseloopClient(backend, wire))
        yield session, wire
        await tasks.close()
        await session.close()


async def create_workspace(session: Session, name: str) -> Workspace:
    return await session.client.workspaces.create(WorkspaceCreate(name=name))


def test_a_session_finds_out_where_it_is_and_what_can_be_done(tmp_path: Path) -> None:
    async def story() -> None:
        async with over_engine(tmp_path) as (session, _):
            moved: list[Workspace | None] = []
            session.moved.subscribe(lambda state: moved.append(state.workspace))
            session.open(BACKEND, "local")
            await until(lambda: moved)
            assert session.is_open
            assert [workspace and workspace.slug for workspace in moved] == ["own"]
            assert session.can("GET", "/v1/workspaces")
            assert not session.can("GET", "/v1/horoscopes")

    asyncio.run(story())


def test_another_workspace_is_another_place_and_now_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with over_engine(tmp_path) as (session, _):
            session.open(BACKEND, "local")
            await until(lambda: session.is_open)
            session.set_as_of(datetime(2009, 5, 1, tzinfo=UTC))
            other = await create_workspace(session, "Other team")
            session.switch_workspace(other)
            await until(lambda: session.state.workspace == other)
            assert session.client.backend.workspace == other.id
            assert session.as_of is None

    asyncio.run(story())


def test_the_workspace_that_was_wanted_is_taken_by_its_slug(tmp_path: Path) -> None:
    async def story() -> None:
        async with over_engine(tmp_path) as (session, _):
            session.open(BACKEND, "local")
            await until(lambda: session.is_open)
            other = await create_workspace(session, "Other team")
            session.open(BACKEND, "local", "other-team")
            await until(lambda: session.state.workspace == other)

    asyncio.run(story())


def test_a_moment_is_told_once(tmp_path: Path) -> None:
    session = Session(TaskGroup(lambda _: None))
    moved: list[datetime | None] = []
    session.moved.subscribe(lambda state: moved.append(state.as_of))
    moment = datetime(2009, 5, 1, tzinfo=UTC)
    for as_of in (moment, moment, None):
        session.set_as_of(as_of)
    assert moved == [moment, None]


def test_a_server_that_does_not_answer_is_tried_until_it_does(tmp_path: Path) -> None:
    async def story() -> None:
        async with over_engine(tmp_path) as (session, wire):
            wire.cut = True
            session.open(BACKEND, "local")
            await until(lambda: session.state.link is Link.LOST)
            assert session.state.problem is not None
            wire.cut = False
            await until(lambda: session.is_open)

    asyncio.run(story())


def test_an_engine_that_comes_back_elsewhere_renews_what_is_shown(tmp_path: Path) -> None:
    async def story() -> None:
        async with over_engine(tmp_path) as (session, _):
            moved: list[object] = []
            changed: list[frozenset[ChangeKind]] = []
            session.moved.subscribe(moved.append)
            session.open(BACKEND, "local")
            await until(lambda: moved)
            session.changed.subscribe(changed.append)
            session.open(replace(BACKEND, base_url="http://localhost"), "local")
            await until(lambda: changed)
            assert len(moved) == 1
            assert changed[0] == frozenset(ChangeKind)

    asyncio.run(story())


def test_a_wrong_token_is_said_and_not_tried_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with over_engine(tmp_path) as (session, _):
            session.open(Backend(BASE_URL, SecretStr("clp_wrong")), "Staging")
            await until(lambda: session.state.link is Link.REFUSED)
            assert session.state.profile == "Staging"
            assert session.state.problem is not None
            assert "clp_wrong" not in str(session.state.problem)

    asyncio.run(story())


def test_news_that_this_window_cannot_read_end_nothing() -> None:
    session = Session(TaskGroup(lambda _: None))
    heard: list[object] = []
    session.changed.subscribe(heard.append)
    session.job_updated.subscribe(heard.append)
    newer = {"id": "job_1", "kind": "horoscope", "status": "running", "created_at": "2026-01-01"}
    session._hear(Frame(type=FrameType.JOB_UPDATED, payload=newer, ts=NOON))
    session._hear(Frame(type=FrameType.CHANGES, payload={"counts": {"issues": 1}}, ts=NOON))
    assert heard == [frozenset({ChangeKind.ISSUES})]
