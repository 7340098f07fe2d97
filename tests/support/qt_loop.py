"""Tests as coroutines on the one loop of Qt and asyncio: hooks and fixtures for a conftest."""

from __future__ import annotations

import asyncio
import inspect
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import TYPE_CHECKING

import pytest
from qasync import QEventLoop

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from PySide6.QtWidgets import QApplication


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run ``async def`` tests on the Qt loop, inside the context managers that they ask for.

    What a fixture starts must not live between the phases of a test: there pytest-qt lets Qt
    handle events while the loop does not run, and every coroutine would fail.
    """
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    loop: QEventLoop = pyfuncitem._request.getfixturevalue("loop")
    given = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    loop.run_until_complete(_run_inside(pyfuncitem.obj, given))
    return True


async def _run_inside(test: Callable[..., Awaitable[None]], given: dict[str, object]) -> None:
    async with AsyncExitStack() as stack:
        for name, value in given.items():
            if isinstance(value, AbstractAsyncContextManager):
                given[name] = await stack.enter_async_context(value)
        await test(**given)


@pytest.fixture(scope="session")
def loop(qapp: QApplication) -> Iterator[QEventLoop]:
    """The one loop of Qt and asyncio."""
    qapp.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    yield loop
    asyncio.set_event_loop(None)
    loop.close()
