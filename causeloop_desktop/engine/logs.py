"""The logs of the engine and its workers: bounded in size, and never a secret in them."""

import logging
import os
import re
import threading
from collections.abc import Sequence
from contextlib import closing, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

LOG_NAME = "engine.log"
MAX_BYTES = 5 * 1024 * 1024
KEPT = 3
LONGEST_LINE = 64 * 1024
HIDDEN = "[hidden]"

SECRET_FIELDS = frozenset(
    {"token", "authorization", "password", "secret", "api_key", "access_token", "refresh_token"}
)

SECRET_TEXT = re.compile(
    r"clp_[\w-]{8,}"  # tokens made by hand, refresh tokens
    r"|eyJ[\w-]{1,2000}+\.[\w-]++\.[\w-]++"  # JSON web tokens
    r"|(?i:(?<=bearer )[^\s\"',]+)"
    r"|(?i:(?<=token=)[^\s&\"']+)"
)

QUIET = ("httpx", "httpcore", "uvicorn", "uvicorn.error", "uvicorn.access", "websockets", "asyncio")
"""Loggers of libraries that we hear only from warnings on; they would log whole URLs."""


class Redaction:
    """Hides secrets in a log entry, wherever they stand.

    Args:
        known: Secrets that have no shape of their own, such as the launch token.
    """

    def __init__(self, known: Sequence[str] = ()) -> None:
        self._known = tuple(secret for secret in known if secret)

    def __call__(self, _logger: object, _method: str, entry: EventDict) -> EventDict:
        """Give the entry without its secrets."""
        return {name: self._clean(name, value) for name, value in entry.items()}

    def _clean(self, name: str, value: Any) -> Any:
        if name.lower() in SECRET_FIELDS:
            return HIDDEN
        if isinstance(value, str):
            return self._hide(value)
        if isinstance(value, dict):
            return {key: self._clean(str(key), inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self._clean(name, inner) for inner in value]
        return value

    def _hide(self, text: str) -> str:
        for secret in self._known:
            text = text.replace(secret, HIDDEN)
        return SECRET_TEXT.sub(HIDDEN, text)


def start_logging(directory: Path, known_secrets: Sequence[str] = ()) -> None:
    """Write everything that is logged in this process to ``logs/engine.log``.

    What cannot be logged is lost: on a full disk every line would put a traceback on stderr.
    """
    logging.raiseExceptions = False
    folder = directory / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / LOG_NAME, maxBytes=MAX_BYTES, backupCount=KEPT, encoding="utf-8"
    )
    handler.setFormatter(make_formatter(known_secrets))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def make_formatter(known_secrets: Sequence[str] = ()) -> logging.Formatter:
    """Make the formatter that turns a record into a line of JSON without secrets."""
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=before,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            Redaction(known_secrets),
            structlog.processors.JSONRenderer(),
        ],
    )


class SharedLog:
    """A log of lines that come from several processes at once, rotated as the engine's own is.

    The processes write to pipes, and only this writes to the file: one that several have open
    cannot be renamed on every system.

    Args:
        path: The file; its folder is made where it is not there.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._writing = threading.Lock()

    def keep(self, pipe: int) -> None:
        """Write what comes out of a pipe until its other end is closed, and close it."""
        with os.fdopen(pipe, "rb") as lines:
            while line := lines.readline(LONGEST_LINE):
                text = SECRET_TEXT.sub(HIDDEN, line.decode("utf-8", "replace"))
                with suppress(OSError), self._writing:
                    self._write(text.encode())

    def _write(self, line: bytes) -> None:
        if self._path.exists() and self._path.stat().st_size + len(line) > MAX_BYTES:
            with closing(RotatingFileHandler(self._path, backupCount=KEPT, delay=True)) as handler:
                handler.doRollover()
        with self._path.open("ab") as file:
            file.write(line)
