"""The window over an engine that is not its own: another directory, an address and a token."""

from __future__ import annotations

import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from causeloop_desktop.client.finding.local import program
from tests.e2e.failures import write_failures
from tests.support.programs import console, engine_pid, running
from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    import pytest

    from tests.e2e.driver import Person

LOST = "No connection to Production."


async def test_a_remote_profile_survives_the_absence_of_its_server(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAUSELOOP_MASTER_KEY", "a key for the tests alone")
    far, port = tmp_path / "far", unused_port()
    async with serving(far, port):
        count = write_failures(tmp_path / "failures.csv", prefix="FAR")
        await console(far, "import", str(tmp_path / "failures.csv"))
        token = (await console(far, "token", "create", "--name", "window")).output.split()[-1]
        await add_profile(person, f"http://127.0.0.1:{port}", token)
        await person.click("Use")
        await person.press("Ctrl+2")
        before = await person.wait_for_rows(count)

    await person.wait_for(LOST)
    assert person.rows() == before
    async with serving(far, port):
        await person.wait_without(LOST)
        assert person.rows() == before
    assert not any(token in text for text in texts(tmp_path / "data"))


async def add_profile(person: Person, address: str, token: str) -> None:
    await person.wait_for("Invented data")
    await person.press("Ctrl+7")
    await person.click("Add a remote profile…")
    await person.write("Name", "Production")
    await person.write("Address", address)
    await person.write("Token", token)
    await person.click("Test")
    await person.wait_for("24 issues")
    await person.click("Add profile")
    await person.wait_for("Production")


def texts(folder: Path) -> Iterator[str]:
    """Read the settings, profiles and logs that a window keeps."""
    for file in (*folder.glob("*.json"), *folder.glob("logs/*")):
        yield file.read_text("utf-8")


@asynccontextmanager
async def serving(data_dir: Path, port: int) -> AsyncIterator[None]:
    """Run ``causeloop serve`` on a directory until the block ends."""
    command = program("serve", "--port", str(port), "--data-dir", str(data_dir))
    async with running(*command):
        await until(lambda: engine_pid(data_dir))
        yield


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
