"""What engine and worker say to each other: one specification in, JSON lines out."""

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from causeloop_desktop.engine.services.jobs.workers import MORE

PIECE = 3 * 1024 * 1024
"""Characters; a longer line goes on in the next. At four bytes each the engine can read it."""


class WorkRefusedError(Exception):
    """The work cannot be done; the message is a sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What a worker is asked to do.

    Attributes:
        kind: The kind of job; it names the module that does it.
        database: The URL to read from; a worker never writes.
        workspace_key: Whose rows to look at.
        params: The kind's own parameters.
    """

    kind: str
    database: str
    workspace_key: int
    params: dict[str, Any]


def read_spec(line: str) -> Spec:
    """Read the specification from the first line of stdin."""
    fields = json.loads(line)
    return Spec(
        kind=fields["kind"],
        database=fields["database"],
        workspace_key=fields["workspace_key"],
        params=fields["params"],
    )


class Outbox:
    """What a worker answers, line by line.

    A full pipe makes ``write`` wait: a worker is never further ahead than the engine can take.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._lock = threading.Lock()

    def rows(self, **fields: object) -> None:
        """Send a batch of the kind's own rows."""
        self._write({"type": "rows", **fields})

    def progress(
        self, fraction: float, message: str = "", *, done: int = 0, total: int | None = None
    ) -> None:
        """Say how far the work has come, ``fraction`` from 0 to 1."""
        self._write(
            {
                "type": "progress",
                "progress": fraction,
                "message": message,
                "done": done,
                "total": total,
            }
        )

    def done(self, result: Mapping[str, object]) -> None:
        """Say that the work is finished; the last line of a worker."""
        self._write({"type": "done", "result": result})

    def error(self, message: str) -> None:
        """Say why the work cannot be finished; the last line of a worker."""
        self._write({"type": "error", "message": message})

    def _write(self, message: Mapping[str, object]) -> None:
        line = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        try:
            with self._lock:
                last = max(0, len(line) - 1) // PIECE * PIECE
                for start in range(0, last, PIECE):
                    self._out.write(f"{MORE}{line[start : start + PIECE]}\n")
                self._out.write(line[last:] + "\n")
                self._out.flush()
        except BrokenPipeError:
            # The engine is gone, and with it every reason to go on or to complain.
            os._exit(0)
