"""The service: the files that each system gets, and the commands around them."""

from __future__ import annotations

import plistlib
import shlex
from configparser import ConfigParser
from typing import TYPE_CHECKING
from xml.sax.saxutils import unescape

import pytest
from typer.testing import CliRunner

from causeloop_desktop.cli.service import app
from causeloop_desktop.client.errors import ClientError
from causeloop_desktop.client.finding import background
from causeloop_desktop.client.finding.background import BackgroundService, recipe_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COMMAND = ("/opt/my programs/causeloop", "serve", "--data-dir", "/home/ada/100 % mine & yours")


@pytest.fixture(autouse=True)
def _no_config_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)


class System:
    """Notes commands and lets some fail."""

    def __init__(self, failing: str = "") -> None:
        self.commands: list[str] = []
        self._failing = failing

    async def run(self, command: Sequence[str]) -> int:
        self.commands.append(shlex.join(command))
        return int(bool(self._failing) and self._failing in command)


def test_systemd_gets_a_unit_that_it_reads_as_meant(tmp_path: Path) -> None:
    recipe = recipe_for("linux", tmp_path, COMMAND)
    assert recipe.file == tmp_path / ".config/systemd/user/causeloop.service"
    unit = ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment]  # names of systemd keep their case
    unit.read_string(recipe.content.decode())
    line = unit["Service"]["ExecStart"].replace("%%", "%")
    assert tuple(shlex.split(line)) == COMMAND
    assert unit["Service"]["Restart"] == "on-failure"
    assert unit["Install"]["WantedBy"] == "default.target"


def test_launchd_gets_an_agent(tmp_path: Path) -> None:
    recipe = recipe_for("darwin", tmp_path, COMMAND)
    assert recipe.file.parent == tmp_path / "Library/LaunchAgents"
    agent = plistlib.loads(recipe.content)
    assert tuple(agent["ProgramArguments"]) == COMMAND
    assert agent["RunAtLoad"] is True


def test_the_task_scheduler_gets_a_task(tmp_path: Path) -> None:
    recipe = recipe_for("win32", tmp_path, COMMAND)
    task = unescape(recipe.content.decode("utf-16"))
    assert f"<Command>{COMMAND[0]}</Command>" in task
    arguments = 'serve --data-dir "/home/ada/100 % mine & yours"'
    assert f"<Arguments>{arguments}</Arguments>" in task
    assert "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>" in task
    assert "mine &amp; yours" in recipe.content.decode("utf-16")


def test_another_system_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ClientError, match="causeloop serve"):
        recipe_for("sunos5", tmp_path, COMMAND)


@pytest.mark.anyio
@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
async def test_it_is_installed_twice_and_removed_twice(tmp_path: Path, platform: str) -> None:
    system = System()
    service = BackgroundService(recipe_for(platform, tmp_path, COMMAND), system.run)
    assert not await service.is_running()
    assert system.commands == []
    await service.install()
    await service.install()
    assert await service.is_running()
    await service.remove()
    removed = len(system.commands)
    await service.remove()
    assert len(system.commands) == removed
    assert not service.is_installed


@pytest.mark.anyio
async def test_what_the_system_refuses_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    service = BackgroundService(recipe_for("linux", tmp_path, COMMAND), System("enable").run)
    with pytest.raises(ClientError, match="enable --now"):
        await service.install()
    assert not service.is_installed


def test_the_command_line_installs_says_and_removes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = BackgroundService(recipe_for("linux", tmp_path, COMMAND), System().run)
    monkeypatch.setattr(background, "this_service", lambda _folder: service)
    runner = CliRunner()
    folder = ["--data-dir", str(tmp_path)]
    assert "not installed" in runner.invoke(app, ["status", *folder]).output
    assert "runs" in runner.invoke(app, ["install", *folder]).output
    assert '"installed": true' in runner.invoke(app, ["status", "--json", *folder]).output
    assert "not installed" in runner.invoke(app, ["remove", *folder]).output
