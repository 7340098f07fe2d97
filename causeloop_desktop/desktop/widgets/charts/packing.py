"""Circles packed side by side in a room, from the left, largest first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import hypot, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SLACK = 1e-6
_HEIGHTS = (1.0, 1.2, 1.45, 1.75, 2.1, 2.5, 3.0, 3.6, 4.4, 5.5)
"""The heights that are tried, in diameters of the largest circle."""


@dataclass(frozen=True)
class Circle:
    """A placed circle in units of the radii that were given."""

    x: float
    y: float
    radius: float


def pack_into(radii: Sequence[float], *, gap: float, aspect: float) -> list[Circle]:
    """Return the packing that can be drawn largest in a room of ``aspect``, width by height.

    The cost grows with the third power of the number of circles: meant for some thirty.
    """
    tallest = 2 * max(radii, default=1.0)
    packings = [pack(radii, gap=gap, height=tallest * factor) for factor in _HEIGHTS]
    return max(packings, key=lambda circles: _scale(circles, aspect))


def pack(radii: Sequence[float], *, gap: float, height: float) -> list[Circle]:
    """Place circles at least ``gap`` apart in a strip of ``height``, each as far left as it fits.

    The strip must be as high as the largest circle.
    """
    placed: list[Circle] = []
    for radius in radii:
        spots = sorted(_spots(placed, radius, gap, height), key=lambda spot: spot.x)
        placed.append(next(spot for spot in spots if _is_free(spot, placed, gap, height)))
    return placed


def bounds(circles: Sequence[Circle]) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of the cloud."""
    return (
        min(circle.x - circle.radius for circle in circles),
        min(circle.y - circle.radius for circle in circles),
        max(circle.x + circle.radius for circle in circles),
        max(circle.y + circle.radius for circle in circles),
    )


def _scale(circles: list[Circle], aspect: float) -> float:
    """Return how large the cloud can be drawn in a room of height 1 and width ``aspect``."""
    left, top, right, bottom = bounds(circles)
    return min(aspect / (right - left), 1 / (bottom - top))


def _spots(placed: Sequence[Circle], radius: float, gap: float, height: float) -> Iterator[Circle]:
    """Yield where a circle touches two things: walls of the strip, or circles in it."""
    top, bottom = radius, height - radius
    if not placed:
        yield Circle(radius, height / 2, radius)
    for y in (top, bottom):
        yield Circle(radius, y, radius)
    for circle in placed:
        reach = circle.radius + radius + gap
        for y in (top, bottom):
            if abs(y - circle.y) <= reach:
                yield Circle(circle.x + sqrt(reach**2 - (y - circle.y) ** 2), y, radius)
        if circle.x - radius <= reach:
            aside = sqrt(reach**2 - (circle.x - radius) ** 2)
            yield Circle(radius, circle.y + aside, radius)
            yield Circle(radius, circle.y - aside, radius)
    for one, other in combinations(placed, 2):
        yield from _touching(one, other, radius, gap)
    far = max((circle.x + circle.radius for circle in placed), default=0.0)
    yield Circle(far + gap + radius, height / 2, radius)


def _touching(one: Circle, other: Circle, radius: float, gap: float) -> Iterator[Circle]:
    """Yield both circles of ``radius`` that touch ``one`` and ``other``, if they reach."""
    to_one, to_other = one.radius + radius + gap, other.radius + radius + gap
    across, down = other.x - one.x, other.y - one.y
    distance = hypot(across, down)
    if distance > to_one + to_other:
        return
    along = (to_one**2 - to_other**2 + distance**2) / (2 * distance)
    aside = sqrt(max(0.0, to_one**2 - along**2))
    for side in (aside, -aside):
        x = one.x + (along * across - side * down) / distance
        y = one.y + (along * down + side * across) / distance
        yield Circle(x, y, radius)


def _is_free(spot: Circle, placed: Sequence[Circle], gap: float, height: float) -> bool:
    inside = spot.radius - _SLACK
    if spot.x < inside or not inside <= spot.y <= height - inside:
        return False
    return all(
        hypot(spot.x - circle.x, spot.y - circle.y) >= spot.radius + circle.radius + gap - _SLACK
        for circle in placed
    )
