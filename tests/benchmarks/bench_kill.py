"""``kill -9`` of the engine at random instants during ingest and import: what is lost or doubled.

A sender that was cut off sends the same batch again, as senders do; an upload that was
acknowledged is never sent again.
"""

import asyncio
import os
import random
import signal
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import orjson

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.errors import ClientError
from causeloop_desktop.client.finding.local import ChildEngine
from causeloop_desktop.contract.base import JobId
from causeloop_desktop.contract.imports import ImportOptions
from tests.benchmarks import generator
from tests.benchmarks.cache import scratch
from tests.benchmarks.consistency import IN_EVERY_BODY, damages, disagreements
from tests.benchmarks.databases import FILE
from tests.benchmarks.processes import marked
from tests.benchmarks.report import Options, Result, at_most

MARK = "CAUSELOOP_BENCHMARK"
LONGEST_LIFE = 2.0
LONGEST_PAUSE = 0.02
LOOK_SECONDS = 0.05
FILE_ROWS = 3_000
ORPHAN_SECONDS = 5.0
END_SECONDS = 300.0


def run(options: Options) -> Result:
    """Kill again and again, look at the database each time, then let the work be finished."""
    rounds = options.size(full=100, quick=3)
    with scratch(options) as folder:
        trial = Trial(folder / "data", random.Random(11))
        for _ in range(rounds):
            asyncio.run(trial.live_and_die())
        asyncio.run(trial.finish())
        trial.problems += damages(trial.database)
    return {
        "kills": rounds,
        "problems": at_most(len(trial.problems), 0),
        "problems_found": trial.problems[:20],
        "acknowledged_records": len(trial.acknowledged),
        "batches_sent_again": trial.sent_again,
        "imports": len(trial.imports),
        "rows_imported": len(trial.imports) * FILE_ROWS,
        "longest_orphan_s": round(trial.longest_orphan, 2),
    }


@dataclass
class Trial:
    """One data directory, what its engines acknowledged, and what was wrong after they died.

    Attributes:
        imports: The job of each file whose upload was acknowledged.
    """

    data_dir: Path
    chance: random.Random
    acknowledged: set[str] = field(default_factory=set)
    imports: dict[str, JobId] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    sent_again: int = 0
    longest_orphan: float = 0.0
    _doubtful: list[dict[str, Any]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def database(self) -> Path:
        """The database file."""
        return self.data_dir / FILE

    async def live_and_die(self) -> None:
        """Start an engine, push and import at once, kill it at a random instant, look."""
        mark = {MARK: uuid.uuid4().hex}
        os.environ.update(mark)
        engine = await ChildEngine.start(self.data_dir)
        async with CauseloopClient(engine.backend()) as client, asyncio.TaskGroup() as group:
            group.create_task(self._push(engine))
            group.create_task(self._import(client))
            await asyncio.sleep(self.chance.uniform(0.0, LONGEST_LIFE))
            os.kill(engine.pid, signal.SIGKILL)
        await engine.ended()
        self._wait_for_orphans(mark)
        self.problems += disagreements(self.database, self.acknowledged)

    async def finish(self) -> None:
        """Let an engine finish every import that was acknowledged; then nothing may lack."""
        engine = await ChildEngine.start(self.data_dir)
        async with CauseloopClient(engine.backend()) as client, asyncio.timeout(END_SECONDS):
            for file, job_id in self.imports.items():
                job = await client.jobs.wait(job_id)
                if job.result.get("created") != FILE_ROWS:
                    self.problems.append(f"{file} ended {job.status}: {job.result}")
        await engine.stop()
        self.problems += disagreements(self.database, self.acknowledged)

    async def _push(self, engine: ChildEngine) -> None:
        """Push batches until the engine is gone; the last one is in doubt."""
        token = engine.backend().credential.get_secret_value()
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(
            base_url=engine.ready.base_url, headers=headers, trust_env=False
        ) as client:
            while True:
                self.sent_again += bool(self._doubtful)
                self._doubtful = self._doubtful or self._next_batch()
                body = orjson.dumps({"records": self._doubtful})
                try:
                    answer = await client.post("/v1/ingest/batch", content=body)
                except httpx.TransportError:
                    return
                answer.raise_for_status()
                self.acknowledged.update(record["external_id"] for record in self._doubtful)
                self._doubtful = []
                await asyncio.sleep(self.chance.uniform(0.0, LONGEST_PAUSE))

    async def _import(self, client: CauseloopClient) -> None:
        """Upload one file; rows left over by former lives are imported meanwhile."""
        name = f"file{next(self._numbers)}"
        await asyncio.sleep(self.chance.uniform(0.0, LONGEST_LIFE / 4))
        stream = BytesIO(_csv(name))
        try:
            started = await client.imports.start_stream(stream, ImportOptions(name=f"{name}.csv"))
        except ClientError:
            return
        self.imports[name] = started.job_id

    def _next_batch(self) -> list[dict[str, Any]]:
        records = self.chance.sample(_RECORDS, self.chance.randint(1, len(_RECORDS) // 5))
        return [{**record, "external_id": f"push-{next(self._numbers)}"} for record in records]

    def _wait_for_orphans(self, mark: dict[str, str]) -> None:
        """Wait for the processes of an engine that is gone; kill and note those that stay."""
        began = time.monotonic()
        while (left := marked(mark)) and time.monotonic() - began < ORPHAN_SECONDS:
            time.sleep(LOOK_SECONDS)
        self.longest_orphan = max(self.longest_orphan, time.monotonic() - began)
        for process in left:
            self.problems.append(f"an orphan: {process}")
            process.kill()


def _csv(name: str) -> bytes:
    """Give a file of ``FILE_ROWS`` rows whose ids begin with ``name``."""
    rows = (_RECORDS[number % len(_RECORDS)] for number in range(FILE_ROWS))
    lines = [f"{name}-{number},{row['title']},{row['body']}" for number, row in enumerate(rows)]
    return "\n".join(["external_id,title,body", *lines]).encode()


_RECORDS = [
    {**record, "body": f"{record['body']} {IN_EVERY_BODY}"}
    for record in next(generator.batches(generator.BATCH))
]
