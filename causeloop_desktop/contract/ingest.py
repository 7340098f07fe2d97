"""Ingest: records pushed into a workspace, and what became of them."""

from enum import StrEnum

from pydantic import Field

from causeloop_desktop.contract.base import Instant, IssueId, JobId, Model, Request

MAX_RECORDS = 500
"""How many records one batch may hold."""

MAX_BODY_BYTES = 5 * 1024 * 1024
"""How long the body of a request may be, imports excepted."""


class IngestEvent(Request):
    """One raw signal; everything may be missing but one of ``title`` and ``external_id``.

    With ``"kind": "deploy"`` in ``metadata`` it is no failure: it tells that ``service``, or
    without one everything, was put out anew at ``source_created_at``. Forecasts look at it where
    the workspace's past shows that deploys tell what comes back.
    """

    source: str | None = None
    external_id: str | None = None
    title: str | None = None
    body: str | None = None
    severity: str | None = None
    team: str | None = None
    service: str | None = None
    external_url: str | None = None
    source_created_at: Instant | None = None
    source_updated_at: Instant | None = None
    occurred_at: Instant | None = None
    status: str | None = None
    fingerprint: str | None = None
    connector_id: str | None = None
    metadata: dict[str, object] = Field(default_factory=dict)


class IngestBatch(Request):
    """Up to 500 records; each is judged alone, so they stay raw until the engine reads them."""

    records: tuple[dict[str, object], ...] = Field(min_length=1, max_length=MAX_RECORDS)


class Rejection(Model):
    """A record that was refused, and why."""

    index: int
    code: str
    message: str


class IngestResult(Model):
    """What became of a push; ``issue_ids`` follow the order of the accepted records."""

    accepted: int
    rejected: tuple[Rejection, ...] = ()
    job_id: JobId
    issue_ids: tuple[IssueId, ...] = ()


class EventResult(Model):
    """What became of a single event."""

    accepted: int
    rejected: tuple[Rejection, ...] = ()
    issue_id: IssueId | None = None
    job_id: JobId


class IngestJobStatus(StrEnum):
    """How far a push has come."""

    PENDING = "pending"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    FAILED = "failed"


class IngestCounts(Model):
    """How many records of a push were taken and refused."""

    accepted: int
    rejected_count: int
    total: int


class IngestJob(Model):
    """A push as ``/v1/ingest/status/{job_id}`` answers it."""

    job_id: JobId
    status: IngestJobStatus
    progress: float
    result: IngestCounts | None = None
    created_at: Instant
    finished_at: Instant | None = None
