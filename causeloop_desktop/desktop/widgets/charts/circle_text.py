"""Text in a circle: as much of a name as fits, over a note or alone."""

from __future__ import annotations

import re
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFontMetricsF

LINE = 15.0
"""The height of a line, in pixels."""

_INSET = 5.0
_LEAST_END = 3
"""How long the last word that is kept of a name must be: none ends with "a" or "of"."""
_PARTS = re.compile(r"[^\s/_-]*[/_-]\s*|[^\s/_-]+\s*")
"""Words with the space after them; those that are joined by a sign in parts."""


def wrapped(name: str, measures: QFontMetricsF, radius: float, noted: bool) -> list[str]:
    """Break as many whole words of a name as fit into a circle, over a note if there is one.

    A word of several, as in ``checkout-payments``, may be broken after each.
    """
    parts = _PARTS.findall(name)
    most = int(2 * radius / LINE) - noted
    for count in reversed(_ends(parts)):
        for lines in range(1, most + 1):
            rooms = _rooms(radius, lines, noted)
            if found := _broken(parts[:count], measures, rooms):
                return found
    return []


def _ends(parts: Sequence[str]) -> list[int]:
    """Give after how many parts a name may end: with a whole word, and not with a short one."""
    return [
        count
        for count, part in enumerate(parts, 1)
        if count == len(parts) or part.endswith(" ")
        if count == 1 or len(part.strip()) >= _LEAST_END
    ]


def cut(name: str, measures: QFontMetricsF, radius: float, noted: bool) -> list[str]:
    """Cut a name short of which not even a word fits: something of it tells more than nothing."""
    room = _rooms(radius, 1, noted)[0]
    line = measures.elidedText(name, Qt.TextElideMode.ElideRight, room)
    return [line] if len(line) > _LEAST_END else []


def _rooms(radius: float, lines: int, noted: bool) -> list[float]:
    """Return how wide each line may be, where the circle is narrowest beside it."""
    top = -(lines + noted) * LINE / 2
    edges = [top + place * LINE for place in range(lines + 1)]
    widest = [max(abs(upper), abs(lower)) for upper, lower in pairwise(edges)]
    return [2 * sqrt(max(0.0, radius**2 - edge**2)) - 2 * _INSET for edge in widest]


def _broken(parts: Sequence[str], measures: QFontMetricsF, rooms: Sequence[float]) -> list[str]:
    """Break parts of a name over lines that are so wide; nothing if they do not fit."""
    lines: list[str] = []
    left = list(parts)
    for room in rooms:
        line = ""
        while left and measures.horizontalAdvance((line + left[0]).strip()) <= room:
            line += left.pop(0)
        lines.append(line.strip())
    return [] if left or not all(lines) else lines
