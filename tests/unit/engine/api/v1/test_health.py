"""The probes."""

import pytest

from tests.support.engines import RunningEngine

pytestmark = pytest.mark.anyio


async def test_a_working_engine_is_well(engine: RunningEngine) -> None:
    for path in ("/health", "/ready"):
        answer = await engine.client.get(path, headers={"Authorization": ""})
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_an_engine_without_its_database_lives_but_is_not_ready(
    engine: RunningEngine,
) -> None:
    await engine.context.database.write(
        lambda write: write.connection.exec_driver_sql("ALTER TABLE workspaces RENAME TO gone")
    )
    assert (await engine.client.get("/health")).status_code == 200
    answer = await engine.client.get("/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "unhealthy"})
