"""Which workspaces have had a commit of some kind: what background work wakes up for."""

import asyncio
import threading

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.engine.store.database import Changed, Database


class Commits:
    """Collects the workspaces in which things of one kind changed, until somebody asks.

    Args:
        database: Whose commits to hear.
        kind: The kind of change that matters.
    """

    def __init__(self, database: Database, kind: ChangeKind) -> None:
        self._kind = kind
        self._lock = threading.Lock()
        self._heard: set[int] = set()
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        database.listen(self._on_commit)

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
