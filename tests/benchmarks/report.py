"""What every benchmark is given and gives: options in, plain JSON values out."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from tests.benchmarks.databases import cache_dir

Result: TypeAlias = Mapping[str, Any]
"""Plain JSON values; a number with a target is made by ``at_most`` or ``at_least``."""


@dataclass(frozen=True)
class Options:
    """How benchmarks are run.

    Attributes:
        quick: Small sizes: proves that the benchmark works, not that the product is fast.
        cache: Where generated databases and files are kept between runs.
    """

    quick: bool = False
    cache: Path = field(default_factory=cache_dir)

    def size(self, *, full: int, quick: int) -> int:
        """Give one of two sizes."""
        return quick if self.quick else full


def at_most(value: float, limit: float) -> dict[str, Any]:
    """Give a number that must not be larger than ``limit``."""
    return {"value": _short(value), "at_most": limit, "met": value <= limit}


def at_least(value: float, limit: float) -> dict[str, Any]:
    """Give a number that must not be smaller than ``limit``."""
    return {"value": _short(value), "at_least": limit, "met": value >= limit}


def median(values: Sequence[float]) -> float:
    """Give the middle value, rounded."""
    return _short(statistics.median(values))


def percentile(values: Sequence[float], percent: float) -> float:
    """Give the value that ``percent`` of the values do not exceed, by nearest rank."""
    ordered = sorted(values)
    rank = max(0, -(-len(ordered) * percent // 100) - 1)
    return _short(ordered[int(rank)])


def milliseconds(seconds: Sequence[float]) -> list[float]:
    """Turn seconds into milliseconds."""
    return [value * 1000 for value in seconds]


def _short(value: float) -> float:
    return round(value, 3)
