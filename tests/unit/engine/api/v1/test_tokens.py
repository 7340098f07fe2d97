"""Tokens over the API."""

import pytest

from causeloop_desktop.contract.auth import Scope
from tests.support.engines import RunningEngine

pytestmark = pytest.mark.anyio


async def test_a_token_lives_from_its_making_to_its_revoking(engine: RunningEngine) -> None:
    body = {"name": "ci", "scopes": ["jobs:read"]}
    made = await engine.client.post("/v1/api-tokens", json=body)
    assert made.status_code == 201
    headers = {"Authorization": f"Bearer {made.json()['token']}"}
    assert (await engine.client.get("/v1/jobs", headers=headers)).status_code == 200
    path = f"/v1/api-tokens/{made.json()['details']['id']}"
    assert (await engine.client.delete(path)).status_code == 204
    assert (await engine.client.get("/v1/jobs", headers=headers)).status_code == 401


async def test_a_list_shows_no_secret(engine: RunningEngine) -> None:
    body = {"name": "ci", "scopes": ["jobs:read"]}
    secret = (await engine.client.post("/v1/api-tokens", json=body)).json()["token"]
    listed = await engine.client.get("/v1/api-tokens")
    assert [token["name"] for token in listed.json()["data"]] == ["ci"]
    assert secret not in listed.text


async def test_a_token_learns_what_it_may_give(engine: RunningEngine) -> None:
    everything = (await engine.client.get("/v1/api-tokens/scopes")).json()["data"]
    assert everything == [scope.value for scope in Scope]
    body = {"name": "ci", "scopes": ["jobs:read"]}
    made = (await engine.client.post("/v1/api-tokens", json=body)).json()
    headers = {"Authorization": f"Bearer {made['token']}"}
    some = (await engine.client.get("/v1/api-tokens/scopes", headers=headers)).json()["data"]
    assert some == ["jobs:read"]
