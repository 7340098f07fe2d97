"""Which workspaces have had a commit of some kind: what background work wakes up for."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from functools import partial

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.engine.services.foundation.guard import Guard, insist
from causeloop_desktop.engine.store.database import Changed, Database
from causeloop_desktop.engine.store.tenants.workspaces import workspace_keys


class Commits:
    """Collects the workspaces in which things of one kind changed, until somebody asks.

    Args:
        database: Whose commits to hear.
        kind: The kind of change that matters.
    """

    def __init__(self, database: Database, kind: ChangeKind) -> None:
        self._database = database
        self._kind = kind
        self._lock = threading.Lock()
        self._heard: set[int] = set()
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        database.listen(self._on_commit)

    async def follow(
        self, look: Callable[[int], Awaitable[bool]], settle_seconds: float, fault: str
    ) -> None:
        """Look at workspaces as they change, until cancelled.

        Each is looked at once to begin with, for what an earlier engine left.

        Args:
            look: Does the work in a workspace and says whether some of it was held up; then it is
                looked at again.
            settle_seconds: How long changes are collected between two rounds.
            fault: What the log says of a look that failed.
        """
        for workspace_key in await insist(partial(self._database.read, workspace_keys), fault):
            self.note(workspace_key)
        while True:
            for workspace_key in await self._held_up(look, fault):
                self.note(workspace_key)
            await asyncio.sleep(settle_seconds)

    async def next(self) -> frozenset[int]:
        """Wait until something changed and give the keys of the workspaces where it did."""
        self._loop = asyncio.get_running_loop()
        while not (heard := self._take()):
            await self._wake.wait()
        return heard

    def note(self, workspace_key: int) -> None:
        """Take a workspace for changed; from any thread."""
        with self._lock:
            self._heard.add(workspace_key)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    async def _held_up(self, look: Callable[[int], Awaitable[bool]], fault: str) -> list[int]:
        held_up: list[int] = []
        for workspace_key in await self.next():
            with Guard(fault):
                if await look(workspace_key):
                    held_up.append(workspace_key)
        return held_up

    def _take(self) -> frozenset[int]:
        with self._lock:
            heard = frozenset(self._heard)
            self._heard.clear()
            self._wake.clear()
        return heard

    def _on_commit(self, changed: Changed) -> None:
        """Note a commit; called on the writer's thread."""
        if self._kind in changed.counts:
            self.note(changed.workspace_key)
