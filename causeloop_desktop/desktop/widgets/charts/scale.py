"""Round steps for a count axis and days for a date axis."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def count_steps(highest: float, wanted: int = 4) -> list[float]:
    """Return round values from 0 to just above ``highest``, about ``wanted`` of them.

    Counts are whole, so no step is below one.
    """
    rough = max(highest, 1.0) / wanted
    magnitude = 10 ** (len(str(int(rough))) - 1) if rough >= 1 else 1
    step = next(factor * magnitude for factor in (1, 2, 5, 10) if factor * magnitude >= rough)
    steps = [0.0]
    while steps[-1] < highest or len(steps) < 2:
        steps.append(steps[-1] + step)
    return steps


def date_places(starts: Sequence[date], room: float, least: float = 84.0) -> list[int]:
    """Choose which bars get a date under them, at least ``least`` pixels apart in ``room``."""
    if not starts:
        return []
    every = max(1, -(-len(starts) * least // max(room, 1.0)))
    return list(range(0, len(starts), int(every)))


def bar_end(start: date, days: int) -> date:
    """Return the last day that a bar of ``days`` covers."""
    return start + timedelta(days=days - 1)
