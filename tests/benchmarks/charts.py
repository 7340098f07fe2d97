"""``python -m tests.benchmarks.charts growth.json``: draw cost against size as SVG.

Both axes are logarithmic, so a step that grows with its size is a line at 45 degrees; the dashed
line beside them is n log n.
"""

import argparse
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[2] / "docs" / "images" / "growth.svg"

STEPS: Mapping[str, tuple[str, str]] = {
    "import_s": ("import", "#2563eb"),
    "detect_s": ("detect", "#dc2626"),
    "update_s": ("detect after 1 % more", "#ea580c"),
    "match_s": ("match 1 % more", "#16a34a"),
    "forecast_cold_s": ("first forecasts after a start", "#9333ea"),
}
"""Each step by its field: its name and colour."""

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 440, 70, 24, 220, 48
LEAST_SECONDS = 0.01

Point = tuple[float, float]


class Plot:
    """Where sizes and seconds stand in the picture.

    Args:
        sizes: Every size that was measured.
        seconds: Every duration.
    """

    def __init__(self, sizes: Sequence[float], seconds: Sequence[float]) -> None:
        self.decades_x = range(_decade(min(sizes)), _decade(max(sizes), up=True) + 1)
        self.decades_y = range(_decade(min(seconds)), _decade(max(seconds), up=True) + 1)

    def place(self, size: float, seconds: float) -> Point:
        """Give the place of one measurement."""
        across = _share(size, self.decades_x)
        upward = _share(max(seconds, LEAST_SECONDS), self.decades_y)
        x = LEFT + across * (WIDTH - LEFT - RIGHT)
        return round(x, 1), round(HEIGHT - BOTTOM - upward * (HEIGHT - TOP - BOTTOM), 1)


def draw(sizes: Sequence[Mapping[str, Any]]) -> str:
    """Draw every step that was measured at two sizes or more."""
    steps = {name: _points(sizes, name) for name in STEPS}
    steps = {name: points for name, points in steps.items() if len(points) > 1}
    every = [point for points in steps.values() for point in points]
    plot = Plot([size for size, _ in every], [seconds for _, seconds in every])
    parts = [*_grid(plot), *_reference(plot, every)]
    ends = [plot.place(*points[-1])[1] for points in steps.values()]
    for (name, points), label_y in zip(steps.items(), _apart(ends), strict=True):
        parts += _line(plot, points, *STEPS[name], label_y)
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12">\n<title>Seconds against issues</title>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def main() -> None:
    """Draw the results of ``bench_growth`` that a file holds."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks.charts", description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--to", type=Path, default=TARGET)
    given = parser.parse_args()
    document = json.loads(given.results.read_text(encoding="utf-8"))
    given.to.write_text(draw(document["benchmarks"]["growth"]["sizes"]), encoding="utf-8")


def _points(sizes: Sequence[Mapping[str, Any]], name: str) -> list[Point]:
    found = ((one["issues"], one.get(name)) for one in sizes)
    return [(size, max(seconds, LEAST_SECONDS)) for size, seconds in found if seconds is not None]


def _decade(value: float, *, up: bool = False) -> int:
    exponent = math.log10(max(value, LEAST_SECONDS))
    return math.ceil(exponent) if up else math.floor(exponent)


def _share(value: float, decades: range) -> float:
    return (math.log10(value) - decades[0]) / max(len(decades) - 1, 1)


def _grid(plot: Plot) -> Iterator[str]:
    for decade in plot.decades_x:
        x, _ = plot.place(10.0**decade, 10.0 ** plot.decades_y[0])
        yield f'<path d="M{x} {TOP}V{HEIGHT - BOTTOM}" stroke="#e5e7eb"/>'
        yield _text(x, HEIGHT - BOTTOM + 18, f"{10**decade:,}", "middle")
    for decade in plot.decades_y:
        _, y = plot.place(10.0 ** plot.decades_x[0], 10.0**decade)
        yield f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="#e5e7eb"/>'
        yield _text(LEFT - 8, y + 4, f"{10.0**decade:g} s", "end")
    yield _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "issues", "middle")


def _reference(plot: Plot, every: Sequence[Point]) -> Iterator[str]:
    """Draw n log n through the costliest measurement of the largest size."""
    size, seconds = max(every)
    smallest = min(size for size, _ in every)
    start = seconds * smallest * math.log(smallest) / (size * math.log(size))
    (x1, y1), (x2, y2) = plot.place(smallest, start), plot.place(size, seconds)
    yield f'<path d="M{x1} {y1}L{x2} {y2}" stroke="#9ca3af" stroke-dasharray="4 4" fill="none"/>'
    yield _text(x1 + 6, y1 - 6, "n log n", "start")


def _line(
    plot: Plot, points: Sequence[Point], name: str, colour: str, label_y: float
) -> Iterator[str]:
    places = [plot.place(*point) for point in points]
    path = "L".join(f"{x} {y}" for x, y in places)
    yield f'<path d="M{path}" stroke="{colour}" stroke-width="2" fill="none"/>'
    for x, y in places:
        yield f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>'
    label = f"{name}: {points[-1][1]:,.3g} s"
    yield _text(WIDTH - RIGHT + 10, label_y + 4, label, "start", colour)


def _apart(wanted: Sequence[float], gap: float = 16.0) -> list[float]:
    """Move labels down until none stands on another."""
    placed: dict[int, float] = {}
    lowest = -math.inf
    for index in sorted(range(len(wanted)), key=wanted.__getitem__):
        lowest = max(wanted[index], lowest + gap)
        placed[index] = lowest
    return [placed[index] for index in range(len(wanted))]


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#4b5563") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}">{text}</text>'


if __name__ == "__main__":
    main()
