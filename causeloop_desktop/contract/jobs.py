"""Jobs: long work that shows progress, can be cancelled, and survives a kill."""

from enum import StrEnum

from pydantic import Field

from causeloop_desktop.contract.base import Instant, JobId, Model


class JobKind(StrEnum):
    """What a job does."""

    IMPORT = "import"
    DETECTION = "detection"
    PREVIEW = "preview"
    MATCHING = "matching"
    DUPLICATES = "duplicates"
    INGEST = "ingest"
    BACKTEST = "backtest"
    FORECAST = "forecast"
    SYNC = "sync"
    REPLAY = "replay"
    CASSETTE = "cassette"
    REMAP = "remap"


class JobStatus(StrEnum):
    """How far a job has come."""

    PENDING = "pending"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINISHED: frozenset[JobStatus] = frozenset(
    {JobStatus.SUCCEEDED, JobStatus.PARTIAL, JobStatus.FAILED, JobStatus.CANCELLED}
)


class Job(Model):
    """A job; ``progress`` runs from 0 to 1, ``rate`` is in items a second.

    ``result`` is the noun's own: see ``imports.ImportResult``, ``detections.DetectionResult``,
    ``detections.DetectionPreview``, ``backtests.BacktestResult``, ``replays.ReplayResult``,
    ``cassettes.PlayResult``, ``remaps.RemapResult``.
    """

    id: JobId
    kind: JobKind
    status: JobStatus
    title: str
    progress: float = 0.0
    message: str = ""
    done: int = 0
    total: int | None = None
    rate: float | None = None
    error: str | None = None
    result: dict[str, object] = Field(default_factory=dict)
    created_at: Instant
    started_at: Instant | None = None
    finished_at: Instant | None = None
