"""The engine as a whole, from its start to its end."""

from pathlib import Path

import pytest

from causeloop_desktop.engine.services.foundation import guard
from causeloop_desktop.engine.services.housekeeping import Housekeeping
from tests.support.engines import running_engine
from tests.support.waiting import until

pytestmark = pytest.mark.anyio


async def test_a_stopped_engine_has_let_go_of_its_database(tmp_path: Path) -> None:
    async with running_engine(tmp_path) as engine:
        database = engine.context.database
    with pytest.raises(RuntimeError):
        database.submit(lambda _: None)


async def test_a_second_start_finds_everything_as_it_was(tmp_path: Path) -> None:
    async with running_engine(tmp_path) as engine:
        body = {"name": "ci", "scopes": ["jobs:read"]}
        made = (await engine.client.post("/v1/api-tokens", json=body)).json()
    async with running_engine(tmp_path) as engine:
        headers = {"Authorization": f"Bearer {made['token']}"}
        assert (await engine.client.get("/v1/jobs", headers=headers)).status_code == 200


async def test_a_service_that_fails_begins_again_and_ends_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []

    async def fail(service: Housekeeping) -> None:
        begun.append(service)
        raise ZeroDivisionError

    monkeypatch.setattr(guard, "RETRY_SECONDS", 0.0)
    monkeypatch.setattr(Housekeeping, "serve", fail)
    async with running_engine(tmp_path) as engine:
        await until(lambda: len(begun) > 1)
        assert (await engine.client.get("/v1/engine")).status_code == 200


async def test_mock_mode_starts_with_the_sample(tmp_path: Path) -> None:
    async with running_engine(tmp_path, mock=True) as engine:
        assert [one.slug for one in (await engine.context.workspaces.list(10, None)).data] == [
            "own",
            "sample",
        ]
        assert engine.context.settings.directory == tmp_path / "mock"
