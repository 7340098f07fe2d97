"""How fast a provider may be asked: a bucket of tokens, corrected by what its headers say."""

from causeloop_desktop.connectors.asking.limits import Budget
from causeloop_desktop.connectors.asking.places import Place
from causeloop_desktop.connectors.description.addresses import is_providers_own
from causeloop_desktop.connectors.description.connector import Connector

FREELY = 6_000
"""Requests a minute to an instance of one's own."""


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


def pace_of(connector: Connector, place: Place, per_minute: int | None) -> int:
    """Give the requests a minute: a person may lower the provider's number.

    An instance of one's own has limits of its own, which its headers and refusals tell.
    """
    most = connector.per_minute if is_providers_own(connector, place) else FREELY
    return most if per_minute is None else min(per_minute, most)
