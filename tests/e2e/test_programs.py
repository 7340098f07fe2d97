"""The programs as a person starts them: as processes, by command line, mouse and keyboard."""

from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.programs import WINDOW, Ended, ended, engine_pid, running, start
from tests.support.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "^Causeloop$"

needs_xdotool = pytest.mark.skipif(
    shutil.which("xdotool") is None, reason="xdotool presses the keys: apt install xdotool"
)


@needs_xdotool
async def test_a_second_start_raises_the_first_window_and_ctrl_q_leaves_nothing(
    tmp_path: Path,
) -> None:
    """Two windows of two directories; the first is called back and closed by its keyboard."""
    one, other = tmp_path / "one", tmp_path / "other"
    async with running(*WINDOW, "--data-dir", str(one)) as first:
        (first_window,) = await windows(1)
        await until(lambda: engine_pid(one))
        async with running(*WINDOW, "--data-dir", str(other)) as second:
            (second_window,) = set(await windows(2)) - {first_window}
            await xdotool("windowraise", second_window)
            assert await lies_on_top(second_window)

            again = await ended(await start(*WINDOW, "--data-dir", str(one)))

            assert again == Ended(0, "", "")
            assert await lies_on_top(first_window)
            await xdotool("windowfocus", "--sync", first_window, "key", "ctrl+q")
            assert await asyncio.wait_for(first.wait(), 20) == 0
            assert engine_pid(one) == 0
            assert second.returncode is None


async def test_without_a_display_the_main_job_is_done_in_the_terminal(tmp_path: Path) -> None:
    """What ``make run`` starts, on a machine without a screen, in a directory that is new."""
    nothing = {"DISPLAY": None, "WAYLAND_DISPLAY": None, "QT_QPA_PLATFORM": None}
    data_dir = tmp_path / "data"
    window = await start(*WINDOW, "--workspace", "sample", "--data-dir", str(data_dir), **nothing)

    done = await ended(window)

    assert done.code == 0, done.errors
    for words in ("Top patterns", "Most probable to come back", "To open the window"):
        assert words in done.output
    assert str(data_dir / "screenshots") in done.output.replace("\n", "")
    assert {file.stem.split("-")[0] for file in (data_dir / "screenshots").iterdir()} >= {
        "dashboard",
        "issues",
        "patterns",
        "predictions",
        "settings",
    }
    assert engine_pid(data_dir) == 0


async def test_a_missing_system_library_is_named_by_its_package(tmp_path: Path) -> None:
    """A file that is no library stands where the loader looks first."""
    (tmp_path / "libEGL.so.1").touch()

    window = await start(*WINDOW, "--data-dir", str(tmp_path), LD_LIBRARY_PATH=str(tmp_path))
    done = await ended(window)

    assert done.code == 1
    assert "sudo apt install libegl1" in done.errors


async def test_the_engine_is_gone_when_its_window_is_killed(tmp_path: Path) -> None:
    async with running(*WINDOW, "--data-dir", str(tmp_path)) as window:
        await until(lambda: engine_pid(tmp_path))
        pid = engine_pid(tmp_path)
        window.kill()
        await until(lambda: engine_pid(tmp_path) == 0)
        assert pid


async def windows(count: int) -> list[str]:
    """Wait until there are ``count`` windows of ours, and give their ids."""
    found: list[str] = []
    async with asyncio.timeout(20):
        while len(found) < count:
            found = (await xdotool("search", "--onlyvisible", "--name", TITLE)).split()
    return found


async def lies_on_top(window: str) -> bool:
    """Whether a window comes to lie uppermost in the middle of the screen, within some looks."""
    for _ in range(200):
        said = await xdotool("mousemove", "700", "450", "getmouselocation", "--shell")
        if f"WINDOW={window}" in said:
            return True
    return False


async def xdotool(*words: str) -> str:
    """Make a gesture on the display, or ask about it."""
    return (await ended(await start("xdotool", *words))).output
