"""The page of the schema."""

import asyncio
import json
import threading

import httpx
import pytest

from causeloop_desktop.engine.app import EngineApp, create_app
from tests.support.engines import BASE_URL, RunningEngine

pytestmark = pytest.mark.anyio


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """The threads in which a schema was made."""
    made: list[threading.Thread] = []
    make = EngineApp.openapi

    def noted(app: EngineApp) -> dict[str, object]:
        made.append(threading.current_thread())
        return make(app)

    monkeypatch.setattr(EngineApp, "openapi", noted)
    return made


async def test_it_is_made_once_and_never_on_the_loop(
    engine: RunningEngine, threads: list[threading.Thread]
) -> None:
    answers = await asyncio.gather(*(engine.client.get("/openapi.json") for _ in range(3)))
    assert len({answer.content for answer in answers}) == 1
    assert len(threads) == 1
    assert threads[0] is not threading.current_thread()


async def test_it_is_what_the_application_says(engine: RunningEngine) -> None:
    app = create_app(engine.context)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE_URL) as client:
        answer = await client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == json.loads(json.dumps(app.openapi()))


async def test_the_page_is_not_listed_in_itself(engine: RunningEngine) -> None:
    schema = (await engine.client.get("/openapi.json")).json()
    assert "/v1/issues" in schema["paths"]
    assert "/openapi.json" not in schema["paths"]
