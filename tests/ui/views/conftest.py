"""A workspace with recurring failures in it, made once for all tests that leave it as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.contract.workspaces import WorkspaceCreate
from tests.support.recurring import tell, wait_for_patterns
from tests.ui.conftest import open_window

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from qasync import QEventLoop

    from causeloop_desktop.client.backend import Backend
    from causeloop_desktop.client.finding.local import ChildEngine
    from causeloop_desktop.desktop.theme.theme import Theme
    from tests.ui.conftest import Opened


@pytest.fixture(scope="session")
def told(loop: QEventLoop, engine: ChildEngine) -> Backend:
    """The way into a workspace that has been told of four failures."""

    async def story() -> Backend:
        async with CauseloopClient(engine.backend()) as client:
            workspace = await client.workspaces.create(WorkspaceCreate(name="Told"))
        backend = replace(engine.backend(), workspace=workspace.id)
        await tell(backend, datetime.now(UTC))
        async with CauseloopClient(backend) as client:
            await wait_for_patterns(client)
        return backend

    made: Backend = loop.run_until_complete(story())
    return made


@pytest.fixture
def lasting(theme: Theme, told: Backend, tmp_path: Path) -> AbstractAsyncContextManager[Opened]:
    """The whole window over the workspace that stays as it is."""
    return open_window(theme, told, tmp_path)
