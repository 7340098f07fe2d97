"""What a frequency chart shows: counts up to today, and what is expected after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True)
class Bar:
    """What was counted from ``start`` on."""

    start: date
    count: float


@dataclass(frozen=True)
class Forecast:
    """What is expected from ``start`` on, with the band that holds four cases in five."""

    start: date
    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class Series:
    """Everything that one frequency chart shows."""

    history: tuple[Bar, ...] = ()
    forecast: tuple[Forecast, ...] = ()
    today: date | None = None
    is_now: bool = True
    noun: str = "issues"
    days_per_bar: int = 1

    @property
    def starts(self) -> list[date]:
        """Return the first day of every place on the axis."""
        return [bar.start for bar in self.history] + [point.start for point in self.forecast]

    @property
    def highest(self) -> float:
        """Return the highest value that must fit."""
        counts = [bar.count for bar in self.history]
        return max([*counts, *(point.high for point in self.forecast)], default=0.0)
