"""Rate limits: so many requests a minute, counted in fixed windows."""

from collections import Counter
from dataclasses import dataclass

from causeloop_desktop.contract.times import SECOND_US
from causeloop_desktop.engine.clock import Clock

WINDOW_US = 60_000_000

PER_ADDRESS = 600
"""Requests a minute from one address, on everything but ingest."""

PER_WORKSPACE_INGEST = 1_000
"""Ingest requests a minute into one workspace."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a window after a request; ``exceeded`` when there was nothing left."""

    limit: int
    remaining: int
    retry_after: int
    exceeded: bool


class Window:
    """Counts requests by whoever makes them, in minutes that all begin together.

    Args:
        limit: How many one may make in a window.
        clock: The time.
    """

    def __init__(self, limit: int, clock: Clock) -> None:
        self._limit = limit
        self._clock = clock
        self._number = 0
        self._counts: Counter[str] = Counter()

    def take(self, who: str) -> Allowance:
        """Count a request of ``who``; old windows are forgotten as a whole."""
        now_us = self._clock()
        number, elapsed_us = divmod(now_us, WINDOW_US)
        if number != self._number:
            self._number, self._counts = number, Counter()
        self._counts[who] += 1
        used = self._counts[who]
        retry_after = -(-(WINDOW_US - elapsed_us) // SECOND_US)
        return Allowance(self._limit, max(0, self._limit - used), retry_after, used > self._limit)


class Limits:
    """The limits of one engine.

    Args:
        clock: The time.
        enforced: Whether they are counted at all.
    """

    def __init__(self, clock: Clock, *, enforced: bool) -> None:
        self._addresses = Window(PER_ADDRESS, clock)
        self._ingest = Window(PER_WORKSPACE_INGEST, clock)
        self._enforced = enforced

    def by_address(self, address: str) -> Allowance | None:
        """Count a request that is not ingest; ``None`` where limits are off."""
        return self._addresses.take(address) if self._enforced else None

    def by_workspace(self, workspace_id: str) -> Allowance | None:
        """Count an ingest request; ``None`` where limits are off."""
        return self._ingest.take(workspace_id) if self._enforced else None
