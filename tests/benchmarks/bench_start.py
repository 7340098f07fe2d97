"""The start of the program: when the window can be used, and when the engine answers."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from causeloop_desktop.client.finding.local import ENGINE_FILE
from tests.benchmarks.cache import scratch
from tests.benchmarks.report import Options, Result, at_most, median

USABLE_SECONDS = 1.0
READY_SECONDS = 2.5
LOOK_SECONDS = 0.005


def run(options: Options) -> Result:
    """Start the program again and again on the sample workspace, files in the cache."""
    with scratch(options) as folder:
        _start(folder)
        found = [_start(folder) for _ in range(options.size(full=5, quick=1))]
    wall = _middle([one["seconds"] for one in found])
    return {
        "runs": len(found),
        "usable_s": at_most(wall.pop("sidebar_answers"), USABLE_SECONDS),
        "engine_ready_s": at_most(wall.pop("engine_ready"), READY_SECONDS),
        "other_steps_s": wall,
        "window_cpu_s": _middle([one["cpu_seconds"] for one in found]),
    }


def _middle(found: list[dict[str, float]]) -> dict[str, float]:
    return {step: median([one[step] for one in found]) for step in found[0]}


def _start(data_dir: Path) -> dict[str, dict[str, float]]:
    """Start the program once; give the seconds from the start of its process to each step.

    ``seconds`` are those of the clock; ``cpu_seconds`` those that the window itself computed,
    which hardly depend on what else the machine does.
    """
    began = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.start_probe", str(began), str(data_dir)],
        stdout=subprocess.PIPE,
        text=True,
        env={"QT_QPA_PLATFORM": "offscreen", **os.environ},
    ) as window:
        while not (data_dir / ENGINE_FILE).exists() and window.poll() is None:
            time.sleep(LOOK_SECONDS)
        ready = time.monotonic() - began
        answer = window.stdout.read() if window.stdout else ""
        if window.wait():
            raise RuntimeError(f"the window ended with {window.returncode}")
    found: dict[str, dict[str, float]] = json.loads(answer)
    found["seconds"]["engine_ready"] = ready
    return found
