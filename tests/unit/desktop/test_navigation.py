from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE

from causeloop_desktop.desktop.navigation import FIRST_SCREEN, SCREENS
from causeloop_desktop.desktop.theme import icons


async def printed_by(script: str) -> str:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=PIPE)
    output, _ = await process.communicate()
    assert process.returncode == 0
    return output.decode()


def test_the_screens_stand_in_the_order_of_the_sidebar() -> None:
    ids = [screen.id for screen in SCREENS]
    work = ["dashboard", "issues", "patterns", "reviews", "predictions"]
    assert ids == [*work, "integrations", "settings"]
    assert FIRST_SCREEN in ids
    assert [screen.id for screen in SCREENS if screen.at_bottom] == ["settings"]


def test_every_screen_has_an_icon_that_exists() -> None:
    assert {screen.icon for screen in SCREENS} <= set(icons.names())


def test_the_frame_of_the_window_loads_no_engine_and_no_client() -> None:
    script = "import sys, causeloop_desktop.desktop.app; print(*sorted(sys.modules))"
    loaded = set(asyncio.run(printed_by(script)).split())
    heavy = {"httpx", "pydantic", "sqlalchemy", "fastapi", "sklearn", "numpy", "pyqtgraph"}
    assert loaded & heavy == set()
