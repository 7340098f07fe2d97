"""Events: what happened that somebody may want to be told of, by the names it is told under."""

from enum import StrEnum

from pydantic import Field

from causeloop_desktop.contract.base import Instant, JobId, Model
from causeloop_desktop.contract.connectors import (
    ConnectorId,
    ConnectorStatus,
    SyncAdvice,
    SyncRunId,
)


class EventType(StrEnum):
    """What happened; a client skips those that it does not know."""

    SYNC_FAILED = "connector.sync.failed"
    SYNC_RECOVERED = "connector.sync.recovered"
    OAUTH_EXPIRED = "connector.oauth_expired"


class Event(Model):
    """Something that happened; ``payload`` is the kind's own, as ``ConnectorEvent``.

    ``sequence`` is the number of the commit that made it so.
    """

    type: str
    sequence: int = 0
    payload: dict[str, object] = Field(default_factory=dict)
    created_at: Instant


class ConnectorEvent(Model):
    """What happened to a connection.

    ``first`` says whether it worked until then: a source that is away for a day fails every half
    hour, and nobody wants to be told each time.
    """

    connector_id: ConnectorId
    type: str
    display_name: str
    status: ConnectorStatus
    message: str = ""
    advice: SyncAdvice | None = None
    sync_run_id: SyncRunId | None = None
    job_id: JobId | None = None
    first: bool = True
