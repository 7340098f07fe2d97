"""One database, one writer: reads run side by side, writes queue behind one connection.

A write runs as one ``BEGIN IMMEDIATE`` transaction on the writer's thread and is durable when
its future resolves (WAL, ``synchronous=FULL``). What the write changed is told to listeners
after the commit, never before.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from causeloop_desktop.contract.events import Event
from causeloop_desktop.engine.store.errors import DiskFullError

T = TypeVar("T")

Read: TypeAlias = Connection
"""What a read works on: services hand it to stores and look no further."""

READERS = 4
"""Read connections; more would only fight for two cores."""

COMMITS_OF_A_CONNECTION = 256
"""Commits after which the writer takes a fresh connection.

WORKAROUND: in a connection that goes on, FTS5 of SQLite 3.40 reads ever more of its index at each
flush: 35 pages a row at 600,000 issues, half of the ingest rate. A fresh one reads none. Try
without when the bundled SQLite is newer.
"""

DISK_FULL = "database or disk is full"
"""How SQLite says it."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=10000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA mmap_size=0",
    "PRAGMA cache_size=-32768",
    "PRAGMA wal_autocheckpoint=8000",
)


@dataclass
class Changed:
    """What one transaction changed in one workspace, to be told after its commit.

    ``touched`` holds the keys of issues that were there before and look different now, ``events``
    what somebody may want to be told of.
    """

    workspace_key: int
    sequence: int
    counts: dict[str, int] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)


STANDING_STILL_US = 3_600_000_000
"""For so long time stands still for us where the clock is set back."""


@dataclass
class WriteTransaction:
    """An open write.

    Attributes:
        connection: The way to the database.
        now_us: The clock's time; one that is set back a little stands still instead.
        stamp_us: A moment after that of every commit before, whatever the clock does: by it those
            who follow changes know what they have seen.
        changed: What it has changed so far.
    """

    connection: Connection
    now_us: int
    stamp_us: int
    changed: list[Changed] = field(default_factory=list)


Listener = Callable[[Changed], None]


class Database:
    """A database file (or server) with one writer thread and a pool of readers.

    Args:
        url: An SQLAlchemy URL, ``sqlite:///…/causeloop.db`` for the embedded engine.
        now_us: The clock, in microseconds since 1970.
    """

    def __init__(self, url: str, now_us: Callable[[], int]) -> None:
        self.url = url
        self._now_us = now_us
        self._latest_us = 0
        self._stamp_us = 0
        self._commits = 0
        self._listeners: list[Listener] = []
        self._write_engine = make_engine(url, begin="BEGIN IMMEDIATE", connections=1)
        self._read_engine = make_engine(url, begin="BEGIN", connections=READERS)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")

    def begin_after(self, stamp_us: int) -> None:
        """Stamp every commit later than this, which an earlier run of the program has reached."""
        self._stamp_us = max(self._stamp_us, stamp_us)

    def listen(self, listener: Listener) -> None:
        """Call ``listener`` on the writer's thread after each commit that changed something."""
        self._listeners.append(listener)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` on a read connection in a thread: one snapshot, never a write."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self.read_now, work)

    def read_now(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` on a read connection in the calling thread."""
        with self._read_engine.connect() as connection, connection.begin():
            return work(connection)

    async def write(self, work: Callable[[WriteTransaction], T]) -> T:
        """Run ``work`` in one transaction on the writer; it is durable when this returns.

        Whatever ``work`` raises rolls everything back and is raised here.

        Raises:
            DiskFullError: There was no room; nothing was written.
        """
        return await asyncio.wrap_future(self.submit(work))

    def submit(self, work: Callable[[WriteTransaction], T]) -> Future[T]:
        """Queue a write from any thread.

        Raises:
            RuntimeError: The database has been closed.
        """
        return self._writer.submit(self._transact, work)

    def close(self) -> None:
        """Finish the queued writes, then close every connection."""
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self._write_engine.dispose()
        self._read_engine.dispose()

    def _transact(self, work: Callable[[WriteTransaction], T]) -> T:
        try:
            transaction, result = self._committed(work)
        except OperationalError as error:
            if DISK_FULL in str(error.orig):
                raise DiskFullError from error
            raise
        for changed in transaction.changed:
            for listener in self._listeners:
                listener(changed)
        return result

    def _committed(self, work: Callable[[WriteTransaction], T]) -> tuple[WriteTransaction, T]:
        self._commits += 1
        if self._commits % COMMITS_OF_A_CONNECTION == 0:
            self._write_engine.dispose()
        with self._write_engine.connect() as connection, connection.begin():
            now_us = self._now_us()
            self._stamp_us = max(self._stamp_us + 1, now_us)
            # A clock that is set back a little must not make what is newer look older; one that
            # was far ahead must not leave its mark on all that comes.
            still = self._latest_us - now_us < STANDING_STILL_US
            self._latest_us = max(self._latest_us + 1, now_us) if still else now_us
            transaction = WriteTransaction(connection, self._latest_us, self._stamp_us)
            return transaction, work(transaction)


def sqlite_url(path: Path) -> str:
    """Give the URL of a database file."""
    return f"sqlite:///{path}"


def make_engine(url: str, *, begin: str, connections: int) -> Engine:
    """Open ``url`` with the settings every connection of ours needs.

    Args:
        url: An SQLAlchemy URL.
        begin: How SQLite's transactions begin; connections that only ``BEGIN`` refuse to write.
        connections: The size of the pool.
    """
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=connections)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=connections,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )
    _prepare(engine, begin)
    return engine


def _prepare(engine: Engine, begin: str) -> None:
    query_only = "PRAGMA query_only=" + ("OFF" if "IMMEDIATE" in begin else "ON")

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        for pragma in (*_PRAGMAS, query_only):
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
