"""How much a span of a stream holds, as far as it can be told before it is read."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Certainty(StrEnum):
    """How a size was found."""

    COUNTED = "counted"
    JUDGED = "judged"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Size:
    """What reading a span takes.

    Attributes:
        rows: How many rows it holds; ``None`` where that cannot be told.
        requests: How many requests they take.
        certainty: How that was found.
    """

    rows: int | None = None
    requests: int | None = None
    certainty: Certainty = Certainty.UNKNOWN


UNKNOWN = Size()


def paged(rows: int, page_size: int, certainty: Certainty = Certainty.COUNTED) -> Size:
    """Give the size of so many rows; a span without any still takes a request."""
    return Size(rows, max(1, math.ceil(rows / page_size)), certainty)


def total(sizes: Sequence[Size]) -> Size:
    """Add sizes up; one that is unknown makes the sum unknown."""
    rows = [size.rows for size in sizes if size.rows is not None]
    requests = [size.requests for size in sizes if size.requests is not None]
    if len(rows) < len(sizes) or len(requests) < len(sizes):
        return UNKNOWN
    counted = all(size.certainty is Certainty.COUNTED for size in sizes)
    return Size(sum(rows), sum(requests), Certainty.COUNTED if counted else Certainty.JUDGED)


def scaled(size: Size, factor: float) -> Size:
    """Give a size so many times; what was not looked at is taken to be like the rest."""
    if factor <= 1 or size.rows is None or size.requests is None:
        return size
    return Size(round(size.rows * factor), math.ceil(size.requests * factor), Certainty.JUDGED)
