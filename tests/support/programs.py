"""The real programs in processes of their own, and what they leave behind."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.client.finding.local import program, read_engine_file

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator
    from pathlib import Path

WINDOW = (sys.executable, "-c", "from causeloop_desktop.__main__ import main_desktop as m; m()")


@dataclass(frozen=True)
class Ended:
    """How a program ended."""

    code: int
    output: str
    errors: str


async def console(data_dir: Path, *arguments: str) -> Ended:
    """Run a verb of ``causeloop`` on a data directory to its end."""
    return await ended(await start(*program(*arguments), "--data-dir", str(data_dir)))


async def start(*command: str, **variables: str | None) -> Process:
    """Start a program.

    Args:
        command: Its words.
        variables: Changes to the environment; ``None`` takes a variable away.
    """
    merged = {**os.environ, **variables}
    environment = {name: text for name, text in merged.items() if text is not None}
    return await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=PIPE, stderr=PIPE, env=environment
    )


async def ended(process: Process) -> Ended:
    """Wait until a program has ended by itself."""
    output, errors = await process.communicate()
    return Ended(process.returncode or 0, output.decode(), errors.decode())


@asynccontextmanager
async def running(*command: str, **variables: str | None) -> AsyncIterator[Process]:
    """Keep a program running for as long as the block does."""
    process = await start(*command, **variables)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


def engine_pid(data_dir: Path) -> int:
    """Give the process of the engine that owns ``data_dir``, 0 if there is none."""
    file = read_engine_file(data_dir)
    return file.pid if file and is_alive(file.pid) else 0


def is_alive(pid: int) -> bool:
    """Whether a process is still there, and not merely unburied."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
