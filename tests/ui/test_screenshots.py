from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from causeloop_desktop.client.errors import Problem
from causeloop_desktop.desktop import screenshots
from causeloop_desktop.desktop.screenshots import NotDrawnError, draw_all
from causeloop_desktop.desktop.supervisor import NOT_STARTED

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Opened

QUICKLY = 10.0


async def test_an_engine_that_cannot_start_is_not_waited_for(
    opened: Opened, tmp_path: Path
) -> None:
    await opened.arrive()
    bench = opened.bench
    await bench.session.close()
    bench.session.lose(Problem("No engine", "The disk is full.", "Make room.", code=NOT_STARTED))
    began = time.monotonic()
    with pytest.raises(NotDrawnError, match=r"The disk is full\. Make room\."):
        await draw_all(bench, tmp_path)
    assert time.monotonic() - began < QUICKLY


async def test_what_did_not_come_in_time_is_named(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screenshots, "PATIENCE", 0.2)
    opened.bench.tasks.spawn(asyncio.sleep(60), name="never done")
    await asyncio.sleep(0)
    with pytest.raises(NotDrawnError, match=r"seconds .* was not there"):
        await draw_all(opened.bench, tmp_path)


async def test_a_folder_that_cannot_be_made_is_named(opened: Opened, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("in the way")
    with pytest.raises(NotDrawnError, match=r"file.*Choose a folder"):
        await draw_all(opened.bench, in_the_way)
    await opened.arrive()
