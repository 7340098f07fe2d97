"""The engine as a service of the person's own session, so that sources are read with no window.

Linux has user units of systemd, macOS has agents of launchd, Windows has the Task Scheduler.
Nothing here needs an administrator.
"""

import asyncio
import os
import plistlib
import shlex
import subprocess
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from causeloop_desktop.client.errors import ClientError, Problem

NAME = "causeloop"
LABEL = "ai.causeloop.engine"
AGAIN_SECONDS = 30
"""How long after a failure it is started again; a window may own the data until then."""

PATIENCE = 60.0
NOT_RUN = 127
"""The exit code of a shell for a command that is not there."""

Run = Callable[[Sequence[str]], Awaitable[int]]
Command = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What one system wants.

    Attributes:
        file: Where it is told of the service.
        content: What it is told.
        install: The commands that begin it, once the file is there.
        remove: The commands that end it, while the file is still there.
        status: A command that succeeds while it runs.
    """

    file: Path
    content: bytes
    install: tuple[Command, ...]
    remove: tuple[Command, ...]
    status: Command


class BackgroundService:
    """Installs, removes and looks after the service.

    Args:
        recipe: What the system wants.
        run: Runs a command and gives its exit code.
    """

    def __init__(self, recipe: Recipe, run: Run) -> None:
        self._recipe = recipe
        self._run = run

    @property
    def file(self) -> Path:
        """The file that tells the system of it."""
        return self._recipe.file

    @property
    def is_installed(self) -> bool:
        """Whether the system was told of it."""
        return self._recipe.file.exists()

    async def is_running(self) -> bool:
        """Tell whether it runs now."""
        return self.is_installed and await self._run(self._recipe.status) == 0

    async def install(self) -> None:
        """Begin it now and at every later sign-in; a second time it is only renewed.

        Raises:
            ClientError: The system did not take it.
        """
        await asyncio.to_thread(self._write)
        for command in self._recipe.install:
            if await self._run(command):
                await asyncio.to_thread(self._recipe.file.unlink, missing_ok=True)
                raise _refused(command)

    async def remove(self) -> None:
        """End it for good; removing what is not there does nothing."""
        if not self.is_installed:
            return
        for command in self._recipe.remove:
            await self._run(command)
        await asyncio.to_thread(self._recipe.file.unlink, missing_ok=True)

    def _write(self) -> None:
        self._recipe.file.parent.mkdir(parents=True, exist_ok=True)
        self._recipe.file.write_bytes(self._recipe.content)


def this_service(data_dir: Path) -> BackgroundService:
    """Give the service of this system for a data directory.

    Raises:
        ClientError: This system is none that we know.
    """
    command = (*_self_command(), "serve", "--data-dir", str(data_dir))
    return BackgroundService(recipe_for(sys.platform, Path.home(), command), _run)


def recipe_for(platform: str, home: Path, command: Sequence[str]) -> Recipe:
    """Give what a system wants in order to keep ``command`` running.

    Raises:
        ClientError: It is none that we know.
    """
    if platform == "linux":
        return _systemd(home, command)
    if platform == "darwin":
        return _launchd(home, command)
    if platform == "win32":
        return _scheduler(home, command)
    detail = f"On {platform} there is no service that we know how to install."
    raise ClientError(Problem("No service", detail, "Keep `causeloop serve` running instead."))


def _systemd(home: Path, command: Sequence[str]) -> Recipe:
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    unit = f"{NAME}.service"
    # A percent sign begins a specifier of systemd (systemd.unit, "Specifiers").
    line = shlex.join(command).replace("%", "%%")
    content = (
        "[Unit]\nDescription=Causeloop engine\n\n"
        f"[Service]\nExecStart={line}\nRestart=on-failure\nRestartSec={AGAIN_SECONDS}\n\n"
        "[Install]\nWantedBy=default.target\n"
    )
    user = ("systemctl", "--user")
    return Recipe(
        config / "systemd" / "user" / unit,
        content.encode(),
        install=((*user, "daemon-reload"), (*user, "enable", "--now", unit)),
        remove=((*user, "disable", "--now", unit),),
        status=(*user, "is-active", "--quiet", unit),
    )


def _launchd(home: Path, command: Sequence[str]) -> Recipe:
    file = home / "Library" / "LaunchAgents" / f"{LABEL}.plist"
    content = plistlib.dumps(
        {
            "Label": LABEL,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False},
            "ThrottleInterval": AGAIN_SECONDS,
            "ProcessType": "Background",
        }
    )
    domain = f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"
    return Recipe(
        file,
        content,
        install=(("launchctl", "bootstrap", domain, str(file)),),
        remove=(("launchctl", "bootout", f"{domain}/{LABEL}"),),
        status=("launchctl", "print", f"{domain}/{LABEL}"),
    )


def _scheduler(home: Path, command: Sequence[str]) -> Recipe:
    file = home / "AppData" / "Local" / NAME / "service.xml"
    content = _TASK.format(
        program=escape(command[0]),
        arguments=escape(subprocess.list2cmdline(command[1:])),
        seconds=AGAIN_SECONDS * 2,  # the Task Scheduler knows nothing shorter than a minute
    )
    return Recipe(
        file,
        content.encode("utf-16"),
        install=(
            ("schtasks", "/Create", "/TN", NAME, "/XML", str(file), "/F"),
            ("schtasks", "/Run", "/TN", NAME),
        ),
        remove=(
            ("schtasks", "/End", "/TN", NAME),
            ("schtasks", "/Delete", "/TN", NAME, "/F"),
        ),
        status=("schtasks", "/Query", "/TN", NAME),
    )


def _self_command() -> tuple[str, ...]:
    """Give what enters this program again, from source or frozen."""
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    return (sys.executable, "-m", "causeloop_desktop")


async def _run(command: Sequence[str]) -> int:
    try:
        process = await asyncio.create_subprocess_exec(*command, stdout=DEVNULL, stderr=DEVNULL)
        async with asyncio.timeout(PATIENCE):
            return await process.wait()
    except (OSError, TimeoutError):
        return NOT_RUN


def _refused(command: Command) -> ClientError:
    detail = f"The system did not take the service: `{shlex.join(command)}` failed."
    step = "Run that command to see why, or keep `causeloop serve` running instead."
    return ClientError(Problem("Not installed", detail, step))


_TASK = """<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>Causeloop engine</Description></RegistrationInfo>
  <Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>
  <Principals><Principal id="Author">
    <LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel>
  </Principal></Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Hidden>true</Hidden>
    <RestartOnFailure><Interval>PT{seconds}S</Interval><Count>999</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author"><Exec>
    <Command>{program}</Command><Arguments>{arguments}</Arguments>
  </Exec></Actions>
</Task>
"""
