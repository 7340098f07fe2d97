"""The one place where the window starts coroutines: they belong to somebody and end with him."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

REFRESH_PAUSE = 0.4
"""Seconds between two refreshes of the same thing, however often it changes."""

ErrorListener = Callable[[BaseException], None]


class TaskGroup:
    """Coroutines that live as long as their owner does.

    Args:
        on_error: Told about every failure but cancellation.
    """

    def __init__(self, on_error: ErrorListener) -> None:
        self._on_error = on_error
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None], *, name: str) -> asyncio.Task[None]:
        """Run ``work``; a reference is held until it ends, and its failure is reported."""
        task = asyncio.get_event_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def spawn_latest(self, work: Coroutine[Any, Any, None], *, name: str) -> None:
        """Run ``work`` instead of whatever still runs under the same name."""
        self.cancel(name)
        self.spawn(work, name=name)

    def cancel(self, name: str = "") -> None:
        """Ask what runs under ``name``, or everything, to end now; do not wait for it."""
        for task in self._tasks:
            if name in {"", task.get_name()}:
                task.cancel()

    @property
    def names(self) -> frozenset[str]:
        """What runs now."""
        return frozenset(task.get_name() for task in self._tasks)

    async def close(self) -> None:
        """End everything, and return when it has ended."""
        self.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        if error := task.exception():
            self._on_error(error)


class Refresher:
    """Repeats ``work`` when asked: never twice at once, and not more often than the pause allows.

    Asking while it runs makes it run once more afterwards, so the last change is always seen.
    """

    def __init__(
        self,
        tasks: TaskGroup,
        work: Callable[[], Awaitable[None]],
        *,
        name: str,
        pause: float = REFRESH_PAUSE,
    ) -> None:
        self._tasks = tasks
        self._work = work
        self._name = name
        self._pause = pause
        self._asked = False
        self._task: asyncio.Task[None] | None = None

    def ask(self) -> None:
        """Have the work done soon."""
        self._asked = True
        if self._task is None or self._task.done():
            self._task = self._tasks.spawn(self._run(), name=self._name)

    def cancel(self) -> None:
        """Give up what runs: its answer would be about what nobody looks at any more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(self) -> None:
        while self._asked:
            self._asked = False
            await self._work()
            await asyncio.sleep(self._pause)
