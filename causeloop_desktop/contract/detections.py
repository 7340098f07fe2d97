"""Detections: full runs that cluster a workspace's issues into patterns."""

from enum import StrEnum

from pydantic import Field

from causeloop_desktop.contract.base import Instant, JobId, Model, Request


class RunStatus(StrEnum):
    """What became of a run's result."""

    RUNNING = "running"
    CURRENT = "current"
    SUPERSEDED = "superseded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class DetectionRequest(Request):
    """Ask for a full detection; one waits per workspace and a second call joins it."""

    reason: str = "asked"


class DetectionStarted(Model):
    """The job that detects; ``joined`` when one was already waiting."""

    job_id: JobId
    joined: bool = False


class DetectionResult(Model):
    """What a run found and changed against the run before it."""

    run_id: str
    issues: int = 0
    patterns: int = 0
    linked: int = 0
    pool: int = 0
    new_patterns: int = 0
    kept_patterns: int = 0
    merged_patterns: int = 0
    vanished_patterns: int = 0
    moved_issues: int = 0
    seconds: float = 0.0


class DetectionRun(Model):
    """A run as it is recorded: version, parameters, seconds, counts."""

    id: str
    status: RunStatus
    version: str
    parameters: dict[str, object] = Field(default_factory=dict)
    result: DetectionResult | None = None
    created_at: Instant
    finished_at: Instant | None = None
