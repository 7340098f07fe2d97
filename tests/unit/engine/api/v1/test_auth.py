"""The quickstart's first step."""

from pathlib import Path

import pytest

from tests.support.engines import RunningEngine, running_engine

pytestmark = pytest.mark.anyio


async def test_the_quickstart_exchanges_any_session_in_mock_mode(tmp_path: Path) -> None:
    async with running_engine(tmp_path, mock=True) as engine:
        body = {"subject_token": "anything"}
        tokens = (await engine.client.post("/v1/auth/exchange", json=body)).json()
        assert tokens["token_type"] == "bearer"
        assert tokens["expires_in"] == 259_200
        assert tokens["refresh_token"].startswith("clp_refresh_")
        assert "issues:read" in tokens["scope"].split()
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        page = (await engine.client.get("/v1/workspaces", headers=headers)).json()
        assert [one["id"] for one in page["data"]] == [tokens["workspace_id"]]
        assert page["data"][0]["is_sample"]


async def test_a_refresh_works_once(tmp_path: Path) -> None:
    async with running_engine(tmp_path, mock=True) as engine:
        body = {"subject_token": "anything"}
        first = (await engine.client.post("/v1/auth/exchange", json=body)).json()
        refresh = {"refresh_token": first["refresh_token"]}
        assert (await engine.client.post("/v1/auth/refresh", json=refresh)).status_code == 200
        again = await engine.client.post("/v1/auth/refresh", json=refresh)
        assert (again.status_code, again.json()["error"]["code"]) == (401, "invalid_grant")


async def test_without_mock_mode_the_refusal_says_what_to_do(engine: RunningEngine) -> None:
    answer = await engine.client.post("/v1/auth/exchange", json={"subject_token": "anything"})
    assert answer.status_code == 401
    assert "causeloop token create" in answer.json()["error"]["message"]
