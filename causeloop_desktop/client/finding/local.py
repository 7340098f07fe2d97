"""The engine of a data directory: attach to the one that lives, or start one as a child.

A child gets its launch token on stdin, says in one line where it listens, and ends when its
stdin closes, so it never outlives the program that started it, however that ends.
"""

import asyncio
import secrets
import subprocess
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import IO

from pydantic import SecretStr, ValidationError

from causeloop_desktop.client.backend import Backend
from causeloop_desktop.client.errors import ClientError, Problem, UnreachableError
from causeloop_desktop.client.finding.connecting import connect
from causeloop_desktop.contract.engine import EngineFile, ReadyLine

ENGINE_FILE = "engine.json"
START_SECONDS = 60.0
"""How long a child may take to be ready; a migration of a large database comes first."""

STOP_SECONDS = 3.0
FROZEN_MARK = "[PYI-"
"""How the loader of a frozen program begins the line that it adds after an exception."""

FRAME = " |+-"
"""What is drawn around the causes of an exception that has several."""

WORDLESS = "It ended without a word."

FIND_TRIES = 5
FIND_PAUSE = 0.3


def read_engine_file(data_dir: Path) -> EngineFile | None:
    """Read what the engine that owns ``data_dir`` says of itself, if one ever said anything."""
    try:
        return EngineFile.model_validate_json((data_dir / ENGINE_FILE).read_bytes())
    except (OSError, ValidationError):
        return None


async def find_engine(data_dir: Path) -> EngineFile | None:
    """Give the engine that owns ``data_dir`` and answers to its local token, if there is one."""
    found = await asyncio.to_thread(read_engine_file, data_dir)
    if found is None:
        return None
    async with connect(to_backend(found)) as client:
        try:
            await client.engine.info()
        except ClientError:
            return None
    return found


def to_backend(engine: EngineFile, workspace: str | None = None) -> Backend:
    """Give the way to an engine that was found."""
    return Backend(engine.base_url, SecretStr(engine.token), workspace)


class ChildEngine:
    """An engine that lives as long as we do."""

    def __init__(self, process: Process, token: SecretStr, ready: ReadyLine) -> None:
        self.ready = ready
        self._process = process
        self._token = token

    @classmethod
    async def start(cls, data_dir: Path, command: Sequence[str] | None = None) -> "ChildEngine":
        """Start an engine on ``data_dir`` and wait until it can be called.

        Args:
            data_dir: The directory the engine will own.
            command: What starts an engine, where that is not this program.

        Raises:
            UnreachableError: It did not start; the problem's detail is its own reason.
        """
        line = [*(command or program("_engine")), "--data-dir", str(data_dir)]
        token = SecretStr(secrets.token_urlsafe(32))
        with tempfile.TemporaryFile() as errors:
            process = await _spawn(line, token, errors)
            try:
                ready = await _read_ready(process)
            except (ValidationError, TimeoutError) as error:
                await _stop(process)
                raise UnreachableError(_not_started(errors)) from error
            except asyncio.CancelledError:
                await _stop(process)
                raise
        return cls(process, token, ready)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def backend(self, workspace: str | None = None) -> Backend:
        """Give the way to this engine."""
        return Backend(self.ready.base_url, self._token, workspace)

    async def ended(self) -> int:
        """Wait until the child ends and give its exit code."""
        return await self._process.wait()

    async def stop(self) -> None:
        """Ask the child to end by closing its stdin; kill it if it does not."""
        await _stop(self._process)


@asynccontextmanager
async def local_engine(data_dir: Path, workspace: str | None = None) -> AsyncIterator[Backend]:
    """Give the live engine of ``data_dir``, or one of our own for as long as the block runs.

    Raises:
        UnreachableError: There is none and none could be started.
    """
    owner = await find_engine(data_dir) or await _start_or_find(data_dir)
    if isinstance(owner, EngineFile):
        yield to_backend(owner, workspace)
        return
    try:
        yield owner.backend(workspace)
    finally:
        await owner.stop()


def program(*arguments: str) -> list[str]:
    """Give the command that enters this program again, from source or from its frozen folder."""
    if getattr(sys, "frozen", False):
        suffix = ".exe" if sys.platform == "win32" else ""
        return [str(Path(sys.executable).with_name(f"causeloop{suffix}")), *arguments]
    return [sys.executable, "-m", "causeloop_desktop", *arguments]


async def _start_or_find(data_dir: Path) -> ChildEngine | EngineFile:
    """Start a child, or attach to the engine that another program started at the same moment."""
    try:
        return await ChildEngine.start(data_dir)
    except UnreachableError:
        for _ in range(FIND_TRIES):
            if found := await find_engine(data_dir):
                return found
            await asyncio.sleep(FIND_PAUSE)
        raise


async def _spawn(line: list[str], token: SecretStr, errors: IO[bytes]) -> Process:
    """Start the child apart from our terminal, so that Ctrl+C reaches us alone."""
    windows = sys.platform == "win32"
    process = await asyncio.create_subprocess_exec(
        *line,
        stdin=PIPE,
        stdout=PIPE,
        stderr=errors,
        start_new_session=not windows,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) if windows else 0,
    )
    if process.stdin:
        process.stdin.write(token.get_secret_value().encode() + b"\n")
    return process


async def _read_ready(process: Process) -> ReadyLine:
    async with asyncio.timeout(START_SECONDS):
        line = await process.stdout.readline() if process.stdout else b""
    return ReadyLine.model_validate_json(line)


def _not_started(errors: IO[bytes]) -> Problem:
    """Say why a child did not start, in the last words it wrote."""
    errors.seek(0)
    said = errors.read().decode(errors="replace").strip().splitlines()
    lines = [line for line in said if not line.startswith(FROZEN_MARK) and line.strip(FRAME)]
    reason = lines[-1].strip(FRAME).removeprefix("Error: ") if lines else WORDLESS
    detail = f"The engine did not start: {reason}"
    return Problem("The engine did not start", detail, "Run `causeloop doctor` to see more.")


async def _stop(process: Process) -> None:
    if process.stdin:
        process.stdin.close()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
