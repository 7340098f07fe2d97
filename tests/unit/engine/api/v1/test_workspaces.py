"""Workspaces over the API."""

import pytest

from tests.support.engines import RunningEngine

pytestmark = pytest.mark.anyio


async def test_the_own_workspace_is_there_from_the_start(engine: RunningEngine) -> None:
    page = (await engine.client.get("/v1/workspaces")).json()
    assert [(one["slug"], one["is_sample"]) for one in page["data"]] == [("own", False)]


async def test_the_sample_can_be_asked_for_twice(engine: RunningEngine) -> None:
    first = await engine.client.post("/v1/workspaces/sample")
    again = await engine.client.post("/v1/workspaces/sample")
    assert first.json() == again.json()
    assert first.json()["slug"] == "sample"


async def test_nothing_is_pushed_into_the_sample(engine: RunningEngine) -> None:
    await engine.client.post("/v1/workspaces/sample")
    answer = await engine.client.post(
        "/v1/ingest/events",
        json={"external_id": "1", "title": "x"},
        headers={"X-Causeloop-Workspace": "sample"},
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "sample_read_only")


async def test_a_bound_token_makes_no_workspace(engine: RunningEngine) -> None:
    body = {"name": "bound", "scopes": ["workspace:write", "workspace:read"]}
    made = (await engine.client.post("/v1/api-tokens", json=body)).json()
    headers = {"Authorization": f"Bearer {made['token']}"}
    answer = await engine.client.post("/v1/workspaces", json={"name": "More"}, headers=headers)
    assert answer.status_code == 403
