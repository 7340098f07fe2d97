"""What has been kept long enough is forgotten."""

import asyncio
from pathlib import Path

import pytest

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.engine.store.work.outbox import KEPT_US, changes_since, record_change
from tests.support.engines import running_engine

pytestmark = pytest.mark.anyio


async def test_an_engine_forgets_old_commits_when_it_starts(tmp_path: Path) -> None:
    async with running_engine(tmp_path) as engine:
        key = (await engine.context.workspaces.find("own")).key
        old = await engine.context.database.write(
            lambda write: record_change(write, key, ChangeKind.ISSUES, ["iss_1"])
        )
        later = engine.clock.now_us + KEPT_US
    async with running_engine(tmp_path, now_us=later) as engine:
        await asyncio.sleep(0)  # background work begins, and its write stands before ours
        fresh = await engine.context.database.write(
            lambda write: record_change(write, key, ChangeKind.ISSUES, ["iss_2"])
        )
        kept = await engine.context.database.read(lambda read: changes_since(read, key, 0, 10))
    assert [changes.sequence for changes in kept] == [fresh] == [old + 1]
