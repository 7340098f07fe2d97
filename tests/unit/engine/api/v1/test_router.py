"""What holds for every route."""

import pytest
from httpx import AsyncClient

from causeloop_desktop.contract.auth import Scope, TokenCreate
from tests.support.engines import BASE_URL, RunningEngine

pytestmark = pytest.mark.anyio

LANDING = "/v1/connectors/oauth/callback"
"""Where a provider sends the browser back to: the state is its only key, and it answers a page."""

OPEN = {"/health", "/ready", "/v1/auth/exchange", "/v1/auth/refresh", LANDING}
"""What needs no token: the probes, where tokens come from, and the browser's way back."""


async def routes(engine: RunningEngine) -> list[tuple[str, str]]:
    """Give every method and path, with the path's parameters filled in."""
    schema = (await engine.client.get("/openapi.json")).json()
    return [
        (method.upper(), path.replace("{", "").replace("}", ""))
        for path, methods in schema["paths"].items()
        for method in methods
        if path not in OPEN
    ]


async def test_no_route_answers_without_a_token(engine: RunningEngine) -> None:
    async with AsyncClient(transport=engine.transport, base_url=BASE_URL) as nobody:
        for method, path in await routes(engine):
            answer = await nobody.request(method, path)
            assert (method, path, answer.status_code) == (method, path, 401)


async def test_a_scope_opens_its_own_noun_only(engine: RunningEngine) -> None:
    own = await engine.context.workspaces.find("own")
    request = TokenCreate(name="narrow", scopes=(Scope.TOKENS_ADMIN,))
    made = await engine.context.tokens.create(own.key, request, frozenset(Scope))
    headers = {"Authorization": f"Bearer {made.token}"}
    async with AsyncClient(
        transport=engine.transport, base_url=BASE_URL, headers=headers
    ) as narrow:
        for method, path in await routes(engine):
            if method != "GET":
                continue  # a body or a query would be judged before the scope
            status = (await narrow.get(path)).status_code
            expected = {200} if path.startswith("/v1/api-tokens") else {403, 400}
            assert (path, status) in {(path, one) for one in expected}


async def test_every_refusal_is_described_by_the_envelope(engine: RunningEngine) -> None:
    schema = (await engine.client.get("/openapi.json")).json()
    assert "HTTPValidationError" not in schema["components"]["schemas"]
    for path, methods in schema["paths"].items():
        if not path.startswith("/v1/") or path == LANDING:
            continue
        for operation in methods.values():
            for status in ("400", "401", "403", "404", "422", "429"):
                content = operation["responses"][status]["content"]["application/json"]
                assert content["schema"]["$ref"].endswith("/ErrorEnvelope")


async def test_a_second_path_to_the_same_workspace_is_its_slug(engine: RunningEngine) -> None:
    made = (await engine.client.post("/v1/workspaces", json={"name": "Second one"})).json()
    for wanted in (made["id"], made["slug"]):
        headers = {"X-Causeloop-Workspace": wanted}
        assert (await engine.client.get("/v1/jobs", headers=headers)).status_code == 200
    headers = {"X-Causeloop-Workspace": "nobodys"}
    assert (await engine.client.get("/v1/jobs", headers=headers)).status_code == 404


async def test_a_bound_token_cannot_see_another_workspace(engine: RunningEngine) -> None:
    await engine.client.post("/v1/workspaces", json={"name": "Second one"})
    body = {"name": "bound", "scopes": ["jobs:read"]}
    made = (await engine.client.post("/v1/api-tokens", json=body)).json()
    headers = {"Authorization": f"Bearer {made['token']}"}
    assert (await engine.client.get("/v1/jobs", headers=headers)).status_code == 200
    headers["X-Causeloop-Workspace"] = "second-one"
    assert (await engine.client.get("/v1/jobs", headers=headers)).status_code == 404
