"""Full detections and their updates after 1 % new issues, against size.

``CAUSELOOP_BENCH_SIZES=1000000`` measures other sizes, separated by commas.
"""

import os
from typing import Any

from tests.benchmarks.probes import probe
from tests.benchmarks.report import Options, Result, at_most

SIZES, QUICK = (1_000, 10_000, 50_000, 100_000), (300,)

FLOORS = {50_000: (90.0, 1_000.0), 1_000_000: (1_800.0, 4_000.0)}
"""Most seconds and megabytes of a full detection at some sizes."""

MOST_ELSEWHERE = 0.01
MOST_OF_FULL = 0.03
"""An update costs a small constant besides its hundredth."""


def run(options: Options) -> Result:
    """Measure each size in a process of its own."""
    return {
        f"{count:,}": _judged(count, probe("detection_probe", count)) for count in _sizes(options)
    }


def _sizes(options: Options) -> tuple[int, ...]:
    if wished := os.environ.get("CAUSELOOP_BENCH_SIZES"):
        return tuple(int(size) for size in wished.split(","))
    return QUICK if options.quick else SIZES


def _judged(count: int, found: dict[str, Any]) -> dict[str, Any]:
    judged = dict(found)
    if count in FLOORS:
        seconds, megabytes = FLOORS[count]
        judged["full_s"] = at_most(found["full"]["s"], seconds)
        judged["peak_mb"] = at_most(found["peak_mb"], megabytes)
    if count >= min(FLOORS):
        judged["update_share"] = at_most(found["update_share"], MOST_OF_FULL)
    name = "elsewhere_than_from_scratch"
    if name in found:
        judged[name] = at_most(found[name], MOST_ELSEWHERE)
    return judged
