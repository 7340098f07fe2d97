"""The shell around every request."""

from pathlib import Path

import pytest
from httpx import AsyncClient

from causeloop_desktop.contract.auth import Scope, TokenCreate
from causeloop_desktop.engine.services.foundation.limits import PER_ADDRESS, PER_WORKSPACE_INGEST
from tests.support.engines import BASE_URL, LOCAL_TOKEN, RunningEngine, running_engine

pytestmark = pytest.mark.anyio


async def stranger(engine: RunningEngine) -> AsyncClient:
    """Give a client with a token made by hand."""
    own = await engine.context.workspaces.find("own")
    request = TokenCreate(name="stranger", scopes=tuple(Scope))
    made = await engine.context.tokens.create(own.key, request, frozenset(Scope))
    headers = {"Authorization": f"Bearer {made.token}"}
    return AsyncClient(transport=engine.transport, base_url=BASE_URL, headers=headers)


async def test_every_answer_has_an_id_and_guards_the_browser(engine: RunningEngine) -> None:
    answer = await engine.client.get("/health")
    again = await engine.client.get("/health")
    assert answer.headers["x-request-id"] != again.headers["x-request-id"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "x-causeloop-mock" not in answer.headers


async def test_mock_mode_says_so_in_every_answer(tmp_path: Path) -> None:
    async with running_engine(tmp_path, mock=True) as engine:
        for path in ("/health", "/v1/nowhere", "/v1/engine"):
            assert (await engine.client.get(path)).headers["x-causeloop-mock"] == "1"


async def test_a_foreign_host_or_origin_is_refused_before_anything_else(
    engine: RunningEngine,
) -> None:
    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        answer = await engine.client.get("/v1/engine", headers=headers)
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "forbidden"


async def test_a_stranger_is_counted_and_then_refused_without_a_trace(
    engine: RunningEngine,
) -> None:
    async with await stranger(engine) as client:
        first = await client.get("/v1/engine")
        for _ in range(PER_ADDRESS - 1):
            await client.get("/v1/nowhere")
        refused = await client.get("/v1/engine")
    assert first.headers["x-ratelimit-limit"] == str(PER_ADDRESS)
    assert first.headers["x-ratelimit-remaining"] == str(PER_ADDRESS - 1)
    assert refused.status_code == 429
    assert refused.json() == {"error": {"code": "rate_limited", "message": "Too many requests"}}
    assert refused.headers["x-ratelimit-remaining"] == "0"
    assert 0 < int(refused.headers["retry-after"]) <= 60


async def test_our_own_programs_are_not_counted(engine: RunningEngine) -> None:
    assert "x-ratelimit-limit" not in (await engine.client.get("/v1/engine")).headers


async def test_ingest_is_counted_by_workspace(engine: RunningEngine) -> None:
    async with await stranger(engine) as client:
        answer = await client.get("/v1/ingest/status/ing_job_of_nobody")
    assert answer.headers["x-ratelimit-limit"] == str(PER_WORKSPACE_INGEST)


async def test_limits_can_be_switched_off(tmp_path: Path) -> None:
    async with (
        running_engine(tmp_path, rate_limits=False) as engine,
        await stranger(engine) as client,
    ):
        assert "x-ratelimit-limit" not in (await client.get("/v1/engine")).headers


async def test_who_hangs_up_in_the_middle_of_a_file_is_no_fault(
    engine: RunningEngine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    said = [{"type": "http.request", "body": b"external_id,title\n1,a", "more_body": True}]

    async def receive() -> dict[str, object]:
        return said.pop() if said else {"type": "http.disconnect"}

    async def send(_message: object) -> None:
        pytest.fail("Nobody is there to be answered.")

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/imports",
        "query_string": b"options=%7B%22name%22%3A%22f.csv%22%7D",
        "headers": [(b"host", b"127.0.0.1"), (b"authorization", f"Bearer {LOCAL_TOKEN}".encode())],
        "client": ("127.0.0.1", 1),
    }
    with caplog.at_level("INFO"):
        await engine.transport.app(scope, receive, send)
    assert "a caller hung up" in caplog.messages
    assert not [one for one in caplog.records if one.levelname == "ERROR"]
    assert not list((tmp_path / "spool").iterdir())
