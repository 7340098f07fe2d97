"""The engine's clock, handed to whoever needs the time so that tests can hold it still."""

import time
from collections.abc import Callable

Clock = Callable[[], int]
"""Gives the time in UTC microseconds since 1970."""


def system_clock() -> int:
    """Read the machine's clock."""
    return time.time_ns() // 1000
