"""The stream over a real socket of a real engine."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from causeloop_desktop.contract.stream import CLOSE_UNAUTHORIZED, CLOSE_WRONG_WORKSPACE
from tests.support.engines import ChildEngine, child_engine
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChildEngine]:
    with child_engine(tmp_path_factory.mktemp("data")) as child:
        yield child


def url(engine: ChildEngine, query: str) -> str:
    return engine.ready.base_url.replace("http", "ws") + f"/v1/stream?{query}"


async def frame(socket: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE):
        heard: dict[str, Any] = json.loads(await socket.recv())
    return heard


async def closed_with(address: str) -> int:
    async with connect(address) as socket:
        with pytest.raises(ConnectionClosed) as ending:
            await frame(socket)
    assert ending.value.rcvd is not None
    return ending.value.rcvd.code


def call(engine: ChildEngine, method: str, path: str, **content: Any) -> dict[str, Any]:
    address = engine.ready.base_url + path
    with httpx.Client(headers=engine.headers, trust_env=False) as client:
        answer: dict[str, Any] = client.request(method, address, **content).json()
    return answer


async def test_a_listener_is_greeted_and_hears_commits(engine: ChildEngine) -> None:
    async with connect(url(engine, f"token={engine.token}")) as socket:
        greeting = await frame(socket)
        assert greeting["type"] == "connected"
        assert greeting["payload"]["workspace_id"].startswith("ws_")
        assert greeting["ts"].endswith("Z")
        event = {"external_id": "1", "title": "Disk full"}
        await asyncio.to_thread(call, engine, "POST", "/v1/ingest/events", json=event)
        changes = await frame(socket)
        assert changes["type"] == "changes"
        assert changes["payload"]["counts"]["issues"] == 1


async def test_a_listener_that_comes_back_hears_what_it_missed(engine: ChildEngine) -> None:
    event = {"external_id": "2", "title": "Disk full again"}
    await asyncio.to_thread(call, engine, "POST", "/v1/ingest/events", json=event)
    async with connect(url(engine, f"token={engine.token}&since=0")) as socket:
        assert (await frame(socket))["type"] == "connected"
        assert (await frame(socket))["payload"]["sequence"] >= 1


async def test_a_stranger_is_turned_away_with_a_reason(engine: ChildEngine) -> None:
    assert await closed_with(url(engine, "token=nobody")) == CLOSE_UNAUTHORIZED
    assert await closed_with(url(engine, "")) == CLOSE_UNAUTHORIZED


async def test_another_workspace_than_the_tokens_is_turned_away(engine: ChildEngine) -> None:
    await asyncio.to_thread(call, engine, "POST", "/v1/workspaces", json={"name": "Another"})
    new = {"name": "reader", "scopes": ["issues:read"]}
    made = await asyncio.to_thread(call, engine, "POST", "/v1/api-tokens", json=new)
    address = url(engine, f"token={made['token']}&workspace=another")
    assert await closed_with(address) == CLOSE_WRONG_WORKSPACE


async def test_a_page_of_another_origin_cannot_listen(engine: ChildEngine) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        await connect(url(engine, f"token={engine.token}"), origin=Origin("http://evil.example"))
    assert refusal.value.response.status_code == 403


async def test_the_engine_ends_at_once_although_somebody_listens(tmp_path: Path) -> None:
    with child_engine(tmp_path) as engine:
        async with connect(url(engine, f"token={engine.token}")) as socket:
            await frame(socket)
            engine.close_stdin()
            async with asyncio.timeout(2):
                await asyncio.to_thread(engine.process.wait)
