from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING

from causeloop_desktop.client.finding.local import ChildEngine, read_engine_file
from causeloop_desktop.desktop.supervisor import NOT_STARTED, Supervisor
from tests.support.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from causeloop_desktop.client.backend import Backend
    from causeloop_desktop.client.errors import Problem


class Log:
    """What a supervisor said."""

    def __init__(self) -> None:
        self.ready: list[Backend] = []
        self.lost: list[Problem] = []


async def watched(data_dir: Path, log: Log) -> asyncio.Task[None]:
    supervisor = Supervisor(data_dir, log.ready.append, log.lost.append)
    task = asyncio.get_running_loop().create_task(supervisor.run())
    await until(lambda: bool(log.ready))
    return task


async def end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def pid_of(data_dir: Path) -> int:
    file = read_engine_file(data_dir)
    assert file is not None
    return file.pid


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_engine_that_is_killed_is_started_again_and_none_is_left(tmp_path: Path) -> None:
    log = Log()

    async def story() -> list[int]:
        task = await watched(tmp_path, log)
        first = pid_of(tmp_path)
        os.kill(first, signal.SIGKILL)
        await until(lambda: len(log.ready) == 2)
        second = pid_of(tmp_path)
        await end(task)
        return [first, second]

    pids = asyncio.run(story())
    assert pids[0] != pids[1]
    assert len(log.lost) == 1
    assert not any(is_alive(pid) for pid in pids)


def test_an_engine_that_lives_already_is_used_and_left_alone(tmp_path: Path) -> None:
    log = Log()

    async def story() -> None:
        owner = await ChildEngine.start(tmp_path)
        task = await watched(tmp_path, log)
        assert log.ready[-1].base_url == owner.ready.base_url
        await end(task)
        assert is_alive(owner.pid)
        await owner.stop()

    asyncio.run(story())
    assert log.lost == []


def test_an_engine_that_cannot_start_says_why(tmp_path: Path) -> None:
    log = Log()
    not_a_folder = tmp_path / "file"
    not_a_folder.write_text("in the way")

    async def story() -> None:
        supervisor = Supervisor(not_a_folder, log.ready.append, log.lost.append)
        task = asyncio.get_running_loop().create_task(supervisor.run())
        await until(lambda: log.lost)
        await end(task)

    asyncio.run(story())
    assert log.ready == []
    assert log.lost[0].code == NOT_STARTED
    assert log.lost[0].detail.startswith("The engine did not start")
