"""Worker processes: this program started again as ``_worker``, spoken to in JSON lines.

The worker gets its specification as the first line of its stdin and lives until that pipe
closes, so it dies with its engine even after SIGKILL.
"""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import threading
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from causeloop_desktop.engine.logs import SharedLog

MORE = "+"
"""Begins a line that goes on in the next: a page of long texts may be longer than any line."""

MAX_LINE_BYTES = 16 * 1024 * 1024
"""The longest line a worker may write; also what may wait unread."""

LONGEST_MESSAGE = 256 * 1024 * 1024
"""Bytes of a message in several lines; what a provider answers at once is far less."""

AT_ONCE = 1024 * 1024
"""Bytes; a longer message is read in a thread, for others wait for their turn meanwhile."""

GRACE_SECONDS = 1.0
"""How long a worker may take to end after its pipe was closed."""

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}


class WorkerError(Exception):
    """The worker gave up, or ended without an answer."""


def self_command(*arguments: str) -> list[str]:
    """Give the command that enters this program again, from source or frozen."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "causeloop_desktop", *arguments]


class Worker:
    """One running worker process."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def messages(self) -> AsyncIterator[dict[str, Any]]:
        """Yield what the worker writes; its next line is read when the caller asks for it.

        Raises:
            WorkerError: It has no output, or writes what is no message.
        """
        if self._process.stdout is None:
            raise WorkerError("The worker has no output to read.")
        pieces = bytearray()
        while line := await self._process.stdout.readline():
            if line.startswith(MORE.encode()):
                pieces += line[len(MORE) : -1]
                _refuse_endless(pieces)
                continue
            yield await _read(pieces + line if pieces else line)
            pieces.clear()

    async def ended(self) -> int:
        """Wait for the process to end and give its exit code."""
        return await self._process.wait()

    async def stop(self) -> None:
        """Ask the worker to end by closing its stdin, and kill it where it does not.

        It is killed at once where the caller is cancelled meanwhile: the process is gone and
        reaped whenever this ends.
        """
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(GRACE_SECONDS):
                    await self._process.wait()
        finally:
            await self._kill()

    async def _kill(self) -> None:
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()


def _refuse_endless(pieces: bytearray) -> None:
    if len(pieces) > LONGEST_MESSAGE:
        message = "A page of this source is beyond all measure. Narrow down what is read of it."
        raise WorkerError(message)


async def _read(message: bytes | bytearray) -> dict[str, Any]:
    if len(message) <= AT_ONCE:
        small: dict[str, Any] = orjson.loads(message)
        return small
    large: dict[str, Any] = await asyncio.to_thread(orjson.loads, message)
    return large


class Workers:
    """Starts worker processes.

    Args:
        command: What to run.
        log: The file that gets what workers write to stderr.
    """

    def __init__(self, command: Sequence[str], log: Path | None = None) -> None:
        self._command = tuple(command)
        self._log = None if log is None else SharedLog(log)

    async def start(self, spec: Mapping[str, object]) -> Worker:
        """Start a worker on ``spec``; terminal signals do not reach it, only its pipe ends it."""
        with _complaints(self._log) as errors:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=errors,
                limit=MAX_LINE_BYTES,
                env={**os.environ, **ONE_THREAD},
                **_apart(),
            )
        if process.stdin is not None:
            process.stdin.write(json.dumps(spec).encode() + b"\n")
        return Worker(process)


@contextlib.contextmanager
def _complaints(log: SharedLog | None) -> Iterator[int]:
    """Give what a process takes as its stderr; a thread of its own keeps what comes there."""
    if log is None:
        yield DEVNULL
        return
    reading, writing = os.pipe()
    threading.Thread(target=log.keep, args=(reading,), name="worker log", daemon=True).start()
    try:
        yield writing
    finally:
        os.close(writing)


def _apart() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
