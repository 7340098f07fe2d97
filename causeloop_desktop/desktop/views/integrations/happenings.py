"""What happened to connections, as the window tells it at its lower right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.contract.events import ConnectorEvent, EventType
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import tr
from causeloop_desktop.desktop.widgets.notices import Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from causeloop_desktop.contract.connectors import ConnectorId
    from causeloop_desktop.contract.events import Event
    from causeloop_desktop.contract.jobs import Job

_KNOWN = frozenset(EventType)


def is_routine(job: Job) -> bool:
    """Tell whether a job is a sync that found nothing new, as most that a schedule starts."""
    is_good_sync = job.kind is JobKind.SYNC and job.status is JobStatus.SUCCEEDED
    return is_good_sync and not (job.result.get("new") or job.result.get("updated"))


def notice_of(event: Event, on_open: Callable[[ConnectorId], None]) -> Notice | None:
    """Give the notice of an event; ``None`` for one that nobody has to be told again."""
    if event.type not in _KNOWN:
        return None
    told = ConnectorEvent.model_validate(event.payload)
    if event.type == EventType.SYNC_FAILED and not told.first:
        return None
    title, tone = {
        EventType.SYNC_FAILED: (tr("{name} cannot be read"), Tone.CRITICAL),
        EventType.OAUTH_EXPIRED: (tr("{name} must be authorised again"), Tone.HIGH),
        EventType.SYNC_RECOVERED: (tr("{name} works again"), Tone.LOW),
    }[EventType(event.type)]
    recovered = event.type == EventType.SYNC_RECOVERED
    return Notice(
        title=title.format(name=told.display_name),
        text="" if recovered else told.message,
        tone=tone,
        action=tr("Open"),
        on_action=lambda: on_open(told.connector_id),
    )
