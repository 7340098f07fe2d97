"""The stream: what a connected program hears while it is open."""

from enum import StrEnum

from pydantic import Field

from causeloop_desktop.contract.base import Instant, Model


class FrameType(StrEnum):
    """The kinds of frames; a client skips those that it does not know."""

    CONNECTED = "connected"
    HEARTBEAT = "heartbeat"
    CHANGES = "changes"
    JOB_UPDATED = "job.updated"


CLOSE_UNAUTHORIZED = 4401
CLOSE_WRONG_WORKSPACE = 4003


class Frame(Model):
    """One message; ``changes`` carries ``base.Changes``, ``job.updated`` a ``jobs.Job``.

    What is named as an ``events.EventType`` carries the payload of that event.
    """

    type: str
    payload: dict[str, object] = Field(default_factory=dict)
    ts: Instant
