"""Finding and starting real engines."""

import sys
from pathlib import Path

import pytest

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.errors import UnauthorizedError, UnreachableError
from causeloop_desktop.client.finding.local import (
    ENGINE_FILE,
    ChildEngine,
    find_engine,
    local_engine,
    read_engine_file,
    to_backend,
)

pytestmark = pytest.mark.anyio


async def test_starts_an_engine_attaches_to_it_and_ends_it(tmp_path: Path) -> None:
    async with local_engine(tmp_path) as first:
        found = await find_engine(tmp_path)
        assert found is not None
        assert found.base_url == first.base_url

        async with local_engine(tmp_path) as second, CauseloopClient(second) as client:
            assert second.base_url == first.base_url
            assert (await client.engine.health()).status == "ok"

        async with CauseloopClient(to_backend(found.model_copy(update={"token": "x"}))) as thief:
            with pytest.raises(UnauthorizedError):
                await thief.workspaces.list()

    assert await find_engine(tmp_path) is None


async def test_a_second_child_says_why_it_cannot_start(tmp_path: Path) -> None:
    first = await ChildEngine.start(tmp_path)
    try:
        with pytest.raises(UnreachableError, match="already holds"):
            await ChildEngine.start(tmp_path)
    finally:
        await first.stop()
    assert await first.ended() == 0


async def test_a_child_that_dies_at_once_is_told_in_its_own_words(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('The moon is full.')"]

    with pytest.raises(UnreachableError, match="The moon is full"):
        await ChildEngine.start(tmp_path, command)


async def test_what_the_loader_of_a_frozen_program_adds_is_no_reason(tmp_path: Path) -> None:
    words = "The moon is full.\n[PYI-7:ERROR] Failed to execute script 'console'"
    command = [sys.executable, "-c", f"import sys; sys.exit({words!r})"]

    with pytest.raises(UnreachableError, match="The moon is full"):
        await ChildEngine.start(tmp_path, command)


async def test_a_file_left_by_a_killed_engine_finds_nobody(tmp_path: Path) -> None:
    stale = '{"base_url": "http://127.0.0.1:9", "pid": 1, "version": "0", "token": "t"}'
    (tmp_path / ENGINE_FILE).write_text(stale)

    assert read_engine_file(tmp_path) is not None
    assert await find_engine(tmp_path) is None


@pytest.mark.parametrize("content", ["", "{}", "not json"])
def test_a_broken_file_is_no_engine(tmp_path: Path, content: str) -> None:
    (tmp_path / ENGINE_FILE).write_text(content)

    assert read_engine_file(tmp_path) is None
