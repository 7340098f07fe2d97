"""Every refusal wears one envelope."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from httpx import Response

from causeloop_desktop.contract.base import ErrorEnvelope
from tests.support.engines import RunningEngine

pytestmark = pytest.mark.anyio

NOBODY = {"Authorization": "Bearer nobody"}


def refusal(answer: Response, status: int, code: str) -> ErrorEnvelope:
    """Check the envelope of a refusal and give it."""
    assert answer.status_code == status
    envelope = ErrorEnvelope.model_validate(answer.json())
    assert envelope.error.code == code
    assert envelope.error.trace_id == answer.headers["x-request-id"]
    UUID(envelope.error.trace_id)
    return envelope


async def test_an_unknown_path_and_method(engine: RunningEngine) -> None:
    refusal(await engine.client.get("/v1/nowhere"), 404, "not_found")
    refusal(await engine.client.put("/health"), 405, "method_not_allowed")


async def test_a_malformed_body_names_its_fields(engine: RunningEngine) -> None:
    body = {"name": "", "scopes": ["issues:read", "everything"], "extra": 1}
    answer = await engine.client.post("/v1/api-tokens", json=body)
    details = refusal(answer, 400, "validation_error").error.details
    assert details is not None
    assert set(details) == {"name", "scopes.1", "extra"}


async def test_a_body_that_is_no_json(engine: RunningEngine) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await engine.client.post("/v1/api-tokens", content="{", headers=headers)
    details = refusal(answer, 400, "validation_error").error.details
    assert details == {"body": "JSON decode error"}


async def test_half_a_character(engine: RunningEngine) -> None:
    headers = {"Content-Type": "application/json"}
    body = '{"issue_id": "iss_\\ud800", "other_id": "iss_1"}'
    answer = await engine.client.post("/v1/duplicates", content=body, headers=headers)
    assert "half a character" in refusal(answer, 400, "validation_error").error.message


@pytest.mark.parametrize("zone", ["x" * 300, "America", "..", "/etc/localtime"])
async def test_a_zone_that_is_none(engine: RunningEngine, zone: str) -> None:
    new = {"type": "github", "settings": {"repositories": []}}
    made = (await engine.client.post("/v1/connectors", json=new)).json()
    schedule = {"cron": "0 * * * *", "timezone": zone}
    answer = await engine.client.put(f"/v1/connectors/{made['id']}/schedule", json=schedule)
    refusal(answer, 400, "validation_error")
    workspace = {"name": "Elsewhere", "timezone": zone}
    answer = await engine.client.post("/v1/workspaces", json=workspace)
    refusal(answer, 400, "validation_error")


async def test_a_malformed_query_and_cursor(engine: RunningEngine) -> None:
    refusal(await engine.client.get("/v1/jobs?limit=101"), 400, "validation_error")
    answer = await engine.client.get("/v1/jobs?cursor=bogus")
    assert refusal(answer, 400, "validation_error").error.message == "malformed cursor token"


async def test_nobody_is_let_in_without_a_token(engine: RunningEngine) -> None:
    answer = await engine.client.get("/v1/engine", headers=NOBODY)
    refusal(answer, 401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_something_that_is_not_there(engine: RunningEngine) -> None:
    answer = await engine.client.get("/v1/jobs/job_of_nobody")
    assert refusal(answer, 404, "not_found").error.details == {"id": "job_of_nobody"}


async def test_a_body_beyond_the_limit_announced_or_not(engine: RunningEngine) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(6):
            yield b" " * 1024 * 1024

    headers = {"Content-Type": "application/json"}
    for content in (b" " * 6 * 1024 * 1024, endless()):
        answer = await engine.client.post("/v1/api-tokens", content=content, headers=headers)
        refusal(answer, 413, "payload_too_large")


async def test_a_fault_of_ours_keeps_its_reason_to_the_log(engine: RunningEngine) -> None:
    await engine.context.database.write(
        lambda write: write.connection.exec_driver_sql("DROP TABLE api_tokens")
    )
    answer = await engine.client.get("/v1/api-tokens")
    message = refusal(answer, 500, "internal_error").error.message
    assert "api_tokens" not in message
    assert "SELECT" not in message
