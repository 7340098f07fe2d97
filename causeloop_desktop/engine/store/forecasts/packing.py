"""The forecasts of one week in parallel columns, packed and compressed.

Ten thousand patterns a week so cost half a megabyte a year and one short write.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

OPEN, QUIET, CAME = -1, 0, 1
"""What came of a forecast: not known yet, nothing, at least one episode."""

_HEADER = struct.Struct("<BI")
_SCALE = 10_000


class Kept(NamedTuple):
    """One forecast as it is kept.

    Attributes:
        pattern: The pattern's key.
        episodes: Seen until then.
        probability: What was said.
        league: What each of ``league.LEAGUE`` would have said.
        outcome: ``OPEN``, ``QUIET`` or ``CAME``.
    """

    pattern: int
    episodes: int
    probability: float
    league: tuple[float, ...]
    outcome: int = OPEN


def packed(rows: Sequence[Kept]) -> bytes:
    """Pack forecasts into parallel columns."""
    width = len(rows[0].league) if rows else 0
    columns = [
        array("q", (row.pattern for row in rows)),
        array("I", (row.episodes for row in rows)),
        array("b", (row.outcome for row in rows)),
        array("H", (round(row.probability * _SCALE) for row in rows)),
        *(array("H", (round(row.league[at] * _SCALE) for row in rows)) for at in range(width)),
    ]
    body = b"".join(column.tobytes() for column in columns)
    return _HEADER.pack(width, len(rows)) + zlib.compress(body, 6)


def count_of(blob: bytes) -> int:
    """Tell how many forecasts ``packed`` was given."""
    count: int = _HEADER.unpack_from(blob)[1]
    return count


def unpacked(blob: bytes) -> tuple[Kept, ...]:
    """Read what ``packed`` gave."""
    width, count = _HEADER.unpack_from(blob)
    body = memoryview(zlib.decompress(blob[_HEADER.size :]))
    columns, start = [], 0
    for code in ("q", "I", "b", *"H" * (width + 1)):
        column = array(code)
        end = start + count * column.itemsize
        column.frombytes(body[start:end])
        columns.append(column)
        start = end
    patterns, episodes, outcomes, said, *league = columns
    rivals = zip(*league, strict=True) if league else iter([()] * count)
    return tuple(
        Kept(pattern, seen, p / _SCALE, tuple(one / _SCALE for one in others), outcome)
        for pattern, seen, outcome, p, others in zip(
            patterns, episodes, outcomes, said, rivals, strict=True
        )
    )
