"""Patterns without processes: the services, and detection and matching run in this one."""

import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.services.detections.job import DetectionHandler
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.jobs.run import JobHandler
from causeloop_desktop.engine.services.matching.job import MatchingHandler
from causeloop_desktop.engine.services.matching.matchers import Matchers
from causeloop_desktop.engine.services.operations import OperationService
from causeloop_desktop.engine.services.patterns.marks import MarkService
from causeloop_desktop.engine.services.patterns.service import PatternService
from causeloop_desktop.engine.services.predictions.service import PredictionService
from causeloop_desktop.engine.services.reviews.service import ReviewService
from causeloop_desktop.engine.services.why.service import WhyService
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.intake.ingest import upsert
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore
from causeloop_desktop.engine.store.work.jobs import Ending, JobRow, JobStore
from causeloop_desktop.engine.worker import matching
from causeloop_desktop.engine.worker.detection import job as detection
from causeloop_desktop.engine.worker.protocol import Outbox, Spec
from tests.support.databases import Clock

DAY_US = 86_400_000_000

Work = Callable[[Spec, Outbox], None]
"""What a worker does."""


@dataclass(frozen=True)
class Failure:
    """A failure that comes again: its title, ``{}`` standing for a number, and where."""

    title: str
    team: str = "platform"
    severity: int = 2
    fingerprint: str | None = None

    def records(self, clock: Clock, days_ago: Iterable[float]) -> list[Record]:
        """Give one record for each time it happened."""
        return [
            Record(
                source="jira",
                origin="",
                external_id=f"{self.title[:12]}-{days}",
                title=self.title.format(round(days * 100)),
                severity=self.severity,
                team=self.team,
                fingerprint=self.fingerprint,
                created_us=clock.now_us - int(days * DAY_US),
            )
            for days in days_ago
        ]


DISK = Failure("Disk full on node-{} while writing the index segment")
LOGIN = Failure("Login token rejected for tenant {} after certificate rotation", team="identity")


class Workshop:
    """One workspace with everything that works on its patterns."""

    def __init__(self, database: Database, workspace_key: int, clock: Clock, folder: Path) -> None:
        cursors = Cursors(b"the-key-of-a-test")
        self.database, self.key, self.clock = database, workspace_key, clock
        self.models = folder / "models"
        self.operations = OperationService(database, cursors)
        self.patterns = PatternService(database, self.operations, cursors, clock)
        self.predictions = PredictionService(database, self.patterns, self.operations, cursors)
        self.reviews = ReviewService(database, self.patterns, self.operations, cursors)
        self.marks = MarkService(database, self.patterns)
        self.why = WhyService(database, self.patterns, Matchers(database, self.models))
        self.detection = DetectionHandler(database, self.marks, self.models)
        self.matching = MatchingHandler(database, self.models)

    async def push(self, *failures: tuple[Failure, Iterable[float]]) -> list[str]:
        """Take failures in that happened so many days ago; give the ids of their issues."""
        records = [one for failure, days in failures for one in failure.records(self.clock, days)]
        return (await self.database.write(lambda write: upsert(write, self.key, records))).ids

    async def detect(self, **params: object) -> Ending:
        """Run a whole detection, asked for with ``params``."""
        job = await self.job(JobKind.DETECTION, **params)
        return await self._end(self.detection, job)

    async def match(self) -> Ending:
        """Match the issues that wait."""
        job = await self.job(JobKind.MATCHING)
        return await self._end(self.matching, job)

    async def job(self, kind: JobKind, **params: object) -> JobRow:
        """Queue a job that no dispatcher runs."""
        return await self.database.write(
            lambda write: JobStore(write.connection, self.key).add(
                write.now_us, kind, "test", params
            )
        )

    async def lines(
        self, handler: JobHandler, job: JobRow, work: Work | None = None
    ) -> list[dict[str, Any]]:
        """Let the worker's half work, as it is or as ``work``, and give the lines that it sends."""
        params = json.loads(json.dumps(await handler.spec(job)))
        sent = io.StringIO()
        if work is None:
            work = detection.run if job.kind is JobKind.DETECTION else matching.run
        work(Spec(job.kind, self.database.url, self.key, params), Outbox(sent))
        return [json.loads(line) for line in sent.getvalue().splitlines()]

    async def _end(self, handler: JobHandler, job: JobRow) -> Ending:
        ending = await follow(handler, job, await self.lines(handler, job))
        await self.database.write(
            lambda write: JobStore(write.connection, self.key).finish(job.key, write.now_us, ending)
        )
        return ending

    async def run(self) -> int:
        """Give the key of the visible run."""
        reach = await self.database.read(lambda read: MembershipStore(read, self.key).reach())
        return reach.run

    async def places(self) -> Mapping[int, int]:
        """Give the pattern of every issue in the visible run."""
        run = await self.run()
        rows = await self.database.read(
            lambda read: MembershipStore(read, self.key).page(run, 0, 10_000)
        )
        return {row.issue: row.pattern for row in rows}


async def follow(handler: JobHandler, job: JobRow, lines: Iterable[dict[str, Any]]) -> Ending:
    """Hand a worker's lines to the engine's half, as the job service does."""
    for line in lines:
        if line["type"] == "rows":
            await handler.on_rows(job, line)
        elif line["type"] == "done":
            return await handler.on_done(job, line["result"])
    raise AssertionError("the worker never said that it was done")
