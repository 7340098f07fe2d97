"""A data directory with recurring failures in it, made once and copied for every test."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from causeloop_desktop.client.client import CauseloopClient
from tests.support.databases import NOON_US
from tests.support.engines import running_engine
from tests.support.recurring import tell, wait_for_patterns
from tests.support.sessions import BACKEND

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime.fromtimestamp(NOON_US / 1_000_000, UTC)


@pytest.fixture(scope="session")
def patterns_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recurring")

    async def story() -> None:
        async with running_engine(folder) as engine:
            wire = engine.transport
            await tell(BACKEND, NOON, wire=wire)
            async with CauseloopClient(BACKEND, wire) as client:
                await wait_for_patterns(client)

    asyncio.run(story())
    return folder


@pytest.fixture
def folder(patterns_made: Path, tmp_path: Path) -> Path:
    """A data directory of the test's own, with four patterns in it."""
    return shutil.copytree(patterns_made, tmp_path / "data")
