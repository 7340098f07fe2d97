"""The hub: carries what happens to whoever listens, and drops a listener that falls behind."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass

from causeloop_desktop.contract.base import Changes
from causeloop_desktop.contract.events import Event
from causeloop_desktop.contract.jobs import Job
from causeloop_desktop.contract.stream import FrameType
from causeloop_desktop.engine.store.database import Changed
from causeloop_desktop.engine.store.work.outbox import to_changes

QUEUE_LENGTH = 256
"""How many messages may wait for one listener before it is dropped."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something that happened; ``sequence`` numbers commits and is 0 for everything else.

    ``type`` is one of ``FrameType``, or of ``EventType`` for an event.
    """

    type: str
    payload: Changes | Job | Event
    sequence: int = 0


class Subscription:
    """What one listener of one workspace hears, in order.

    Attributes:
        dropped: Whether it fell so far behind that it hears no more.
    """

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Message] = asyncio.Queue(QUEUE_LENGTH)
        self.dropped = False

    async def next(self) -> Message:
        """Wait for the next message."""
        return await self._queue.get()

    def offer(self, message: Message) -> bool:
        """Queue a message; false when the listener has fallen too far behind."""
        try:
            self._queue.put_nowait(message)
        except asyncio.QueueFull:
            self.dropped = True
        return not self.dropped


class Hub:
    """Listeners by workspace. Everything but ``on_commit`` runs on the engine's loop."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: defaultdict[int, set[Subscription]] = defaultdict(set)

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        """Deliver on ``loop`` from now on."""
        self._loop = loop

    def subscribe(self, workspace_key: int) -> Subscription:
        """Start to listen to a workspace."""
        subscription = Subscription()
        self._listeners[workspace_key].add(subscription)
        return subscription

    def unsubscribe(self, workspace_key: int, subscription: Subscription) -> None:
        """Stop to listen."""
        self._listeners[workspace_key].discard(subscription)

    def on_commit(self, changed: Changed) -> None:
        """Tell what a commit changed; called on the writer's thread."""
        if self._loop is None or self._loop.is_closed():
            return
        told = [Message(FrameType.CHANGES, to_changes(changed), changed.sequence)]
        told += [Message(event.type, event, changed.sequence) for event in changed.events]
        for message in told:
            self._loop.call_soon_threadsafe(self.publish, changed.workspace_key, message)

    def publish(self, workspace_key: int, message: Message) -> None:
        """Hand a message to every listener of a workspace."""
        listeners = self._listeners[workspace_key]
        self._listeners[workspace_key] = {one for one in listeners if one.offer(message)}
