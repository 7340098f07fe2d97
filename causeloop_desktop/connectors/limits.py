"""How fast a provider may be asked: a bucket of tokens, corrected by what its headers say."""

from collections.abc import Mapping
from dataclasses import dataclass

_LEFT = ("x-ratelimit-remaining", "ratelimit-remaining")
_RESETS = ("x-ratelimit-reset", "ratelimit-reset")

EPOCH_FROM = 1_000_000_000.0
"""A number of seconds from here on is a moment, a smaller one a time to wait."""

MILLISECONDS_FROM = 1_000_000_000_000.0


@dataclass(frozen=True, slots=True)
class Budget:
    """What a provider still grants.

    Attributes:
        left: Requests until the reset.
        resets_in: Seconds until then.
    """

    left: int
    resets_in: float


def budget_of(headers: Mapping[str, str], now: float) -> Budget | None:
    """Read the budget from the usual headers.

    Args:
        headers: By lower-case name.
        now: Seconds since 1970.
    """
    left = _first(headers, _LEFT)
    resets = _first(headers, _RESETS)
    if left is None:
        return None
    return Budget(int(left), seconds_until(resets, now) if resets is not None else 60.0)


def seconds_until(value: float, now: float) -> float:
    """Read a reset that may be a moment in seconds or milliseconds, or a time to wait."""
    if value >= MILLISECONDS_FROM:
        value /= 1000
    return max(0.0, value - now if value >= EPOCH_FROM else value)


def _first(headers: Mapping[str, str], names: tuple[str, ...]) -> float | None:
    for name in names:
        try:
            return float(headers[name])
        except (KeyError, ValueError):
            continue
    return None


class TokenBucket:
    """Says how long to wait before the next request.

    Args:
        per_minute: Requests a minute, at most; a short burst of a tenth of them may come at once.
        now: The time, in seconds of any monotonic clock.
    """

    def __init__(self, per_minute: float, now: float) -> None:
        self._rate = per_minute / 60
        self._most = max(1.0, per_minute / 10)
        self._tokens = self._most
        self._at = now
        self._blocked_until = now

    def take(self, now: float) -> float:
        """Take a token; give the seconds to wait before it may be used."""
        self._tokens = min(self._most, self._tokens + (now - self._at) * self._rate)
        self._at = now
        self._tokens -= 1
        owed = 0.0 if self._tokens >= 0 else -self._tokens / self._rate
        return max(owed, self._blocked_until - now)

    def heed(self, budget: Budget, now: float) -> None:
        """Wait for the reset where the provider has none left."""
        if budget.left <= 0:
            self.block(budget.resets_in, now)

    def block(self, seconds: float, now: float) -> None:
        """Let nothing through for a while."""
        self._blocked_until = max(self._blocked_until, now + seconds)
