"""Screens as screens: coroutines on the Qt loop, a real engine, and nothing alive afterwards."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.finding.local import ChildEngine
from causeloop_desktop.contract.workspaces import WorkspaceCreate
from causeloop_desktop.desktop.backends import Profiles
from causeloop_desktop.desktop.main_window import MainWindow
from causeloop_desktop.desktop.navigation import SCREENS
from causeloop_desktop.desktop.preferences import Preferences
from causeloop_desktop.desktop.theme.theme import Theme
from causeloop_desktop.desktop.workbench import Workbench
from causeloop_desktop.vault import MASTER_KEY_VARIABLE, Vault
from tests.support.qt_loop import loop, pytest_pyfunc_call
from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    from causeloop_desktop.client.backend import Backend

__all__ = ["loop", "pytest_pyfunc_call"]


def pytest_itemcollected(item: pytest.Item) -> None:
    """The offscreen platform says what it cannot do; that is no fault of the window."""
    item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The look of the application."""
    return Theme(qapp)


@pytest.fixture(scope="session")
def engine(loop: QEventLoop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChildEngine]:
    """A real engine as a child of the tests."""
    folder = tmp_path_factory.mktemp("engine")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(MASTER_KEY_VARIABLE, "the master key of tests")
        child = loop.run_until_complete(ChildEngine.start(folder))
    yield child
    loop.run_until_complete(child.stop())


@pytest.fixture
def backend(loop: QEventLoop, engine: ChildEngine, request: pytest.FixtureRequest) -> Backend:
    """The way into an empty workspace of the test's own."""

    async def create() -> Backend:
        async with CauseloopClient(engine.backend()) as client:
            workspace = await client.workspaces.create(WorkspaceCreate(name=request.node.name[:90]))
        return replace(engine.backend(), workspace=workspace.id)

    made: Backend = loop.run_until_complete(create())
    return made


@dataclass(frozen=True)
class Opened:
    """A window at work, and what it works on."""

    bench: Workbench
    client: CauseloopClient

    async def arrive(self) -> None:
        """Wait until the window has nothing more to read."""
        await until(lambda: self.bench.session.is_open and self.bench.is_quiet)


@pytest.fixture
def opened(theme: Theme, backend: Backend, tmp_path: Path) -> AbstractAsyncContextManager[Opened]:
    """The whole window over a real engine, in a workspace of the test's own."""
    return open_window(theme, backend, tmp_path)


@asynccontextmanager
async def open_window(theme: Theme, backend: Backend, data_dir: Path) -> AsyncIterator[Opened]:
    """Open the window over the workspace of ``backend``, and close it in the end."""
    vault = Vault(data_dir, {MASTER_KEY_VARIABLE: "tests"}, lambda: None, _never_asked)
    bench = Workbench(
        MainWindow(SCREENS),
        theme,
        Preferences(data_dir),
        Profiles(data_dir, vault),
        data_dir,
        CauseloopClient,
        lambda: datetime.now(UTC),
    )
    bench.window.show()
    async with CauseloopClient(backend) as client:
        bench.start_local(backend, backend.workspace)
        try:
            yield Opened(bench, client)
        finally:
            await bench.close()
            bench.window.finish()
            bench.window.deleteLater()
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def _never_asked(_is_new: bool) -> str | None:
    raise AssertionError("a passphrase was asked for")
