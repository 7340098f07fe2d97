"""What an engine tells of itself."""

from pathlib import Path

import pytest

from tests.support.engines import RunningEngine

pytestmark = pytest.mark.anyio


async def test_our_own_programs_learn_where_the_data_is(
    engine: RunningEngine, tmp_path: Path
) -> None:
    info = (await engine.client.get("/v1/engine")).json()
    assert info["data_dir"] == str(tmp_path)
    assert info["database"] == "sqlite"
    assert not info["mock"]


async def test_others_do_not(engine: RunningEngine) -> None:
    body = {"name": "reader", "scopes": ["workspace:read"]}
    made = (await engine.client.post("/v1/api-tokens", json=body)).json()
    headers = {"Authorization": f"Bearer {made['token']}"}
    assert (await engine.client.get("/v1/engine", headers=headers)).json()["data_dir"] is None


async def test_others_learn_of_their_own_issues_only(engine: RunningEngine) -> None:
    await engine.client.post("/v1/workspaces", json={"name": "Other"})
    elsewhere = {"X-Causeloop-Workspace": "other"}
    records = {
        "records": [{"title": "Broken", "source": "jira", "external_id": one} for one in "ab"]
    }
    pushed = await engine.client.post("/v1/ingest/batch", json=records, headers=elsewhere)
    assert pushed.json()["accepted"] == 2, pushed.text
    await engine.client.post("/v1/ingest/events", json={"title": "Mine"})
    body = {"name": "reader", "scopes": ["workspace:read"]}
    made = (await engine.client.post("/v1/api-tokens", json=body)).json()
    headers = {"Authorization": f"Bearer {made['token']}"}

    assert (await engine.client.get("/v1/engine")).json()["issue_count"] == 3
    assert (await engine.client.get("/v1/engine", headers=headers)).json()["issue_count"] == 1
