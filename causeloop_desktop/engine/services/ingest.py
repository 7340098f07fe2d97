"""Pushes: records that other programs send, judged one by one and durable when acknowledged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from causeloop_desktop.contract.base import IssueId, JobId
from causeloop_desktop.contract.ingest import (
    MAX_RECORDS,
    EventResult,
    IngestCounts,
    IngestJob,
    IngestJobStatus,
    IngestResult,
    Rejection,
)
from causeloop_desktop.contract.jobs import FINISHED, JobKind, JobStatus
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.domain.records.normalise import (
    CODE,
    Record,
    Rules,
    TitleRule,
    normalise,
)
from causeloop_desktop.engine.services.errors import InvalidError, NotFoundError
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.ids import new_id
from causeloop_desktop.engine.store.intake.ingest import upsert
from causeloop_desktop.engine.store.work.jobs import JobRow, JobStore
from causeloop_desktop.engine.store.work.pushes import note_push

BATCH_RULES = Rules()


@dataclass(frozen=True, slots=True)
class Judged:
    """A push after normalisation: what is taken, and what is refused with its place in it."""

    records: Sequence[Record]
    rejected: tuple[Rejection, ...]


class IngestService:
    """Takes pushes.

    Args:
        database: Where issues are kept.
        clock: The time, in UTC microseconds.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def batch(self, workspace_key: int, body: bytes) -> IngestResult:
        """Take up to 500 records.

        Raises:
            InvalidError: The body is no batch; what is wrong with one record is answered.
        """
        judged = judge(read_records(body), BATCH_RULES)
        job_id, ids = await self._take(workspace_key, judged)
        return IngestResult(
            accepted=len(ids), rejected=judged.rejected, job_id=job_id, issue_ids=tuple(ids)
        )

    async def event(
        self, workspace_key: int, body: bytes, *, source: str | None = None
    ) -> EventResult:
        """Take one record: a raw signal, or with ``source`` one of a known tool.

        Raises:
            InvalidError: The body is no JSON object.
        """
        judged = judge([_read_object(body)], self._event_rules(source))
        job_id, ids = await self._take(workspace_key, judged)
        return EventResult(
            accepted=len(ids),
            rejected=judged.rejected,
            job_id=job_id,
            issue_id=ids[0] if ids else None,
        )

    async def job(self, workspace_key: int, job_id: str) -> IngestJob:
        """Tell what became of a push, or of any other job that brings records.

        Raises:
            NotFoundError: The workspace has no such job.
        """
        row = await self._database.read(lambda read: JobStore(read, workspace_key).find(job_id))
        if row is None or row.kind not in (JobKind.INGEST, JobKind.IMPORT):
            raise NotFoundError("ingest job", job_id)
        return _to_ingest_job(row)

    async def _take(self, workspace_key: int, judged: Judged) -> tuple[JobId, list[IssueId]]:
        def work(write: WriteTransaction) -> tuple[JobId, list[IssueId]]:
            ids = upsert(write, workspace_key, judged.records).ids
            job_id = note_push(write, workspace_key, len(ids), len(judged.rejected))
            return job_id, list(map(IssueId, ids))

        return await self._database.write(work)

    def _event_rules(self, source: str | None) -> Rules:
        if source is not None:
            return Rules(source=source)
        spare_id = new_id("evt", self._clock())
        return Rules(TitleRule.FALLBACK, default_source="custom_api", spare_id=spare_id)


def judge(raw: Sequence[object], rules: Rules) -> Judged:
    """Normalise records one by one; a bad one never stops the rest."""
    records = []
    rejected = []
    for index, one in enumerate(raw):
        judged = normalise(one, rules)
        if isinstance(judged, Record):
            records.append(judged)
        else:
            rejected.append(Rejection(index=index, code=CODE, message=judged.message))
    return Judged(records, tuple(rejected))


def read_records(body: bytes) -> list[object]:
    """Read the records of a batch, each as raw as it came.

    Raises:
        InvalidError: The body has no list of 1 to 500 records.
    """
    records = _read_object(body).get("records")
    if not isinstance(records, list) or not 1 <= len(records) <= MAX_RECORDS:
        message = f"records must be a list of 1 to {MAX_RECORDS} records"
        raise InvalidError(message, {"records": message})
    return records


def _read_object(body: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidError(f"The body is not JSON: {error}", {"body": str(error)}) from error
    if not isinstance(value, dict):
        message = "The body must be a JSON object"
        raise InvalidError(message, {"body": message})
    return value


def _to_ingest_job(row: JobRow) -> IngestJob:
    job = row.model
    finished = job.status in FINISHED
    cancelled = job.status is JobStatus.CANCELLED
    rejected = int(str(job.result.get("rejected_count", 0)))
    accepted = int(str(job.result.get("accepted", 0)))
    counts = IngestCounts(accepted=accepted, rejected_count=rejected, total=accepted + rejected)
    return IngestJob(
        job_id=job.id,
        status=IngestJobStatus.FAILED if cancelled else IngestJobStatus(job.status.value),
        progress=1.0 if finished else job.progress,
        result=counts if finished else None,
        created_at=job.created_at,
        finished_at=job.finished_at,
    )
