"""The stream: what a connected program hears, beginning with what it missed."""

import asyncio
from collections.abc import AsyncIterator

from causeloop_desktop.contract.base import ChangeKind, Changes
from causeloop_desktop.contract.events import Event
from causeloop_desktop.contract.stream import Frame, FrameType
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.services.stream.hub import Hub, Subscription
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceRow, WorkspaceStore
from causeloop_desktop.engine.store.work.outbox import changes_since, events_since, oldest_sequence

HEARTBEAT_SECONDS = 5.0

REPLAYED = 200
"""How many missed commits are told one by one; beyond that one frame says: everything."""


class StreamService:
    """Turns what the hub tells into frames.

    Args:
        database: Remembers what a client missed.
        hub: Tells what happens from now on.
        clock: Stamps the frames.
        heartbeat_seconds: How long nothing may happen before that itself is told.
    """

    def __init__(
        self,
        database: Database,
        hub: Hub,
        clock: Clock,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
    ) -> None:
        self._database = database
        self._hub = hub
        self._clock = clock
        self._heartbeat_seconds = heartbeat_seconds

    async def frames(
        self, workspace: WorkspaceRow, actor: str, since: int | None
    ) -> AsyncIterator[Frame]:
        """Yield frames until the listener falls behind or stops.

        Args:
            workspace: Whose commits to tell.
            actor: Who listens.
            since: The last sequence the listener knows; what came after is told first.
        """
        subscription = self._hub.subscribe(workspace.key)
        try:
            yield self._frame(FrameType.CONNECTED, {"workspace_id": workspace.id, "user_id": actor})
            missed = await self._missed(workspace.key, since)
            for one in missed:
                yield self._told(one)
            told = max((one.sequence for one in missed), default=0)
            async for frame in self._live(subscription, told):
                yield frame
        finally:
            self._hub.unsubscribe(workspace.key, subscription)

    async def _live(self, subscription: Subscription, told: int) -> AsyncIterator[Frame]:
        while not subscription.dropped:
            try:
                async with asyncio.timeout(self._heartbeat_seconds):
                    message = await subscription.next()
            except TimeoutError:
                yield self._frame(FrameType.HEARTBEAT, {"ok": True})
                continue
            if 0 < message.sequence <= told:
                continue
            if isinstance(message.payload, Event):
                yield self._told(message.payload)
            else:
                yield self._frame(message.type, message.payload.model_dump(mode="json"))

    async def _missed(self, workspace_key: int, since: int | None) -> tuple[Changes | Event, ...]:
        if since is None:
            return ()
        now, oldest, missed, events = await self._database.read(
            lambda read: (
                WorkspaceStore(read).sequence(workspace_key),
                oldest_sequence(read, workspace_key),
                changes_since(read, workspace_key, since, REPLAYED + 1),
                events_since(read, workspace_key, since, REPLAYED),
            )
        )
        if now == since:
            return ()
        forgotten = since > now or oldest is None or oldest > since + 1
        if forgotten or len(missed) > REPLAYED:
            return (Changes(sequence=now, counts=dict.fromkeys(ChangeKind, 1)),)
        return tuple(sorted((*missed, *events), key=lambda one: one.sequence))

    def _told(self, one: Changes | Event) -> Frame:
        if isinstance(one, Changes):
            return self._frame(FrameType.CHANGES, one.model_dump(mode="json"))
        return self._frame(one.type, {**one.payload, "sequence": one.sequence})

    def _frame(self, kind: str, payload: dict[str, object]) -> Frame:
        return Frame(type=kind, payload=payload, ts=from_micros(self._clock() // 1000 * 1000))
