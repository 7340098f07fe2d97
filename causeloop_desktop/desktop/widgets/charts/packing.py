"""Circles packed side by side around a middle, largest first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import hypot, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SLACK = 1e-6
_SHAPES = (0.7, 1.0, 1.6, 2.6)


@dataclass(frozen=True)
class Circle:
    """A placed circle in units of the radii that were given."""

    x: float
    y: float
    radius: float


def pack(radii: Sequence[float], *, gap: float, aspect: float = 1.0) -> list[Circle]:
    """Place circles at least ``gap`` apart in a cloud ``aspect`` times as wide as high.

    Each circle touches two placed ones at the free spot nearest to the middle, so the cost grows
    with the fourth power of their number: meant for some thirty circles.
    """
    placed: list[Circle] = []
    for radius in radii:
        placed.append(_best_spot(placed, radius, gap, aspect))
    return placed


def pack_into(radii: Sequence[float], *, gap: float, aspect: float) -> list[Circle]:
    """Try clouds of several shapes and return the one that is largest in a room of ``aspect``."""
    clouds = [pack(radii, gap=gap, aspect=aspect * factor) for factor in _SHAPES]
    return max(clouds, key=lambda cloud: _scale(cloud, aspect))


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


def _best_spot(placed: list[Circle], radius: float, gap: float, aspect: float) -> Circle:
    if not placed:
        return Circle(0.0, 0.0, radius)
    if len(placed) == 1:
        return Circle(placed[0].radius + gap + radius, 0.0, radius)
    spots = sorted(_spots(placed, radius, gap), key=lambda spot: hypot(spot.x / aspect, spot.y))
    return next(spot for spot in spots if _is_free(spot, placed, gap))


def _spots(placed: list[Circle], radius: float, gap: float) -> Iterator[Circle]:
    for one, other in combinations(placed, 2):
        yield from _touching(one, other, radius, gap)


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


def _is_free(spot: Circle, placed: list[Circle], gap: float) -> bool:
    return all(
        hypot(spot.x - circle.x, spot.y - circle.y) >= spot.radius + circle.radius + gap - _SLACK
        for circle in placed
    )
