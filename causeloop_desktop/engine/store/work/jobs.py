"""Jobs as rows: queued, leased to the engine that runs them, and resumed after a kill."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Row,
    func,
    insert,
    select,
    update,
)

from causeloop_desktop.contract.base import JobId
from causeloop_desktop.contract.jobs import FINISHED, JobKind, JobStatus
from causeloop_desktop.contract.jobs import Job as JobModel
from causeloop_desktop.contract.times import SECOND_US, from_known_micros, from_micros
from causeloop_desktop.engine.store.ids import new_id
from causeloop_desktop.engine.store.permille import PERMILLE, from_permille, to_permille
from causeloop_desktop.engine.store.schema import jobs
from causeloop_desktop.engine.store.tenant import TenantStore

_LISTED = jobs.c.kind != JobKind.INGEST

_OPEN = jobs.c.status.in_([JobStatus.PENDING, JobStatus.RUNNING])


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job with what the API does not show: its key, parameters and checkpoint."""

    key: int
    workspace_key: int
    params: dict[str, Any]
    checkpoint: dict[str, Any]
    model: JobModel

    @property
    def id(self) -> JobId:
        """The job's id."""
        return self.model.id

    @property
    def kind(self) -> JobKind:
        """What the job does."""
        return self.model.kind


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come: ``fraction`` from 0 to 1, items ``done`` of ``total``."""

    fraction: float
    message: str = ""
    done: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended."""

    status: JobStatus
    message: str = ""
    error: str | None = None
    result: Mapping[str, object] = field(default_factory=dict)


class JobStore(TenantStore):
    """The jobs of one workspace, through one connection."""

    def add(
        self,
        now_us: int,
        kind: JobKind,
        title: str,
        params: Mapping[str, object],
        prefix: str = "job",
    ) -> JobRow:
        """Queue a job; the dispatcher starts it after the commit."""
        key = self._connection.execute(
            insert(jobs)
            .values(
                id=new_id(prefix, now_us),
                workspace_key=self._workspace,
                kind=kind,
                status=JobStatus.PENDING,
                title=title,
                params=json.dumps(params),
                created_us=now_us,
            )
            .returning(jobs.c.key)
        ).scalar_one()
        return self.by_key(key)

    def by_key(self, key: int) -> JobRow:
        """Give a job that is known to exist."""
        return to_job(self._select(jobs.c.key == key).one())

    def find(self, job_id: str) -> JobRow | None:
        """Give a job, if this workspace has it."""
        row = self._select(jobs.c.id == job_id).one_or_none()
        return None if row is None else to_job(row)

    def open_of(self, kind: JobKind) -> list[JobRow]:
        """Give the jobs of a kind that wait or run, oldest first."""
        rows = self._connection.execute(
            select(jobs).where(self._mine(jobs.c.kind == kind), _OPEN).order_by(jobs.c.key)
        )
        return [to_job(row) for row in rows]

    def page(self, before_key: int | None, limit: int) -> list[JobRow]:
        """Give ``limit`` jobs, newest first, beginning after ``before_key``; pushes apart.

        There can be a thousand pushes a minute, each over before anybody could look.
        """
        statement = select(jobs).where(self._mine(_LISTED)).order_by(jobs.c.key.desc()).limit(limit)
        if before_key is not None:
            statement = statement.where(jobs.c.key < before_key)
        return [to_job(row) for row in self._connection.execute(statement)]

    def count(self) -> int:
        """Count the jobs of this workspace that ``page`` gives."""
        counted = select(func.count()).select_from(jobs).where(self._mine(_LISTED))
        return self._connection.execute(counted).scalar_one()

    def checkpoint(self, key: int, state: Mapping[str, object]) -> None:
        """Remember where to resume, in the transaction that made it true."""
        self._update(key, checkpoint=json.dumps(state))

    def report(self, key: int, progress: Progress) -> None:
        """Write how far a job has come."""
        self._update(
            key,
            progress=to_permille(min(max(progress.fraction, 0.0), 1.0)),
            message=progress.message,
            done=progress.done,
            total=progress.total,
        )

    def finish(self, key: int, now_us: int, ending: Ending) -> JobRow:
        """Write how a job ended and give up its lease."""
        values: dict[str, Any] = {
            "status": ending.status,
            "message": ending.message,
            "error": ending.error,
            "result": json.dumps(ending.result),
            "lease_owner": None,
            "lease_until_us": None,
            "finished_us": now_us,
        }
        if ending.status in (JobStatus.SUCCEEDED, JobStatus.PARTIAL):
            values["progress"] = PERMILLE
        self._update(key, **values)
        return self.by_key(key)

    def _update(self, key: int, **values: Any) -> None:
        self._connection.execute(update(jobs).where(self._mine(jobs.c.key == key)).values(**values))

    def _select(self, *conditions: Any) -> Any:
        return self._connection.execute(select(jobs).where(self._mine(*conditions)))

    def _mine(self, *conditions: Any) -> Any:
        return self._of(jobs, *conditions)


def to_job(row: Row[Any]) -> JobRow:
    """Read a row; ``rate`` is the mean since the job's first start."""
    model = JobModel(
        id=JobId(row.id),
        kind=JobKind(row.kind),
        status=JobStatus(row.status),
        title=row.title,
        progress=from_permille(row.progress),
        message=row.message,
        done=row.done,
        total=row.total,
        rate=_rate(row),
        error=row.error,
        result=json.loads(row.result),
        created_at=from_micros(row.created_us),
        started_at=from_known_micros(row.started_us),
        finished_at=from_known_micros(row.finished_us),
    )
    params, checkpoint = json.loads(row.params), json.loads(row.checkpoint)
    return JobRow(row.key, row.workspace_key, params, checkpoint, model)


def _rate(row: Row[Any]) -> float | None:
    if row.status not in FINISHED or row.started_us is None or not row.done:
        return None
    seconds = (row.finished_us - row.started_us) / SECOND_US
    return row.done / seconds if seconds > 0 else None
