"""What a provider's headers say of the requests that are left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

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
            return _number(headers[name])
        except (KeyError, ValueError):
            continue
    return None


def _number(text: str) -> float:
    """Read a number; a moment that is written out counts seconds since 1970."""
    is_number = text.replace(".", "", 1).isdigit()
    return float(text) if is_number else datetime.fromisoformat(text).timestamp()
