"""Stories: the whole program on a display, and its own log to say whether anything went wrong."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from causeloop_desktop.desktop.app import Desktop, Options
from causeloop_desktop.desktop.single_instance import SingleInstance
from tests.e2e.driver import Person
from tests.support.programs import engine_pid
from tests.support.qt_loop import loop, pytest_pyfunc_call

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

__all__ = ["loop", "pytest_pyfunc_call"]

NO_DISPLAY = "a story needs a display: run `make e2e`, which brings a virtual one"
WITHOUT_WINDOW_MANAGER = "This plugin does not support|Could not find the Qt platform theme"


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark every story, and leave it out where nothing can be shown."""
    item.add_marker(pytest.mark.e2e)
    item.add_marker(pytest.mark.qt_log_ignore(WITHOUT_WINDOW_MANAGER))
    if not os.environ.get("DISPLAY"):
        item.add_marker(pytest.mark.skip(reason=NO_DISPLAY))


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data directory in which nothing ever was."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def person(
    qapp: QApplication, data_dir: Path, tmp_path: Path
) -> AbstractAsyncContextManager[Person]:
    """Somebody who has just started the program for the first time."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    return _sit_down(qapp, data_dir, tmp_path)


@asynccontextmanager
async def _sit_down(app: QApplication, data_dir: Path, evidence: Path) -> AsyncIterator[Person]:
    """Run the program, and look afterwards whether it left anything behind."""
    instance = SingleInstance(data_dir)
    assert instance.claim()
    desktop = Desktop(app, Options(data_dir, workspace="sample"), instance)
    running = asyncio.get_running_loop().create_task(desktop.run())
    person = Person(desktop.window)
    try:
        yield person
    except BaseException as error:
        error.add_note(_keep_evidence(person, data_dir, evidence))
        raise
    finally:
        desktop.window.close()
        code = await running
        desktop.window.deleteLater()
    assert code == 0
    assert not engine_pid(data_dir)
    assert errors_of(data_dir) == []


def _keep_evidence(person: Person, data_dir: Path, folder: Path) -> str:
    """Photograph what the person saw and say where it lies, with the logs."""
    picture = folder / "at-the-failure.png"
    QApplication.primaryScreen().grabWindow(0).save(str(picture))
    return f"screen: {picture}\nlogs: {data_dir / 'logs'}\n" + "\n".join(errors_of(data_dir))


def errors_of(data_dir: Path) -> list[str]:
    """List what the engine's log calls an error."""
    log = data_dir / "logs" / "engine.log"
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    return [line for line in lines if json.loads(line)["level"] in {"error", "critical"}]
