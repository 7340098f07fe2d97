"""``python -m tests.benchmarks.sync_probe COUNT``: an engine while it syncs, remaps and forgets.

The engine runs in this process, so that each turn of its loop and each of its transactions can be
timed; its workers and the provider are processes of their own, as ever.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any, TypeVar

from sqlalchemy import update

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.contract.connectors import Connector, ConnectorCreate
from causeloop_desktop.contract.jobs import Job, JobStatus
from causeloop_desktop.engine.clock import system_clock
from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.hosting import collect_from_here
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.schema import issues
from tests.benchmarks.report import milliseconds, percentile
from tests.support.connections import client_of
from tests.support.engines import RunningEngine, running_engine

LOOK_SECONDS = 0.005
ASK_SECONDS = 0.05
LONG_AGO_DAYS = 200
TOLD = 5

T = TypeVar("T")


@dataclass
class Watched:
    """Seconds of what happened while something was done.

    Attributes:
        late: By how much the loop came later than it was asked to.
        answers: How long a small request took.
        transactions: How long each write held the database.
        computed: What each of them computed; the rest is the disk's, and other programs'.
        writers: The most that a transaction of each kind computed.
    """

    late: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    transactions: list[float] = field(default_factory=list)
    computed: list[float] = field(default_factory=list)
    writers: dict[str, float] = field(default_factory=dict)

    def note(self, work: object, seconds: float, computed: float) -> None:
        """Take in a transaction."""
        self.transactions.append(seconds)
        self.computed.append(computed)
        name = _name(work.func if isinstance(work, partial) else work)
        self.writers[name] = max(computed, self.writers.get(name, 0.0))

    def report(self) -> dict[str, Any]:
        """Sum it up in milliseconds."""
        slowest = sorted(self.writers.items(), key=lambda one: -one[1])[:TOLD]
        return {
            "late_ms": _summed(self.late),
            "answers_ms": _summed(self.answers),
            "transactions_ms": _summed(self.transactions),
            "computed_ms": _summed(self.computed),
            "most_computed_ms": {name: round(seconds * 1000, 1) for name, seconds in slowest},
        }


def main(count: int) -> dict[str, Any]:
    """Sync ``count`` rows, look through them, read them again as if all were new, forget them."""
    return asyncio.run(_probe(count))


async def _probe(count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, provider(count) as address:
        async with (
            running_engine(Path(folder), now_us=system_clock()) as engine,
            client_of(engine) as client,
        ):
            collect_from_here()
            connector = await _connected(client, address)
            found = {
                "sync": await _watched(engine, count, lambda: _sync(client, connector)),
                "preview": await _watched(engine, count, lambda: _remap(client, connector, True)),
            }
            await _forget_digests(engine)
            found["remap"] = await _watched(engine, count, lambda: _remap(client, connector, False))
            engine.clock.now_us += LONG_AGO_DAYS * DAY_US
            found["forget"] = await _watched(engine, count, engine.context.retention.prune)
    return found


@contextmanager
def provider(count: int) -> Iterator[str]:
    """Give the address of a provider of ``count`` rows in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.sync_provider", str(count)]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as process:
        yield process.stdout.readline().strip() if process.stdout else ""
        process.communicate("")


async def _connected(client: CauseloopClient, address: str) -> Connector:
    return await client.connectors.create(
        ConnectorCreate(
            hold=True,
            type="servicenow",
            credentials={"user": "reader", "api_key": "secret"},
            settings={"base_url": address},
        )
    )


async def _sync(client: CauseloopClient, connector: Connector) -> Job:
    return await client.jobs.wait((await client.connectors.sync(connector.id)).job_id)


async def _remap(client: CauseloopClient, connector: Connector, preview: bool) -> Job:
    started = await client.remaps.start(connector.id, preview=preview)
    return await client.jobs.wait(started.job_id)


async def _forget_digests(engine: RunningEngine) -> None:
    """Let every kept row say something else than its issue, as after a better mapping."""

    def change(write: WriteTransaction) -> None:
        write.connection.execute(update(issues).values(content_digest=b"", severity=2))

    await engine.context.database.write(change)


async def _watched(
    engine: RunningEngine, count: int, work: Callable[[], Awaitable[object]]
) -> dict[str, Any]:
    async with watching(engine) as seen:
        began = time.perf_counter()
        done = await work()
        seconds = time.perf_counter() - began
    if isinstance(done, Job) and done.status is not JobStatus.SUCCEEDED:
        raise AssertionError(f"{done.kind} ended {done.status}: {done.error}")
    pace = {"seconds": round(seconds, 1), "rows_per_second": round(count / seconds)}
    return {**pace, **seen.report()}


@asynccontextmanager
async def watching(engine: RunningEngine) -> AsyncIterator[Watched]:
    """Watch an engine for as long as the block runs."""
    seen = Watched()
    with timed_writes(engine.context.database, seen):
        tasks = [asyncio.Task(_look(seen)), asyncio.Task(_ask(engine, seen))]
        try:
            yield seen
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def timed_writes(database: Database, seen: Watched) -> Iterator[None]:
    """Time every transaction of a database."""
    inner = database._committed

    def timed(work: Callable[[WriteTransaction], T]) -> tuple[WriteTransaction, T]:
        began, computed = time.perf_counter(), time.thread_time()
        done = inner(work)
        seen.note(work, time.perf_counter() - began, time.thread_time() - computed)
        return done

    vars(database)["_committed"] = timed
    try:
        yield
    finally:
        del vars(database)["_committed"]


async def _look(seen: Watched) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(LOOK_SECONDS)
        seen.late.append(time.perf_counter() - began - LOOK_SECONDS)


async def _ask(engine: RunningEngine, seen: Watched) -> None:
    while True:
        began = time.perf_counter()
        (await engine.client.get("/health")).raise_for_status()
        seen.answers.append(time.perf_counter() - began)
        await asyncio.sleep(ASK_SECONDS)


def _name(work: object) -> str:
    """Name what writes by its module and function."""
    return ".".join((*work.__module__.split(".")[-2:], getattr(work, "__qualname__", "")))


def _summed(values: list[float]) -> dict[str, float]:
    found = milliseconds(values) or [0.0]
    shares = {"p50": 50, "p99": 99, "most": 100}
    ranks = {name: percentile(found, share) for name, share in shares.items()}
    return {"count": len(values), **ranks}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1])), indent=2))
