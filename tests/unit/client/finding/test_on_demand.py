"""An engine on demand: none for nothing, one for several questions at once."""

import asyncio
from pathlib import Path

import pytest

from causeloop_desktop.client.finding.on_demand import client_on_demand
from tests.support.engines import child_engine

pytestmark = pytest.mark.anyio


async def test_a_client_that_asks_nothing_starts_no_engine(tmp_path: Path) -> None:
    async with client_on_demand(tmp_path / "none"):
        pass
    assert not (tmp_path / "none").exists()


async def test_questions_at_once_share_the_engine_that_is_there(tmp_path: Path) -> None:
    with child_engine(tmp_path):
        async with client_on_demand(tmp_path) as client:
            found = await asyncio.gather(*(client.workspaces.list() for _ in range(3)))
            async with client.for_workspace(found[0].data[0].slug) as same:
                assert (await same.issues.list()).data == ()
            # The other client has closed its connections; ours finds new ones.
            assert await client.workspaces.list() == found[0]
